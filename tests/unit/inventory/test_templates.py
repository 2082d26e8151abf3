"""Templates explain every column, and their examples fit together."""

from fengsui.inventory.formats import Language
from fengsui.inventory.kinds import FILE_KINDS, KINDS
from fengsui.inventory.readers.table import read_table
from fengsui.inventory.rows import Reading
from fengsui.inventory.templates import kinds_of, template_rows
from fengsui.inventory.validation import validate
from tests.support.registers import shipped


def test_the_key_comes_first_and_the_explanations_are_marked() -> None:
    head, chinese, english, *_ = template_rows(FILE_KINDS["devices"], list(Language))
    assert head[0] == "name"
    assert chinese[0].startswith("# 名称，唯一；必填")
    assert english[0].startswith("# Name, unique in the province; required")
    assert "core | metro | county | access | bras" in english[head.index("role")]
    assert english[head.index("port")].endswith("161 if empty; 1…65535")


def test_the_examples_of_all_kinds_are_taken_together() -> None:
    reading = Reading()
    for kind in KINDS.values():
        read_table(enumerate(template_rows(kind, list(Language)), 1), kind, f"{kind.name}.csv", reading)
    assert reading.faults == []
    verdict = validate(reading.rows, shipped(), allow_loopback=False)
    assert verdict.faults == []
    assert {kind: len(verdict.proposed.of(kind)) for kind in KINDS} == {
        "divisions": 1,
        "carriers": 1,
        "credentials": 2,
        "sites": 2,
        "devices": 2,
        "links": 1,
        "services": 1,
    }
    assert all(shipped().divisions[code] == each for code, each in verdict.proposed.divisions.items())


def test_all_means_every_kind() -> None:
    assert [kind.name for kind in kinds_of("all")] == list(FILE_KINDS)
    assert kinds_of("device") == ()
