"""Helpers of the build: setting up, making the reference."""
