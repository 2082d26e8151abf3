"""YAML: a list of mappings a kind, as an administrator writes it by hand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import yaml

from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Record
from fengsui.inventory.writers.columns import exported, fixed

_CHUNK = 1000
# Any: the stubs know nothing of the dumper in C.
_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc] # its base is Any, see above
    """Writes numbers without exponents, and every value out: the reader takes no aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


_Dumper.add_representer(float, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", fixed(value)))


def yaml_text(records: Mapping[str, Iterable[Record]]) -> str:
    """Records by kind; a kind without any is left out."""
    return "".join(part for kind, found in records.items() for part in _section(kind, found))


def _section(kind: str, records: Iterable[Record]) -> Iterator[str]:
    values = (exported(KINDS[kind], record) for record in records)
    heading = f"{kind}:\n"
    while chunk := list(islice(values, _CHUNK)):
        yield heading + dumped(chunk)
        heading = ""


def dumped(values: Sequence[Mapping[str, Any]]) -> str:
    """Mappings as a list, which those of another call may continue."""
    text: str = yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return text
