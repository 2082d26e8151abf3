"""Counties as the commands list them: chosen by code, ordered, and as rows of a table."""

from collections.abc import Collection, Sequence
from typing import Any

from fengsui.coverage.result import CountyCoverage, Coverage, CoverageState

# What an operator must look at comes first.
_WORST_FIRST = (
    CoverageState.UNCOVERED,
    CoverageState.UNKNOWN,
    CoverageState.DEGRADED,
    CoverageState.UNSERVED,
    CoverageState.COVERED,
)


def named(found: Coverage, codes: Collection[str]) -> list[CountyCoverage]:
    """The counties of these codes, all where there are none; codes of 2011 count as those of today.

    Raises:
        UsageError: naming every code that is none of a coverage unit.
    """
    from fengsui.errors import UsageError
    from fengsui.inventory.divisions import ALIASES
    from fengsui.inventory.suggest import did_you_mean

    today = [ALIASES[code][0] if code in ALIASES else code for code in codes]
    known = [each.code for each in found.counties]
    faults = [
        f"--county: expected the GB/T 2260 code of a coverage unit, got {code[:40]!r}. {did_you_mean(code, known)}".strip()
        for code in today
        if code not in known
    ]
    if faults:
        raise UsageError("\n".join(faults))
    return [each for each in found.counties if not today or each.code in today]


def worst_first(counties: Sequence[CountyCoverage]) -> list[CountyCoverage]:
    """In the order of a table: what an operator must look at comes first."""
    return sorted(counties, key=lambda each: (_WORST_FIRST.index(each.state), each.code))


def row_of(county: CountyCoverage) -> dict[str, Any]:
    """A county's row of a table, but for its evidence."""
    from fengsui.coverage.document import reason_words

    return {
        "code": county.code,
        "county": county.name,
        "name_en": county.name_en,
        "state": county.state.value,
        "reason": reason_words(county),
        "carriers": carriers_of(county),
    }


def carriers_of(county: CountyCoverage) -> str:
    """The carriers of a county and the state each gives it, in one cell."""
    return " ".join(f"{each.carrier}={each.state.value}" for each in county.carriers)
