"""The two text formats that Prometheus reads: 0.0.4 and OpenMetrics 1.0, which differ in headings and the last line only.

Labels are escaped and numbers formatted by one function each, held against prometheus_client's parsers by property tests.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fengsui.exporters.catalogue import Metric, MetricType

TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
EOF = "# EOF\n"

# Texts of agents may be as long as a datagram; ifAlias ends at 64 characters and ifDescr, sysName at 255 (RFC 2863, RFC 3418).
LONGEST_LABEL = 255

_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})
# Control characters are shown, not sent: terminals act on them, and readers of lines break at some of them.
_SHOWN = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x0A}
_SHOWN |= {0x2028: r"\u2028", 0x2029: r"\u2029"}

# Counter64 ends below 2^64; text beyond it is no number of an agent, and Python refuses to print very long integers at all.
LARGEST_NUMBER = 2**64

Number = int | float


@dataclass(frozen=True, slots=True)
class Family:
    """Samples of one metric family.

    Attributes:
        samples: Label values, in the order of `metric.labels`, and the value.
    """

    metric: Metric
    samples: Sequence[tuple[tuple[str, ...], Number]]


def plain_label(text: str) -> str:
    """A text as a label shows it: control characters and lone surrogates spelled out, line feeds kept, then capped."""
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_SHOWN).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def escape_plain(text: str) -> str:
    """What `plain_label` gave, as it stands between the quotes of a label in both formats."""
    return text.translate(_ESCAPES)


def escape_label(text: str) -> str:
    """Any text as it stands between the quotes of a label."""
    return escape_plain(plain_label(text))


def label_pairs(names: Sequence[str], values: Sequence[str]) -> str:
    """Labels as they stand between the braces, for example `device="a",interface="eth0"`."""
    return ",".join([f'{name}="{escape_label(value)}"' for name, value in zip(names, values, strict=True)])


def format_number(value: Number) -> str:
    """A sample's value: whole numbers without a fraction, others in the shortest form that reads back the same."""
    if isinstance(value, int):
        return str(int(value)) if -LARGEST_NUMBER <= value <= LARGEST_NUMBER else ("+Inf" if value > 0 else "-Inf")
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def heading(metric: Metric, openmetrics: bool) -> str:
    """The lines that open a family: help, type and, in OpenMetrics, unit."""
    text = metric.help.replace("\\", r"\\").replace("\n", r"\n")
    if not openmetrics:
        kind = MetricType.GAUGE if metric.type is MetricType.INFO else metric.type
        return f"# HELP {metric.name} {text}\n# TYPE {metric.name} {kind}\n"
    # OpenMetrics names a family without the suffix that its type puts on the samples.
    suffix = {MetricType.COUNTER: "_total", MetricType.INFO: "_info"}.get(metric.type, "")
    family = metric.name.removesuffix(suffix)
    unit = f"# UNIT {family} {metric.unit}\n" if metric.unit else ""
    text = text.replace('"', r"\"")
    return f"# HELP {family} {text}\n# TYPE {family} {metric.type}\n{unit}"


def sample_lines(family: Family) -> Iterable[str]:
    """One line a sample."""
    name, labels = family.metric.name, family.metric.labels
    for values, number in family.samples:
        pairs = f"{{{label_pairs(labels, values)}}}" if labels else ""
        yield f"{name}{pairs} {format_number(number)}\n"


def render_families(families: Iterable[Family], *, openmetrics: bool = False) -> bytes:
    """A whole exposition; families without samples are left out."""
    parts: list[str] = []
    for family in families:
        if family.samples:
            parts.append(heading(family.metric, openmetrics))
            parts.extend(sample_lines(family))
    if openmetrics:
        parts.append(EOF)
    return "".join(parts).encode()
