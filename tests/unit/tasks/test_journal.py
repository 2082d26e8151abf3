"""The journal notes what differs, once, and says when it could not."""

from collections.abc import Sequence

import pytest

from fengsui.errors import DatabaseUnreachableError
from fengsui.history.eras import LastEra, Watch, last_era
from fengsui.history.parts import Part, PartKey, StateRecord
from fengsui.model.observation import DeviceObservation
from fengsui.model.poll import PollOutcome
from fengsui.tasks.board import Board
from fengsui.tasks.journal import Journal
from tests.unit.tasks.test_polling import network_of


class Log:
    """States in memory, and whether they are taken."""

    def __init__(self) -> None:
        self.away = False
        self.records: list[StateRecord] = []
        self.watches: dict[float, float] = {}
        self.eras: dict[float, int] = {}

    async def latest(self) -> tuple[LastEra, dict[PartKey, Part]]:
        self._reach()
        found: dict[PartKey, Part] = {}
        for record in self.records:
            if record.part is None:
                found.pop(record.key, None)
            else:
                found[record.key] = record.part
        return last_era(Watch(began, until, self.eras[began]) for began, until in self.watches.items()), found

    async def append(self, records: Sequence[StateRecord], watch: Watch) -> None:
        self._reach()
        self.records += records
        self.watches[watch.began_at] = watch.until
        self.eras[watch.began_at] = watch.era

    def _reach(self) -> None:
        if self.away:
            raise DatabaseUnreachableError("away")

    def of_devices(self) -> list[tuple[str, float, str | None]]:
        return [
            (each.key[1], each.at, None if each.part is None else each.part.state)
            for each in self.records
            if each.key[0] == "device"
        ]


def look(journal: Journal, board: Board, now: float) -> None:
    journal.note(board, board.assess(now), now)


def polled(board: Board, name: str, at: float, *, answers: bool = True) -> None:
    outcome = PollOutcome.OK if answers else PollOutcome.TIMEOUT
    board.pin(
        DeviceObservation(
            name, outcome, at, at if answers else None, failures=0 if answers else 1, next_poll_at=at + 60
        ),
        (),
    )


async def test_each_change_is_recorded_once_with_its_time_and_evidence() -> None:
    log, board = Log(), Board(evidence_limit_seconds=180)
    journal = Journal(log)
    await journal.restore()
    board.register(network_of(["a"]))
    look(journal, board, 1000.0)
    polled(board, "a", 1010.0)
    for now in (1011.0, 1012.0):
        look(journal, board, now)
    await journal.flush()
    assert log.of_devices() == [("a", 1000.0, "unknown"), ("a", 1011.0, "up")]
    assert [each.part.evidence_at for each in log.records if each.part and each.part.state == "up"] == [1010.0]
    assert log.watches == {1000.0: 1012.0}


async def test_a_device_that_left_is_recorded_as_gone() -> None:
    log, board = Log(), Board(evidence_limit_seconds=180)
    journal = Journal(log)
    await journal.restore()
    board.register(network_of(["a", "b"]))
    look(journal, board, 1000.0)
    board.register(network_of(["a"]))
    look(journal, board, 1005.0)
    await journal.flush()
    assert log.of_devices()[-1] == ("b", 1005.0, None)


async def test_a_restart_records_only_what_differs() -> None:
    log = Log()
    for began in (1000.0, 2000.0):
        journal, board = Journal(log), Board(evidence_limit_seconds=180)
        await journal.restore()
        board.register(network_of(["a"]))
        look(journal, board, began)
        await journal.flush()
    assert log.of_devices() == [("a", 1000.0, "unknown")]
    assert log.watches == {1000.0: 1000.0, 2000.0: 2000.0}


async def test_what_the_database_does_not_take_is_kept_in_order() -> None:
    log, board = Log(), Board(evidence_limit_seconds=180)
    journal = Journal(log)
    await journal.restore()
    board.register(network_of(["a"]))
    look(journal, board, 1000.0)
    log.away = True
    assert not await journal.flush()
    polled(board, "a", 1010.0)
    look(journal, board, 1011.0)
    log.away = False
    assert await journal.flush()
    assert [at for _, at, _ in log.of_devices()] == [1000.0, 1011.0]
    assert log.watches == {1000.0: 1011.0}


async def test_a_watch_that_lost_records_ends_and_another_begins() -> None:
    log, board = Log(), Board(evidence_limit_seconds=180)
    journal = Journal(log, most=3)
    await journal.restore()
    board.register(network_of(["a", "b"]))
    look(journal, board, 1000.0)
    assert journal.watches_broken == 1
    log.away = True
    assert not await journal.flush()
    look(journal, board, 1100.0)
    log.away = False
    assert await journal.flush()
    assert (log.records, log.watches) == ([], {})
    journal._most = 100
    look(journal, board, 1200.0)
    await journal.flush()
    assert log.of_devices() == [("a", 1200.0, "unknown"), ("b", 1200.0, "unknown")]
    assert log.watches == {1200.0: 1200.0}


async def test_an_error_that_nobody_foresaw_loses_nothing() -> None:
    class Broken(Log):
        async def append(self, records: Sequence[StateRecord], watch: Watch) -> None:
            if self.away:
                raise ZeroDivisionError
            await super().append(records, watch)

    log, board = Broken(), Board(evidence_limit_seconds=180)
    journal = Journal(log)
    await journal.restore()
    board.register(network_of(["a"]))
    look(journal, board, 1000.0)
    log.away = True
    with pytest.raises(ZeroDivisionError):
        await journal.flush()
    log.away = False
    assert await journal.flush()
    assert log.of_devices() == [("a", 1000.0, "unknown")]


async def restored(log: Log) -> tuple[Journal, Board]:
    journal, board = Journal(log), Board(evidence_limit_seconds=180)
    await journal.restore()
    board.register(network_of(["a"]))
    return journal, board


async def test_where_the_clock_is_set_back_everything_is_recorded_anew_in_an_era_of_its_own() -> None:
    log = Log()
    journal, board = await restored(log)
    look(journal, board, 10_000.0)
    look(journal, board, 5000.0)
    await journal.flush()
    assert log.of_devices() == [("a", 10_000.0, "unknown"), ("a", 5000.0, "unknown")]
    assert (log.watches, log.eras) == ({10_000.0: 10_000.0, 5000.0: 5000.0}, {10_000.0: 0, 5000.0: 1})


async def test_a_clock_that_is_set_back_a_little_stands_still_as_long() -> None:
    log = Log()
    journal, board = await restored(log)
    look(journal, board, 10_000.0)
    polled(board, "a", 9990.0)
    look(journal, board, 9990.0)
    await journal.flush()
    assert log.of_devices() == [("a", 10_000.0, "unknown"), ("a", 10_000.0, "up")]
    assert log.watches == {10_000.0: 10_000.0}


async def test_a_restart_with_a_clock_that_was_set_back_begins_an_era_and_so_does_the_way_back() -> None:
    log = Log()
    for began in (10_000.0, 1000.0, 20_000.0, 30_000.0):
        journal, board = await restored(log)
        look(journal, board, began)
        await journal.flush()
    assert log.eras == {10_000.0: 0, 1000.0: 1, 20_000.0: 2, 30_000.0: 2}
    assert [at for _, at, _ in log.of_devices()] == [10_000.0, 1000.0, 20_000.0]


async def test_time_in_which_the_machine_slept_is_no_time_of_the_watch() -> None:
    log = Log()
    journal, board = await restored(log)
    for now in (1000.0, 1001.0, 9000.0):
        look(journal, board, now)
    log.away = True
    assert not await journal.flush()
    log.away = False
    assert await journal.flush()
    assert log.watches == {1000.0: 1001.0, 9000.0: 9000.0}
    assert set(log.eras.values()) == {0}
    assert log.of_devices() == [("a", 1000.0, "unknown")]
