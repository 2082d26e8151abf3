"""Outcomes of probes: each has its meaning in both languages."""

import pytest

from fengsui.model.probe import PROBE_OUTCOMES, ProbeOutcome


def test_every_outcome_is_explained_in_the_order_of_the_set() -> None:
    assert list(PROBE_OUTCOMES) == list(ProbeOutcome)


@pytest.mark.parametrize("outcome", list(ProbeOutcome))
def test_a_meaning_stands_in_both_languages(outcome: ProbeOutcome) -> None:
    english, chinese = PROBE_OUTCOMES[outcome]
    assert english.isascii()
    assert english.endswith(".")
    assert chinese.endswith("。")


def test_a_probe_that_could_not_be_made_is_no_verdict() -> None:
    assert [outcome.value for outcome in ProbeOutcome if not outcome.is_verdict] == ["not_allowed", "error"]
