"""What a file says against what the register says of one record, and which of the two stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from poverty_desktop.domain.identity_number import CITIZEN_LENGTH
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.origin import Origin
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.existing import text_of
from poverty_desktop.exchange.planned import PlannedRecord, Take
from poverty_desktop.ids import HouseholdId, PersonId, RecordId, derive_id
from poverty_desktop.packs.model import MergeClass
from poverty_desktop.packs.pack import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Compares records under one way of taking facts; ``official`` names what the national system decides."""

    take: Take
    official: frozenset[tuple[RecordKind, str]]
    origins: Mapping[tuple[bytes, int], Origin]
    numbers: Mapping[tuple[RecordKind, str], int]

    def record(
        self, kind: RecordKind, identity: RecordId, new: Mapping[str, Value], old: Mapping[str, Value]
    ) -> PlannedRecord | None:
        """Return the difference, or nothing; what is blank in the file changes nothing."""
        values: dict[str, Value] = {}
        kept: dict[str, Value] = {}
        keeps_certificate = _is_shorter_document(new, old)
        for name, value in new.items():
            before = old.get(name)
            if before == value or (keeps_certificate and name in ("document_number", "document_type")):
                continue
            is_free = not before or self.take is Take.ALL
            if self.take is Take.NEWER:
                is_free = not before or (identity, self.numbers[kind, name]) not in self.origins
            if is_free or (self.take is Take.OFFICIAL and (kind, name) in self.official):
                values[name] = value
            else:
                kept[name] = value
        if not values and not kept:
            return None
        replaced = {name: old[name] for name in values if name in old}
        return PlannedRecord(kind=kind, id=identity, is_new=False, values=values, old=replaced, kept=kept)

    def year(
        self,
        kind: RecordKind,
        owner: HouseholdId | PersonId,
        year: int,
        values: Mapping[str, Value],
        years: Mapping[int, Mapping[str, Value]],
    ) -> PlannedRecord | None:
        """Return the record of one year of a household or person, new or changed; its id follows from both."""
        if not values:
            return None
        identity = derive_id(kind, owner, year)
        known = years.get(year)
        if known is not None:
            return self.record(kind, identity, values, known)
        reference = "household" if kind is RecordKind.HOUSEHOLD_YEAR else "person"
        whole = {reference: Value(owner), "year": Value(year), **values}
        return PlannedRecord(kind=kind, id=identity, is_new=True, values=whole)


def differences(
    pack: Pack, take: Take, origins: Mapping[tuple[bytes, int], Origin] = MappingProxyType({})
) -> Differences:
    """Return the comparison under ``take``; ``origins`` are those of the facts that no roster said last.

    The national numbers are official though the pack calls them identity.
    """
    official = (
        (item.kind, item.name)
        for item in pack.properties
        if item.merge_class is MergeClass.OFFICIAL or item.name == "national_number"
    )
    numbers = {key: item.number for key, item in pack.by_name.items()}
    return Differences(take=take, official=frozenset(official), origins=origins, numbers=numbers)


def _is_shorter_document(new: Mapping[str, Value], old: Mapping[str, Value]) -> bool:
    """Say whether the file has the 18 digits of a certificate that the register holds whole."""
    after, before = text_of(new, "document_number"), text_of(old, "document_number")
    return len(after) == CITIZEN_LENGTH < len(before) and before.startswith(after)
