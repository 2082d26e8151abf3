"""Cells that a spreadsheet would run as formulas (CWE-1236), made harmless in a way that reading them again undoes. Pure.

An apostrophe goes before a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, and one more before a text that
begins with apostrophes and one of these: so every text comes back as it was.
"""

import re

_RUN = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r]")


def defused(text: str) -> str:
    """A text as it may stand in a cell."""
    return f"'{text}" if _RUN.match(text) else text


def restored(cell: str) -> str:
    """The text that `defused` made the cell of."""
    return cell[1:] if _DEFUSED.match(cell) else cell
