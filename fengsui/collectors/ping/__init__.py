"""ICMP echo: one socket for all addresses of a family, kernel timestamps, and answers that cannot be forged unseen."""
