"""What was seen, kept in the database: last observations, conditions and their changes."""
