"""The tables of the assessment of villages and teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.i18n import N_, _, format_parts, language
from poverty_desktop.queries.assessment.figure_words import number_text, share_text
from ui.models.rows_model import Cell

if TYPE_CHECKING:
    from poverty_desktop.checks.village_scores import ItemScore, Sheet


def points_text(points: float | None) -> str:
    """Return points with one decimal, "—" where there are none yet."""
    return "—" if points is None else f"{points:.1f}"


def figure_words(row: ItemScore) -> str:
    """Return the figure behind an item, with its interval where it rests on few cases."""
    if row.indicator is None:
        return ""
    said = number_text(row.figure, is_percent=row.indicator.is_percent)
    if row.figure is not None:
        said += f" {row.indicator.unit(language())}"
    if row.low is not None and row.high is not None:
        said += " " + _("(of {cases} only: {low}–{high})").format(
            cases=row.cases, low=number_text(row.low, is_percent=True), high=number_text(row.high, is_percent=True)
        )
    return said


def change_words(row: ItemScore) -> str:
    """Return how the figure stands to the year before."""
    if row.figure is None or row.before is None:
        return ""
    return f"{row.figure - row.before:+,.1f}"


def review_words(row: ItemScore) -> str:
    """Return what the office said, and how an appeal stands."""
    parts = [row.words]
    if row.appeal is not None:
        parts.append(_("Appeal: {reason}").format(reason=row.appeal.reason))
        if row.appeal.decision:
            parts.append(_("Decision: {words}").format(words=row.appeal.words))
    return format_parts(part for part in parts if part)


def _title(row: ItemScore) -> str:
    return row.item.title(language())


def _full(row: ItemScore) -> str:
    return str(row.item.points)


def _computed(row: ItemScore) -> str:
    return points_text(row.computed)


def _own(row: ItemScore) -> str:
    return points_text(row.self_score)


def _own_words(row: ItemScore) -> str:
    return row.self_words


def _reviewed(row: ItemScore) -> str:
    return points_text(row.score)


ITEM_COLUMNS: tuple[Cell[ItemScore], ...] = (
    Cell(words=N_("Item"), text=_title),
    Cell(words=N_("Full points"), text=_full, is_number=True),
    Cell(words=N_("Figure"), text=figure_words),
    Cell(words=N_("Against last year"), text=change_words, is_number=True),
    Cell(words=N_("Computed"), text=_computed, is_number=True),
    Cell(words=N_("Own score"), text=_own, is_number=True),
    Cell(words=N_("Reviewed"), text=_reviewed, is_number=True),
    Cell(words=N_("Own words"), text=_own_words),
    Cell(words=N_("Words of the office"), text=review_words),
)


def _village(row: Sheet) -> str:
    return row.village_name


def _points(row: Sheet) -> str:
    return points_text(row.points)


def _possible(row: Sheet) -> str:
    return str(row.possible)


def _share(row: Sheet) -> str:
    return share_text(row.share)


def _peers(row: Sheet) -> str:
    return share_text(row.peers)


def _peer_count(row: Sheet) -> str:
    return str(row.peer_count)


def _open_appeals(row: Sheet) -> str:
    count = sum(item.appeal is not None and not item.appeal.decision for item in row.items)
    return str(count) if count else ""


SHEET_COLUMNS: tuple[Cell[Sheet], ...] = (
    Cell(words=N_("Village"), text=_village),
    Cell(words=N_("Points"), text=_points, is_number=True),
    Cell(words=N_("Of points known"), text=_possible, is_number=True),
    Cell(words=N_("Share"), text=_share, is_number=True),
    Cell(words=N_("Mean of its type"), text=_peers, is_number=True),
    Cell(words=N_("Villages of its type"), text=_peer_count, is_number=True),
    Cell(words=N_("Open appeals"), text=_open_appeals, is_number=True),
)
