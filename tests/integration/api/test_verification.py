"""The verification of a device over HTTP: asked for, told in the caller's language, and nobody else's."""

from typing import Any

import aiohttp
import pytest

from fengsui.api.openapi import openapi_document
from fengsui.inventory.edits import Editor
from fengsui.inventory.verifications import VerificationStore
from fengsui.model.poll import PollOutcome
from fengsui.model.principal import Author
from fengsui.model.verification import Asked, DeviceFacts, Verification
from fengsui.tasks.verification import PRINCIPAL, VerificationRules, judging
from tests.integration.api.conftest import KEYRING
from tests.integration.api.test_records import DEVICE, ask
from tests.support.registers import BY

RULES = VerificationRules(
    allow_loopback=False, is_own=lambda _: False, boxes={}, retry_seconds=60, retry_limit_seconds=240
)
OWN = {"credential": "telecom-lab"}


async def settle(editor: Editor, name: str, facts: DeviceFacts) -> Verification:
    """What the service does with the device, without a device."""
    store = VerificationStore(editor.db, KEYRING)
    (registered,) = await store.registered([name])
    asked = Asked(registered, BY.at, facts=facts)
    (settled,) = await store.settle([asked], judging(RULES), Author(PRINCIPAL, BY.at))
    return settled


def facts(outcome: PollOutcome = PollOutcome.OK, **said: Any) -> DeviceFacts:
    return DeviceFacts(outcome, **{"interfaces": 2, "interfaces_64_bit": 2, "profile": "huawei-vrp", **said})


async def test_what_a_carrier_registers_waits_and_it_is_told_what_came_of_it(
    client: aiohttp.ClientSession, editor: Editor
) -> None:
    status, document, _ = await ask(client, "PUT", "devices/new-1", "t-telecom", json={**DEVICE, **OWN})
    assert (status, document["lifecycle"]) == (201, "pending")
    status, waiting, _ = await ask(client, "GET", "devices/new-1/verification", "t-telecom")
    assert (status, waiting["verdict"], waiting["facts"], waiting["reasons"]) == (200, None, None, [])

    await settle(editor, "new-1", facts(sys_name="new-1"))
    status, passed, _ = await ask(client, "GET", "devices/new-1/verification", "t-telecom")
    assert (passed["verdict"], passed["lifecycle"], passed["facts"]["sys_name"]) == ("active", "active", "new-1")
    assert (await ask(client, "GET", "devices/new-1", "t-telecom"))[1]["lifecycle"] == "active"
    _, audit, _ = await ask(client, "GET", "audit?key=new-1", "t-telecom")
    assert [each["principal"] for each in audit["items"]] == [PRINCIPAL, "token:telecom"]


async def test_a_refusal_is_told_in_the_language_that_is_asked_for(
    client: aiohttp.ClientSession, editor: Editor
) -> None:
    await ask(client, "PUT", "devices/new-1", "t-telecom", json={**DEVICE, **OWN})
    await settle(editor, "new-1", facts(PollOutcome.TIMEOUT))
    path = "devices/new-1/verification"
    _, english, _ = await ask(client, "GET", path, "t-telecom")
    _, chinese, headers = await ask(client, "GET", path, "t-telecom", headers={"Accept-Language": "zh-CN"})
    (reason,) = english["reasons"]
    assert (reason["kind"], reason["got"]) == ("unreachable", "silence")
    assert chinese["reasons"][0] == {
        **reason,
        **{key: chinese["reasons"][0][key] for key in ("expected", "got", "hint")},
    }
    assert (chinese["reasons"][0]["got"], headers["Content-Language"]) == ("无应答", "zh-CN")
    assert english["next"] is not None
    assert "a-canary" not in str((english, chinese))


async def test_another_one_is_asked_for_and_its_owner_alone_may(client: aiohttp.ClientSession) -> None:
    path = "devices/yd-1/verification"
    status, document, _ = await ask(client, "POST", path, "t-telecom")
    assert (status, document["requested"] is None, document["verdict"]) == (202, False, None)
    assert (await ask(client, "GET", path, "t-telecom"))[1] == document
    for token, expected in (("t-mobile", 404), ("t-reader", 403), ("t-operator", 403), ("t-administrator", 202)):
        assert (await ask(client, "POST", path, token))[0] == expected
    assert (await ask(client, "GET", path, "t-mobile"))[1] == {
        **(await ask(client, "GET", "devices/none/verification", "t-mobile"))[1],
        "detail": "there is no device 'yd-1'",
    }
    assert (await ask(client, "POST", "devices/none/verification"))[0] == 404


async def test_a_retired_device_is_not_asked(client: aiohttp.ClientSession) -> None:
    given: dict[str, Any] = {"json": {"lifecycle": "retired"}, "headers": {"If-Match": "*"}}
    assert (await ask(client, "PATCH", "devices/yd-1", "t-telecom", **given))[0] == 200
    assert (await ask(client, "POST", "devices/yd-1/verification", "t-telecom"))[0] == 409


async def test_of_another_carrier_s_device_a_carrier_is_told_that_it_is_there_and_no_more(
    client: aiohttp.ClientSession, editor: Editor
) -> None:
    await settle(editor, "secret-core", facts(serial="SN-0001"))
    await ask(client, "PUT", "devices/new-1", "t-telecom", json={**DEVICE, **OWN})
    await settle(editor, "new-1", facts(serial="SN-0001"))
    _, told, _ = await ask(client, "GET", "devices/new-1/verification", "t-telecom")
    assert [each["kind"] for each in told["reasons"]] == ["duplicate_serial"]
    assert "secret" not in str(told)
    assert "mobile" not in str(told)
    _, whole, _ = await ask(client, "GET", "devices/new-1/verification")
    assert [each["other"] for each in whole["reasons"]] == ["secret-core"]


@pytest.mark.parametrize("changes", [{"address": "10.20.0.77"}, {"port": 1161}, {"site": "lz-core"}])
async def test_a_carrier_that_changes_what_is_asked_has_it_verified_anew(
    client: aiohttp.ClientSession, changes: dict[str, Any]
) -> None:
    given: dict[str, Any] = {"json": changes, "headers": {"If-Match": "*"}}
    assert (await ask(client, "PATCH", "devices/yd-1", "t-telecom", **given))[1]["lifecycle"] == "pending"
    back: dict[str, Any] = {"json": {"lifecycle": "active"}, "headers": {"If-Match": "*"}}
    assert (await ask(client, "PATCH", "devices/yd-1", "t-telecom", **back))[1]["lifecycle"] == "pending"
    assert (await ask(client, "PATCH", "devices/yd-1", **back))[1]["lifecycle"] == "active"


async def test_a_bulk_of_a_carrier_waits_and_says_so(client: aiohttp.ClientSession) -> None:
    rows = [{**DEVICE, "name": f"new-{number}", "address": f"10.20.1.{number}"} for number in range(1, 4)]
    _, done, _ = await ask(client, "POST", "devices:bulk", "t-telecom", json=rows)
    assert (done["added"], done["notes"]) == (3, ["3 device(s) are pending until a verification has asked them"])
    _, again, _ = await ask(client, "POST", "devices:bulk", "t-telecom", json=rows)
    assert again["unchanged"] == 3
    _, listed, _ = await ask(client, "GET", "devices?lifecycle=pending", "t-telecom")
    assert [each["name"] for each in listed["items"]] == ["new-1", "new-2", "new-3"]


async def test_what_is_answered_is_what_the_contract_says(client: aiohttp.ClientSession, editor: Editor) -> None:
    await settle(editor, "yd-1", facts(PollOutcome.REFUSED))
    _, told, _ = await ask(client, "GET", "devices/yd-1/verification")
    schema = openapi_document()["components"]["schemas"]["Verification"]
    assert told.keys() == schema["properties"].keys() == set(schema["required"])
    assert told["facts"].keys() == schema["properties"]["facts"]["properties"].keys()
    reason = schema["properties"]["reasons"]["items"]
    assert told["reasons"][0].keys() <= reason["properties"].keys()
