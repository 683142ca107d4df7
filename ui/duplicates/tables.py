"""The lists of the page of duplicates: the candidates, and the facts of two entries side by side."""

from __future__ import annotations

from PySide6.QtGui import QIcon

from poverty_desktop.domain.duplicates import Tier
from poverty_desktop.i18n import N_, _, format_list, format_parts, language
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.register.duplicates import REASON_WORDS, TIER_WORDS, ComparedFact, DuplicateRow
from ui.models.rows_model import Cell
from ui.widgets import icons

MARKS = {Tier.CERTAIN: ("bad", "error"), Tier.LIKELY: ("attention", "warn"), Tier.POSSIBLE: ("eye", "info")}


def reasons(row: DuplicateRow) -> str:
    """Return what speaks for one person, and what against it."""
    told = format_list(_(REASON_WORDS[reason]) for reason in row.reasons_for)
    if row.reasons_against:
        against = format_list(_(REASON_WORDS[reason]) for reason in row.reasons_against)
        told += _("; against it: {reasons}").format(reasons=against)
    return told


def entries(row: DuplicateRow) -> str:
    """Return where each of the two entries stands, a line for each."""
    lines = (
        _("First entry: {place}, household of {head}").format(place=row.places[0], head=row.heads[0]),
        _("Second entry: {place}, household of {head}").format(place=row.places[1], head=row.heads[1]),
    )
    return "\n".join(lines)


def whole(row: DuplicateRow) -> tuple[str, ...]:
    """Return lines that say that the whole household stands twice and which is kept, nothing where it does not."""
    if not row.whole:
        return ()
    said = _("All {count} members of one household have a counterpart in the other: the household stands twice.")
    at = int(row.candidate.one.household not in _kept(row))
    kept = _("Key 3 keeps the household of {head}, {place}.").format(head=row.heads[at], place=row.places[at])
    return (said.format(count=len(row.whole)), kept)


def _kept(row: DuplicateRow) -> frozenset[HouseholdId]:
    staying = {person for person, _leaving in row.whole}
    return frozenset(entry.household for entry in (row.candidate.one, row.candidate.other) if entry.person in staying)


def _mark(row: DuplicateRow) -> QIcon:
    return icons.icon(*MARKS[row.candidate.tier])


def _pair(row: DuplicateRow) -> str:
    one, other = row.candidate.one.name, row.candidate.other.name
    return one if one == other else f"{one}　{other}"


def _places(row: DuplicateRow) -> str:
    return format_parts(dict.fromkeys(row.places))


CANDIDATE_COLUMNS: tuple[Cell[DuplicateRow], ...] = (
    Cell(words=N_("The two entries"), text=_pair, picture=_mark),
    Cell(words=N_("How sure"), text=lambda row: _(TIER_WORDS[row.candidate.tier])),
    Cell(words=N_("Place"), text=_places),
)


def _fact_color(fact: ComparedFact) -> str:
    return "warn" if fact.is_different else "ink"


def fact_columns(taken: frozenset[str]) -> tuple[Cell[ComparedFact], ...]:
    """Return the columns of the comparison; the data items in ``taken`` are marked as taken from the other entry."""

    def told(fact: ComparedFact) -> str:
        if not fact.is_different:
            return ""
        return _("taken over") if fact.item.name in taken else _("differs")

    return (
        Cell(words=N_("Data item"), text=lambda fact: fact.item.label(language())),
        Cell(words=N_("First entry"), text=lambda fact: fact.texts[0], color=_fact_color),
        Cell(words=N_("Second entry"), text=lambda fact: fact.texts[1], color=_fact_color),
        Cell(words=N_("Remark"), text=told, color=_fact_color),
    )
