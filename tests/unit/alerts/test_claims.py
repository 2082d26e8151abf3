from dataclasses import replace

from fengsui.alerts.claims import settled
from fengsui.alerts.damage import Damage, cause_of
from fengsui.alerts.failure import Failure
from fengsui.model.incident import Element, Incident, IncidentSeverity

A, B, C = (Element("link", name, "telecom") for name in "abc")


def incident(name: str, *elements: Element, opened_at: float = 100.0) -> Incident:
    return Incident(name, cause_of(Failure(elements)), opened_at, opened_at, IncidentSeverity.INFO)


def failure(*elements: Element, at: float = 100.0) -> Failure:
    return Failure(elements, since=at, latest=at)


def claims(
    incidents: list[Incident], *failures: Failure, hit: tuple[Element, ...] = (), ripe: bool = True
) -> tuple[dict[tuple[Element, ...], str], dict[str, str]]:
    damages = [Damage(each, cause_of(each), elements=hit) for each in failures]
    found = settled(incidents, damages, 60.0, lambda _: ripe)
    return {failures[number].elements: name for number, name in found.heirs.items()}, dict(found.merged)


def test_an_incident_goes_on_with_a_failure_of_the_same_elements() -> None:
    assert claims([incident("1", A), incident("2", B)], failure(A), failure(C)) == ({(A,): "1"}, {})


def test_the_oldest_goes_on_and_the_others_are_merged_into_it() -> None:
    both = [incident("1", A, opened_at=50.0), incident("2", B)]
    assert claims(both, failure(A, B)) == ({(A, B): "1"}, {"2": "1"})


def test_an_incident_goes_on_with_one_failure_alone() -> None:
    assert claims([incident("1", A, B)], failure(A), failure(B)) == ({(A,): "1"}, {})


def test_a_failure_that_explains_an_incident_of_the_same_time_takes_it_on() -> None:
    assert claims([incident("1", A)], failure(C, at=160.0), hit=(A,)) == ({(C,): "1"}, {})
    assert claims([incident("1", A)], failure(C, at=161.0), hit=(A,)) == ({}, {})


def test_one_of_the_same_elements_comes_before_one_that_is_explained() -> None:
    assert claims([incident("1", A, opened_at=50.0), incident("2", C)], failure(C), hit=(A,)) == (
        {(C,): "2"},
        {"1": "2"},
    )


def test_one_that_is_up_again_is_not_taken_on_by_what_comes_later() -> None:
    assert claims([replace(incident("1", A), up_since=120.0)], failure(C, at=130.0), hit=(A,)) == ({}, {})


def test_one_that_closed_is_opened_again_the_last_of_them_and_never_merged() -> None:
    closed = [replace(incident(name, A), closed_at=at) for name, at in (("1", 120.0), ("2", 150.0))]
    assert claims(closed, failure(A)) == ({(A,): "2"}, {})
    assert claims([*closed, incident("3", A, opened_at=200.0)], failure(A)) == ({(A,): "3"}, {})
    assert claims(closed, failure(A), ripe=False) == ({}, {})
