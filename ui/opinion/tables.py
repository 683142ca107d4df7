"""The tables of the second opinion: households, indicators, figures; and what it says over everybody."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from poverty_desktop.i18n import N_, _, format_day, format_list, format_yuan
from ui.models.rows_model import Cell

if TYPE_CHECKING:
    from poverty_desktop.checks.opinion_values import Figures, Indicator, Judged, Opinion, Unjudged


def percent(share: Fraction | None) -> str:
    """Return a share as percent with one decimal."""
    return "—" if share is None else f"{float(share) * 100:.1f} %"


def number(figure: Fraction | None) -> str:
    """Return a figure with three decimals."""
    return "—" if figure is None else f"{float(figure):.3f}"


def _head(row: Judged | Unjudged) -> str:
    return row.head_name


def _group(row: Judged | Unjudged) -> str:
    return row.group_name


def _persons(row: Judged | Unjudged) -> str:
    return str(row.persons)


def _income(row: Judged) -> str:
    return "" if row.per_capita_fen is None else format_yuan(row.per_capita_fen)


def _score(row: Judged) -> str:
    return number(row.score)


def _deprived(row: Judged) -> str:
    return format_list(row.deprived)


HOUSEHOLD_COLUMNS: tuple[Cell[Judged], ...] = (
    Cell(words=N_("Head"), text=_head),
    Cell(words=N_("Group"), text=_group),
    Cell(words=N_("Persons"), text=_persons, is_number=True),
    Cell(words=N_("Net income per head"), text=_income, is_number=True),
    Cell(words=N_("Score"), text=_score, is_number=True),
    Cell(words=N_("What it lacks"), text=_deprived),
)


def _blank(row: Unjudged) -> str:
    return format_list(row.blank)


UNJUDGED_COLUMNS: tuple[Cell[Unjudged], ...] = (
    Cell(words=N_("Head"), text=_head),
    Cell(words=N_("Group"), text=_group),
    Cell(words=N_("Persons"), text=_persons, is_number=True),
    Cell(words=N_("Nothing is known of"), text=_blank),
)


def _dimension(row: Indicator) -> str:
    return row.dimension


def _title(row: Indicator) -> str:
    return row.title


def _weight(row: Indicator) -> str:
    return str(row.weight)


def _raw(row: Indicator) -> str:
    return percent(row.raw)


def _censored(row: Indicator) -> str:
    return percent(row.censored)


def _contribution(row: Indicator) -> str:
    return percent(row.contribution)


INDICATOR_COLUMNS: tuple[Cell[Indicator], ...] = (
    Cell(words=N_("Dimension"), text=_dimension),
    Cell(words=N_("Indicator"), text=_title),
    Cell(words=N_("Share in the index"), text=_weight, is_number=True),
    Cell(words=N_("Persons who lack it"), text=_raw, is_number=True),
    Cell(words=N_("Poor and lack it"), text=_censored, is_number=True),
    Cell(words=N_("Part of the index"), text=_contribution, is_number=True),
)


def _name(row: Figures) -> str:
    return row.name


def _size(row: Figures) -> str:
    return str(row.persons)


def _headcount(row: Figures) -> str:
    return percent(row.headcount)


def _intensity(row: Figures) -> str:
    return percent(row.intensity)


def _adjusted(row: Figures) -> str:
    return number(row.adjusted)


def _below(row: Figures) -> str:
    return percent(row.gaps[0])


def _gap(alpha: int, row: Figures) -> str:
    return number(row.gaps[alpha])


def _gini(row: Figures) -> str:
    return number(row.gini)


GROUP_COLUMNS: tuple[Cell[Figures], ...] = (
    Cell(words=N_("Group of people"), text=_name),
    Cell(words=N_("Persons"), text=_size, is_number=True),
    Cell(words=N_("Poor by the index"), text=_headcount, is_number=True),
    Cell(words=N_("Intensity"), text=_intensity, is_number=True),
    Cell(words=N_("Adjusted headcount"), text=_adjusted, is_number=True),
    Cell(words=N_("Below the line"), text=_below, is_number=True),
    Cell(words=N_("Depth"), text=partial(_gap, 1), is_number=True),
    Cell(words=N_("Severity"), text=partial(_gap, 2), is_number=True),
    Cell(words=N_("Gini coefficient"), text=_gini, is_number=True),
)


def opinion_words(found: Opinion) -> str:
    """Return what the second opinion says over everybody, in one paragraph."""
    whole = found.whole
    said = _(
        "{year}: {judged} households judged, {left} left out because a fact is blank. Poor by the index (at {cutoff} or"
        " more): {headcount} of the persons, lacking {intensity} of it on average; adjusted headcount {adjusted}. Below"
        " the line: {p0}; depth {p1}, severity {p2}; Gini coefficient {gini}."
    )
    then = _("Counted are the members of {day}.").format(day=format_day(found.members_on)) if found.members_on else ""
    told = said.format(
        year=found.year,
        judged=len(found.judged),
        left=found.not_judged,
        cutoff=found.cutoff,
        headcount=percent(whole.headcount),
        intensity=percent(whole.intensity),
        adjusted=number(whole.adjusted),
        p0=percent(whole.gaps[0]),
        p1=number(whole.gaps[1]),
        p2=number(whole.gaps[2]),
        gini=number(whole.gini),
    )
    return " ".join(part for part in (told, then) if part)
