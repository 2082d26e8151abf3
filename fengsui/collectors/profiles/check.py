"""What the keys of a profile say together: names that exist, keys that belong to one another. `schema` has looked at each key alone."""

from collections.abc import Iterable, Iterator

from fengsui.collectors.profiles.schema import Group, Profile, ReadingRule
from fengsui.collectors.profiles.template import parse_template
from fengsui.collectors.profiles.transforms import TRANSFORMS
from fengsui.model.reading import READINGS

# Place inside the profile, what was expected, what is there.
Finding = tuple[str, str, str]


def profile_findings(profile: Profile, resolved: dict[str, Group]) -> Iterator[Finding]:
    """Everything that is wrong with a profile's own groups; `resolved` are its groups with those of its parents."""
    for name, group in profile.groups.items():
        if group is None:
            continue
        for place, expected, got in group_findings(group):
            yield f"groups.{name}{place and '.'}{place}", expected, got
        if group.sample is not None and not _has_rows(resolved.get(group.sample.of)):
            yield f"groups.{name}.sample.of", "another group of the profile, with columns", repr(group.sample.of)
        if group.instead_of is not None and group.instead_of not in _before(name, resolved):
            earlier = ", ".join(_before(name, resolved)) or "there is none"
            yield f"groups.{name}.instead_of", f"an earlier group of the profile: {earlier}", repr(group.instead_of)


def group_findings(group: Group) -> Iterator[Finding]:
    """Everything that is wrong with one group."""
    sources = [key for key in ("columns", "scalars", "builtin") if getattr(group, key)]
    if len(sources) != 1:
        yield "", "one of columns, scalars and builtin", " and ".join(sources) or "none of them"
    if group.builtin and (group.readings or group.lookups or group.index):
        yield "builtin", "no further keys but every_seconds", "a question with keys of its own"
    yield from _index_findings(group)
    yield from _name_findings(group)
    for number, rule in enumerate(group.readings):
        for place, expected, got in _reading_findings(rule, group):
            yield f"readings.{number}{place and '.'}{place}", expected, got
    if group.neighbours is not None:
        texts = group.neighbours
        templates = (*texts.local_interface, texts.remote_chassis, texts.remote_port, texts.remote_name)
        yield from _unknown("neighbours", _template_names(templates), group)


def _before(name: str, groups: dict[str, Group]) -> list[str]:
    """Groups that are asked before this one: only these can have shown that they have no rows."""
    names = list(groups)
    return names[: names.index(name)] if name in names else names


def _has_rows(group: Group | None) -> bool:
    return group is not None and bool(group.columns)


def _index_findings(group: Group) -> Iterator[Finding]:
    if group.columns and not group.index:
        yield "index", "names of the index parts of the table", "none"
    if group.scalars and (group.index or group.sample or group.ask == "known"):
        yield "scalars", "no index, sample or ask: instances have none", "one of these keys"
    kinds = [kind for _, kind in group.parts]
    if any(kind in ("rest", "implied") for kind in kinds[:-1]):
        yield "index", "`rest`, `implied` or `*` at the last part only", ", ".join(group.index)


def _name_findings(group: Group) -> Iterator[Finding]:
    names = [name for name, _ in group.parts]
    for key in ("columns", "scalars", "lookups", "fields"):
        for name in getattr(group, key):
            if name in names:
                yield f"{key}.{name}", "a name that nothing else in the group has", f"{name!r} again"
            names.append(name)
    yield from _lookup_findings(group)
    for name, field in group.fields.items():
        yield from _unknown(f"fields.{name}.of", [field.of], group)
    for key in ("columns", "scalars", "lookups"):
        for name, column in getattr(group, key).items():
            needs = column.as_ in ("lldp_chassis", "lldp_port")
            if needs != (column.subtype is not None):
                yield (
                    f"{key}.{name}.subtype",
                    "a name with lldp_chassis and lldp_port, nothing else",
                    repr(column.subtype),
                )
            elif column.subtype is not None:
                yield from _unknown(f"{key}.{name}.subtype", [column.subtype], group)


def _lookup_findings(group: Group) -> Iterator[Finding]:
    known = {name for name, _ in group.parts} | {*group.columns, *group.scalars, *group.fields}
    for name, lookup in group.lookups.items():
        for each in lookup.by or ():
            if not each.isdigit() and each not in known:
                yield (
                    f"lookups.{name}.by",
                    f"an index part, column, field or earlier lookup: {', '.join(sorted(known))}",
                    repr(each),
                )
        if lookup.by is None and not group.index:
            yield f"lookups.{name}.by", "names, for the group has no index", "none"
        known.add(name)


def _reading_findings(rule: ReadingRule, group: Group) -> Iterator[Finding]:
    kind = READINGS[rule.name]
    if rule.unit is not None and rule.unit != kind.unit:
        yield "unit", f"{kind.unit}, the unit of {rule.name}", repr(rule.unit)
    if (rule.column is None) == (rule.count is None):
        yield "", "one of column and count", "both" if rule.column else "none of them"
    yield from _counting_findings(rule)
    yield from _label_findings(rule)
    if rule.range is not None and not kind.low <= rule.range[0] < rule.range[1] <= kind.high:
        yield "range", f"a range from least to most inside {kind.low:g} to {kind.high:g}", str(list(rule.range))
    if rule.otherwise is not None and rule.map is None:
        yield "otherwise", "map beside it", "otherwise alone"
    if (rule.aggregate == "quantiles") != bool(rule.quantiles):
        yield "quantiles", "aggregate: quantiles and the quantiles together", "one of them"
    names = [name for name in (rule.column, rule.count, rule.times, *rule.over) if name is not None]
    names += [*rule.when, *rule.unless, *rule.matches, *_template_names([rule.part, *rule.labels.values()])]
    names += TRANSFORMS[rule.transform].needs if rule.transform else ()
    yield from _unknown("", names, group)


def _counting_findings(rule: ReadingRule) -> Iterator[Finding]:
    given = rule.model_fields_set
    if rule.count is None:
        if rule.states:
            yield "states", "count beside it", "states alone"
        return
    useless = given & {"scale", "offset", "transform", "map", "over", "times", "range", "aggregate", "quantiles"}
    if useless:
        yield "count", "no key that changes values, for rows are counted", ", ".join(sorted(useless))
    if READINGS[rule.name].unit != "count":
        yield "count", "a reading whose unit is count", f"{rule.name} in {READINGS[rule.name].unit}"


def _label_findings(rule: ReadingRule) -> Iterator[Finding]:
    made = {*rule.labels}
    if rule.states:
        made.add("state")
    if rule.quantiles:
        made.add("quantile")
    wanted = {*READINGS[rule.name].labels}
    if made != wanted:
        expected = f"the labels of {rule.name}: {', '.join(sorted(wanted)) or 'none'} (`state` comes of states, `quantile` of quantiles)"
        yield "labels", expected, ", ".join(sorted(made)) or "none"


def _template_names(templates: Iterable[str]) -> list[str]:
    return [name for text in templates for name in parse_template(text).names]


def _unknown(place: str, names: Iterable[str], group: Group) -> Iterator[Finding]:
    known = {name for name, _ in group.parts} | {*group.columns, *group.scalars, *group.lookups, *group.fields}
    for name in sorted(set(names) - known):
        yield place, f"a name of the group: {', '.join(sorted(known)) or 'it has none'}", repr(name)
