"""Records by kind."""

from fengsui.inventory.records import Records
from tests.support.builders import carrier, site


def test_merging_puts_the_other_s_records_over_and_leaves_both_as_they_were() -> None:
    old = Records(carriers={"a": carrier("a"), "b": carrier("b")})
    new = Records(carriers={"b": carrier("b", name_en="B")}, sites={"s": site("s")})
    merged = old.merged(new)
    assert merged.carriers == {"a": carrier("a"), "b": carrier("b", name_en="B")}
    assert merged.of("sites") == {"s": site("s")}
    assert old.carriers["b"] == carrier("b")
    assert not new.merged(Records()).devices
