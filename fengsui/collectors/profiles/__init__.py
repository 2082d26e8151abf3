"""Profiles: YAML data that says what a kind of device is asked, and how its answers become readings."""
