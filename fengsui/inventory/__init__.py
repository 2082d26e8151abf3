"""What should exist: tables, store, import, credentials and the divisions of the province."""
