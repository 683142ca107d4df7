"""What the papers of a verification round are made of: frozen values that a query fills."""

from __future__ import annotations

from dataclasses import dataclass, field

from poverty_desktop.pdf.values import Cell, PaperFact, PaperTable


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedWord:
    """An outcome, an evidence or a result of a visit with the key by which it is typed back."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPerson:
    """One person on the books as the sheet prints them."""

    name: str
    facts: str
    document_number: str = field(repr=False)
    found: str = ""  # the outcome that was given already, with what bears it out


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPaper:
    """Everything that the verification sheet of one household prints; it is keyed back by ``sheet_number``."""

    title: str
    village: str
    group: str
    head_name: str
    household_number: Cell
    sheet_number: int
    facts: tuple[PaperFact, ...]
    persons: tuple[SheetPerson, ...]
    staying: tuple[KeyedWord, ...]  # what a person on the books can get
    joining: tuple[KeyedWord, ...]
    evidence: tuple[KeyedWord, ...]
    visits: tuple[KeyedWord, ...]
    notice: str
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper:
    """Everything that the certificate of a round prints; the last of its tables lists whoever is still open."""

    title: str
    village: str
    round_name: str
    facts: tuple[PaperFact, ...]
    balance: str
    statement: str
    tables: tuple[PaperTable, ...]
    notice: str
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePaper:
    """The list of a back-check sample with everything that is needed to draw it again."""

    title: str
    village: str
    round_name: str
    facts: tuple[PaperFact, ...]
    method: str
    tables: tuple[PaperTable, ...]
    signers: tuple[str, ...]
