"""What a printed questionnaire is made of: frozen questions with their numbers, and tables with rows to fill."""

from __future__ import annotations

from dataclasses import dataclass, field

from poverty_desktop.pdf.values import Cell

MOST_OPTIONS = 24
"""Of more options none stands at the question: the number of one is written into boxes, from a list at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOption:
    """One option of a question with the digit that keys it in, "" without one; ``group`` is said before its first."""

    digit: str
    label: str
    group: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion:
    """One question; a note has no ``number``. ``kind`` is as in ``interviews.kinds``, ``answer`` what is prefilled.

    A date of which only a part is asked has the kind ``month`` or ``year``.

    ``condition`` says when it is asked, ``list_name`` from which list one is written in, ``list_number`` which list at
    the end of the paper has the options, ``scale`` the least, the greatest and the step of a range.
    """

    number: str
    label: str
    kind: str
    hint: str = ""
    answer: str = ""
    condition: str = ""
    options: tuple[FormOption, ...] = ()
    list_name: str = ""
    list_number: int = 0
    scale: tuple[str, str, str] | None = None
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormHeading:
    """The title of a group inside a section, and when the group is asked."""

    title: str
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """A repeat: its questions, and per row the prefilled answers in their order; ``blanks`` are rows to fill."""

    title: str
    questions: tuple[FormQuestion, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    blanks: int = 0
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """A section of the questionnaire."""

    title: str
    items: tuple[FormQuestion | FormHeading | FormTable, ...]
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormList:
    """A long list of options at the end of the paper, for the questions with these numbers."""

    number: int
    questions: tuple[str, ...]
    options: tuple[FormOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPaper:
    """A questionnaire for one household; ``code`` is what the QR symbol says, ``key`` the digits that are typed."""

    title: str
    head_name: str
    household_number: Cell
    village: str
    group: str
    year: int
    code: str
    key: str
    parts: tuple[FormPart, ...]
    signers: tuple[str, ...] = field(default=())
    lists: tuple[FormList, ...] = ()
