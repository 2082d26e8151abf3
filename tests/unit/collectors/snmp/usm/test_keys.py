"""Keys against the vectors of the RFCs and drafts, and against pysnmp where they have none."""

from typing import Any

import pytest

from fengsui.collectors.snmp.usm.keys import (
    KEY_SIZES,
    KeyCache,
    LocalKeys,
    check_credential,
    extend_reeder,
    localize,
    password_to_key,
)
from fengsui.errors import SnmpError
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret
from tests.support import pysnmp_usm
from tests.support.snmpd import AUTH_KEY, PRIV_KEY, v3_credential

# RFC 3414, A.3 and A.4.
PASSWORD = b"maplesyrup"
ENGINE = bytes(11) + b"\x02"
LENGTHENED = (PrivProtocol.AES_192, PrivProtocol.AES_256, PrivProtocol.AES_192_C, PrivProtocol.AES_256_C)


@pytest.mark.parametrize(
    ("protocol", "user_key", "local_key"),
    [
        (AuthProtocol.MD5, "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
        (
            AuthProtocol.SHA,
            "9fb5cc0381497b3793528939ff788d5d79145211",
            "6695febc9288e36282235fc7151f128497b38f3f",
        ),
    ],
)
def test_the_vectors_of_rfc_3414(protocol: AuthProtocol, user_key: str, local_key: str) -> None:
    key = password_to_key(protocol, PASSWORD)

    assert key.hex() == user_key
    assert localize(protocol, key, ENGINE).hex() == local_key


@pytest.mark.parametrize("protocol", AuthProtocol)
@pytest.mark.parametrize("password", ["maplesyrup", "8octets!", "x" * 100, "口令口令口令"])
def test_keys_are_those_of_pysnmp(protocol: AuthProtocol, password: str) -> None:
    ours = localize(protocol, password_to_key(protocol, password.encode()), ENGINE)

    assert ours == bytes(pysnmp_usm.auth_key(protocol, password, ENGINE))


@pytest.mark.parametrize(
    ("protocol", "size", "extended"),
    [
        (AuthProtocol.MD5, 32, "526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12"),
        (
            AuthProtocol.SHA,
            40,
            "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9cd2d5065547743fb5",
        ),
    ],
)
def test_the_vectors_of_the_reeder_draft(protocol: AuthProtocol, size: int, extended: str) -> None:
    local = localize(protocol, password_to_key(protocol, PASSWORD), ENGINE)

    assert extend_reeder(protocol, local, size, ENGINE).hex() == extended


@pytest.mark.parametrize("auth", AuthProtocol)
@pytest.mark.parametrize("priv", LENGTHENED)
def test_lengthened_keys_are_those_of_pysnmp(auth: AuthProtocol, priv: PrivProtocol) -> None:
    ours = KeyCache().local_keys(v3_credential((auth, priv)), ENGINE).priv

    assert ours == bytes(pysnmp_usm.priv_key(auth, priv, PRIV_KEY, ENGINE))
    assert len(ours or b"") == KEY_SIZES[priv]


def test_the_two_ways_to_lengthen_a_key_agree_where_there_is_nothing_to_lengthen() -> None:
    keys = [
        KeyCache().local_keys(v3_credential((AuthProtocol.SHA_512, priv)), ENGINE)
        for priv in (PrivProtocol.AES_256, PrivProtocol.AES_256_C)
    ]

    assert keys[0] == keys[1]


def test_a_credential_gives_the_keys_that_it_has_protocols_for() -> None:
    nobody = KeyCache().local_keys(v3_credential((None, None)), ENGINE)
    signer = KeyCache().local_keys(v3_credential((AuthProtocol.SHA_256, None)), ENGINE)

    assert nobody == LocalKeys(None, None)
    assert signer.auth == localize(
        AuthProtocol.SHA_256, password_to_key(AuthProtocol.SHA_256, AUTH_KEY.encode()), ENGINE
    )
    assert signer.priv is None


def test_keys_differ_from_engine_to_engine_and_are_the_same_from_the_cache() -> None:
    cache, credential = KeyCache(), v3_credential((AuthProtocol.SHA, PrivProtocol.AES))

    first, other, again = (cache.local_keys(credential, engine) for engine in (ENGINE, b"other", ENGINE))

    assert first == again != other
    assert first == KeyCache().local_keys(credential, ENGINE)


def test_keys_stand_in_no_repr() -> None:
    cache = KeyCache()
    keys = cache.local_keys(v3_credential((AuthProtocol.MD5, PrivProtocol.DES)), ENGINE)

    assert repr(keys) == "LocalKeys()"
    assert AUTH_KEY not in repr(vars(cache))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"user": None}, "a user of 1 to 32 octets, got 0"),
        ({"user": "x" * 33}, "a user of 1 to 32 octets, got 33"),
        ({"auth_protocol": None, "auth_key": None}, "privacy needs authentication"),
        ({"auth_key": None}, "authentication with SHA needs a key"),
        ({"auth_key": Secret("")}, "authentication with SHA needs a key"),
        ({"priv_key": None}, "privacy with AES needs a key"),
        ({"user": "noc\udce9"}, "no text in UTF-8"),
        ({"auth_key": Secret("geheim-\udce9")}, "no text in UTF-8"),
    ],
)
def test_a_credential_that_cannot_be_used_says_why_without_its_secrets(fields: dict[str, Any], problem: str) -> None:
    whole: dict[str, Any] = {
        "user": "noc", "auth_protocol": AuthProtocol.SHA, "auth_key": Secret("geheim-eins"),
        "priv_protocol": PrivProtocol.AES, "priv_key": Secret("geheim-zwei"),
    }  # fmt: skip

    with pytest.raises(SnmpError, match=problem) as caught:
        check_credential(Credential("lab", SnmpVersion.V3, **(whole | fields)))

    assert "'lab'" in str(caught.value)
    assert "geheim" not in str(caught.value)
