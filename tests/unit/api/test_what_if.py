"""What-if over HTTP is what the command line prints, and a carrier asks about its own network alone."""

import json
from typing import Any

import pytest

from fengsui.api.source import FixedSource
from fengsui.coverage.document import what_if_document
from fengsui.coverage.whatif import Outage, everything_up, what_if
from tests.support.builders import province
from tests.support.http import asking, bearer, gate


async def asked(query: str, token: str = "t-operator") -> tuple[int, dict[str, Any]]:
    async with (
        asking(FixedSource(province()), gate=gate()) as client,
        client.get(f"/api/v1/coverage/what-if?{query}", headers=bearer(token)) as answer,
    ):
        return answer.status, await answer.json()


async def test_a_what_if_is_the_command_line_s() -> None:
    picture = province()
    link = min(picture.network.links)
    status, document = await asked(f"down_link={link}&assume_up=true&worst=3")
    found = what_if(picture.network, everything_up(picture.network, picture.now), picture.now, Outage(links=(link,)))
    assert status == 200
    assert document == json.loads(json.dumps(what_if_document(found, assumed_up=True, worst=3)))


async def test_without_parameters_it_is_what_is_known_now() -> None:
    status, document = await asked("")
    assert (status, document["assumed_up"], document["lost"]) == (200, False, [])


async def test_a_name_that_is_not_registered_is_not_found() -> None:
    status, document = await asked("down_device=nothing-of-ours")
    assert status == 404
    assert "expected the name of a device that counts, got 'nothing-of-ours'" in document["detail"]


async def test_a_duct_that_no_link_names_is_not_found() -> None:
    status, document = await asked("down_duct=G30")
    assert (status, document["detail"]) == (404, "expected the name of a duct that counts, got 'G30'.")


async def test_a_carrier_asks_about_its_own_network_alone() -> None:
    devices = province().network.devices.values()
    (foreign,) = {next(each.name for each in devices if each.carrier == "mobile")}
    status, document = await asked("worst=100&assume_up=1", "t-telecom")
    assert status == 200
    assert {each["carrier"] for each in document["carriers"]} == {"telecom"}
    assert {by["carrier"] for county in document["counties"] for by in county["carriers"]} == {"telecom"}
    assert (await asked(f"down_device={foreign}", "t-mobile"))[0] == 200
    status, document = await asked(f"down_device={foreign}", "t-telecom")
    assert (status, document["detail"].count(foreign)) == (404, 1)


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("worst=101", "expected a number from 0 to 100 for worst, got '101'"),
        ("worst=-1", "expected a number from 0 to 100 for worst, got '-1'"),
        ("worst=1&worst=2", "expected worst once, got it 2 times"),
        ("assume_up=perhaps", "expected true or false for assume_up, got 'perhaps'"),
        ("down=a", "expected a parameter of assume_up, down_device, down_duct, down_link, worst, got 'down'"),
        ("&".join(["down_link=a"] * 101), "expected at most 100 names, got 101"),
        (f"down_link={'a' * 201}", "expected names of at most 200 characters"),
    ],
)
async def test_a_wrong_parameter_is_refused_with_what_was_expected(query: str, detail: str) -> None:
    assert await asked(query) == (400, {"title": "Bad Request", "status": 400, "detail": detail})
