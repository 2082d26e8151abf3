"""YAML of a profile read as plain data: bounded in size, depth and count, without aliases, tags and keys that come twice."""

from pathlib import Path
from typing import Any

import yaml

from fengsui.errors import Fault

# The longest that is shipped has some 10 kB.
MOST_BYTES = 262_144
_MOST_VALUES = 20_000
_DEEPEST = 12

# The C parser is ten times as fast, where PyYAML was built with it.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Refused(yaml.YAMLError):
    def __init__(self, mark: Any, expected: str, got: str) -> None:
        super().__init__(expected)
        self.problem_mark, self.expected, self.got = mark, expected, got


class _Loader(_Base):  # type: ignore[misc]  # one of two classes, known at run time
    """Safe loading in which no key comes twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise _Refused(key.start_mark, "keys", "a merge (<<)")
            if not isinstance(key.value, str):
                raise _Refused(key.start_mark, "text as a key", "a list or a mapping")
            if key.value in seen:
                raise _Refused(key.start_mark, "each key once", f"{key.value[:40]!r} again")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_source(path: Path, shown: str) -> dict[str, Any] | Fault:
    """The mapping that a file holds, or what is wrong with the file."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
        if raw is None:
            return Fault(shown, f"a file of at most {MOST_BYTES} bytes", f"{path.stat().st_size} bytes")
        text = raw.decode("utf-8-sig")
    except OSError as error:
        return Fault(shown, "a file that can be read", error.strerror or "an error", "Check its permissions.")
    except UnicodeDecodeError:
        return Fault(shown, "UTF-8", "other bytes", "Save the file as UTF-8.")
    return parse_source(text, shown)


def parse_source(text: str, shown: str) -> dict[str, Any] | Fault:
    """The mapping that a text holds, or what is wrong with it."""
    try:
        _bound(text)
        found = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader with bounds
    except _Refused as refused:
        return Fault(_place(shown, refused), refused.expected, refused.got)
    except yaml.YAMLError as error:
        return Fault(
            _place(shown, error),
            "YAML",
            _said(error),
            "Indent with spaces; put text with special characters in quotes.",
        )
    except (ValueError, RecursionError, OverflowError):
        return Fault(shown, "YAML with plain values", "a value that cannot be read")
    if not isinstance(found, dict):
        return Fault(
            shown, "a mapping with name, title and groups", "nothing" if found is None else type(found).__name__
        )
    return found


def _bound(text: str) -> None:
    """Refuses, by the parser's events alone, what would be dear to put together: aliases, depth, numbers of values."""
    depth = values = 0
    for event in yaml.parse(text, Loader=_Base):
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(event.start_mark, "the value itself", "an alias (*)")
        if tag := getattr(event, "tag", None):  # the constructors of tags raise whatever they stumble over
            raise _Refused(event.start_mark, "the value alone", f"a tag ({tag[:40]})")
        values += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if values > _MOST_VALUES or depth > _DEEPEST:
            raise _Refused(event.start_mark, f"at most {_MOST_VALUES} values, {_DEEPEST} levels deep", "more")


def _place(shown: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{shown} line {mark.line + 1} column {mark.column + 1}" if mark else shown


def _said(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "a syntax error")[:100]
