"""A fake province: agents that answer real SNMP over UDP on loopback, with faults on a timeline."""
