from fengsui.alerts.victims import all_over, gone_on, joined, with_elements
from fengsui.model.incident import CountyVictim, Element, Loss, Victims

A = CountyVictim("621202", "telecom", Loss.REDUNDANCY, whole=False, since=100.0)
B = CountyVictim("621221", "telecom", Loss.COVER, whole=True, since=110.0)
LINK, DEVICE = Element("link", "l", "telecom"), Element("device", "d", "telecom")


def after(victims: Victims, losses: dict[tuple[str, str], Loss], *, lost: frozenset[str] = frozenset()) -> Victims:
    return gone_on(victims, losses, lost, 200.0, now=210.0, over=lambda _: True)


def test_a_loss_that_lasts_changes_nothing() -> None:
    victims = Victims((A,))
    assert after(victims, {("621202", "telecom"): Loss.REDUNDANCY}) is victims


def test_a_new_loss_begins_where_it_is_said_to_and_one_that_is_over_ends_now() -> None:
    found = after(Victims((A,)), {("621221", "telecom"): Loss.COVER}, lost=frozenset({"621221"}))
    assert [(each.county, each.since, each.until, each.whole) for each in found.counties] == [
        ("621202", 100.0, 210.0, False),
        ("621221", 200.0, None, True),
    ]


def test_a_loss_only_grows_worse_and_begins_once() -> None:
    over = after(Victims((B,)), {})
    (again,) = after(over, {("621221", "telecom"): Loss.REDUNDANCY}).counties
    assert again == B


def test_what_is_to_last_lasts() -> None:
    victims = Victims((A,))
    assert gone_on(victims, {}, frozenset(), 200.0, now=210.0, over=lambda _: False) is victims


def test_victims_of_two_incidents_are_there_once_with_the_worst_of_both() -> None:
    worse = CountyVictim("621202", "telecom", Loss.COVER, whole=True, since=90.0, until=95.0)
    found = joined([Victims((A,), (LINK,)), Victims((worse,), (DEVICE, LINK))])
    assert found == Victims((CountyVictim("621202", "telecom", Loss.COVER, whole=True, since=90.0),), (DEVICE, LINK))
    assert joined([Victims((worse,)), Victims((worse,))]) == Victims((worse,))


def test_the_cause_is_no_victim_of_itself() -> None:
    assert with_elements(Victims((), (LINK,)), [DEVICE], [LINK]) == Victims((), (DEVICE,))


def test_at_the_end_everything_is_over_and_nothing_ends_before_it_began() -> None:
    assert [each.until for each in all_over(Victims((A, B)), 105.0).counties] == [105.0, 110.0]
