"""The database's door: engine and sessions, the schema's versions, and writing many rows; it knows no table of its own."""
