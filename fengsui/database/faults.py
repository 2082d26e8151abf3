"""What a database reports, in our own errors: the thing, what was expected, and what to do next."""

import re

from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from fengsui.errors import ConflictError, DatabaseError, DatabaseUnreachableError, FengsuiError

# What SQLite says (sqlite3_errmsg), the head of our text, and what to do about it.
_SQLITE_TROUBLE = (
    ("database is locked", "is busy", "another program holds its write lock; wait for it to end and try again"),
    ("disk is full", "has no room left", "free space on its disk and try again"),
    ("readonly database", "cannot be written", "check the rights on the file and on its folder"),
    ("unable to open", "cannot be opened", "check the path and the rights on its folder"),
    ("not a database", "is not an SQLite database", "name another file, or restore this one from a backup"),
    ("malformed", "is damaged", "restore it from a backup"),
    ("disk i/o error", "cannot be read or written", "check the disk"),
)
# SQLite reports our own slips as an OperationalError, where others have a ProgrammingError.
_WRONG_SQL = re.compile(r"no such (table|column|function)|syntax error", re.IGNORECASE)


def first_line(error: BaseException) -> str:
    """The first line of what a driver says, without the SQL that led to it."""
    said = str(error).strip() or type(error).__name__
    # SQLAlchemy's adapter for asyncpg puts the class before the text.
    return re.sub(r"^<class '[^']+'>: ", "", said.splitlines()[0])[:200]


def unreachable(url_shown: str, error: BaseException) -> DatabaseUnreachableError:
    """An error for a database that does not let us in."""
    said = "no answer in time" if isinstance(error, TimeoutError) else first_line(error)
    return DatabaseUnreachableError(
        f"database {url_shown}: expected a PostgreSQL server that lets us in, got: {said}. "
        "Check that it runs, and the host, port, user, password and name in the URL"
    )


def translate(url_shown: str, error: DBAPIError) -> FengsuiError | None:
    """Our error for a driver's error; None where it shows a defect of ours (wrong SQL) rather than trouble outside."""
    said = first_line(error.orig) if error.orig is not None else first_line(error)
    if isinstance(error, IntegrityError):
        return ConflictError(
            f"database {url_shown}: another program changed the same records at the same time ({said}); "
            "nothing was changed. Try again"
        )
    for phrase, head, hint in _SQLITE_TROUBLE:
        if phrase in said.lower():
            return DatabaseError(f"database {url_shown} {head} ({said}): {hint}")
    if error.connection_invalidated or isinstance(error.orig, OSError):
        return unreachable(url_shown, error.orig or error)
    if isinstance(error, ProgrammingError) or _WRONG_SQL.search(said):
        return None
    return DatabaseError(f"database {url_shown} reports: {said}")
