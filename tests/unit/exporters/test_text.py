"""Escaping and numbers are held against prometheus_client's parsers, in both formats."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.exporters.catalogue import CATALOGUE, Endpoint, Metric, MetricType
from fengsui.exporters.text import (
    LONGEST_LABEL,
    Family,
    escape_label,
    format_number,
    heading,
    label_pairs,
    plain_label,
    render_families,
)
from tests.support.exposition import parse

GAUGE = Metric("fengsui_thing_seconds", MetricType.GAUGE, "seconds", "A thing.", "物", ("name",), Endpoint.PROVINCE)
HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet='\\"\n{},= #\r\t\0\x85\u2028\ud800兰', max_size=400),
)


def only_label(body: bytes, *, openmetrics: bool) -> str:
    (family,) = parse(body, openmetrics=openmetrics)
    (sample,) = family.samples
    return sample.labels["name"]


@given(text=HOSTILE, openmetrics=st.booleans())
def test_any_text_comes_back_from_the_parser_as_the_plain_label(text: str, openmetrics: bool) -> None:
    body = render_families([Family(GAUGE, [((text,), 1)])], openmetrics=openmetrics)

    assert only_label(body, openmetrics=openmetrics) == plain_label(text)


@given(text=HOSTILE)
def test_a_label_never_breaks_its_line_and_never_grows_beyond_the_cap(text: str) -> None:
    escaped = escape_label(text)

    assert "\n" not in escaped
    assert len(plain_label(text)) <= LONGEST_LABEL
    escaped.encode()  # raises where a lone surrogate is left


@given(text=st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=LONGEST_LABEL))
def test_printable_text_is_shown_as_it_is(text: str) -> None:
    assert plain_label(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ('say "hi"', r"say \"hi\""),
        ("C:\\temp", r"C:\\temp"),
        ("two\nlines", r"two\nlines"),
        ("tab\there", r"tab\\x09here"),
        ("兰州—嘉峪关", "兰州—嘉峪关"),
        (r"\xc0\xbc from GBK", r"\\xc0\\xbc from GBK"),
    ],
)
def test_escaping_by_example(text: str, escaped: str) -> None:
    assert escape_label(text) == escaped


@given(value=st.one_of(st.integers(-(2**64), 2**64), st.floats()), openmetrics=st.booleans())
def test_any_number_comes_back_from_the_parser(value: float, openmetrics: bool) -> None:
    body = render_families([Family(GAUGE, [(("a",), value)])], openmetrics=openmetrics)

    (family,) = parse(body, openmetrics=openmetrics)
    read = family.samples[0].value
    assert read == value or (math.isnan(read) and math.isnan(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (True, "1"),
        (2**64 - 1, "18446744073709551615"),
        (5.0, "5"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        (1e300, "1e+300"),
        (math.inf, "+Inf"),
        (-math.inf, "-Inf"),
        (math.nan, "NaN"),
        (2**64 + 1, "+Inf"),
        (-(2**64) - 1, "-Inf"),
    ],
)
def test_numbers_by_example(value: float, text: str) -> None:
    assert format_number(value) == text


def test_a_wrong_number_of_label_values_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        label_pairs(("a", "b"), ("1",))


def test_openmetrics_names_families_without_the_suffix_and_states_the_unit() -> None:
    assert heading(CATALOGUE["fengsui_interface_in_bytes_total"], openmetrics=True) == (
        "# HELP fengsui_interface_in_bytes Octets received, as the agent counts them.\n"
        "# TYPE fengsui_interface_in_bytes counter\n"
        "# UNIT fengsui_interface_in_bytes bytes\n"
    )
    assert "# TYPE fengsui_device info\n" in heading(CATALOGUE["fengsui_device_info"], openmetrics=True)


def test_the_older_format_keeps_the_suffix_and_knows_no_info() -> None:
    assert heading(CATALOGUE["fengsui_device_info"], openmetrics=False).endswith("# TYPE fengsui_device_info gauge\n")
    assert "# TYPE fengsui_poller_polls_total counter" in heading(
        CATALOGUE["fengsui_poller_polls_total"], openmetrics=False
    )


def test_a_family_without_samples_is_left_out_and_openmetrics_ends_with_eof() -> None:
    assert render_families([Family(GAUGE, [])]) == b""
    assert render_families([Family(GAUGE, [])], openmetrics=True) == b"# EOF\n"
