"""YAML reads as it would be written by hand, and leaves out what is not there."""

from fengsui.inventory.records import Record
from fengsui.inventory.writers.yaml_writer import yaml_text
from tests.support.builders import carrier, site


def test_a_list_a_kind() -> None:
    prefixes = ("10.0.0.0/8",)
    records: dict[str, list[Record]] = {
        "carriers": [carrier(management_prefixes=prefixes), carrier("unicom", management_prefixes=prefixes)],
        "sites": [site("lz", name="兰州: 局", longitude=1e-7)],
        "links": [],
    }
    text = yaml_text(records)
    assert text.startswith("carriers:\n- code: telecom\n")
    assert "name: '兰州: 局'\n  division: '620102'\n" in text
    assert "longitude: 0.0000001\n" in text
    assert "links" not in text
    assert "&id" not in text
