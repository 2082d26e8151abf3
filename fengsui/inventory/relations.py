"""What records say about each other: names that must be there, addresses that must be free and allowed. Pure."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from fengsui.errors import Fault
from fengsui.inventory.addresses import Prefix, inside, parse_prefix, prefix_refusal
from fengsui.inventory.fields import show
from fengsui.inventory.kinds import KINDS
from fengsui.inventory.records import Records
from fengsui.inventory.rows import Row, Unread
from fengsui.inventory.service_rules import service_faults
from fengsui.inventory.suggest import did_you_mean
from fengsui.model.address import parse_address, refusal
from fengsui.model.device import DeviceLifecycle
from fengsui.model.division import DivisionLevel
from fengsui.model.service import ServiceKind

# Values by column, those that are sound on their own.
Values = dict[str, Any]

# Beyond this many misspelt names, looking for the nearest would take longer than the rest of the import.
_SUGGESTIONS = 50


class Relations:
    """Holds proposed records against each other and against those that exist.

    Args:
        existing: What is there already.
        proposed: What is to be put over it.
        present: Names in the rows by kind, those with faults of their own included.
        unread: What was lost on the way: no fault that a lost record would explain is found.
        allow_loopback: True where loopback addresses may be registered.
    """

    def __init__(
        self,
        existing: Records,
        proposed: Records,
        present: Mapping[str, set[str]],
        unread: Unread,
        *,
        allow_loopback: bool,
    ) -> None:
        self._existing = existing
        self._proposed = proposed
        self._present = present
        self._unread = unread
        self._after = existing.merged(proposed)
        self._allow_loopback = allow_loopback
        self._suggested = 0
        self._prefixes: dict[str, tuple[Prefix, ...]] = {}
        self._rows_by_address: dict[tuple[str, int], Row] = {}

    def faults(self, row: Row, values: Values) -> Iterator[Fault]:
        """What is wrong between the sound values of a row and other records; rows are asked in their order."""
        # Looked up by name: a table of bound methods would be a cycle, and keep all of the records until the next search for such.
        check: Callable[[Row, Values], Iterator[Fault]] | None = getattr(self, f"_{row.kind.singular}", None)
        return check(row, values) if check else iter(())

    def faults_of_others(self) -> Iterator[Fault]:
        """Existing devices that a carrier's new prefixes would shut out."""
        narrowed = {
            carrier.code
            for carrier in self._proposed.carriers.values()
            if (old := self._existing.carriers.get(carrier.code))
            and not set(old.management_prefixes) <= set(carrier.management_prefixes)
        }
        for device in self._existing.devices.values() if narrowed else ():
            stays = device.name not in self._proposed.devices and device.lifecycle is not DeviceLifecycle.RETIRED
            stays = stays and not self._unread.may_hold("devices", device.name)
            if stays and device.carrier in narrowed and not self._inside(device.address, device.carrier):
                yield Fault(
                    f"carrier {device.carrier}: management_prefixes",
                    f"a network around the registered device {device.name}",
                    f"none with {device.address}",
                    "Keep the prefix, or import the device's new address in the same run",
                )

    def _division(self, row: Row, values: Values) -> Iterator[Fault]:
        if values.get("level") != DivisionLevel.COUNTY or "parent_code" not in values:
            return
        parent = self._after.divisions.get(values["parent_code"])
        lost = self._unread.may_hold("divisions", values["parent_code"])
        if not lost and (parent is None or parent.level is not DivisionLevel.PREFECTURE):
            yield self._unknown(row, "parent_code", "divisions", values["parent_code"], "a prefecture-level division")

    def _carrier(self, row: Row, values: Values) -> Iterator[Fault]:
        for text in values.get("management_prefixes", ()):
            prefix = parse_prefix(text)
            reason = prefix_refusal(prefix, allow_loopback=self._allow_loopback) if prefix else ""
            if reason:
                yield Fault(row.where("management_prefixes"), "networks that devices are managed in", text, reason)

    def _credential(self, row: Row, values: Values) -> Iterator[Fault]:
        yield from self._named(row, values, "carrier", "carriers")

    def _site(self, row: Row, values: Values) -> Iterator[Fault]:
        yield from self._named(row, values, "division", "divisions")
        yield from self._named(row, values, "carrier", "carriers")

    def _device(self, row: Row, values: Values) -> Iterator[Fault]:
        yield from self._named(row, values, "carrier", "carriers")
        yield from self._named(row, values, "site", "sites")
        yield from self._named(row, values, "credential", "credentials")
        yield from self._lent(row, values)
        if "address" in values:
            yield from self._address(row, values)

    def _lent(self, row: Row, values: Values) -> Iterator[Fault]:
        """A credential sent to another carrier's equipment would be given away (a community travels in the clear)."""
        credential = self._after.credentials.get(values.get("credential") or "")
        carrier = values.get("carrier")
        if credential is not None and carrier is not None and credential.carrier not in (None, carrier):
            expected = f"a credential that {carrier} may use"
            yield Fault(row.where("credential"), expected, f"{show(credential.name)}, which is another carrier's own")

    def _link(self, row: Row, values: Values) -> Iterator[Fault]:
        yield from self._named(row, values, "carrier", "carriers")
        yield from self._named(row, values, "a_device", "devices")
        yield from self._named(row, values, "b_device", "devices")
        near, far = values.get("a_device"), values.get("b_device")
        if near is not None and near == far:
            yield Fault(row.where("b_device"), "another device than at the other end", show(near))

    def _service(self, row: Row, values: Values) -> Iterator[Fault]:
        yield from self._named(row, values, "site", "sites")
        yield from self._named(row, values, "carrier", "carriers")
        yield from self._named(row, values, "check_dns", "services")
        yield from service_faults(row, values)
        asked = self._after.services.get(values.get("check_dns") or "")
        if asked is not None and asked.kind is not ServiceKind.DNS:
            yield Fault(row.where("check_dns"), "a service of kind dns", f"{show(asked.name)}, of kind {asked.kind}")
        address = parse_address(values.get("address", ""))
        reason = refusal(address, allow_loopback=self._allow_loopback) if address else ""
        if reason:
            yield Fault(row.where("address"), "an address that a service can have", values["address"], reason)

    def _named(self, row: Row, values: Values, column: str, kind: str) -> Iterator[Fault]:
        key = values.get(column)
        if key is None or key in self._after.of(kind) or key in self._present[kind]:
            return
        if not self._unread.may_hold(kind, key):
            yield self._unknown(row, column, kind, key, f"a {KINDS[kind].singular} that is registered or in the files")

    def _unknown(self, row: Row, column: str, kind: str, key: str, expected: str) -> Fault:
        hint = ""
        if self._suggested < _SUGGESTIONS:
            self._suggested += 1
            hint = did_you_mean(key, self._after.of(kind))
        hint = hint or f"`fengsui {KINDS[kind].singular} list` shows them"
        return Fault(row.where(column), expected, show(key), hint)

    def _address(self, row: Row, values: Values) -> Iterator[Fault]:
        where, text, carrier = row.where("address"), values["address"], values.get("carrier")
        address = parse_address(text)
        reason = refusal(address, allow_loopback=self._allow_loopback) if address else "It is no address"
        if reason:
            yield Fault(where, "an address that a device can have", text, reason)
        elif carrier is not None and self._shut_out(text, carrier):
            yield self._outside(where, text, carrier)
        elif values.get("lifecycle") != DeviceLifecycle.RETIRED and "port" in values:
            yield from self._taken(row, text, values["port"])

    def _shut_out(self, text: str, carrier: str) -> bool:
        """True where the carrier's networks are known, and the address is in none of them."""
        known = carrier in self._after.carriers and not self._unread.may_hold("carriers", carrier)
        return known and not self._inside(text, carrier)

    def _inside(self, text: str, carrier: str) -> bool:
        prefixes = self._prefixes.get(carrier)
        if prefixes is None:
            texts = self._after.carriers[carrier].management_prefixes
            prefixes = tuple(prefix for text in texts if (prefix := parse_prefix(text)))
            self._prefixes[carrier] = prefixes
        address = parse_address(text)
        return address is not None and inside(address, prefixes)

    def _outside(self, where: str, text: str, carrier: str) -> Fault:
        texts = self._after.carriers[carrier].management_prefixes
        if not texts:
            hint = "Register the networks that its equipment is managed in first"
            return Fault(where, f"a carrier with management prefixes around {text}", f"{carrier}, which has none", hint)
        shown = " ".join(texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")
        return Fault(where, f"an address inside carrier {carrier}'s management prefixes ({shown})", text)

    def _taken(self, row: Row, address: str, port: int) -> Iterator[Fault]:
        earlier = self._rows_by_address.setdefault((address, port), row)
        holder = self._holders.get((address, port))
        if earlier is row and holder is None:
            return
        by = f"the registered device {holder}" if earlier is row else f"{earlier.key} at {earlier.where()}"
        got = f"{address} port {port}, taken by {by}"
        yield Fault(row.where("address"), "an address and port of its own", got, "Retire or readdress one of them")

    @cached_property
    def _holders(self) -> dict[tuple[str, int], str]:
        """Addresses of registered devices that the files leave as they are."""
        return {
            (device.address, device.port): device.name
            for device in self._existing.devices.values()
            if device.name not in self._present["devices"]
            and not self._unread.may_hold("devices", device.name)
            and device.lifecycle is not DeviceLifecycle.RETIRED
        }
