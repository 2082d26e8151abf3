"""The table from OIDs to kinds, and how it is looked up."""

import csv
from importlib.resources import files

import pytest

from fengsui.collectors.snmp.oid import encode_oid
from fengsui.collectors.traps.kinds import kind_of, read_table
from fengsui.model.trap import TrapKind


@pytest.mark.parametrize(
    ("oid", "kind"),
    [
        ("1.3.6.1.6.3.1.1.5.1", TrapKind.COLD_START),
        ("1.3.6.1.6.3.1.1.5.2", TrapKind.WARM_START),
        ("1.3.6.1.6.3.1.1.5.3", TrapKind.LINK_DOWN),
        ("1.3.6.1.6.3.1.1.5.4", TrapKind.LINK_UP),
        ("1.3.6.1.6.3.1.1.5.5", TrapKind.AUTHENTICATION_FAILURE),
        ("1.3.6.1.6.3.1.1.5.6", TrapKind.OTHER),  # egpNeighborLoss
        ("1.3.6.1.4.1.3902.1015.1010.1.10.1.15", TrapKind.ONU),  # zxAnEponOnuOffLine
        ("1.3.6.1.4.1.3902.1082.500.1.3.1.1", TrapKind.ONU),  # zxAnPonRxPowerHighAlm
        ("1.3.6.1.4.1.2011.6.128.1.1.2.0.6", TrapKind.ONU),
        ("1.3.6.1.4.1.2011.6.129.1", TrapKind.OTHER),
        ("1.3.6.1.4.1.2011", TrapKind.OTHER),
        ("1.3", TrapKind.OTHER),
    ],
)
def test_a_notification_is_known_by_the_subtree_it_stands_in(oid: str, kind: TrapKind) -> None:
    assert kind_of(encode_oid(oid)) is kind


def test_a_number_that_only_begins_like_a_subtree_is_not_in_it() -> None:
    # 128 is 81 00 in BER, 16384 is 81 80 00: the first byte alone would match neither.
    assert kind_of(encode_oid("1.3.6.1.4.1.2011.6.16384.1")) is TrapKind.OTHER
    assert kind_of(encode_oid("1.3.6.1.6.3.1.1.5.384")) is TrapKind.OTHER


def test_every_row_says_where_it_is_from() -> None:
    text = (files("fengsui.collectors.traps") / "data" / "kinds.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    assert len(read_table(text)) == len(rows)
    assert all(row["name"] and row["source"] for row in rows)


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="linkSideways"):
        read_table("oid,kind\n1.3.6.1,linkSideways\n")
