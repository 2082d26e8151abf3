"""Asking services as their users ask them, at the registered address and nowhere else."""
