"""The plain rows that a policy pack holds; nothing here reads a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind, is_kind

_ENTITY = re.compile(r"<(?:\w+:)?entity\b[^>]*\bdataset=[\"'](?P<dataset>[^\"']*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One thing's name in both languages."""

    zh: str
    en: str

    def __call__(self, language: str) -> str:
        """Return the label in ``zh_CN`` or ``en``."""
        return self.zh if language == "zh_CN" else self.en


class PropertyType(StrEnum):
    """How a property's scalar looks (see ``domain.values.Scalar``)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"  # canonical decimal text, no exponent, no trailing zero
    MONEY = "money"  # integer fen
    DATE = "date"  # 2026-11-23
    MONTH = "month"  # 2026-11
    YEAR = "year"  # integer
    BOOLEAN = "boolean"  # 1 yes, 0 no
    CHOICE = "choice"  # one code of the code list
    CHOICES = "choices"  # a set of codes; merged option by option
    DIVISION = "division"  # 12-digit code
    REFERENCE = "reference"  # id of another record
    PHOTO = "photo"  # salt and salted content hash


class Sensitivity(StrEnum):
    """Who may see a property: ``secret`` shows masked until pressed and never reaches a public list."""

    PUBLIC = "public"
    INTERNAL = "internal"
    SECRET = "secret"  # noqa: S105 - a level of sensitivity, no password


class MergeClass(StrEnum):
    """Class of a field in a merge (sync.md 2.6)."""

    IDENTITY = "A"
    OFFICIAL = "B"
    AMOUNT = "C"
    MEMBERSHIP = "D"
    FREE = "E"
    CONTACT = "F"
    SET = "G"
    OFFICE = "H"

    @property
    def is_hard(self) -> bool:
        """Say whether two concurrent different values wait for a person's decision."""
        return self in _HARD


_HARD = frozenset({MergeClass.IDENTITY, MergeClass.OFFICIAL, MergeClass.AMOUNT, MergeClass.MEMBERSHIP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One item of the data dictionary. ``number`` is for ever: never reused, never retyped.

    Outside ``minimum`` and ``maximum`` (written as the scalar is shown: yuan, mu, a date) a value is questioned,
    never refused.
    """

    number: int
    kind: RecordKind
    name: str
    type: PropertyType
    label: Label
    section: str
    unit: Label | None = None
    code_list: str | None = None
    target: RecordKind | None = None  # of a reference
    official_code: str | None = None
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    merge_class: MergeClass = MergeClass.AMOUNT
    minimum: str | None = None
    maximum: str | None = None
    pattern: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry of a code list; ``schemes`` gives its number in other numberings (GB/T, 2014 export …)."""

    code: str
    label: Label
    aliases: tuple[str, ...] = ()  # other wordings met in exports, for import by label
    schemes: Mapping[str, str] = field(default_factory=dict)
    valid_from: int | None = None
    valid_to: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A named, ordered list of codes."""

    name: str
    codes: tuple[Code, ...]

    def find(self, code: str) -> Code | None:
        """Return the entry with this code."""
        return next((item for item in self.codes if item.code == code), None)

    def find_label(self, text: str) -> Code | None:
        """Return the entry that carries this wording as its Chinese or English label or as an alias."""
        return next(
            (item for item in self.codes if text in (item.label.zh, item.label.en) or text in item.aliases), None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One administrative division; ``code`` has 12 digits, ``level`` is province, city, county, town or village."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: int | None = None
    valid_to: int | None = None
    is_by_hand: bool = False  # entered in this workspace, not published


class Certainty(StrEnum):
    """How sure an official figure is."""

    CONFIRMED = "confirmed"  # seen in a source
    REPORTED = "reported"  # one local source
    UNCONFIRMED = "unconfirmed"  # from memory; the settings page says so


PAID_AT_ONCE = "once"
"""How an item of income is paid that is not paid month by month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeItem:
    """One receipt or expense; ``category`` is wage, business, property, transfer or expense."""

    code: str
    label: Label
    category: str
    counted: str  # yes, no, limited
    property_name: str | None = None  # column of household_year that sums it, if any
    note: Label | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    source: str = ""
    certainty: Certainty = Certainty.REPORTED
    cost_rate: str = ""  # percent of the gross amount, where no expense is recorded
    is_paid_at_once: bool = False  # counts whole in the accounting year of its last month, not by its months


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A poverty or monitoring line of one year, in fen per person; ``meaning`` is exit, statistical or monitoring."""

    year: int
    meaning: str
    amount_fen: int
    is_reference: bool  # from 2021: 监测范围参考线，不作硬性标准
    source: str
    certainty: Certainty
    province: str = ""  # 12 digits; empty: everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedForm:
    """A questionnaire: its compiled XForm, ready to run."""

    form_id: str
    version: str
    title: Label
    xform: str

    @property
    def concerns_household(self) -> bool:
        """Say whether its answers reach records of a household; one that does not may be asked of a whole village."""
        return any(is_kind(found["dataset"]) for found in _ENTITY.finditer(self.xform))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which file of an office's numbered series a pack is; 0 is the one that ships with the program."""

    number: int = 0
    parent: bytes = b""  # content hash of the edition before
    published_on: date | None = None
