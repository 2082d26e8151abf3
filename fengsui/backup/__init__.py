"""The whole of an installation's database in one file, and back again: checked, complete, on SQLite or PostgreSQL."""
