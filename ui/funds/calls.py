"""What the pages of funds ask of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.fund_differences import Mismatch
from poverty_desktop.domain.fund_ledger import FundLine, Ledgers
from poverty_desktop.domain.money import Fund
from poverty_desktop.domain.typed import day_if_any, fen_of
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.money.project_library import ProjectRow, ProjectTotal, Wanted

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.money.project_lists import ProjectListPreview
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.money.money_risks import RiskCount


Options = tuple[tuple[str, Label], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The register of projects with the choices of its filters."""

    rows: tuple[ProjectRow, ...]
    total: ProjectTotal
    years: tuple[int, ...]
    villages: tuple[tuple[str, str], ...]
    every_village: tuple[tuple[str, str], ...]
    kinds: Options
    stages: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow:
    """A source with what is left of it."""

    fund: Fund
    line: FundLine
    level: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The fund ledger: every source, and the choices for a new one."""

    rows: tuple[FundRow, ...]
    levels: Options
    kinds: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """One difference in words, with whose record it opens."""

    mismatch: Mismatch
    project: str
    household: HouseholdId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The three ledgers in sums, and what does not agree."""

    ledgers: Ledgers
    rows: tuple[DifferenceRow, ...]


def library(wanted: Wanted, language: str, session: Session) -> Library:
    """Return the projects that are asked for, with totals."""
    from poverty_desktop.queries.money import project_library

    rows = project_library.projects(session, wanted, language)
    return Library(
        rows=rows,
        total=project_library.total(rows),
        years=project_library.years(session),
        villages=project_library.villages(session),
        every_village=project_library.every_village(session),
        kinds=_codes(session, "project_kind"),
        stages=_codes(session, "project_stage"),
    )


def sources(language: str, session: Session) -> Sources:
    """Return the sources of money, the newest first."""
    from poverty_desktop.queries.money import money
    from poverty_desktop.queries.money.project_library import label

    books, ledgers = money.ledgers(session)
    rows = [
        FundRow(
            fund=fund,
            line=ledgers.funds[fund.id],
            level=label(session.pack, "fund_level", fund.level, language),
            kind=label(session.pack, "fund_kind", fund.kind, language),
        )
        for fund in books.funds
    ]
    return Sources(
        rows=tuple(sorted(rows, key=lambda row: (-(row.fund.year or 0), row.fund.issued_on, row.fund.document))),
        levels=_codes(session, "fund_level"),
        kinds=_codes(session, "fund_kind"),
    )


def compared(session: Session) -> Compared:
    """Return the three ledgers compared to the fen."""
    from poverty_desktop.queries.money import money

    books, ledgers = money.ledgers(session)
    names = {item.id: item.name for item in books.projects}
    owners = {item.id: item.household for item in books.shares}
    owners |= {item.id: item.household for item in books.measures}
    return Compared(
        ledgers=ledgers,
        rows=tuple(
            DifferenceRow(
                mismatch=item,
                project=names.get(item.project, "") if item.project is not None else "",
                household=next(
                    (HouseholdId(owners[record]) for _kind, record in item.records if record in owners), None
                ),
            )
            for item in ledgers.differences
        ),
    )


def risks(language: str, session: Session) -> tuple[RiskCount, ...]:
    """Return what looks wrong with the money."""
    from poverty_desktop.queries.money import money, money_risks

    return money_risks.risks(session, language) if money.is_known(session.pack) else ()


def preview_projects(path: Path, year: int, village: str, session: Session) -> ProjectListPreview:
    """Return what a list of projects would bring."""
    from poverty_desktop.operations.money import project_lists

    choice = project_lists.ProjectListChoice(year=year or session.clock.today().year, village=village)
    return project_lists.preview(session, path, choice)


def take_projects(found: ProjectListPreview, session: Session) -> Done[int]:
    """Take in a list of projects."""
    from poverty_desktop.operations.money import project_lists

    return project_lists.take_in(session, found)


def propose(typed: Mapping[str, str], year: int, session: Session) -> Done[RecordId]:
    """Write a new project down."""
    from poverty_desktop.domain.values import Value
    from poverty_desktop.operations.money import projects

    values = {"name": Value(typed["name"].strip())} if typed["name"].strip() else {}
    return projects.propose(session, typed["village"], year or session.clock.today().year, values)


def receive(typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Enter a source of money."""
    from poverty_desktop.operations.money import funds

    issued = day_if_any(typed["issued_on"])
    return funds.receive(
        session,
        typed["document"],
        fen_of(typed["amount"]),
        year=issued.year if issued is not None else session.clock.today().year,
        level=typed["level"],
        kind=typed["kind"],
        issued_on=issued,
    )


def _codes(session: Session, name: str) -> Options:
    found = session.pack.code_lists.get(name)
    return tuple((code.code, code.label) for code in found.codes) if found is not None else ()
