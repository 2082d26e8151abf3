"""Picks the real parts, starts them and stops them in reverse."""
