"""Rows become records, or faults that name the place, what was expected, what was found, and what to do."""

from dataclasses import replace

from fengsui.errors import Fault
from fengsui.inventory.records import Records
from fengsui.inventory.rows import Row, Unread
from fengsui.inventory.validation import Verdict, validate
from fengsui.model.credential import AuthProtocol, PrivProtocol, SnmpVersion
from fengsui.model.device import DeviceLifecycle
from fengsui.model.link import LinkMedium
from fengsui.model.secret import Secret
from tests.support.registers import CORE, CORE_1, LAB, LINK, TELECOM, register, rows, shipped

V3 = {
    "name": "secure",
    "version": "v3",
    "user": "poller",
    "auth_protocol": "SHA-256",
    "auth_key": "canary-auth",
    "priv_protocol": "AES",
    "priv_key": "canary-priv",
}


def _validate(
    *found: list[Row], existing: Records | None = None, loopback: bool = False, unread: Unread | None = None
) -> Verdict:
    everything = [row for each in found for row in each]
    return validate(everything, existing or register(), allow_loopback=loopback, unread=unread or Unread())


def _fault(*found: list[Row], existing: Records | None = None) -> Fault:
    verdict = _validate(*found, existing=existing)
    assert len(verdict.faults) == 1, verdict.faults
    return verdict.faults[0]


def test_a_new_record_gets_the_defaults_of_the_columns_it_does_not_have() -> None:
    device = {**CORE_1, "name": "lz-core-2", "address": "10.20.0.9"}
    del device["credential"]
    made = _validate(rows("devices", device)).proposed.devices["lz-core-2"]
    assert (made.port, made.credential, made.profile, made.lifecycle) == (161, None, "auto", DeviceLifecycle.ACTIVE)


def test_a_column_that_is_not_there_keeps_what_is_registered() -> None:
    verdict = _validate(rows("links", {"name": "lz-yd-1", "medium": "radio"}))
    assert verdict.faults == []
    assert verdict.proposed.links["lz-yd-1"] == replace(register().links["lz-yd-1"], medium=LinkMedium.RADIO)


def test_an_empty_cell_takes_away_what_is_registered() -> None:
    verdict = _validate(rows("links", {"name": "lz-yd-1", "capacity_bits_per_second": ""}))
    assert verdict.proposed.links["lz-yd-1"].capacity_bits_per_second is None


def test_a_column_that_a_new_record_needs_is_missing_once() -> None:
    device = {key: value for key, value in CORE_1.items() if key != "role"}
    found = rows(
        "devices", {**device, "name": "x-1", "address": "10.20.0.8"}, {**device, "name": "x-2", "address": "10.20.0.7"}
    )
    fault = _fault(found)
    assert str(fault) == (
        "devices.csv row 1 column role: expected a value for role, which a new device needs, got no such column"
    )


def test_every_fault_of_every_row_is_found_at_once() -> None:
    found = rows(
        "devices",
        {**CORE_1, "name": "a-1", "role": "cor", "port": "0", "site": "nowhere"},
        {**CORE_1, "name": "b 1", "address": "10.99.0.1"},
    )
    assert {fault.where for fault in _validate(found).faults} == {
        "devices.csv row 2 column role",
        "devices.csv row 2 column port",
        "devices.csv row 2 column site",
        "devices.csv row 3 column name",
        "devices.csv row 3 column address",
    }


def test_a_natural_key_stands_once() -> None:
    fault = _fault(rows("sites", {**CORE, "code": "new"}, {**CORE, "code": "new"}))
    assert str(fault) == (
        "sites.csv row 3 column code: expected each site once, got 'new' again. It stands at sites.csv row 2"
    )


def test_two_ways_to_type_a_name_are_one_name() -> None:
    fault = _fault(rows("sites", {**CORE, "code": "caf\u00e9"}, {**CORE, "code": " cafe\u0301 "}))
    assert fault.where == "sites.csv row 3 column code"


def test_faults_come_in_the_order_of_their_rows() -> None:
    found = rows("devices", {**CORE_1, "name": "a", "site": "x", "address": "10.20.1.1"}, {**CORE_1, "name": "b b"})
    assert [fault.where for fault in _validate(found).faults] == [
        "devices.csv row 2 column site",
        "devices.csv row 3 column name",
        "devices.csv row 3 column address",
    ]


def test_a_site_in_a_prefecture_is_taken_and_said() -> None:
    (note,) = _validate(rows("sites", {**CORE, "code": "a", "division": "620100"})).notes
    assert note.startswith("1 site(s) lie in 620100 兰州市, which county coverage is not counted over")


def test_a_fault_is_not_repeated_at_what_refers_to_the_faulty_record() -> None:
    fault = _fault(
        rows("sites", {**CORE, "code": "new", "kind": "castle"}),
        rows("devices", {**CORE_1, "name": "x-1", "site": "new", "address": "10.20.0.8"}),
    )
    assert fault.where == "sites.csv row 2 column kind"


def test_an_old_code_is_read_as_today_s_and_said() -> None:
    for given, today in (("620201", "620200"), ("620824", "620881")):
        verdict = _validate(
            rows("sites", {**CORE, "code": "a", "division": given}, {**CORE, "code": "b", "division": given})
        )
        assert {site.division for site in verdict.proposed.sites.values()} == {today}
        assert len(verdict.notes) == 1
        assert f"sites.csv: {given} is read as {today}" in verdict.notes[0]
        assert verdict.notes[0].endswith("(2 time(s))")


def test_the_new_area_of_lanzhou_is_refused_with_the_explanation() -> None:
    fault = _fault(rows("sites", {**CORE, "code": "a", "division": "620171"}))
    assert fault.got == "'620171'"
    assert "statistical code, not one of GB/T 2260" in fault.hint


def test_a_code_that_the_data_know_is_no_alias() -> None:
    existing = register()
    own = replace(existing.divisions["620200"], code="620201")
    verdict = _validate(
        rows("sites", {**CORE, "division": "620201"}), existing=existing.merged(Records(divisions={"620201": own}))
    )
    assert verdict.proposed.sites["lz-core"].division == "620201"
    assert verdict.notes == []


def test_a_credential_of_each_version_is_taken() -> None:
    made = _validate(rows("credentials", LAB, V3, {"name": "open", "version": "v3", "user": "u"})).proposed.credentials
    assert made["lab"].community == Secret("a-canary-community")
    assert (made["secure"].auth_protocol, made["secure"].priv_protocol) == (AuthProtocol.SHA_256, PrivProtocol.AES)
    assert made["open"].auth_key is None


def test_a_credential_that_does_not_fit_its_version_is_refused_without_its_secrets() -> None:
    verdict = _validate(
        rows(
            "credentials",
            {**V3, "name": "a", "auth_key": "canary"},
            {**V3, "name": "b", "auth_protocol": "", "auth_key": ""},
            {**V3, "name": "c", "priv_key": ""},
            {**V3, "name": "d", "version": "v2c"},
            {**V3, "name": "e", "community": "canary"},
            {**V3, "name": "f", "auth_protocol": "SHA256"},
        )
    )
    text = "\n".join(map(str, verdict.faults))
    for expected in (
        "row 2 column auth_key: expected 8 to 255 characters, got ***. It has 6",
        "row 3 column auth_protocol: expected a value for auth_protocol, as v3 needs, got nothing",
        "row 4 column priv_key: expected a value for priv_key, as v3 needs, got nothing",
        "row 5 column community: expected a value for community, as v2c needs, got nothing",
        "row 5 column auth_key: expected no auth_key for v2c, got ***",
        "row 6 column community: expected no community for v3, got ***",
        "row 7 column auth_protocol: expected one of MD5, SHA, SHA-224, SHA-256, SHA-384, SHA-512, got 'SHA256'",
    ):
        assert expected in text
    assert "canary" not in text


def test_a_credential_that_changes_its_version_keeps_nothing_of_the_old_one() -> None:
    made = _validate(rows("credentials", {**V3, "name": "lab"})).proposed.credentials["lab"]
    assert made.version is SnmpVersion.V3
    assert made.community is None


def test_faults_of_form_stand_among_the_others_in_the_order_of_the_rows() -> None:
    found = rows("sites", {**CORE, "code": "a", "kind": "x"}, {**CORE, "code": "b", "division": "999999"})
    unread = Unread(faults=[(1, Fault("between", "a", "b")), (2, Fault("behind", "a", "b"))])
    assert [fault.where for fault in _validate(found, unread=unread).faults] == [
        "sites.csv row 2 column kind",
        "between",
        "sites.csv row 3 column division",
        "behind",
    ]


def test_a_lost_row_hides_only_what_it_may_explain() -> None:
    found = rows(
        "devices",
        {**CORE_1, "name": "x-1", "address": "10.20.0.8", "site": "lost"},
        {**CORE_1, "name": "x-2", "address": "10.20.0.8", "site": "nowhere", "credential": "nothing"},
        {**CORE_1, "name": "x-3", "address": "10.99.0.1", "carrier": "nobody"},
    )
    where = [fault.where for fault in _validate(found, unread=Unread(names={"sites": {"lost"}})).faults]
    assert where == [
        "devices.csv row 3 column site",
        "devices.csv row 3 column credential",
        "devices.csv row 3 column address",
        "devices.csv row 4 column carrier",
    ]
    assert "devices.csv row 3 column site" not in [
        fault.where for fault in _validate(found, unread=Unread(kinds={"sites"})).faults
    ]


def test_a_lost_row_may_have_changed_what_is_registered() -> None:
    outside = rows("devices", {**CORE_1, "name": "x-1", "address": "10.99.0.1"})
    taken = rows("devices", {**CORE_1, "name": "x-2"})
    assert _validate(outside, unread=Unread(names={"carriers": {"telecom"}})).faults == []
    assert _validate(taken, unread=Unread(names={"devices": {"lz-core-1"}})).faults == []
    moved = rows("carriers", {**TELECOM, "management_prefixes": "10.30.0.0/16"})
    assert len(_validate(moved).faults) == 1
    assert _validate(moved, unread=Unread(kinds={"devices"})).faults == []


def test_a_county_whose_prefecture_was_lost_is_not_at_fault() -> None:
    county = rows("divisions", {"code": "629921", "parent_code": "629900", "level": "county"})
    assert "parent_code" in "".join(fault.where for fault in _validate(county).faults)
    found = _validate(county, unread=Unread(names={"divisions": {"629900"}})).faults
    assert "column parent_code" not in "".join(fault.where for fault in found)


def test_an_empty_inventory_takes_a_whole_register_in_any_order() -> None:
    found = [rows("links", LINK), rows("sites", CORE), rows("carriers", TELECOM)]
    assert [fault.where for fault in _validate(*found, existing=shipped()).faults] == [
        "links.csv row 2 column a_device",
        "links.csv row 2 column b_device",
    ]
