"""Plain facts with Chinese wordings turned into tagged values of the policy pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.textual import canonical_decimal
from poverty_desktop.domain.values import Scalar, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import IncomeItem, Property, PropertyType
from poverty_desktop.packs.pack import Pack

_NEVER_TWICE = frozenset({PropertyType.TEXT, PropertyType.REFERENCE, PropertyType.MONEY})


class Encoder:
    """Writes facts as the pack wants them; properties that the pack does not have are left out."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._codes: dict[tuple[str, str], str] = {}
        self._fields: dict[RecordKind, dict[str, tuple[Property, dict[object, Value]]]] = {
            kind: {item.name: (item, {}) for item in pack.of_kind(kind)} for kind in RecordKind
        }
        self._items: dict[tuple[str, str, int, bool], IncomeItem | None] = {}

    def values(self, kind: RecordKind, facts: Mapping[str, object]) -> dict[str, Value]:
        """Return the values of one record. Raises ``RuleError`` where the pack lacks a wording that is needed."""
        fields = self._fields[kind]
        found = {}
        for name, fact in facts.items():
            if fact is None or name not in fields:
                continue
            item, known = fields[name]
            value = known.get(fact)
            if value is None:
                value = Value(self._scalar(item, fact))
                if item.type not in _NEVER_TWICE:
                    known[fact] = value
            found[name] = value
        return found

    def income_item(self, category: str, label: str, year: int, *, exactly: bool) -> IncomeItem | None:
        """Return the item with this wording that is in force.

        Unless it must be ``exactly`` that, the first counted item of the category stands in for it.
        """
        key = (category, label, year, exactly)
        if key not in self._items:
            in_force = [
                item
                for item in self._pack.income_items
                if (item.valid_from or 0) <= year <= (item.valid_to or 9999) and item.category == category
            ]
            found = next((item for item in in_force if item.label.zh == label), None)
            if found is None and not exactly:
                found = next((item for item in in_force if item.counted == "yes"), None)
            self._items[key] = found
        return self._items[key]

    def _scalar(self, item: Property, fact: object) -> Scalar:
        if item.type is PropertyType.CHOICE:
            return self._code(item, str(fact))
        if item.type is PropertyType.CHOICES:
            wordings = fact if isinstance(fact, tuple) else (fact,)
            return " ".join(sorted(self._code(item, str(wording)) for wording in wordings))
        return _plain_scalar(item.type, fact)

    def _code(self, item: Property, wording: str) -> str:
        key = (item.code_list or "", wording)
        if key not in self._codes:
            codes = self._pack.code_lists.get(item.code_list or "")
            entry = codes and (codes.find_label(wording) or codes.find(wording))
            if not entry:
                raise RuleError(
                    N_("The policy pack lacks a wording that the sample needs. Make the sample with the shipped pack."),
                    list=item.code_list or "",
                )
            self._codes[key] = entry.code
        return self._codes[key]


def _plain_scalar(kind: PropertyType, fact: object) -> Scalar:
    if isinstance(fact, bytes):
        return fact
    if isinstance(fact, date):
        return fact.isoformat()[:7] if kind is PropertyType.MONTH else fact.isoformat()
    if kind is PropertyType.DECIMAL:
        return canonical_decimal(Decimal(str(fact)))
    return int(fact) if isinstance(fact, int) else str(fact)
