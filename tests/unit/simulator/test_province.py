from tests.support.province import the_province


def test_the_network_of_a_province_is_what_the_inventory_will_hold() -> None:
    province = the_province()
    network = province.network
    assert network.devices.keys() == province.devices.keys()
    assert network.links == province.links
    assert len(network.coverage_units) == 87


def test_links_leaving_a_county_have_one_end_inside_and_one_outside() -> None:
    province = the_province()
    # Wenxian hangs on Wudu by one road, with a cable of each of its two carriers.
    assert province.links_leaving("621222") == ("telecom-wudu-wen", "mobile-wudu-wen")


def test_devices_are_found_by_their_county() -> None:
    province = the_province()
    assert "telecom-county-wen" in province.devices_in["621222"]
    assert province.county_of("telecom-county-wen") == "621222"
