"""YAML: any of the kinds in one file, each a list of mappings; every value keeps its line and column.

The parser's events are put together here, without PyYAML's constructors: every scalar stays the text it is written as
(620102 is no number, `no` no truth value), depth and size are bounded, and there are no aliases to blow up or tags to run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fengsui.errors import Fault
from fengsui.inventory.fields import Raw, show
from fengsui.inventory.kinds import FILE_KINDS, Kind
from fengsui.inventory.readers.text import MOST_ROWS, shown_path
from fengsui.inventory.rows import Reading, Row, unknown_column
from fengsui.inventory.suggest import did_you_mean

# kinds > list > record > link end > value, and one to spare.
_DEEPEST = 6
# A register of 100,000 devices has some two million nodes, of about 100 bytes.
_MOST_NODES = 4_000_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_ENDS = ("a", "b")
# Any: the stubs know neither the marks of an event to be there, nor its tag.
_NODE_EVENTS: Any = yaml.NodeEvent
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Node:
    """A piece of YAML: text or None for a scalar, a list of nodes, or a list of pairs of nodes for a mapping."""

    value: Any
    mapping: bool
    line: int
    column: int

    @property
    def what(self) -> str:
        """The piece's form in words."""
        if isinstance(self.value, list):
            return "a mapping" if self.mapping else "a list"
        return "nothing" if self.value is None else "text"


class YamlRow(Row):
    """A record of a YAML file."""

    __slots__ = ("_places", "_source")

    def __init__(self, kind: Kind, values: dict[str, Raw], source: str, places: dict[str, tuple[int, int]]) -> None:
        super().__init__(kind, values)
        self._source = source
        self._places = places

    @property
    def source(self) -> str:
        """The file."""
        return self._source

    def where(self, column: str = "") -> str:
        """`province.yaml line 12 column 9 (devices: address)`; a column that is not there is named at its record."""
        line, position = self._places.get(column) or self._places[""]
        return f"{self._source} line {line} column {position} ({self.kind.name}{f': {column}' if column else ''})"


class _Faulty(Exception):  # noqa: N818 - carries a fault to the door of this module
    def __init__(self, line: int, column: int, expected: str, got: str, hint: str = "") -> None:
        self.place = f"line {line} column {column}"
        self.expected, self.got, self.hint = expected, got, hint
        super().__init__(expected)


def read_yaml(path: Path, text: str) -> Reading:
    """Records of a YAML file, and what is wrong with its form."""
    source = shown_path(path)
    reading = Reading()
    try:
        root = _compose(text)
        if root is None:
            raise _Faulty(1, 1, "records", "an empty document")
    except _Faulty as fault:
        reading.lose(Fault(f"{source} {fault.place}", fault.expected, fault.got, fault.hint))
        return reading
    except yaml.YAMLError as error:
        reading.lose(_syntax_fault(error, source))
        return reading
    for kind, items in _sections(root, source, reading):
        if len(items) > MOST_ROWS:
            reading.lose(
                Fault(source, f"at most {MOST_ROWS} {kind.name} in one file", str(len(items)), "Split it"), kind
            )
            continue
        for item in items:
            _read_record(item, kind, source, reading)
    if not reading.rows and not reading.faults:
        reading.refuse(Fault(source, "records", "sections without any"))
    return reading


def _compose(text: str) -> Node | None:
    root: Node | None = None
    stack: list[Node] = []
    count = 0
    for event in yaml.parse(text, Loader=_Loader):
        node = _node(event)
        if node is not None:
            count += 1
            if count > _MOST_NODES:
                raise _Faulty(node.line, node.column, f"at most {_MOST_NODES} values", "more", "Split the file")
            if stack:
                stack[-1].value.append(node)
            elif root is None:
                root = node
            else:
                raise _Faulty(node.line, node.column, "one document", "another one")
            if isinstance(node.value, list):
                stack.append(node)
                if len(stack) > _DEEPEST:
                    raise _Faulty(node.line, node.column, f"at most {_DEEPEST} levels", "deeper nesting")
        elif isinstance(event, yaml.CollectionEndEvent):
            _close(stack.pop())
    return root


def _node(event: Any) -> Node | None:
    if not isinstance(event, _NODE_EVENTS):
        return None
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.AliasEvent):
        raise _Faulty(
            line, column, "the value itself", "an alias (*)", "Write the value out; put text with a * in quotes"
        )
    tag = event.tag
    if tag is not None and tag not in ("!", "tag:yaml.org,2002:str"):
        raise _Faulty(line, column, "a plain value", "a tag (!)", "Leave the tag out; put text with a ! in quotes")
    if isinstance(event, yaml.ScalarEvent):
        empty = event.implicit[0] and event.value in _NULLS  # implicit: written plain, without quotes or tag
        return Node(None if empty else event.value, mapping=False, line=line, column=column)
    return Node([], mapping=isinstance(event, yaml.MappingStartEvent), line=line, column=column)


def _close(node: Node) -> None:
    # Keys and values came one after the other; a key met twice would silently hide the first.
    if not node.mapping:
        return
    seen: set[str] = set()
    for key in node.value[::2]:
        if not isinstance(key.value, str):
            raise _Faulty(key.line, key.column, "text as a key", key.what)
        if key.value in seen:
            raise _Faulty(key.line, key.column, "each key once", f"{show(key.value)} again")
        seen.add(key.value)
    node.value = list(zip(node.value[::2], node.value[1::2], strict=True))


def _syntax_fault(error: yaml.YAMLError, source: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    place = f" line {mark.line + 1} column {mark.column + 1}" if mark else ""
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "a syntax error")
    # The parser quotes what it met, and that may be a secret; its own names for things (<block end>) may stay.
    said = re.sub(r"'(?!<)[^']{2,}'", "…", said)
    return Fault(f"{source}{place}", "YAML", said, "Quote text with special characters, and indent with spaces")


def _sections(root: Node, source: str, reading: Reading) -> Iterator[tuple[Kind, list[Node]]]:
    if not root.mapping:
        place = f"{source} line {root.line} column {root.column}"
        reading.lose(Fault(place, f"a mapping with any of {', '.join(FILE_KINDS)}", root.what))
        return
    for key, section in root.value:
        place = f"{source} line {key.line} column {key.column}"
        if key.value not in FILE_KINDS:
            hint = did_you_mean(key.value, FILE_KINDS)
            reading.lose(Fault(place, f"one of {', '.join(FILE_KINDS)}", show(key.value), hint))
        elif section.value is None:
            reading.notes.append(f"{place}: {key.value} holds nothing")
        elif section.mapping or not isinstance(section.value, list):
            reading.lose(Fault(place, f"a list of {key.value}", section.what), FILE_KINDS[key.value])
        else:
            yield FILE_KINDS[key.value], section.value


def _read_record(node: Node, kind: Kind, source: str, reading: Reading) -> None:
    place = f"{source} line {node.line} column {node.column} ({kind.name})"
    if not node.mapping:
        reading.lose(Fault(place, f"a mapping with the columns of {kind.name}", node.what), kind)
        return
    values: dict[str, Raw] = {}
    places = {"": (node.line, node.column)}
    for column, where, value in _cells(node, kind):
        if column not in kind.by_name:
            extra = _ENDS if kind.name == "links" else ()
            reading.refuse(unknown_column(_at(source, where, kind, column), kind, column, extra))
        elif column in values:
            reading.refuse(Fault(_at(source, where, kind, column), "each column once", "it again"))
        elif not _is_cell(value):
            reading.refuse(Fault(_at(source, value, kind, column), "one value, or a list of values", value.what))
        else:
            values[column] = _raw(value)
            places[column] = (value.line, value.column)
    reading.rows.append(YamlRow(kind, values, source, places))


def _cells(node: Node, kind: Kind) -> Iterator[tuple[str, Node, Node]]:
    """Column, place of its name, value; the ends of a link are flattened (`a: {device: x}` is `a_device: x`)."""
    for key, value in node.value:
        if kind.name == "links" and key.value in _ENDS and value.mapping:
            for inner, inner_value in value.value:
                yield f"{key.value}_{inner.value}", inner, inner_value
        else:
            yield key.value, key, value


def _is_cell(node: Node) -> bool:
    if isinstance(node.value, list):
        return not node.mapping and all(isinstance(item.value, str) for item in node.value)
    return True


def _raw(node: Node) -> Raw:
    return tuple(item.value for item in node.value) if isinstance(node.value, list) else node.value


def _at(source: str, node: Node, kind: Kind, column: str) -> str:
    return f"{source} line {node.line} column {node.column} ({kind.name}: {show(column)[1:-1]})"
