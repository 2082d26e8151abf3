"""Receiving traps and informs: who is believed, what they mean, and the socket that they come by."""
