"""A driver's errors become our own, with what to do; a slip in our SQL stays what it is."""

import sqlite3

import pytest
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from fengsui.database.faults import first_line, translate, unreachable
from fengsui.errors import ConflictError, DatabaseError, DatabaseUnreachableError


def _operational(said: str) -> DBAPIError:
    return OperationalError("SELECT canary", {"secret": "canary"}, sqlite3.OperationalError(said))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("database is locked", "is busy"),
        ("attempt to write a readonly database", "cannot be written"),
        ("unable to open database file", "cannot be opened"),
        ("database or disk is full", "has no room left"),
        ("disk I/O error", "cannot be read or written"),
        ("something new", "reports: something new"),
    ],
)
def test_trouble_with_a_file_says_what_to_do(said: str, expected: str) -> None:
    error = translate("sqlite:///x", _operational(said))
    assert type(error) is DatabaseError
    assert expected in str(error)
    assert "canary" not in str(error)


def test_a_file_that_is_no_database_is_named() -> None:
    error = translate("sqlite:///x", DriverError("", {}, sqlite3.DatabaseError("file is not a database")))
    assert "sqlite:///x is not an SQLite database" in str(error)


def test_a_conflict_with_another_program_can_be_tried_again() -> None:
    error = translate("x", IntegrityError("", {}, sqlite3.IntegrityError("UNIQUE constraint failed: devices.name")))
    assert isinstance(error, ConflictError)
    assert "Try again" in str(error)


def test_a_connection_that_broke_is_an_unreachable_database() -> None:
    error = translate("x", DBAPIError("", {}, ConnectionResetError("reset by peer"), connection_invalidated=True))
    assert isinstance(error, DatabaseUnreachableError)


@pytest.mark.parametrize("said", ["no such table: devices", 'near "SELEC": syntax error'])
def test_wrong_sql_is_a_defect_and_stays_one(said: str) -> None:
    assert translate("x", _operational(said)) is None
    assert translate("x", ProgrammingError("", {}, Exception(said))) is None


def test_the_class_that_an_adapter_puts_first_is_left_out() -> None:
    assert first_line(Exception("<class 'asyncpg.X'>: no such role\nmore")) == "no such role"
    assert first_line(KeyError()) == "KeyError"


def test_silence_is_called_silence() -> None:
    assert "got: no answer in time" in str(unreachable("postgresql+asyncpg://u:***@h/n", TimeoutError()))
