"""States of a job."""

from fengsui.model.job import JobState


def test_what_waits_or_runs_is_not_over_and_everything_else_is() -> None:
    assert [state for state in JobState if not state.over] == [JobState.QUEUED, JobState.RUNNING]
