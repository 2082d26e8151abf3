import pytest

from fengsui.inventory.divisions import load_divisions
from fengsui.model.device import DeviceRole
from fengsui.model.link import LinkTier
from fengsui.simulator.blueprint import CARRIERS
from fengsui.simulator.draft import Draft
from fengsui.simulator.equipment import GIGABIT

TELECOM = CARRIERS[0]


@pytest.fixture
def draft() -> Draft:
    return Draft(1, {division.code: division for division in load_divisions()}, 16161)


def test_links_take_the_slowest_free_ports_that_are_fast_enough(draft: Draft) -> None:
    metro = draft.device(TELECOM, "621102", DeviceRole.METRO, "metro-dx-1")
    county = draft.device(TELECOM, "621126", DeviceRole.COUNTY, "county-min")
    draft.link(metro, county, GIGABIT, LinkTier.COUNTY)
    devices = draft.finished_devices()
    (at_metro,) = (port for port in devices[metro].ports if port.link)
    (at_county,) = (port for port in devices[county].ports if port.link)
    assert at_metro.name in ("GigabitEthernet3/0/0", "xgei-0/3/0/1")
    assert (at_metro.speed, at_county.speed) == (GIGABIT, GIGABIT)
    assert at_metro.alias == f"To:{county}:{at_county.name}"


def test_a_second_link_between_the_same_devices_has_a_name_and_ports_of_its_own(draft: Draft) -> None:
    a = draft.device(TELECOM, "621102", DeviceRole.COUNTY, "county-anding")
    b = draft.device(TELECOM, "621126", DeviceRole.COUNTY, "county-min")
    names = [draft.link(a, b, GIGABIT, LinkTier.COUNTY) for _ in range(2)]
    assert names == ["telecom-anding-min", "telecom-anding-min-2"]
    assert draft.links[names[0]].a != draft.links[names[1]].a


def test_addresses_count_up_within_carrier_and_prefecture(draft: Draft) -> None:
    for county, label in (("621102", "county-anding"), ("621126", "county-min"), ("620102", "county-chengguan")):
        draft.device(TELECOM, county, DeviceRole.COUNTY, label)
    addresses = [simulated.device.address for simulated in draft.finished_devices().values()]
    assert addresses == ["127.20.11.1", "127.20.11.2", "127.20.1.1"]


def test_sites_stand_in_their_county_under_a_name_that_people_know(draft: Draft) -> None:
    draft.device(TELECOM, "621126", DeviceRole.ACCESS, "olt-min-1")
    (site,) = draft.sites.values()
    assert (site.name, site.division) == ("电信岷县1号接入机房", "621126")
    assert site.longitude == pytest.approx(104.2, abs=0.3)
