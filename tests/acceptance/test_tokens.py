"""Tokens and the audit as an administrator meets them at the terminal."""

import json
import re

import pytest

from fengsui.inventory.token_text import PATTERN
from tests.support.cli import fengsui
from tests.support.registers import write_register


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("tokens")
    environment = {"FENGSUI_DATA_DIR": str(path / "data")}
    assert fengsui("import", *write_register(path), **environment).returncode == 0
    return environment


def test_a_token_is_shown_once_listed_without_its_text_and_revoked(folder: dict[str, str]) -> None:
    created = fengsui("token", "create", "noc", "--role", "carrier", "--carrier", "telecom", **folder)
    assert created.returncode == 0, created.stderr
    text = created.stdout.strip()
    assert re.fullmatch(PATTERN, text)
    assert text not in created.stderr

    listed = fengsui("token", "list", "-o", "json", **folder).stdout
    (token,) = json.loads(listed)
    assert (token["name"], token["role"], token["carrier"], token["state"]) == ("noc", "carrier", "telecom", "valid")
    assert text not in listed

    assert fengsui("token", "revoke", "noc", **folder).returncode == 0
    assert json.loads(fengsui("token", "list", "-o", "json", **folder).stdout)[0]["state"] == "revoked"

    told = fengsui("audit", "-o", "json", **folder).stdout
    assert [entry["action"] for entry in json.loads(told) if entry["kind"] == "tokens"] == ["changed", "added"]
    assert all(entry["principal"].startswith("cli:") for entry in json.loads(told))
    assert text not in told
    assert "a-canary-community" not in told


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--role", "carrier"), 1, "the code of the carrier that the token is for"),
        (("--role", "reader", "--carrier", "telecom"), 1, "A token for one carrier has --role carrier"),
        (("--role", "reader", "--expires", "soon"), 2, "--expires: expected a time such as 90d"),
        (("--role", "reader", "--expires", "2020-01-01"), 1, "a moment in the future"),
        (("--role", "king"), 2, "king"),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    folder: dict[str, str], options: tuple[str, ...], code: int, said: str
) -> None:
    refused = fengsui("token", "create", "noc", *options, **folder)
    assert refused.returncode == code
    assert said in refused.stderr
    assert refused.stdout == ""


def test_the_audit_is_printed_as_a_table_and_as_csv(folder: dict[str, str]) -> None:
    table = fengsui("audit", "--kind", "devices", "--key", "yd-1", **folder)
    assert re.search(r"added +devices +yd-1", table.stdout)
    assert len(fengsui("audit", "--principal", "nobody", "-o", "csv", **folder).stdout.splitlines()) == 1
