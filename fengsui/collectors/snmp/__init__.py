"""The SNMP wire: BER, messages, walks as pure state machines, and one UDP socket around them."""
