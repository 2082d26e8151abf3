"""Object identifiers and enumerations of the standard MIBs that every agent may have, as octets ready for the wire.

Names are those of the MIBs. Vendors' objects do not live here.
"""

from typing import Final

from fengsui.collectors.snmp.oid import encode_oid

# SNMPv2-MIB system group (RFC 3418), the instances.
SYS_DESCR: Final = encode_oid("1.3.6.1.2.1.1.1.0")
SYS_OBJECT_ID: Final = encode_oid("1.3.6.1.2.1.1.2.0")
SYS_UP_TIME: Final = encode_oid("1.3.6.1.2.1.1.3.0")
SYS_NAME: Final = encode_oid("1.3.6.1.2.1.1.5.0")
SYS_LOCATION: Final = encode_oid("1.3.6.1.2.1.1.6.0")

# Witnesses of a reboot beside sysUpTime: SNMP-FRAMEWORK-MIB (RFC 3411) and HOST-RESOURCES-MIB (RFC 2790), the instances.
SNMP_ENGINE_BOOTS: Final = encode_oid("1.3.6.1.6.3.10.2.1.2.0")
SNMP_ENGINE_TIME: Final = encode_oid("1.3.6.1.6.3.10.2.1.3.0")
HR_SYSTEM_UPTIME: Final = encode_oid("1.3.6.1.2.1.25.1.1.0")

# What tells one agent from another: SNMP-FRAMEWORK-MIB (RFC 3411), the instance, and ENTITY-MIB (RFC 6933), columns.
SNMP_ENGINE_ID: Final = encode_oid("1.3.6.1.6.3.10.2.1.1.0")
ENT_PHYSICAL_CLASS: Final = encode_oid("1.3.6.1.2.1.47.1.1.1.1.5")
ENT_PHYSICAL_SERIAL_NUM: Final = encode_oid("1.3.6.1.2.1.47.1.1.1.1.11")

# IF-MIB ifTable (RFC 2863), the columns.
IF_DESCR: Final = encode_oid("1.3.6.1.2.1.2.2.1.2")
IF_TYPE: Final = encode_oid("1.3.6.1.2.1.2.2.1.3")
IF_SPEED: Final = encode_oid("1.3.6.1.2.1.2.2.1.5")
IF_PHYS_ADDRESS: Final = encode_oid("1.3.6.1.2.1.2.2.1.6")
IF_ADMIN_STATUS: Final = encode_oid("1.3.6.1.2.1.2.2.1.7")
IF_OPER_STATUS: Final = encode_oid("1.3.6.1.2.1.2.2.1.8")
IF_IN_OCTETS: Final = encode_oid("1.3.6.1.2.1.2.2.1.10")
IF_IN_UCAST_PKTS: Final = encode_oid("1.3.6.1.2.1.2.2.1.11")
IF_IN_DISCARDS: Final = encode_oid("1.3.6.1.2.1.2.2.1.13")
IF_IN_ERRORS: Final = encode_oid("1.3.6.1.2.1.2.2.1.14")
IF_OUT_OCTETS: Final = encode_oid("1.3.6.1.2.1.2.2.1.16")
IF_OUT_UCAST_PKTS: Final = encode_oid("1.3.6.1.2.1.2.2.1.17")
IF_OUT_DISCARDS: Final = encode_oid("1.3.6.1.2.1.2.2.1.19")
IF_OUT_ERRORS: Final = encode_oid("1.3.6.1.2.1.2.2.1.20")

# IF-MIB ifXTable (RFC 2863), the columns.
IF_NAME: Final = encode_oid("1.3.6.1.2.1.31.1.1.1.1")
IF_HC_IN_OCTETS: Final = encode_oid("1.3.6.1.2.1.31.1.1.1.6")
IF_HC_IN_UCAST_PKTS: Final = encode_oid("1.3.6.1.2.1.31.1.1.1.7")
IF_HC_OUT_OCTETS: Final = encode_oid("1.3.6.1.2.1.31.1.1.1.10")
IF_HC_OUT_UCAST_PKTS: Final = encode_oid("1.3.6.1.2.1.31.1.1.1.11")
IF_HIGH_SPEED: Final = encode_oid("1.3.6.1.2.1.31.1.1.1.15")
IF_ALIAS: Final = encode_oid("1.3.6.1.2.1.31.1.1.1.18")
IF_COUNTER_DISCONTINUITY_TIME: Final = encode_oid("1.3.6.1.2.1.31.1.1.1.19")

# HOST-RESOURCES-MIB (RFC 2790), columns, and the identifier of main memory among storage types.
HR_STORAGE_TYPE: Final = encode_oid("1.3.6.1.2.1.25.2.3.1.2")
HR_STORAGE_ALLOCATION_UNITS: Final = encode_oid("1.3.6.1.2.1.25.2.3.1.4")
HR_STORAGE_SIZE: Final = encode_oid("1.3.6.1.2.1.25.2.3.1.5")
HR_STORAGE_USED: Final = encode_oid("1.3.6.1.2.1.25.2.3.1.6")
HR_PROCESSOR_LOAD: Final = encode_oid("1.3.6.1.2.1.25.3.3.1.2")
HR_STORAGE_RAM: Final = encode_oid("1.3.6.1.2.1.25.2.1.2")

# The words of ifAdminStatus and ifOperStatus (RFC 2863).
ADMIN_STATUS: Final = {1: "up", 2: "down", 3: "testing"}
OPER_STATUS: Final = {
    1: "up",
    2: "down",
    3: "testing",
    4: "unknown",
    5: "dormant",
    6: "notPresent",
    7: "lowerLayerDown",
}

# What an operator calls each column in a problem's text.
NAMES: Final = {
    IF_DESCR: "ifDescr",
    IF_TYPE: "ifType",
    IF_SPEED: "ifSpeed",
    IF_PHYS_ADDRESS: "ifPhysAddress",
    IF_ADMIN_STATUS: "ifAdminStatus",
    IF_OPER_STATUS: "ifOperStatus",
    IF_IN_OCTETS: "ifInOctets",
    IF_IN_UCAST_PKTS: "ifInUcastPkts",
    IF_IN_DISCARDS: "ifInDiscards",
    IF_IN_ERRORS: "ifInErrors",
    IF_OUT_OCTETS: "ifOutOctets",
    IF_OUT_UCAST_PKTS: "ifOutUcastPkts",
    IF_OUT_DISCARDS: "ifOutDiscards",
    IF_OUT_ERRORS: "ifOutErrors",
    IF_NAME: "ifName",
    IF_HC_IN_OCTETS: "ifHCInOctets",
    IF_HC_IN_UCAST_PKTS: "ifHCInUcastPkts",
    IF_HC_OUT_OCTETS: "ifHCOutOctets",
    IF_HC_OUT_UCAST_PKTS: "ifHCOutUcastPkts",
    IF_HIGH_SPEED: "ifHighSpeed",
    IF_ALIAS: "ifAlias",
    IF_COUNTER_DISCONTINUITY_TIME: "ifCounterDiscontinuityTime",
}
