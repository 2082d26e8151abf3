"""Something that the database does not take for a while: told when it begins and when it ends, and counted.

A full disk makes every write fail, several a second; a line for each would fill what is left of it.
"""

import structlog

_log = structlog.get_logger(__name__)

# Failures in a row after which it is told again, for whoever looks at the newest lines alone.
_AGAIN = 500


class Outage:
    """Counts and tells failures of one kind of write.

    Args:
        what: What is written, as the log names it.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._in_a_row = 0
        self.failures = 0

    @property
    def lasts(self) -> bool:
        """Whether the last try failed."""
        return self._in_a_row > 0

    def failed(self, error: Exception, *, waiting: int) -> None:
        """Counts a try that failed; `waiting` things are kept for the next one."""
        if self._in_a_row % _AGAIN == 0:
            _log.warning(f"{self._what} not written, kept for the next try", waiting=waiting, error=str(error))
        self._in_a_row += 1
        self.failures += 1

    def ended(self) -> None:
        """Notes a try that succeeded."""
        if self._in_a_row:
            _log.info(f"{self._what} written again", failures=self._in_a_row)
        self._in_a_row = 0
