"""One revision a file, numbered; a revision that has been released is never changed."""
