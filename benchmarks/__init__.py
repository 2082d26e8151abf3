"""Measuring the poller beside other clients, on an agent of its own."""
