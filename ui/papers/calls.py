"""What the paper room asks the store thread: a page for the eye, what no font can draw, and the printing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import blank_tables, papers, printed_papers
from poverty_desktop.operations.papers import Paper, Printed, Wanted
from poverty_desktop.progress import Progress
from poverty_desktop.queries import household_file, households, packs, snapshot
from ui.widgets.preview_pane import Preview

if TYPE_CHECKING:
    from poverty_desktop.exchange.blank_table import BlankTable
    from poverty_desktop.operations.blank_tables import Filled, Map
    from poverty_desktop.operations.printed_papers import PaperState
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.list_rows import GroupCount, HouseholdFilter

MOST_AT_ONCE = 400
LOOKING = N_("Looking for characters that cannot be printed")


class Volume(StrEnum):
    """How the papers are put into files."""

    ONE = "one"  # everything in one PDF
    VILLAGE = "village"  # one PDF per village
    HOUSEHOLD = "household"  # one PDF per household


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the list can be narrowed to."""

    groups: tuple[GroupCount, ...]
    villages: tuple[GroupCount, ...]
    types: tuple[GroupCount, ...]
    questionnaires: tuple[tuple[str, str], ...]  # id and title, the yearly one first
    composed: tuple[tuple[str, str], ...]  # papers of the pack, id and title


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be printed of each household: the papers, and which questionnaire where that is one of them."""

    papers: tuple[Wanted, ...]
    form_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFiles:
    """What printing made: the files, and the characters that stand as 〓 in them."""

    files: tuple[Path, ...]
    pages: int
    households: int
    missing: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """Another office's table, what is known of its columns, and what they can hold."""

    table: BlankTable
    columns: Map
    items: tuple[tuple[str, str], ...]


class Part(Progress):
    """The progress of one volume as a part of the whole."""

    def __init__(self, whole: Progress, before: int, total: int) -> None:
        super().__init__()
        self._whole = whole
        self._before = before
        self._total = total

    def step(self, what: str, done: int, total: int) -> None:  # noqa: ARG002 - the whole has its own total
        """Tell the whole how far it is; raises ``Cancelled`` when that was cancelled."""
        self._whole.step(what, self._before + done, self._total)


def choices(language: str, session: Session) -> Choices:
    """Return the groups, villages and types with their counts."""
    return Choices(
        groups=households.groups(session),
        villages=households.villages(session),
        types=households.types(session, language),
        questionnaires=tuple((row.form_id, row.title(language)) for row in packs.questionnaires(session)),
        composed=tuple(
            (str(paper), title) for paper, title in papers.on_offer(session) if not isinstance(paper, Paper)
        ),
    )


def all_ids(wanted: HouseholdFilter, session: Session) -> tuple[HouseholdId, ...]:
    """Return every household that meets a filter."""
    return households.ids(session, wanted)


def preview(order: Order, household: HouseholdId, page: int, dots_per_inch: int, session: Session) -> Preview:
    """Return one page of the papers of ``order``, the last one where ``page`` is beyond the end."""
    png, pages = papers.preview_page(
        session, order.papers, household, page, dots_per_inch=dots_per_inch, form_id=order.form_id
    )
    return Preview(png=png, page=min(page, pages - 1), pages=pages)


def missing_characters(chosen: Sequence[HouseholdId], session: Session, progress: Progress) -> Mapping[str, str]:
    """Return the characters that no font can draw, each with the householder at whom it stands first."""
    from poverty_desktop.pdf import fonts

    letters: set[str] = set()
    for start in range(0, len(chosen), MOST_AT_ONCE):
        progress.step(LOOKING, start, len(chosen))
        some = chosen[start : start + MOST_AT_ONCE]
        memberships = list(snapshot.records_by(session, RecordKind.MEMBERSHIP, "household", some))
        persons = [one.values["person"].scalar for one in memberships if "person" in one.values]
        members = [person for person in persons if isinstance(person, bytes)]
        for found in (
            snapshot.records_by(session, RecordKind.HOUSEHOLD, "id", some),
            snapshot.records_by(session, RecordKind.PERSON, "id", members),
            snapshot.records_by(session, RecordKind.HOUSEHOLD_YEAR, "household", some),
            snapshot.records_by(session, RecordKind.PERSON_YEAR, "person", members),
            snapshot.records_by(session, RecordKind.INCOME_LINE, "household", some),
        ):
            for record in found:
                for value in record.values.values():
                    if isinstance(value.scalar, str):
                        letters.update(value.scalar)
    return _whose(session, chosen, fonts.missing_characters("".join(letters)), progress)


def _whose(
    session: Session, chosen: Sequence[HouseholdId], missing: frozenset[str], progress: Progress
) -> Mapping[str, str]:
    """Return where the characters stand; only where there are any is every file opened."""
    found: dict[str, str] = {}
    for index, household in enumerate(chosen):
        if len(found) == len(missing):
            break
        progress.step(LOOKING, index, len(chosen))
        file = household_file.open_file(session, household)
        members = [section for member in file.members for section in member.sections]
        sections = (*file.summary, *file.conditions, *file.causes, *file.income_facts, *members)
        letters = set("".join(fact.text for section in sections for fact in section.facts))
        found |= {letter: file.row.head_name for letter in missing & letters if letter not in found}
    return {letter: found.get(letter, "") for letter in sorted(missing)}


def look_at_table(path: Path, session: Session) -> Blank:
    """Return the columns of another office's table; raises as ``blank_tables.look``."""
    table, columns = blank_tables.look(session, path)
    return Blank(table=table, columns=columns, items=blank_tables.items(session.pack))


def fill_table(
    path: Path,
    table: BlankTable,
    columns: Map,
    chosen: Sequence[HouseholdId],
    target: Path,
    session: Session,
    progress: Progress,
) -> Filled:
    """Write the filled copy; raises as ``blank_tables.fill``."""
    return blank_tables.fill(session, path, table, columns, chosen, target, progress=progress)


def look_up_paper(text: str, session: Session) -> PaperState:
    """Return what has changed since a paper was printed; raises as ``printed_papers.look_up``."""
    return printed_papers.look_up(session, text)


def for_printer(chosen: Sequence[HouseholdId], order: Order, session: Session, progress: Progress) -> bytes:
    """Return the papers as one PDF that stays in memory; raises as ``papers.papers_in_memory``."""
    return papers.papers_in_memory(session, chosen, order.papers, form_id=order.form_id, progress=progress)


def note_printed(chosen: Sequence[HouseholdId], session: Session) -> None:
    """Write down that the papers of these households went to a printer."""
    papers.note_printed(session, chosen)


def print_files(
    chosen: Sequence[HouseholdId],
    order: Order,
    volume: Volume,
    target: Path,
    session: Session,
    progress: Progress,
) -> PrintedFiles:
    """Write the papers; ``target`` is the file of a single volume, else the folder.

    Names of files hold a village and a running number, never a person. Raises as ``papers.print_households``.
    """
    printed: list[Printed] = []
    done = 0
    for path, some in _volumes(session, chosen, volume, target):
        part = Part(progress, done, len(chosen))
        printed.append(papers.print_households(session, some, order.papers, path, form_id=order.form_id, progress=part))
        done += len(some)
    return PrintedFiles(
        files=tuple(one.path for one in printed),
        pages=sum(one.pages for one in printed),
        households=sum(one.households for one in printed),
        missing=frozenset().union(*(one.missing for one in printed)),
    )


def _volumes(
    session: Session, chosen: Sequence[HouseholdId], volume: Volume, target: Path
) -> list[tuple[Path, Sequence[HouseholdId]]]:
    if volume is Volume.ONE:
        return [(target, chosen)]
    by_village: dict[str, list[HouseholdId]] = {}
    for household in chosen:
        row = households.one(session, household)
        by_village.setdefault(row.village_name if row is not None else "", []).append(household)
    if volume is Volume.VILLAGE:
        return [(target / f"{village}.pdf", some) for village, some in by_village.items()]
    return [
        (target / f"{village}-{number:04d}.pdf", [household])
        for village, some in by_village.items()
        for number, household in enumerate(some, start=1)
    ]
