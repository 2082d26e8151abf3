"""From a file to rows: one reader a format; a reader says where each value stands and decides nothing about it."""
