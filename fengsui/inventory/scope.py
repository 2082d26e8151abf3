"""Whose records a caller sees and may change. Pure, and one place: the lists, the edits and the tests all ask here."""

from dataclasses import dataclass
from typing import Any

from fengsui.inventory.records import Record, Records
from fengsui.model.carrier import Carrier


def owner_of(record: Record) -> str | None:
    """Code of the carrier that a record belongs to; None where it is nobody's own."""
    owner: str | None = record.code if isinstance(record, Carrier) else getattr(record, "carrier", None)
    return owner


@dataclass(frozen=True, slots=True)
class Scope:
    """What a caller sees.

    Attributes:
        carrier: Code of the carrier whose records alone are seen; None for everything.
    """

    carrier: str | None = None

    def owns(self, record: Record) -> bool:
        """Whether the caller may change the record."""
        return self.carrier is None or owner_of(record) == self.carrier

    def view(self, records: Records) -> Records:
        """What the caller may refer to: its own, what is nobody's, and what its own records refer to already.

        Of credentials, those that are nobody's are left out: a carrier that names one would have its secret sent to an address
        of its own choice.
        """
        if self.carrier is None:
            return records
        devices = {name: each for name, each in records.devices.items() if self.owns(each)}
        links = {name: each for name, each in records.links.items() if self.owns(each)}
        ends = {end.device for link in links.values() for end in (link.a, link.b)}
        standing = {device.site for device in devices.values()}
        asked_with = {device.credential for device in devices.values()}
        return Records(
            divisions=records.divisions,
            carriers=self._kept(records.carriers, set()),
            credentials=self._kept(records.credentials, asked_with),
            sites=self._kept(
                records.sites, standing | {c for c, site in records.sites.items() if site.carrier is None}
            ),
            devices=devices | self._kept(records.devices, ends),
            links=links,
            services=self._kept(records.services, set()),
        )

    def _kept(self, records: dict[str, Any], also: set[Any]) -> dict[str, Any]:
        return {key: each for key, each in records.items() if self.owns(each) or key in also}


EVERYTHING = Scope()
