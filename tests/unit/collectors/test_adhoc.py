import pytest

from fengsui.collectors.adhoc import Endpoint, check_profile, make_credential, parse_endpoint
from fengsui.collectors.profiles.catalogue import load_catalogue
from fengsui.model.credential import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from fengsui.model.secret import Secret

KEYS = {"auth_key": "authpass123", "priv_key": "privpass123"}


@pytest.mark.parametrize(
    ("text", "host", "port", "is_name"),
    [
        ("10.20.0.1", "10.20.0.1", 161, False),
        ("10.20.0.1:1161", "10.20.0.1", 1161, False),
        ("2001:DB8::1", "2001:db8::1", 161, False),
        ("[2001:db8::1]", "2001:db8::1", 161, False),
        ("[2001:db8::1]:1161", "2001:db8::1", 1161, False),
        ("olt-1.example.net:1161", "olt-1.example.net", 1161, True),
        (" localhost ", "localhost", 161, True),
    ],
)
def test_an_agent_is_named_by_address_or_name_and_port(text: str, host: str, port: int, is_name: bool) -> None:
    assert parse_endpoint(text) == Endpoint(host, port, is_name=is_name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.20.0",
        "300.1.1.1",
        "10.20.0.1:0",
        "10.20.0.1:65536",
        "10.20.0.1:snmp",
        "a b",
        "[::1",
        "[::1]x",
        "a..b",
        ":161",
    ],
)
def test_anything_else_is_a_fault(text: str) -> None:
    faults = parse_endpoint(text)

    assert isinstance(faults, list)
    assert all(fault.where == "ADDRESS" for fault in faults)


def test_a_bad_address_and_a_bad_port_are_both_said() -> None:
    faults = parse_endpoint("300.1.1.1:99999")

    assert isinstance(faults, list)
    assert [fault.got for fault in faults] == ["'99999'", "'300.1.1.1'"]


def test_nothing_given_means_v2c_with_the_usual_community() -> None:
    assert make_credential({}) == Credential("terminal", SnmpVersion.V2C, community=Secret("public"))


def test_a_user_means_v3() -> None:
    given = {"user": "noc", "auth_protocol": "sha-256", "priv_protocol": "AES-256", **KEYS}

    assert make_credential(given) == Credential(
        "terminal",
        SnmpVersion.V3,
        user="noc",
        auth_protocol=AuthProtocol.SHA_256,
        auth_key=Secret("authpass123"),
        priv_protocol=PrivProtocol.AES_256,
        priv_key=Secret("privpass123"),
    )


def test_a_user_alone_means_no_authentication() -> None:
    credential = make_credential({"user": "noc"})

    assert isinstance(credential, Credential)
    assert credential.auth_protocol is None
    assert credential.priv_protocol is None


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"version": "v4"}, ["--version"]),
        ({"version": "v2c", "user": "noc"}, ["--version"]),
        ({"version": "v3"}, ["--v3-user"]),
        ({"user": "x" * 33}, ["--v3-user"]),
        ({"community": ""}, ["--community"]),
        ({"user": "noc", "auth_protocol": "SHA"}, ["--auth-key"]),
        ({"user": "noc", "auth_key": "authpass123"}, ["--auth-protocol"]),
        ({"user": "noc", "auth_protocol": "SHA", "auth_key": "short"}, ["--auth-key"]),
        ({"user": "noc", "auth_protocol": "SHA3", "auth_key": "authpass123"}, ["--auth-protocol"]),
        ({"user": "noc", "priv_protocol": "AES", "priv_key": "privpass123"}, ["--auth-protocol"]),
        (
            {"version": "v3", "auth_protocol": "SHA", "auth_key": "short", "priv_protocol": "ROT13", "priv_key": "x"},
            ["--priv-protocol", "--v3-user", "--auth-key", "--priv-key"],
        ),
    ],
)
def test_every_fault_of_a_credential_is_said_at_once(given: dict[str, str], where: list[str]) -> None:
    faults = make_credential(given)

    assert isinstance(faults, list)
    assert [fault.where for fault in faults] == where


def test_no_fault_shows_a_key() -> None:
    given = {"user": "noc", "auth_protocol": "SHA", "auth_key": "geheim", "priv_protocol": "AES", "priv_key": "hush"}

    faults = make_credential(given)

    assert isinstance(faults, list)
    assert not any(secret in str(fault) for fault in faults for secret in ("geheim", "hush"))


def test_a_profile_is_auto_or_one_of_the_catalogue() -> None:
    catalogue = load_catalogue()
    assert check_profile("auto", catalogue) == check_profile("generic", catalogue) == []
    (fault,) = check_profile("nope", catalogue)
    assert fault.expected.startswith("one of auto, ")
    assert fault.got == "'nope'"
