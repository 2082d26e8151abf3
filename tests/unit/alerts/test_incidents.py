"""Incidents from look to look, on the ring and the chain of `test_failure`."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.alerts.incidents import Damping, incident_id
from fengsui.coverage.engine import assess
from fengsui.coverage.result import CoverageState
from fengsui.history import incident_codec
from fengsui.model.incident import CauseKind, Incident, IncidentSeverity, Loss
from fengsui.model.network import Network
from fengsui.model.site import Sector
from tests.support.incidents import AT_ONCE, Watched, names
from tests.unit.alerts.test_failure import CHENGXIAN, LANZHOU, LIANGDANG, WUDU, chain, ring
from tests.unit.coverage.networks import NOW, device, link, network


def test_where_nothing_fails_nothing_opens() -> None:
    watched = Watched(ring())
    assert watched.look().known == ()
    assert not watched.last.waiting


def test_one_cut_in_a_ring_is_one_incident_that_cost_the_reserve_of_all_behind() -> None:
    watched = Watched(ring())
    (incident,) = watched.look(wd_cx="down").known
    assert (incident.cause.kind, incident.cause.names) == (CauseKind.LINK, ("wd-cx",))
    assert incident.lost(Loss.REDUNDANCY) == (WUDU, CHENGXIAN, LIANGDANG)
    assert (incident.severity, incident.households) == (IncidentSeverity.WARNING, 0)
    assert watched.last.opened == (incident.id,)
    assert watched.look(30).changed == ()


def test_a_cut_that_leaves_counties_without_cover_is_critical_and_lists_all_that_is_behind_it() -> None:
    watched = Watched(chain())
    dark = {"core_wd": "down", "wd": "down", "cx": "down", "ld": "down", "wd_cx": "unknown", "cx_ld": "unknown"}
    (incident,) = watched.look(**dark).known
    assert incident.severity is IncidentSeverity.CRITICAL
    assert incident.lost(Loss.COVER) == incident.counties == (WUDU, CHENGXIAN, LIANGDANG)
    assert incident.victims.named("device") == ("cx", "ld", "wd")
    assert incident.victims.named("link") == ("cx-ld", "wd-cx")
    assert all(each.whole for each in incident.victims.counties)


def test_households_are_those_of_the_counties_that_no_carrier_covers() -> None:
    of = chain()
    counted = {code: replace(each, households=1000) for code, each in of.divisions.items()}
    watched = Watched(replace(of, divisions=counted))
    (incident,) = watched.look(wd_cx="down").known
    assert incident.households == 2000


def test_a_link_that_nobody_feels_is_good_to_know() -> None:
    of = network(
        [device("core", LANZHOU, role="core"), device("core-2", LANZHOU, role="core")], [link("l", "core", "core-2")]
    )
    (incident,) = Watched(of).look(l="down").known
    assert incident.severity is IncidentSeverity.INFO


def test_it_closes_when_the_cause_was_up_for_the_hold_time_at_the_moment_when_it_came_up() -> None:
    watched = Watched(ring())
    (incident,) = watched.look(wd_cx="down").known
    watched.look(300, wd_cx="up")
    (waiting,) = watched.open
    assert (waiting.up_since, waiting.closed_at) == (NOW + 300, None)
    assert {each.until for each in waiting.victims.counties} == {NOW + 300}
    assert watched.last.waiting
    assert watched.look(59).closed == ()
    assert watched.look(1).closed == (incident.id,)
    (closed,) = watched.last.changed
    assert (closed.closed_at, closed.flaps, closed.severity) == (NOW + 300, 0, IncidentSeverity.WARNING)
    assert not watched.look(1).waiting


def test_a_cause_that_flaps_is_one_incident_that_counts_them() -> None:
    watched = Watched(ring())
    (incident,) = watched.look(wd_cx="down").known
    for _ in range(3):
        watched.look(30, wd_cx="up")
        watched.look(30, wd_cx="down")
    (flapping,) = watched.open
    assert (flapping.id, flapping.flaps, flapping.up_since) == (incident.id, 3, None)
    assert {each.until for each in flapping.victims.counties} == {None}


def test_one_that_closed_of_late_is_opened_again_and_one_that_closed_long_ago_is_not() -> None:
    watched = Watched(ring())
    (incident,) = watched.look(wd_cx="down").known
    watched.look(10, wd_cx="up")
    watched.look(60)
    assert watched.look(500, wd_cx="down").opened == (incident.id,)
    assert [(each.flaps, each.closed_at) for each in watched.open] == [(1, None)]
    watched.look(10, wd_cx="up")
    watched.look(60)
    watched.look(700, wd_cx="down")
    (later,) = watched.open
    assert later.id != incident.id
    assert later.flaps == 0


def test_not_knowing_is_no_repair() -> None:
    watched = Watched(ring())
    (incident,) = watched.look(wd_cx="down").known
    watched.look(300, wd_cx="unknown")
    watched.look(3000)
    (still,) = watched.open
    assert (still.id, still.up_since, still.seen_at) == (incident.id, None, NOW)
    assert watched.look(10, wd_cx="up").closed == ()
    assert watched.look(60).closed == (incident.id,)


def test_a_failure_is_told_of_after_a_moment_and_later_where_its_neighbours_cannot_tell() -> None:
    watched = Watched(chain(), Damping(gather=5.0, settle=120.0))
    assert watched.look(wd="unknown", cx="down", ld="down", core_wd="down").opened == ()
    assert watched.last.waiting
    watched.look(5)
    assert watched.causes == [("core-wd",)]
    watched = Watched(chain(), Damping(gather=5.0, settle=120.0))
    watched.look(wd="unknown", cx="down", ld="down")
    assert watched.look(119).opened == ()
    watched.look(1)
    assert watched.causes == [("cx",)]


def test_an_incident_goes_on_with_the_cause_that_is_found_behind_its_first_one() -> None:
    watched = Watched(chain())
    (first,) = watched.look(wd="unknown", cx="down", ld="down").known
    assert first.cause.names == ("cx",)
    watched.look(30, wd="down", core_wd="down")
    (incident,) = watched.open
    assert (incident.id, incident.cause.names) == (first.id, ("core-wd",))
    assert incident.victims.named("device") == ("cx", "ld", "wd")


def test_incidents_that_turn_out_to_be_one_go_on_as_the_oldest() -> None:
    watched = Watched(ring())
    (first,) = watched.look(core_wd="down").known
    watched.look(10, wd_cx="down")
    assert watched.causes == [("core-wd",), ("core-wd", "wd-cx")]
    second = next(each for each in watched.open if each.id != first.id)
    watched.look(10, wd="down")
    (incident,) = watched.open
    assert (incident.id, incident.cause.names) == (first.id, ("wd",))
    assert incident.victims.named("link") == ("core-wd", "wd-cx")
    merged = watched.told[second.id]
    assert (merged.merged_into, merged.closed_at) == (first.id, NOW + 20)
    assert watched.look(10).changed == ()


def test_a_failure_of_long_ago_that_nobody_can_see_any_more_stays_an_incident_of_its_own() -> None:
    watched = Watched(chain())
    (first,) = watched.look(ld="down", cx_ld="unknown").known
    watched.look(7200, core_wd="down", wd="down", cx="down")
    assert watched.causes == [("core-wd",), ("ld",)]
    shadowed = next(each for each in watched.open if each.id == first.id)
    # The county is a victim of one incident at a time: the one that was one too many has it now.
    assert [each.until for each in shadowed.victims.counties] == [NOW + 7200]
    watched.look(60, core_wd="up", wd="up", cx="up")
    watched.look(60)
    assert watched.causes == [("ld",)]
    assert [each.until for each in watched.open[0].victims.counties] == [None]


def test_two_cuts_are_two_incidents_and_the_second_has_what_both_together_cost() -> None:
    watched = Watched(ring())
    (first,) = watched.look(core_wd="down").known
    watched.look(3600, cx_ld="down")
    one, other = watched.open
    assert (one.id, one.lost(Loss.COVER)) == (first.id, ())
    assert (other.cause.kind, other.cause.names) == (CauseKind.SET, ("core-wd", "cx-ld"))
    assert [each.name for each in other.cause.elements] == ["cx-ld"]
    assert other.lost(Loss.COVER) == (WUDU, CHENGXIAN)
    watched.look(60, core_wd="up")
    watched.look(60)
    (left,) = watched.open
    assert left.cause.names == ("core-wd", "cx-ld")  # as it was at its widest
    assert {(each.county, each.until) for each in left.victims.counties if each.loss is Loss.COVER} == {
        (WUDU, None), (CHENGXIAN, None)
    }  # fmt: skip


def test_links_that_fail_one_after_the_other_in_one_duct_are_one_incident() -> None:
    watched = Watched(ring(ducts={"core-wd": "g212", "ld-core": "g212"}))
    (first,) = watched.look(core_wd="down").known
    watched.look(3600, ld_core="down")
    (incident,) = watched.open
    assert (incident.id, incident.cause.kind, incident.cause.names) == (first.id, CauseKind.DUCT, ("g212",))
    watched.look(60, ld_core="up")
    assert [each.cause.names for each in watched.open] == [("g212",)]
    watched.look(60, core_wd="up")
    watched.look(60)
    assert watched.open == []


def test_ports_that_are_dark_still_when_a_device_comes_back_open_no_incidents_of_their_own() -> None:
    watched = Watched(ring())
    (first,) = watched.look(wd="down", core_wd="down", wd_cx="down").known
    watched.look(300, wd="up")
    assert [each.id for each in watched.open] == [first.id]
    watched.look(30, core_wd="up")
    watched.look(30, wd_cx="up")
    assert watched.open == []
    assert watched.told.keys() == {first.id}


def test_what_stays_down_after_the_device_came_back_is_told_after_the_hold_time() -> None:
    watched = Watched(ring())
    watched.look(wd="down", core_wd="down", wd_cx="down")
    watched.look(300, wd="up", wd_cx="up")
    assert watched.causes == [("wd",)]
    watched.look(60)
    watched.look(1)
    assert watched.causes == [("core-wd",)]


def test_a_cause_that_is_registered_no_more_closes_its_incident() -> None:
    watched = Watched(ring())
    watched.look(wd_cx="down")
    watched.network = replace(ring(), links={name: each for name, each in ring().links.items() if name != "wd-cx"})
    watched.look(10)
    watched.look(60)
    assert watched.open == []


def test_work_that_was_announced_is_said_and_no_longer_when_it_is_over() -> None:
    links = [link("core-wd", "core", "wd")]
    core = device("core", LANZHOU, role="core")
    watched = Watched(network([core, device("wd", WUDU, maintenance=True)], links))
    (incident,) = watched.look(core_wd="down", wd="down").known
    assert incident.maintenance
    watched.network = network([core, device("wd", WUDU)], links)
    (incident,) = watched.look(60).changed
    assert not incident.maintenance


def test_a_monitor_that_reaches_nothing_opens_one_incident_and_leaves_the_others_as_they_are() -> None:
    watched = Watched(ring())
    (first,) = watched.look(wd_cx="down").known
    everything = dict.fromkeys([*ring().devices, *ring().links], "down")
    watched.look_at(everything, 60)
    before, monitor = watched.open
    assert before == first
    assert (monitor.cause.kind, monitor.severity) == (CauseKind.MONITOR, IncidentSeverity.CRITICAL)
    assert monitor.lost(Loss.COVER) == (LANZHOU, WUDU, CHENGXIAN, LIANGDANG)
    watched.look_at(dict.fromkeys(everything, "up") | {"wd-cx": "down"}, 60)
    watched.look(60)
    assert watched.open == [replace(first, seen_at=watched.now, evidence_at=watched.open[0].evidence_at)]
    assert watched.told.keys() == {first.id, monitor.id}


def test_a_monitor_is_not_blind_before_it_has_asked() -> None:
    watched = Watched(ring())
    unknown = dict.fromkeys([*ring().devices, *ring().links], "unknown")
    watched.look_at(unknown)
    watched.conditions = replace(
        watched.conditions,
        devices={name: replace(each, evidence_at=None) for name, each in watched.conditions.devices.items()},
    )
    watched.known = ()
    assert watched.look(600).known == ()


def test_equipment_of_emergency_services_is_critical_at_once() -> None:
    of = network([device("core", LANZHOU, role="core"), device("wd", WUDU), device("alarm", WUDU)])
    sites = {code: replace(each, sector=Sector.EMERGENCY) for code, each in of.sites.items() if each.division == WUDU}
    watched = Watched(replace(of, sites={**of.sites, **sites}))
    (incident,) = watched.look(alarm="down").known
    assert incident.severity is IncidentSeverity.CRITICAL
    assert Watched(of).look(alarm="down").known[0].severity is IncidentSeverity.WARNING


def test_a_county_that_another_carrier_covers_is_lost_to_the_one_alone() -> None:
    of = network(
        [
            device("core", LANZHOU, role="core"),
            device("wd", WUDU),
            device("m-core", LANZHOU, "mobile", "core"),
            device("m-wd", WUDU, "mobile"),
        ],
        [link("l", "core", "wd"), link("m", "m-core", "m-wd", "mobile")],
    )
    watched = Watched(of)
    (incident,) = watched.look(l="down").known
    (victim,) = incident.victims.counties
    assert (victim.county, victim.carrier, victim.loss, victim.whole) == (WUDU, "telecom", Loss.COVER, False)
    assert incident.severity is IncidentSeverity.WARNING
    watched.look(60, m="down")
    assert {each.cause.carriers: each.severity for each in watched.open} == {
        ("telecom",): IncidentSeverity.CRITICAL, ("mobile",): IncidentSeverity.CRITICAL
    }  # fmt: skip


def test_a_duct_of_two_carriers_is_one_incident_of_both() -> None:
    links = [link("l", "core", "wd"), link("m", "m-core", "m-wd", "mobile")]
    of = network(
        [
            device("core", LANZHOU, role="core"),
            device("wd", WUDU),
            device("m-core", LANZHOU, "mobile", "core"),
            device("m-wd", WUDU, "mobile"),
        ],
        [replace(each, duct="g212") for each in links],
    )
    (incident,) = Watched(of).look(l="down", m="down").known
    assert incident.cause.carriers == ("mobile", "telecom")
    assert [(each.carrier, each.loss) for each in incident.victims.counties] == [
        ("mobile", Loss.COVER), ("telecom", Loss.COVER)
    ]  # fmt: skip


def test_the_only_device_that_there_is_fails_itself() -> None:
    watched = Watched(network([device("core", LANZHOU, role="core")]))
    watched.look(core="down")
    assert watched.causes == [("core",)]


def test_an_id_is_of_the_day_and_the_same_everywhere() -> None:
    (incident,) = Watched(ring()).look(wd_cx="down").known
    assert incident.id == incident_id(incident.cause, incident.opened_at)
    assert incident.id.startswith("20260921-")
    assert len(incident.id) == len("20260921-9f2c41ab")


# ---- whatever happens -------------------------------------------------------------------------------------------------

COUNTIES = (LANZHOU, WUDU, CHENGXIAN, LIANGDANG)
CONDITIONS = st.sampled_from(["up", "up", "down", "unknown"])


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Up to seven devices of two carriers in four counties, some links between them, some of them in two ducts."""
    devices = [
        device(f"d{n}", draw(st.sampled_from(COUNTIES)), draw(st.sampled_from(["mobile", "telecom"])), role)
        for n in range(draw(st.integers(1, 7)))
        for role in [draw(st.sampled_from(["core", "county", "county"]))]
    ]
    pairs = [(a, b) for a in devices for b in devices if a.carrier == b.carrier and a.name < b.name]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=10)) if pairs else []
    duct = st.sampled_from([None, None, "g7", "g212"])
    links = [replace(link(f"l{n}", a.name, b.name, a.carrier), duct=draw(duct)) for n, (a, b) in enumerate(chosen)]
    return network(devices, links, codes=COUNTIES)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Network, list[dict[str, str]]]:
    """A network, and what became of its elements from look to look."""
    of = draw(networks())
    elements = st.sampled_from([*of.devices, *of.links])
    looks = draw(st.lists(st.dictionaries(elements, CONDITIONS, max_size=5), min_size=1, max_size=8))
    return of, looks


def losses(watched: Watched, incidents: list[Incident]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for incident in incidents:
        for each in incident.victims.counties:
            if each.until is None and each.loss is Loss.COVER:
                found[each.county, each.carrier] = found.get((each.county, each.carrier), 0) + 1
    return found


@settings(max_examples=120, deadline=None)
@given(histories())
def test_every_county_that_is_not_covered_is_a_victim_of_one_open_incident_or_named_unknown(
    history: tuple[Network, list[dict[str, str]]],
) -> None:
    of, looks = history
    watched = Watched(of)
    for changed in looks:
        watched.look_at(changed, 20)
        told = losses(watched, watched.open)
        for county in assess(of, watched.conditions, watched.now).counties:
            for each in county.carriers:
                # Without any reason it never had a way to a core: nothing failed.
                if each.state is CoverageState.UNCOVERED and each.reason:
                    assert told.get((county.code, each.carrier)) == 1


@settings(max_examples=60, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_anything_comes_changes_nothing(
    history: tuple[Network, list[dict[str, str]]], chance: Random
) -> None:
    of, looks = history
    one, other = Watched(of), Watched(_shuffled(of, chance))
    for changed in looks:
        one.look_at(changed, 20)
        other.look_at(dict(sorted(changed.items(), reverse=True)), 20)
        mixed = list(other.known)
        chance.shuffle(mixed)
        other.known = tuple(mixed)
        assert one.last == other.last


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_process_that_starts_anew_goes_on_as_the_one_before_it_would_have(
    history: tuple[Network, list[dict[str, str]]],
) -> None:
    of, looks = history
    lasting, restarted = Watched(of), Watched(of)
    for changed in looks:
        lasting.look_at(changed, 20)
        restarted.known = tuple(stored(each) for each in restarted.known)
        restarted.look_at(changed, 20)
        assert restarted.last == lasting.last


def stored(each: Incident) -> Incident:
    return incident_codec.incident(
        {**incident_codec.incident_row(each), "acknowledged_at": None, "acknowledged_by": None, "note": None}
    )


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_one_link_that_is_cut_while_all_else_is_up_is_one_incident_and_closes_by_itself(
    of: Network, data: st.DataObject
) -> None:
    if not of.links or len(of.devices) < 2:
        return
    name = data.draw(st.sampled_from(sorted(of.links)))
    watched = Watched(of)
    watched.look_at({name: "down"}, 20)
    assert names(watched.open) == [(name,)]
    watched.look_at({name: "up"}, 20)
    watched.look(AT_ONCE.hold)
    assert watched.open == []


@settings(max_examples=60, deadline=None)
@given(histories())
def test_when_everything_is_up_again_every_incident_closes(history: tuple[Network, list[dict[str, str]]]) -> None:
    of, looks = history
    watched = Watched(of)
    for changed in looks:
        watched.look_at(changed, 20)
    watched.look_at(dict.fromkeys([*of.devices, *of.links], "up"), 20)
    watched.look(AT_ONCE.hold)
    assert watched.open == []
    ended = [victim.until for each in watched.known for victim in each.victims.counties]
    assert None not in ended


@settings(max_examples=60, deadline=None)
@given(histories())
def test_what_is_unknown_is_never_called_a_cause(history: tuple[Network, list[dict[str, str]]]) -> None:
    of, looks = history
    watched = Watched(of)
    downs: set[str] = set()
    for changed in looks:
        downs |= {name for name, condition in changed.items() if condition == "down"}
        watched.look_at(changed, 20)
        assert all({element.name for element in each.cause.elements} <= downs for each in watched.known)


def _shuffled(of: Network, chance: Random) -> Network:
    def mixed(records: dict[str, object]) -> dict[str, object]:
        items = list(records.items())
        chance.shuffle(items)
        return dict(items)

    return replace(of, devices=mixed(of.devices), links=mixed(of.links))  # type: ignore[arg-type] # of either kind
