"""What probes have shown, as a row and back."""

from hypothesis import given
from hypothesis import strategies as st

from fengsui.history.service import service_observation, service_row
from fengsui.model.observation import Condition
from fengsui.model.probe import ProbeOutcome, ProbeResult, ServiceObservation

_plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_seconds = st.floats(0, 1e10)
_times = st.none() | _seconds


@given(
    st.builds(
        ServiceObservation,
        service=_plain,
        condition=st.sampled_from(Condition),
        since=_seconds,
        reason=_plain,
        failures=st.integers(0, 9),
        up_at=_times,
        last=st.builds(
            ProbeResult, service=_plain, at=_seconds, outcome=st.sampled_from(ProbeOutcome), detail=_plain,
            answers=st.lists(_plain, max_size=3).map(tuple), location=st.none() | _plain, body_bytes=st.none() | st.integers(0, 9),
        ),
    )
)  # fmt: skip
def test_what_is_known_survives_the_way_to_a_row_and_back(seen: ServiceObservation) -> None:
    assert service_observation(service_row(seen)) == seen


def test_hostile_text_fits_its_columns() -> None:
    last = ProbeResult("portal", 1.0, ProbeOutcome.CLOSED, "\ud800\0")
    row = service_row(ServiceObservation("portal", Condition.DOWN, 1.0, "x\0\ud800" * 500, 2, None, last))
    assert len(row["reason"]) == 500
    assert "\0" not in row["reason"] + row["last_probe"]
