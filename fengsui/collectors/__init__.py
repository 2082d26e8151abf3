"""Asking one device one kind of question."""
