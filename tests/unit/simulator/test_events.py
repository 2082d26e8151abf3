import pytest

from fengsui.errors import FengsuiError
from fengsui.simulator.events import Event, Ready, Start, from_line, to_line
from fengsui.simulator.fault import Fault, FaultKind
from fengsui.simulator.world import Happening, Phase

FAULT = Fault(FaultKind.FIBRE_CUT, 10.0, 20.5, links=("a", "b"), county="621222", text_en="cut", text_zh="中断")


@pytest.mark.parametrize(
    "event",
    [
        Ready(16161, 442),
        Start(1.5, 60.0, None),
        Start(1.5, 60.0, 1),
        *(Happening(10.0, phase, FAULT) for phase in Phase),
    ],
)
def test_an_event_comes_back_as_it_went_in_one_line(event: Event) -> None:
    line = to_line(event)
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert from_line(line.encode()) == event


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "{}", '{"event": "party"}', '{"event": "ready"}', '{"event": "fault", "happened_at": 1}']
)
def test_a_line_that_is_no_event_is_refused_and_shown(line: str) -> None:
    with pytest.raises(FengsuiError, match="expected an event of the simulator, got"):
        from_line(line)
