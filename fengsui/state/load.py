"""How loaded a link is over a day: its sampled rates as a histogram of fixed, logarithmic buckets; pure.

A bucket holds the rates between two powers of 1.1, so a percentile that is read back from it is at most 4.8 % off the sample that it
stands for, whatever the rate (Masson, Rim and Lee, DDSketch, 2019). Histograms of the same buckets are merged by adding their
counts, so days become months without a loss. A link whose load moves by a factor of thirty over a day fills about 36 buckets.

The load of a link is that of its busier direction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, log

from fengsui.model.link import LinkEnd
from fengsui.model.observation import DeviceObservation
from fengsui.state.identity import InterfaceLookup

GAMMA = 1.1
RELATIVE_ERROR = (GAMMA - 1) / (GAMMA + 1)
# Bits per second below which a link is idle: what keeps routing protocols alive is no load.
IDLE = 1000.0
_LOG_GAMMA = log(GAMMA)
# Of IDLE or less; rates above stand in the buckets from 1 on.
_IDLE_BUCKET = 0


@dataclass
class LoadHistogram:
    """Samples of a link's load, in bits per second.

    Attributes:
        counts: Samples by bucket: bucket n holds the rates up to IDLE × GAMMA^n, and above those of the bucket before.
        peak: The highest sample, exactly.
    """

    counts: dict[int, int] = field(default_factory=dict)
    peak: float = 0.0

    @property
    def samples(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    def add(self, rate: float) -> None:
        """Takes one sample."""
        bucket = bucket_of(rate)
        self.counts[bucket] = self.counts.get(bucket, 0) + 1
        self.peak = max(self.peak, rate)

    def percentile(self, share: float) -> float | None:
        """The smallest rate that at least `share` (0–1) of the samples do not exceed, to RELATIVE_ERROR; None without samples.

        Rates up to IDLE are told as 0.
        """
        wanted, seen = max(ceil(share * self.samples), 1), 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= wanted:
                # Between the ends of the bucket, as far from one as from the other in proportion.
                middle = 0.0 if bucket == _IDLE_BUCKET else IDLE * GAMMA**bucket * 2 / (GAMMA + 1)
                return min(middle, self.peak)
        return None


def bucket_of(rate: float) -> int:
    """Number of the bucket that holds a rate."""
    return _IDLE_BUCKET if rate <= IDLE else max(ceil(log(rate / IDLE) / _LOG_GAMMA - 1e-9), 1)


def merged(histograms: Iterable[LoadHistogram]) -> LoadHistogram:
    """All samples of several histograms."""
    whole = LoadHistogram()
    for each in histograms:
        for bucket, count in each.counts.items():
            whole.counts[bucket] = whole.counts.get(bucket, 0) + count
        whole.peak = max(whole.peak, each.peak)
    return whole


def load_at(end: LinkEnd, observations: Mapping[str, DeviceObservation], at: float) -> float | None:
    """Load that the device at one end saw in the poll at `at` (epoch seconds); None where that poll does not tell."""
    seen = observations.get(end.device)
    if seen is None or seen.interfaces_at != at or not seen.rates.in_bits_per_second:
        return None
    row = InterfaceLookup(seen.interfaces).find(end.interface)
    if row is None or row >= len(seen.rates.in_bits_per_second) or seen.interface_seen_at(row) != at:
        return None
    rates = (seen.rates.in_bits_per_second[row], seen.rates.out_bits_per_second[row])
    return max((rate for rate in rates if rate is not None), default=None)
