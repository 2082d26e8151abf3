"""pysnmp's user-based security model, the other reader of SNMPv3 that ours is held against: its services by our protocols."""

from importlib import import_module
from typing import Any

from fengsui.model.credential import AuthProtocol, PrivProtocol

# Its modules import each other in circles; this one must come first.
_service: Any = import_module("pysnmp.proto.secmod.rfc3414.service")
_config: Any = import_module("pysnmp.entity.config")
_localkey: Any = import_module("pysnmp.proto.secmod.rfc3414.localkey")
_model: Any = _service.SnmpUSMSecurityModel
OctetString: Any = import_module("pysnmp.proto.rfc1902").OctetString

AUTH_IDS = {
    AuthProtocol.MD5: _config.USM_AUTH_HMAC96_MD5,
    AuthProtocol.SHA: _config.USM_AUTH_HMAC96_SHA,
    AuthProtocol.SHA_224: _config.USM_AUTH_HMAC128_SHA224,
    AuthProtocol.SHA_256: _config.USM_AUTH_HMAC192_SHA256,
    AuthProtocol.SHA_384: _config.USM_AUTH_HMAC256_SHA384,
    AuthProtocol.SHA_512: _config.USM_AUTH_HMAC384_SHA512,
}
PRIV_IDS = {
    PrivProtocol.DES: _config.USM_PRIV_CBC56_DES,
    PrivProtocol.AES: _config.USM_PRIV_CFB128_AES,
    PrivProtocol.AES_192: _config.USM_PRIV_CFB192_AES_BLUMENTHAL,
    PrivProtocol.AES_256: _config.USM_PRIV_CFB256_AES_BLUMENTHAL,
    PrivProtocol.AES_192_C: _config.USM_PRIV_CFB192_AES,
    PrivProtocol.AES_256_C: _config.USM_PRIV_CFB256_AES,
}


def auth_service(protocol: AuthProtocol) -> Any:
    """Signs and checks whole messages."""
    return _model.AUTH_SERVICES[AUTH_IDS[protocol]]


def priv_service(protocol: PrivProtocol) -> Any:
    """Encrypts and decrypts scoped PDUs."""
    return _model.PRIV_SERVICES[PRIV_IDS[protocol]]


def auth_key(protocol: AuthProtocol, password: str, engine_id: bytes) -> Any:
    """The localized authentication key."""
    service = auth_service(protocol)
    return service.localize_key(service.hash_passphrase(OctetString(password.encode())), OctetString(engine_id))


def priv_key(auth: AuthProtocol, priv: PrivProtocol, password: str, engine_id: bytes) -> Any:
    """The localized privacy key."""
    service = priv_service(priv)
    master = service.hash_passphrase(AUTH_IDS[auth], OctetString(password.encode()))
    return service.localize_key(AUTH_IDS[auth], master, OctetString(engine_id))
