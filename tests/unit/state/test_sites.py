"""Sites are connected as the devices and links are that serve them."""

import pytest

from fengsui.model.connectivity import SiteConnectivity, SiteState
from fengsui.model.device import DeviceLifecycle, DeviceRole
from fengsui.model.network import Network
from fengsui.model.observation import Conditions
from fengsui.state.sites import site_states
from tests.support.builders import NOW, conditions, device, divisions, link, site

UP, DOWN, UNKNOWN, UNEQUIPPED = SiteState.UP, SiteState.DOWN, SiteState.UNKNOWN, SiteState.UNEQUIPPED


def province() -> Network:
    """A core, a school on two links of one router, a switch behind that router, and a village that has nothing."""
    places = (
        ("core", DeviceRole.CORE, "lz"),
        ("cpe", DeviceRole.ACCESS, "school"),
        ("lan", DeviceRole.ACCESS, "school"),
    )
    return Network.of(
        divisions=divisions(),
        sites=[site("lz"), site("school"), site("village")],
        devices=[
            device(name, at, role=role, address=f"127.0.1.{number}")
            for number, (name, role, at) in enumerate(places, 1)
        ],
        links=[
            link("first", "core eth1", "cpe eth1"),
            link("second", "core eth2", "cpe eth2"),
            link("inside", "cpe eth3", "lan eth1"),
        ],
    )


def school(*, down: tuple[str, ...] = (), unknown: tuple[str, ...] = ()) -> SiteConnectivity:
    network = province()
    return site_states(network, conditions(network, down=down, unknown=unknown))["school"]


@pytest.mark.parametrize(
    ("down", "unknown", "state"),
    [
        ((), (), UP),
        (("first",), (), UP),
        (("first", "second"), (), DOWN),
        (("first",), ("second",), UNKNOWN),
        (("cpe",), (), DOWN),
        ((), ("cpe",), UNKNOWN),
        (("lan", "inside"), (), UP),
        (("core",), (), UP),
    ],
)
def test_a_site_is_as_the_best_link_that_leads_away_and_the_device_at_its_end(
    down: tuple[str, ...], unknown: tuple[str, ...], state: SiteState
) -> None:
    assert school(down=down, unknown=unknown).state is state


def test_it_names_what_serves_it_and_what_keeps_it_from_being_up() -> None:
    found = school()
    assert (found.devices, found.links, found.reason) == (("cpe", "lan"), ("first", "second"), "")
    assert found.evidence_at == NOW - 10
    assert school(down=("first", "second")).reason == "link first: down"
    assert school(down=("cpe",)).reason == "device cpe: down"


def test_a_core_device_that_is_up_is_connected_by_itself() -> None:
    network = province()
    found = site_states(network, conditions(network, down=("first", "second")))
    assert found["lz"].state is UP
    assert site_states(network, conditions(network, down=("core",)))["lz"].state is DOWN


def test_where_no_link_is_registered_the_devices_tell() -> None:
    alone = Network.of(divisions=divisions(), sites=[site("lz")], devices=[device("cpe", "lz", role=DeviceRole.ACCESS)])
    for down, unknown, state in (((), (), UP), (("cpe",), (), DOWN), ((), ("cpe",), UNKNOWN)):
        assert site_states(alone, conditions(alone, down=down, unknown=unknown))["lz"].state is state


def test_where_nothing_stands_nothing_is_said() -> None:
    network = province()
    found = site_states(network, conditions(network), sites=["village"])
    assert {code: each.state for code, each in found.items()} == {"village": UNEQUIPPED}


def test_what_is_pending_serves_no_site() -> None:
    waiting = device("cpe", "lz", lifecycle=DeviceLifecycle.PENDING)
    network = Network.of(divisions=divisions(), sites=[site("lz")], devices=[waiting])
    assert site_states(network, conditions(network))["lz"].state is UNEQUIPPED


def test_what_was_not_judged_yet_is_unknown() -> None:
    found = site_states(province(), Conditions({}, {}))["school"]
    assert (found.state, found.reason, found.evidence_at) == (UNKNOWN, "link first: not polled yet", None)


def test_a_carrier_s_view_counts_its_own_alone() -> None:
    network = province()
    assert site_states(network, conditions(network), carrier="mobile")["school"].state is UNEQUIPPED
    assert site_states(network, conditions(network), carrier="telecom")["school"].state is UP
