"""The built dashboard is Grafana's schema, carries every query, and keeps its identity."""

import json
import re
from typing import Any

import pytest
from grafana_foundation_sdk.models.dashboard import Dashboard

from fengsui.exporters.dashboards import PROVINCE_UID, choice_pattern, province_json
from fengsui.exporters.province_board import CHOICES, ROWS, Choice


def built() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(province_json())
    return document


def test_the_json_is_read_back_by_grafana_s_own_model() -> None:
    board = Dashboard.from_json(built())

    assert (board.uid, board.schema_version) == (PROVINCE_UID, 41)


def test_every_query_is_in_it_once_and_asks_the_chosen_data_source() -> None:
    panels = [panel for panel in built()["panels"] if panel["type"] != "row"]
    expressions = [target["expr"] for panel in panels for target in panel["targets"]]

    assert expressions == [expr for row in ROWS for panel in row.panels for expr in panel.queries.values()]
    assert {panel["datasource"]["uid"] for panel in panels} == {"${datasource}"}


def test_panels_have_numbers_of_their_own_and_do_not_overlap() -> None:
    panels = built()["panels"]
    cells = [
        (panel["gridPos"]["x"] + dx, panel["gridPos"]["y"] + dy)
        for panel in panels
        for dx in range(panel["gridPos"]["w"])
        for dy in range(panel["gridPos"]["h"])
    ]

    assert [panel["id"] for panel in panels] == list(range(1, len(panels) + 1))
    assert len(set(cells)) == len(cells)


def test_it_is_the_same_each_time() -> None:
    assert province_json() == province_json()


def test_the_choices_at_the_top_take_several_and_all() -> None:
    variables = {variable["name"]: variable for variable in built()["templating"]["list"]}

    assert list(variables) == ["datasource", *(choice.name for choice in CHOICES)]
    for choice in CHOICES:
        assert variables[choice.name]["multi"] is variables[choice.name]["includeAll"] is True
        assert variables[choice.name]["allValue"] == ".*"


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_a_choice_is_read_from_a_series_as_grafana_writes_it(choice: Choice) -> None:
    labels = ",".join(sorted([f'{choice.value}="code"', f'{choice.text}="名称"']))
    pattern = choice_pattern(choice).strip("/").replace("(?<", "(?P<")

    found = re.search(pattern, f"{{{labels}}} 1 1790000000000")

    assert found is not None
    assert (found["value"], found["text"]) == ("code", "名称")
