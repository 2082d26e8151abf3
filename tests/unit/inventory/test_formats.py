"""The formats are named by their endings."""

from fengsui.inventory.formats import ExportFormat


def test_a_format_is_its_ending() -> None:
    assert [f"all.{made}" for made in ExportFormat][:2] == ["all.csv", "all.xlsx"]
