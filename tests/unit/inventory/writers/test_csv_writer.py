"""CSV has headings, a row a record, and no formula."""

from fengsui.inventory.kinds import KINDS
from fengsui.inventory.writers.csv_writer import csv_text
from tests.support.builders import site


def test_headings_and_rows() -> None:
    text = csv_text(KINDS["sites"], [site("lz", name='=HYPERLINK("x")', longitude=-1.5)])
    head, row = text.splitlines()
    assert head == "code,name,division,kind,sector,longitude,latitude,carrier"
    assert row.startswith("""lz,"'=HYPERLINK(""x"")",620102,""")
    assert ",-1.5," in row
