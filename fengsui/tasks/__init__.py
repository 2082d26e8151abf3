"""What is due when, the broker that runs it, and the polling of a batch."""
