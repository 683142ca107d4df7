"""What the page of assistance asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.checks.help_worklist import Listed, Worklist
from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.operations.assistance.measure_lists import MeasureListPreview
from poverty_desktop.operations.assistance.measure_matching import ListChoice
from poverty_desktop.operations.assistance.training_lists import TrainingPreview
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.assistance.help_counts import HelpCount
from poverty_desktop.queries.assistance.need_board import KindCount, NeedRow

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session

Options = tuple[tuple[str, Label], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Needs against measures, with the choices that every tab shares."""

    year: int
    years: tuple[int, ...]
    villages: tuple[tuple[str, str], ...]
    aspects: tuple[tuple[str, str], ...]
    kinds: tuple[KindCount, ...]
    needs: tuple[NeedRow, ...]
    items: Options
    statuses: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Households and person-times by measure, and of all."""

    total: HelpCount
    items: tuple[HelpCount, ...]


def board(year: int | None, village: str, aspect: str, kind: str, language: str, session: Session) -> Board:
    """Return the needs of a village or of all, unmet first."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.queries.assistance import need_board

    year = year or help_year(session)
    return Board(
        year=year,
        years=need_board.years(session),
        villages=need_board.villages(session, year),
        aspects=need_board.aspects(session, language),
        kinds=need_board.by_kind(session, year, village=village, aspect=aspect, language=language),
        needs=need_board.needs(session, year, village=village, kind=kind, aspect=aspect, language=language),
        items=tuple((item.id, item.title) for item in session.pack.measures_in(year)),
        statuses=tuple((code.code, code.label) for code in session.pack.code_lists["measure_status"].codes),
    )


def worklist(year: int | None, which: Worklist, village: str, item: str, language: str, session: Session) -> Listed:
    """Return one of the two worklists; without a catalogue an empty one."""
    from poverty_desktop.checks import help_worklist
    from poverty_desktop.checks.run import help_year

    if not session.pack.measures:
        return Listed(counts=(), rows=(), total=0)
    return help_worklist.listed(session, which, year or help_year(session), language, item=item, village=village)


def figures(year: int | None, village: str, language: str, session: Session) -> Figures:
    """Return who was helped how often, nobody counted twice."""
    from poverty_desktop.checks.run import help_year
    from poverty_desktop.queries.assistance import help_counts

    year = year or help_year(session)
    return Figures(
        total=help_counts.total(session, year, village=village),
        items=help_counts.by_item(session, year, village=village, language=language),
    )


def preview(path: Path, choice: ListChoice, session: Session) -> MeasureListPreview:
    """Return what taking in a list would do."""
    from poverty_desktop.operations.assistance import measure_lists

    return measure_lists.preview(session, path, choice)


def take_in(found: MeasureListPreview, with_names: bool, session: Session) -> Done[int]:  # noqa: FBT001 - bound by partial
    """Attach the new rows of a list."""
    from poverty_desktop.operations.assistance import measure_lists

    return measure_lists.take_in(session, found, with_names=with_names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is said of a sign-in sheet; ``day`` as it was typed."""

    item: str
    year: int
    name: str
    day: str


def preview_training(path: Path, course: Course, session: Session) -> TrainingPreview:
    """Return whom a sign-in sheet would count."""
    from poverty_desktop.operations.assistance import training_lists
    from poverty_desktop.operations.assistance.training_lists import CourseChoice

    choice = CourseChoice(item=course.item, year=course.year, course=course.name, day=day_if_any(course.day.strip()))
    return training_lists.preview(session, path, choice)


def take_training(found: TrainingPreview, with_names: bool, session: Session) -> Done[int]:  # noqa: FBT001 - bound
    """Count those who signed in."""
    from poverty_desktop.operations.assistance import training_lists

    return training_lists.take_in(session, found, with_names=with_names)
