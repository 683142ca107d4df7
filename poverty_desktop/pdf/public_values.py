"""What a notice board may show: a type that has no place for ID numbers, phones, accounts or health (domain.md 7.6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHousehold:
    """One household as its neighbours may read of it.

    ``name`` is that of the head, with the spouse's where two heads of one group have the same. ``risk`` names no
    illness and no disability: whoever fills it has put another word for these.
    """

    name: str
    group: str
    size: int
    category: str = ""
    risk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCondition:
    """One condition for a village and what its yearly record says."""

    label: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProject:
    """One project as a notice board shows it (domain.md 5.5): what, where, for how much, who answers for it."""

    name: str
    kind: str
    content: str
    amount: str
    unit: str
    benefit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicShare:
    """What one household gets by a payment: its neighbours may know the amount, not the account."""

    name: str
    group: str
    measure: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicListing:
    """A display or an announcement: of households, or of the village itself with the ``conditions`` for its exit.

    ``paragraphs`` stand above the list; ``closing`` are the lines of the signature.

     Days that nobody has noted yet are blanks in the paragraphs, to be filled in by hand when the paper is hung out.
    """

    title: str
    paragraphs: tuple[str, ...]
    households: tuple[PublicHousehold, ...]
    closing: tuple[str, ...] = ()
    has_risk: bool = False
    conditions: tuple[PublicCondition, ...] = ()
    projects: tuple[PublicProject, ...] = ()
    shares: tuple[PublicShare, ...] = ()
    total: str = ""
