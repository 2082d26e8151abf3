"""Pure functions from polls to what is known of devices, interfaces and links."""
