import json

import pytest

from fengsui.commands.output import OutputFormat
from fengsui.commands.poll import _print, as_json
from fengsui.model.poll import DevicePoll, InterfaceTable, PollCost, PollOutcome, Problem, Reading, SystemFacts


def poll(**given: object) -> DevicePoll:
    table = InterfaceTable(
        index=(4_194_307_840,), name=("xge1",), descr=("XGigabitEthernet1",), alias=(None,), type=(6,),
        physical_address=(None,), admin_status=("up",), oper_status=(None,), speed_bits_per_second=(10_000_000_000,), in_octets=(2**60,), out_octets=(None,),
        in_unicast_packets=(1,), out_unicast_packets=(2,), in_errors=(0,), out_errors=(None,), in_discards=(3,),
        out_discards=(4,), counter_bits=(64,), discontinuity_seconds=(0.0,),
    )  # fmt: skip
    facts = SystemFacts(sys_descr="two\r\nlines", sys_name="lz-core-1", sys_uptime_seconds=90_061.0)
    fields = {
        "system": facts,
        "interfaces": table,
        "readings": (Reading("cpu_utilisation_ratio", "", 0.25, "ratio"),),
        "cost": PollCost(3, 3, 0, 120, 0.05),
        "problems": (Problem("bad_value", "ifOperStatus: \x1b[31mred"),),
    }
    return DevicePoll("10.20.0.1", 1.0, PollOutcome.OK, **(fields | given))  # type: ignore[arg-type]  # fields of any type


def test_json_gives_null_for_what_the_agent_does_not_have() -> None:
    result = as_json(poll())

    row = result["interfaces"][0]
    assert (row["alias"], row["oper_status"], row["out_octets"], row["out_errors"]) == (None, None, None, None)
    assert (row["index"], row["in_octets"]) == (4_194_307_840, 2**60)
    assert "discontinuity_seconds" not in row
    assert json.loads(json.dumps(result)) == result


def test_json_of_a_silent_agent_has_every_key() -> None:
    silent = DevicePoll("10.20.0.1", 1.0, PollOutcome.TIMEOUT, problems=(Problem("timeout", "silent"),))

    assert list(as_json(silent)) == list(as_json(poll()))
    assert set(as_json(silent)["system"]) == set(as_json(poll())["system"])


def test_the_table_is_in_units_of_people_and_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    _print(poll(), OutputFormat.TABLE)

    shown = capsys.readouterr().out
    for part in ("two lines", "1 d 01:01:01", "10 Gbit/s", "1.15 EB", "25.0 %", "3 packets sent", "\\x1b[31mred"):
        assert part in shown
    assert "\x1b" not in shown


def test_csv_without_interfaces_still_has_its_heading(capsys: pytest.CaptureFixture[str]) -> None:
    _print(poll(interfaces=InterfaceTable()), OutputFormat.CSV)

    assert capsys.readouterr().out.startswith("index,name,descr,alias,type,admin_status,")
