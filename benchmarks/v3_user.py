"""The user that SNMPv3 is measured with."""

from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret

AUTH_KEY, PRIV_KEY = "bench-auth-1", "bench-priv-1"
V3 = Credential(
    "v3",
    SnmpVersion.V3,
    user="bench",
    auth_protocol=AuthProtocol.SHA_256,
    auth_key=Secret(AUTH_KEY),
    priv_protocol=PrivProtocol.AES,
    priv_key=Secret(PRIV_KEY),
)
V2C = Credential("v2c", SnmpVersion.V2C, community=Secret("public"))
