"""What the page of the village asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.procedures import Subject
from poverty_desktop.queries.casework.village_conditions import ConditionRow
from poverty_desktop.queries.money.project_library import ProjectRow
from poverty_desktop.queries.register.village_file import VillageFile
from ui.households.facts_view import FactEdit

if TYPE_CHECKING:
    from poverty_desktop.checks.village_sums import Part
    from poverty_desktop.ids import RecordId
    from poverty_desktop.operations.paperwork.papers import Printed
    from poverty_desktop.operations.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SumRow:
    """One figure of the village beside the sum of its households; ``name`` is its data item."""

    name: str
    item: str
    recorded: str
    counted: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition for the village's exit, with what its households add up to."""

    row: ConditionRow
    counted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A village as the page shows it."""

    file: VillageFile
    villages: tuple[tuple[str, str], ...]
    sums: tuple[SumRow, ...]
    findings: tuple[str, ...]
    conditions: tuple[Condition, ...]
    projects: tuple[ProjectRow, ...]


def open_village(village: str, year: int | None, language: str, session: Session) -> Opened:
    """Return a village (empty: the workspace's own, else the first) with its sums and what the checks say of it."""
    from poverty_desktop.checks import live_village, village_sums
    from poverty_desktop.operations.paperwork.village_papers import sum_text
    from poverty_desktop.queries.casework import village_conditions
    from poverty_desktop.queries.money import project_library
    from poverty_desktop.queries.register import village_file

    known = village_file.villages(session)
    code = village or session.village or (known[0][0] if known else "")
    file = village_file.open_village(session, code, year=year, language=language)
    sums = village_sums.sums_of(session, code, file.year)
    rows = [
        SumRow(
            name=fact.property.name,
            item=fact.property.label(language),
            recorded=fact.text,
            counted=sum_text(fact, sums),
            differs=bool(fact.value) and fact.text != sum_text(fact, sums),
        )
        for section in file.sections
        for fact in section.facts
        if fact.property.name in sums
    ]
    era = session.pack.era(file.year)
    own = [item for item in session.pack.procedures if item.subject is Subject.VILLAGE and era in item.eras]
    conditions = [
        Condition(row=row, counted=sum_text(row.fact, sums))
        for procedure in own
        for row in village_conditions.conditions(session.pack, file, procedure.id, language)
    ]
    return Opened(
        file=file,
        villages=known,
        sums=tuple(rows),
        findings=live_village.sentences(session, code, file.year, language),
        conditions=tuple(conditions),
        projects=project_library.projects(session, project_library.Wanted(village=code), language),
    )


def parts(village: str, year: int, name: str, session: Session) -> tuple[Part, ...]:
    """Return the households behind a sum."""
    from poverty_desktop.checks import village_sums

    return village_sums.parts_of(session, village, year, name)


def correct(edit: FactEdit, village: str, year: int, seen: int, session: Session) -> Done[None]:
    """Give a fact of the village, or of one of its projects, the value of ``edit``."""
    from poverty_desktop.operations.register import villages

    fact = edit.fact
    if fact.kind is RecordKind.VILLAGE_PROJECT:
        return villages.correct_project(session, fact.record, fact.property.name, edit.value, seen=seen)
    return villages.correct(session, village, year, fact.property.name, edit.value, seen=seen)


def add_project(village: str, year: int, name: str, session: Session) -> Done[RecordId]:
    """Add a project to the programme."""
    from poverty_desktop.operations.register import villages

    return villages.add_project(session, village, year, {"name": Value(name)} if name else {})


def remove_project(record: RecordId, session: Session) -> Done[None]:
    """Take a project out that no money hangs on."""
    from poverty_desktop.operations.money import projects

    return projects.remove(session, record)


def print_form(village: str, year: int, target: Path, session: Session) -> Printed:
    """Write the form of the village as PDF."""
    from poverty_desktop.operations.paperwork import village_papers

    return village_papers.print_village(session, village, target, year=year)
