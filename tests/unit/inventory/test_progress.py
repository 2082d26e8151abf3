"""Whoever follows a long import hears of its beginning, now and then, and of its end."""

from fengsui.inventory.progress import counted, followed, silent


def test_steps_are_told_every_so_often_and_at_the_end() -> None:
    told: list[tuple[str, int, int]] = []
    steps = list(range(4500))
    assert list(followed(lambda *each: told.append(each), "checking", steps)) == steps
    assert told == [("checking", done, 4500) for done in (0, 2000, 4000, 4500)]


def test_no_steps_are_told_as_none() -> None:
    told: list[tuple[str, int, int]] = []
    assert list(counted(lambda *each: told.append(each), "writing", iter(()), 0)) == []
    assert told == [("writing", 0, 0), ("writing", 0, 0)]


def test_silence_is_silent() -> None:
    silent("checking", 1, 2)
