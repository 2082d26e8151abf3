"""Which columns of a service belong to which kind of service, and which it cannot do without: pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from fengsui.errors import Fault
from fengsui.inventory.fields import show
from fengsui.inventory.rows import Row
from fengsui.inventory.service_fields import FOREIGN_COLUMNS
from fengsui.model.service import DEFAULT_PORTS, ServiceKind


def service_faults(row: Row, values: Mapping[str, Any]) -> Iterator[Fault]:
    """What does not fit together among the sound values of one service."""
    kind = values.get("kind")
    if kind is None:
        return
    if not values.get("port", 1) and kind not in DEFAULT_PORTS:
        yield Fault(row.where("port"), f"a port for a service of kind {kind}", "nothing", "No port is usual for TCP")
    if kind == ServiceKind.DNS and values.get("host", "") is None:
        yield Fault(row.where("host"), "the name that the DNS service is to be asked for", "nothing")
    if values.get("check_dns") and values.get("host", "") is None:
        yield Fault(row.where("host"), "the name that check_dns is to be asked for", "nothing")
    for column in FOREIGN_COLUMNS[ServiceKind(kind)]:
        if column in row.values and values.get(column) is not None:
            hint = f"Leave it out: it means nothing for {kind}"
            yield Fault(row.where(column), f"no {column} for a service of kind {kind}", show(str(values[column])), hint)
