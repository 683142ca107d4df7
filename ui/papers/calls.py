"""What the paper room asks the store thread: a page for the eye, what no font can draw, and the printing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.paperwork import (
    archive_boxes,
    blank_tables,
    card_claims,
    issued_cards,
    papers,
    printed_papers,
    village_sheets,
)
from poverty_desktop.operations.paperwork.card_claims import CardSaid
from poverty_desktop.operations.paperwork.papers import Paper, Printed
from poverty_desktop.operations.paperwork.print_plan import Order, PlannedFile, Volume, planned
from poverty_desktop.operations.paperwork.print_run import PrintRun
from poverty_desktop.operations.register import households_of_list
from poverty_desktop.operations.register.households_of_list import ListedHouseholds
from poverty_desktop.progress import Progress
from poverty_desktop.queries import packs
from poverty_desktop.queries.paperwork import print_order
from poverty_desktop.queries.register import household_file, households, snapshot
from ui.widgets.preview_pane import Preview

if TYPE_CHECKING:
    from poverty_desktop.exchange.blank_table import BlankTable
    from poverty_desktop.operations.paperwork.blank_tables import Filled, Map
    from poverty_desktop.operations.paperwork.printed_papers import PaperState
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.register.list_rows import GroupCount, HouseholdFilter

MOST_AT_ONCE = 400
LOOKING = N_("Looking for characters that cannot be printed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the list can be narrowed to."""

    groups: tuple[GroupCount, ...]
    villages: tuple[GroupCount, ...]
    types: tuple[GroupCount, ...]
    questionnaires: tuple[tuple[str, str], ...]  # id and title, the yearly one first
    composed: tuple[tuple[str, str], ...]  # papers of the pack, id and title
    of_village: tuple[tuple[str, str], ...]  # papers of a whole village, id and title


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """Another office's table, what is known of its columns, and what they can hold."""

    table: BlankTable
    columns: Map
    items: tuple[tuple[str, str], ...]


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
        of_village=village_sheets.on_offer(session),
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


def look_at_table(path: Path, sheet: str | None, session: Session) -> Blank:
    """Return the columns of another office's table; raises as ``blank_tables.look``."""
    table, columns = blank_tables.look(session, path, sheet=sheet)
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


def look_up_paper(text: str, session: Session) -> PaperState | CardSaid:
    """Return what is to be said of a paper whose number was typed or whose code was scanned.

    Raises as ``printed_papers.look_up`` and, for the signed code of a card, as ``card_claims.check``.
    """
    if card_claims.is_signed(text.strip()):
        return card_claims.check(session, text)
    return printed_papers.look_up(session, text)


def look_up_picture(path: Path, session: Session) -> PaperState | CardSaid:
    """Return the same of the code in a picture; raises as ``qr_reader.read_code`` too."""
    from poverty_desktop.operations.paperwork import qr_reader

    return look_up_paper(qr_reader.read_code(path), session)


def revoke_cards(household: HouseholdId, reason: str, session: Session) -> Done[int]:
    """Revoke the cards of a household; raises as ``issued_cards.revoke``."""
    return issued_cards.revoke(session, household, reason)


def note_printed(chosen: Sequence[HouseholdId], session: Session) -> None:
    """Write down that the papers of these households went to a printer."""
    papers.note_printed(session, chosen)


def begun(chosen: Sequence[HouseholdId], order: Order, volume: Volume, target: Path, session: Session) -> PrintRun:
    """Return the run that prints into files; raises as ``print_run.PrintRun``."""
    return PrintRun(planned(session, chosen, order, volume, target), order)


def begun_for_printer(chosen: Sequence[HouseholdId], order: Order, session: Session) -> PrintRun:
    """Return the run that prints into memory; raises as ``print_run.PrintRun``."""
    ordered = print_order.by_route(session, chosen) if order.by_route else tuple(chosen)
    return PrintRun([PlannedFile(path=None, households=ordered)], order)


def print_of_village(paper: str, household: HouseholdId, target: Path, session: Session) -> Printed:
    """Write a paper of the village in which a household lives; raises as ``village_sheets.print_sheet``."""
    return village_sheets.print_sheet(session, paper, households.village_of(session, household), target)


def stop(run: PrintRun, _session: Session) -> None:
    """Take the unfinished file of a run away."""
    run.stop()


def listed(path: Path, session: Session) -> ListedHouseholds:
    """Return whom a list names; raises as ``households_of_list.households_of``."""
    return households_of_list.households_of(session, path)


def write_boxes(chosen: Sequence[HouseholdId], target: Path, in_a_box: int, spine_mm: int, session: Session) -> Printed:
    """Write labels and lists of archive boxes; raises as ``archive_boxes.write``."""
    return archive_boxes.write(session, chosen, target, in_a_box=in_a_box, spine_mm=spine_mm)
