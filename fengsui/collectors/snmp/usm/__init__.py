"""SNMPv3's user-based security model (RFC 3414): keys, message form, what is known of an engine, and the session above them."""
