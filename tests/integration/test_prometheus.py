"""A real Prometheus finds Fengsui, scrapes it, and answers every query of the dashboard from what it scraped."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from fengsui.api.source import FixedSource
from fengsui.clock import SystemClock
from fengsui.exporters.catalogue import CATALOGUE
from fengsui.exporters.dashboards import choice_pattern
from fengsui.exporters.province_board import CHOICES, ROWS, Panel
from fengsui.exporters.snapshot import Snapshot
from tests.support.builders import poller, province
from tests.support.http import served
from tests.support.prometheus import Prometheus, prometheus

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("prometheus")]

PANELS = [panel for row in ROWS for panel in row.panels]


class Moving(FixedSource):
    """A province whose poller has counted on at each look."""

    looks = 0

    def snapshot(self) -> Snapshot:
        self.looks += 1
        wire = replace(
            poller().wire, packets_sent=100 * self.looks, layout_hits=90 * self.looks, layout_misses=10 * self.looks
        )
        return replace(self.picture, poller=poller(polls={"ok": 10 * self.looks}, wire=wire))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scraped(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Prometheus]:
    folder: Path = tmp_path_factory.mktemp("prometheus")
    async with (
        served(Moving(province()), clock=SystemClock(), shards=2) as server,
        prometheus(f"{server.base_url}/sd/prometheus", folder) as running,
    ):
        await running.until("count(up == 1) == 3")
        await running.until("count_over_time(fengsui_poller_packets_sent_total[30s]) >= 3")
        await running.until("count_over_time(fengsui_device_info[30s]) >= 2")
        yield running


def filled(expr: str, **chosen: str) -> str:
    """The query as Grafana sends it, with `All` chosen unless told."""
    for choice in CHOICES:
        expr = expr.replace(f"${choice.name}", chosen.get(choice.name, ".*"))
    return expr.replace("$__rate_interval", "20s")


async def test_it_discovers_the_province_and_both_shards(scraped: Prometheus) -> None:
    targets = {target["labels"]["endpoint"]: target for target in await scraped.targets()}

    assert targets.keys() == {"province", "devices-0", "devices-1"}
    assert {target["health"] for target in targets.values()} == {"up"}
    assert targets["devices-1"]["scrapeUrl"].endswith("/metrics/devices?shard=1%2F2")


async def test_every_family_of_the_catalogue_arrives(scraped: Prometheus) -> None:
    found = await scraped.query('count by (__name__) ({__name__=~"(fengsui|process|python)_.+"})')

    assert {series["metric"]["__name__"] for series in found} == CATALOGUE.keys()


async def test_help_and_types_arrive(scraped: Prometheus) -> None:
    async with scraped.client.get("/api/v1/metadata") as answer:
        metadata = (await answer.json())["data"]

    assert metadata["fengsui_county_state"][0]["help"] == CATALOGUE["fengsui_county_state"].help
    # It asks for OpenMetrics, which names the family of a counter without _total.
    assert metadata["fengsui_interface_in_bytes"][0]["type"] == "counter"
    assert metadata["fengsui_device"][0]["type"] == "info"


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.title)
async def test_every_query_of_the_dashboard_finds_data(scraped: Prometheus, panel: Panel) -> None:
    for legend, expr in panel.queries.items():
        found = await scraped.query(filled(expr))

        assert found, expr
        wanted = {*re.findall(r"{{(\w+)}}", legend), *panel.columns} - {"Value"}
        for series in found:
            assert wanted <= series["metric"].keys(), expr


def titled(title: str) -> str:
    (expr,) = (expr for panel in PANELS if panel.title.startswith(title) for expr in panel.queries.values())
    return expr


async def test_the_tables_name_what_is_in_trouble_and_nothing_else(scraped: Prometheus) -> None:
    counties = await scraped.query(filled(titled("Counties in trouble")))
    links = await scraped.query(filled(titled("Links that are not up")))
    devices = await scraped.query(filled(titled("Devices that are not up")))

    assert {series["metric"]["name"] for series in counties} == {"七里河区", "皋兰县", "嘉峪关市", "麦积区"}
    assert {series["metric"]["link"] for series in links} == {"lz-lz-gl-1", "lz-jyg-1"}
    assert {(series["metric"]["device"], series["metric"]["state"]) for series in devices} == {
        ("lz-gl-1", "down"),
        ("jyg-1", "unknown"),
    }


async def test_a_chosen_prefecture_and_carrier_narrow_the_tables(scraped: Prometheus) -> None:
    links = await scraped.query(filled(titled("Links that are not up"), prefecture="620200"))
    carriers = await scraped.query(filled(titled("Carriers in trouble"), carrier="mobile"))

    assert {series["metric"]["link"] for series in links} == {"lz-jyg-1"}
    assert {series["metric"]["name"] for series in carriers} == {"秦州区"}


async def test_the_choices_show_names_and_filter_by_codes(scraped: Prometheus) -> None:
    offered = {}
    for choice in CHOICES:
        pattern = re.compile(choice_pattern(choice).strip("/").replace("(?<", "(?P<"))
        for series in await scraped.query(choice.query):
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(series["metric"].items()))
            found = pattern.search(f"{{{labels}}} 1 1")
            assert found is not None
            offered[found["value"]] = found["text"]

    assert offered == {
        "620100": "兰州市",
        "620200": "嘉峪关市",
        "620500": "天水市",
        "mobile": "mobile 甘肃",
        "telecom": "telecom 甘肃",
    }


async def test_a_rate_from_the_poller_is_what_it_counts(scraped: Prometheus) -> None:
    (ratio,) = await scraped.until(filled(titled("Decoding")))

    assert float(ratio["value"][1]) == pytest.approx(0.9)
