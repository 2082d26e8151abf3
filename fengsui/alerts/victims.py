"""What an incident has cost so far, from look to look: victims are added, are over, and are hit again. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from fengsui.alerts.damage import Place
from fengsui.model.incident import CountyVictim, Element, Loss, Victims

_ORDER = tuple(Loss)


def place_of(victim: CountyVictim) -> Place:
    """The county and the carrier."""
    return victim.county, victim.carrier


def gone_on(
    victims: Victims,
    losses: Mapping[Place, Loss],
    lost: frozenset[str],
    at: float,
    *,
    now: float,
    over: Callable[[CountyVictim], bool],
) -> Victims:
    """Victims with what counties lose now, the others over where `over` says so.

    Args:
        victims: So far.
        losses: What is lost now.
        lost: Codes of the counties that no carrier covers.
        at: When a loss that is new began (epoch seconds).
        now: When what is over was over (epoch seconds).
        over: Of a victim that lasted and that nothing is lost of now.
    """
    counties = {place_of(victim): victim for victim in victims.counties}
    for place, victim in counties.items():
        if place not in losses and victim.until is None and over(victim):
            counties[place] = replace(victim, until=now)
    for place, loss in losses.items():
        whole = loss is Loss.COVER and place[0] in lost
        counties[place] = _hit(counties.get(place), CountyVictim(*place, loss, whole, at))
    found = tuple(counties[place] for place in sorted(counties))
    return victims if found == victims.counties else replace(victims, counties=found)


def joined(many: Iterable[Victims]) -> Victims:
    """Victims of several incidents together; a county that is among them twice is there once, with the worst of both."""
    counties: dict[Place, CountyVictim] = {}
    elements: set[Element] = set()
    for victims in many:
        elements.update(victims.elements)
        for victim in victims.counties:
            place = place_of(victim)
            counties[place] = _both(counties[place], victim) if place in counties else victim
    return Victims(tuple(counties[place] for place in sorted(counties)), tuple(sorted(elements)))


def with_elements(victims: Victims, more: Iterable[Element], less: Iterable[Element]) -> Victims:
    """Victims with more devices and links, and without those that are no victims."""
    elements = tuple(sorted({*victims.elements, *more} - {*less}))
    return victims if elements == victims.elements else replace(victims, elements=elements)


def all_over(victims: Victims, at: float) -> Victims:
    """Victims of something that came to its end (epoch seconds)."""
    if all(each.until is not None for each in victims.counties):
        return victims
    counties = tuple(
        replace(each, until=max(at, each.since)) if each.until is None else each for each in victims.counties
    )
    return replace(victims, counties=counties)


def _hit(before: CountyVictim | None, now: CountyVictim) -> CountyVictim:
    return now if before is None else replace(_both(before, now), since=before.since, until=None)


def _both(one: CountyVictim, other: CountyVictim) -> CountyVictim:
    return CountyVictim(
        one.county,
        one.carrier,
        min(one.loss, other.loss, key=_ORDER.index),
        one.whole or other.whole,
        min(one.since, other.since),
        None if one.until is None or other.until is None else max(one.until, other.until),
    )
