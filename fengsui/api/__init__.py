"""The HTTP application: metrics, service discovery, health; it never talks SNMP or SQL itself."""
