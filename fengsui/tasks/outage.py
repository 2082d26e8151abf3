"""Something that the database does not do for a while: told when it begins and when it ends, and counted.

A full disk makes every write fail, several a second; a line for each would fill what is left of it.
"""

import structlog

_log = structlog.get_logger(__name__)

# Failures in a row after which it is told again, for whoever looks at the newest lines alone.
_AGAIN = 500


class Outage:
    """Counts and tells failures of one kind of work.

    Args:
        failing: What the log says while it fails.
        over: What the log says once it is done again.
    """

    def __init__(self, failing: str, over: str) -> None:
        self._failing = failing
        self._over = over
        self._in_a_row = 0
        self.failures = 0

    @property
    def lasts(self) -> bool:
        """Whether the last try failed."""
        return self._in_a_row > 0

    def failed(self, error: Exception, **said: object) -> None:
        """Counts a try that failed; `said` is told with it."""
        if self._in_a_row % _AGAIN == 0:
            _log.warning(self._failing, error=str(error), **said)
        self._in_a_row += 1
        self.failures += 1

    def ended(self) -> None:
        """Notes a try that succeeded."""
        if self._in_a_row:
            _log.info(self._over, failures=self._in_a_row)
        self._in_a_row = 0
