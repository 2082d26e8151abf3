"""The shape of a profile: everything that may stand in its YAML file, checked key by key when it loads (`check` looks at what keys say together).

A profile names the devices it is for (`match`) and asks them questions (`groups`). A group is one table, or a handful of scalars: its
columns become `readings`. What a group calls its index parts, columns, lookups and fields are names in one space; templates (`part: "{frame}/{slot}"`)
and conditions (`when`) use them.

What a value goes through, in this order: the agent's answer → `absent` (the vendor's words for no value) → `transform` → `× scale + offset`, or
`map` → `range` (outside: absent, and a problem `out_of_range` that counts it) → `aggregate` over rows of the same part.

The name `interface` is special. An index part, column or lookup of that name says which interface a row is about: a number is an ifIndex, text
is an ifName or ifDescr. In a template it shows the interface's name as the interface's own series have it.
"""

import re
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from fengsui.collectors.profiles.pattern import pattern_fault
from fengsui.collectors.profiles.template import LONGEST_TEMPLATE, NAME, template_fault
from fengsui.collectors.profiles.transforms import TRANSFORMS
from fengsui.model.reading import READINGS

_OID = re.compile(r"\.?([0-2](?:\.(?:0|[1-9][0-9]{0,9})){1,127})")
_HIGHEST_ARC = 2**32 - 1
# A column of 20,000 rows takes some 600 packets alone; no OLT has more ONUs.
MOST_ROWS = 50_000


def _oid(text: str) -> str:
    found = _OID.fullmatch(text)
    if found is None or any(int(arc) > _HIGHEST_ARC for arc in text.strip(".").split(".")):
        raise ValueError(
            "numbers with dots between, such as 1.3.6.1.4.1.2011.2.23 (in quotes where YAML would take it for a number)"
        )
    return found.group(1)


def _one_of(known: object, what: str) -> AfterValidator:
    def check(name: str) -> str:
        if name not in known:  # type: ignore[operator]  # a mapping, by the three calls below
            raise ValueError(f"a known {what}: {', '.join(sorted(known))}")  # type: ignore[call-overload]  # likewise
        return name

    return AfterValidator(check)


def _without(fault: Any, what: str) -> AfterValidator:
    def check(text: str) -> str:
        found = fault(text)
        if found:
            raise ValueError(f"{what}: {found}")
        return text

    return AfterValidator(check)


Oid = Annotated[str, AfterValidator(_oid)]
Name = Annotated[str, StringConstraints(pattern=f"^{NAME}$")]
ProfileName = Annotated[str, StringConstraints(pattern="^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$")]
Pattern = Annotated[str, _without(pattern_fault, "a regular expression")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
TemplateText = Annotated[str, StringConstraints(max_length=LONGEST_TEMPLATE), _without(template_fault, "a template")]
# What an agent's answer is compared with: a whole number, or text.
Word = int | str
Words = Annotated[tuple[Word, ...], Field(min_length=1, max_length=1000)]

Format = Literal["auto", "text", "mac", "ip", "hex", "lldp_chassis", "lldp_port", "if_index_oid"]
IndexKind = Literal["arc", "string", "implied", "ipv4", "ip", "inet", "mac", "rest"]
_INDEX_PART = re.compile(f"({NAME})(?::(string|implied|ipv4|ip|inet|mac|rest))?(\\*)?")


class Strict(BaseModel):
    """A key that is not known is a fault; nothing can be changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(Strict):
    """What the profile is for, in the two languages of operators."""

    zh: Text
    en: Text


class Match(Strict):
    """Devices that the profile is for.

    The longest `sys_object_id` that a device's sysObjectID begins with (by whole arcs) wins over all profiles; among equally long ones those with
    a `sys_descr` that is found in the device's sysDescr (a regular expression, searched without regard to case) come first.
    """

    sys_object_id: Oid
    sys_descr: Pattern | None = None


class Proof(Strict):
    """What the profile was proven on.

    Attributes:
        kind: `recording` (answers of a real device), `synthetic` (an agent made by the MIB or by OIDs that are public) or `program` (a real agent).
        source: Where it comes from; tests look the recordings up by it.
    """

    kind: Literal["recording", "synthetic", "program"]
    source: Text


def _column(value: object) -> object:
    return {"oid": value} if isinstance(value, str) else value


class Column(Strict):
    """A column: an OID alone (`cpu: 1.3.6…`), or a mapping where its octets need a word on how to show them.

    Attributes:
        as_: Written `as`. How octets become text: `auto` (text; six octets that are none are a MAC), `text`, `mac`, `ip` (4 or 16 octets), `hex`,
            `lldp_chassis` and `lldp_port` (by the subtype in the column that `subtype` names), `if_index_oid` (an OID that ends in an ifIndex, as
            entAliasMappingIdentifier does; gives the number).
        subtype: Name of the column with the subtype.
    """

    model_config = ConfigDict(populate_by_name=True)

    oid: Oid
    as_: Format = Field(default="auto", alias="as")
    subtype: Name | None = None


class Lookup(Column):
    """A column of another table, for names and kinds that rarely change (entPhysicalName, ifName, a sensor's type).

    It is read every `every_seconds` and kept meanwhile; several groups with the same OID share one reading of it.

    Attributes:
        by: Names (index parts, columns, fields or earlier lookups) whose values, one arc each, are the index there; by default all of the row's index.
            `[entity, "0"]` puts a number in: entAliasMappingIdentifier has 0 behind the entity.
    """

    by: tuple[Annotated[str, StringConstraints(pattern=f"^(?:{NAME}|[0-9]{{1,10}})$")], ...] | None = None
    every_seconds: float = Field(default=3600.0, ge=0, le=86400)


class Bits(Strict):
    """A number inside a number: `bits` bits from bit `shift` of what `of` names (ZTE packs slot and port into an index)."""

    of: Name
    shift: int = Field(default=0, ge=0, le=63)
    bits: int = Field(default=8, ge=1, le=32)


class ReadingRule(Strict):
    """How a column becomes a reading; or, with `count`, how rows are counted.

    Attributes:
        name: One of the known readings (`fengsui/model/reading.py`), which has the unit.
        unit: May be said again for the reader; another unit than the reading's is a fault.
        column: Column, scalar or lookup with the value.
        over: Columns whose sum the value is divided by (`column: used`, `over: [used, free]`); a sum of 0 gives nothing. With `aggregate: sum` the sums
            are divided, not the rows.
        times: A column that value and `over` are multiplied by (allocation units).
        count: Column whose rows are counted, by `states` where these are given; instead of `column`.
        states: Label `state` → the values that mean it. Every state is given for each part, 0 included; values in none of them are state `other`.
        map: Value → number, for readings of kind bool (`{1: 1, 2: 0}`); a value that is not in it is absent, or `otherwise`.
        part: What the value belongs to inside the device; empty for the device itself. Readings of interfaces use `{interface}` in it. Parts of the same name
            get `#` and their index behind it; of an interface, and of rows with labels, the first counts.
        labels: Label → template, for the labels that the reading is known to have (`peer`, `remote_as`).
        absent: Values that mean no value; they are never a number.
        when, unless: Only rows where each named value is (is not) one of these.
        matches: Only rows where each named text contains this regular expression.
        range: What is possible, in base units; the reading's own range unless given.
        aggregate: Over rows of the same part and labels; without it the first row counts.
        quantiles: With `aggregate: quantiles`, for readings with the label `quantile`: 0 is the least, 1 the greatest.
    """

    name: Annotated[str, _one_of(READINGS, "reading")]
    unit: str | None = None
    column: Name | None = None
    count: Name | None = None
    over: tuple[Name, ...] = ()
    times: Name | None = None
    scale: float = Field(default=1.0, allow_inf_nan=False)
    offset: float = Field(default=0.0, allow_inf_nan=False)
    transform: Annotated[str, _one_of(TRANSFORMS, "transform")] | None = None
    map: dict[Word, float] | None = None
    otherwise: float | None = Field(default=None)
    states: dict[Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,39}$")], Words] | None = None
    part: TemplateText = ""
    labels: dict[Name, TemplateText] = {}
    absent: tuple[Word, ...] = ()
    when: dict[Name, Words] = {}
    unless: dict[Name, Words] = {}
    matches: dict[Name, Pattern] = {}
    range: tuple[float, float] | None = None
    aggregate: Literal["max", "min", "mean", "sum", "quantiles"] | None = None
    quantiles: tuple[Annotated[float, Field(ge=0, le=1)], ...] = ()


class NeighbourRule(Strict):
    """Rows that are neighbours (LLDP): templates for the four texts of each. They are counted by interface too, as `lldp_neighbours`.

    Attributes:
        local_interface: Tried in this order; the first that is the name, description or number of an interface counts, else the first that has a value.
    """

    local_interface: tuple[TemplateText, ...] = Field(min_length=1, max_length=5)
    remote_chassis: TemplateText
    remote_port: TemplateText
    remote_name: TemplateText


class Sample(Strict):
    """Rows asked one by one in rotation, where each costs the device much (an OLT asks the ONU for its optics).

    Attributes:
        of: Another group of the profile, whose rows are these rows.
        rows: How many are asked each time; the others keep what they last said.
        suffix: Arcs behind the index of that group (`1` in ZTE's ponIfIndex.onuId.1).
        when: Only rows where each named value of that group is one of these: an ONU that is off has no optics to ask for.
    """

    of: Name
    rows: int = Field(default=32, ge=1, le=1000)
    suffix: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}(?:\.[0-9]{1,10}){0,7}$")] | None = None
    when: dict[Name, Words] = {}


class Group(Strict):
    """One question to the device.

    Attributes:
        every_seconds: How often it is asked, rounded up to whole polls; what it said stays until then. 0 is each poll.
        ask: `walk` reads the table each time. `known` remembers which rows there are and asks for exactly these, together with those of other groups in as
            few packets as possible; new rows are looked for once an hour. For tables that change with the hardware (boards, fans, sensors): cheaper.
        instead_of: An earlier group of the profile; this one is asked only while that one has no rows (an older tree, a poorer table with the same readings).
            Where that one is itself left out, so is this one.
        rows: Most rows that are taken; a longer table is cut there, with a problem `bound`.
        index: Names of the index parts, one arc each: `[frame, slot]`. With a kind: `name:string` (length first, then so many octets), `name:implied` (octets up
            to the end), `name:ipv4` (four arcs), `name:inet` (type, length, octets), `name:ip` (length first, then octets), `name:mac` (six arcs), `name:rest` or
            `name*` (whatever remains, as numbers with dots; last).
        columns: Columns of one table; all share its index.
        scalars: Single instances, written with their `.0`; instead of columns. The group then has one row, without index.
        lookups: Columns of other tables, joined by index or value.
        fields: Numbers packed inside an index part or column.
        builtin: A question of the collector's own: `host_resources` asks for processor load and main memory (HOST-RESOURCES-MIB).
    """

    every_seconds: float = Field(default=0.0, ge=0, le=86400)
    ask: Literal["walk", "known"] = "walk"
    instead_of: Name | None = None
    rows: int = Field(default=20_000, ge=1, le=MOST_ROWS)
    index: tuple[Annotated[str, StringConstraints(pattern=f"^{_INDEX_PART.pattern}$")], ...] = ()
    columns: dict[Name, Annotated[Column, BeforeValidator(_column)]] = {}
    scalars: dict[Name, Annotated[Column, BeforeValidator(_column)]] = {}
    lookups: dict[Name, Annotated[Lookup, BeforeValidator(_column)]] = {}
    fields: dict[Name, Bits] = {}
    readings: tuple[ReadingRule, ...] = ()
    neighbours: NeighbourRule | None = None
    sample: Sample | None = None
    builtin: Literal["host_resources"] | None = None

    @property
    def parts(self) -> tuple[tuple[str, IndexKind], ...]:
        """Name and kind of each index part."""
        return tuple(_part(text) for text in self.index)


class Profile(Strict):
    """A profile, as its file has it.

    Attributes:
        name: The same as the file's, without `.yaml`.
        extends: Parents, whose groups are taken over in this order; a group of the same name replaces the one that came before, whole, and
            `name: null` drops it. Parents' `match` and `proven` stay with them.
        match: Devices that get it by themselves; none for a profile that is only a parent or is named at the device.
    """

    name: ProfileName
    title: Title
    extends: tuple[ProfileName, ...] = ()
    match: tuple[Match, ...] = ()
    proven: tuple[Proof, ...] = ()
    groups: dict[Name, Group | None] = {}


def _part(text: str) -> tuple[str, IndexKind]:
    found = _INDEX_PART.fullmatch(text)
    assert found is not None  # noqa: S101 - the field's pattern has seen to it
    name, kind, star = found.groups()
    return name, cast("IndexKind", "rest" if star else kind or "arc")
