"""Which kind of record the name of a file or a sheet means: `devices`, or a name whose last part is `devices`. Pure."""

from pathlib import Path

from fengsui.errors import Fault
from fengsui.inventory.fields import show
from fengsui.inventory.kinds import FILE_KINDS, Kind
from fengsui.inventory.readers.text import shown_path
from fengsui.inventory.suggest import did_you_mean


def kind_of(name: str) -> Kind | None:
    """The kind that a name without its ending means, or None."""
    folded = name.strip().lower()
    for separator in ("-", "_", "."):
        last = folded.rpartition(separator)[2]
        if last in FILE_KINDS:
            return FILE_KINDS[last]
    return None


def no_kind(path: Path) -> Fault:
    """A fault for a file whose name means none."""
    names = ", ".join(f"{kind}{path.suffix.lower()}" for kind in FILE_KINDS)
    expected = f"a file named after its kind ({names}; or a prefix, as in lanzhou-devices{path.suffix.lower()})"
    return Fault(shown_path(path), expected, show(path.name), did_you_mean(path.stem.lower(), FILE_KINDS))
