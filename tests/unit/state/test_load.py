"""Loads of links as histograms: percentiles within their bound, merged without a loss."""

from dataclasses import replace
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.model.link import LinkEnd
from fengsui.model.observation import InterfaceRates
from fengsui.state.load import IDLE, RELATIVE_ERROR, LoadHistogram, bucket_of, load_at, merged
from tests.support.builders import NOW, observation

RATES = st.floats(0, 1e13, allow_nan=False)


def of(rates: list[float]) -> LoadHistogram:
    found = LoadHistogram()
    for rate in rates:
        found.add(rate)
    return found


@given(rates=st.lists(RATES, min_size=1, max_size=200), share=st.floats(0, 1))
def test_a_percentile_is_within_its_bound_of_the_sample_it_stands_for(rates: list[float], share: float) -> None:
    exact = sorted(rates)[max(ceil(share * len(rates)), 1) - 1]
    told = of(rates).percentile(share)
    assert told is not None
    assert told <= max(rates)
    assert abs(told - exact) <= (IDLE if exact <= IDLE else exact * (RELATIVE_ERROR + 1e-6))


@given(days=st.lists(st.lists(RATES, max_size=30), max_size=5))
def test_days_become_a_month_without_a_loss(days: list[list[float]]) -> None:
    assert merged(of(day) for day in days) == of([rate for day in days for rate in day])


def test_the_bound_is_that_of_the_docs() -> None:
    assert round(RELATIVE_ERROR, 3) == 0.048
    assert LoadHistogram().percentile(0.95) is None


def test_a_day_with_an_evening_peak_takes_few_buckets() -> None:
    day = of([1e8 * (1 + 29 * (minute / 1440) ** 3) for minute in range(1440)])
    assert len(day.counts) <= 40
    assert day.samples == 1440


@pytest.mark.parametrize(
    ("rate", "bucket"), [(0, 0), (IDLE, 0), (IDLE + 1, 1), (IDLE * 1.1, 1), (IDLE * 1.11, 2), (1e10, 170)]
)
def test_buckets_are_powers(rate: float, bucket: int) -> None:
    assert bucket_of(rate) == bucket


def test_the_load_of_a_link_is_that_of_its_busier_direction() -> None:
    end, at = LinkEnd("lz-core-1", "eth2"), NOW - 10
    seen = observation(rates=InterfaceRates((1e6, 2e6), (1e6, 5e6)))
    assert load_at(end, {"lz-core-1": seen}, at) == 5e6
    assert load_at(end, {"lz-core-1": replace(seen, rates=InterfaceRates((1e6, 2e6), (1e6, None)))}, at) == 2e6
    assert load_at(end, {"lz-core-1": replace(seen, rates=InterfaceRates((None, None), (None, None)))}, at) is None


def test_what_a_poll_did_not_show_is_no_load() -> None:
    seen = observation()
    assert load_at(LinkEnd("lz-core-1", "eth9"), {"lz-core-1": seen}, NOW - 10) is None
    assert load_at(LinkEnd("other", "eth1"), {"lz-core-1": seen}, NOW - 10) is None
    assert load_at(LinkEnd("lz-core-1", "eth1"), {"lz-core-1": seen}, NOW) is None
    older = replace(seen, interface_seen=(NOW - 70, NOW - 10))
    assert load_at(LinkEnd("lz-core-1", "eth1"), {"lz-core-1": older}, NOW - 10) is None
