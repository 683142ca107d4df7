"""What the pages of funds ask of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poverty_desktop.domain.fund_ledger import FundLine, Ledgers, Mismatch
from poverty_desktop.domain.money import Fund, State
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId, from_text
from poverty_desktop.packs.model import Label
from poverty_desktop.queries.payment_lists import LineRow, ListRow
from poverty_desktop.queries.project_file import Project
from poverty_desktop.queries.project_library import ProjectRow, ProjectTotal, Wanted

if TYPE_CHECKING:
    from poverty_desktop.operations.bank_results import BankPreview
    from poverty_desktop.operations.distribution import ListPreview, ListWish
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.project_lists import ProjectListPreview
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.money_risks import RiskCount

Options = tuple[tuple[str, Label], ...]
NO_YUAN = N_("Write an amount in yuan, such as 1200 or 1200.50.")
NO_YEAR = N_("Write a year such as 2027.")
NO_DAY = N_("Give a day such as 2026-11-23.")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists of payments with the projects and measures that a new one may be for."""

    rows: tuple[ListRow, ...]
    projects: tuple[tuple[str, str], ...]
    items: Options
    year: int


def library(wanted: Wanted, language: str, session: Session) -> Library:
    """Return the projects that are asked for, with totals."""
    from poverty_desktop.queries import project_library

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
    from poverty_desktop.queries import money
    from poverty_desktop.queries.project_library import label

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
    from poverty_desktop.queries import money

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
    from poverty_desktop.queries import money, money_risks

    return money_risks.risks(session, language) if money.is_known(session.pack) else ()


def lists(language: str, session: Session) -> Lists:
    """Return the lists of payments to households."""
    from poverty_desktop.domain.money import IN_LIBRARY, Route
    from poverty_desktop.queries import money, payment_lists

    books = money.books(session)
    year = session.clock.today().year
    return Lists(
        rows=payment_lists.lists(session, language),
        projects=tuple(
            (item.id.hex(), item.name)
            for item in books.projects
            if item.stage in IN_LIBRARY and item.route in ("", Route.HOUSEHOLDS)
        ),
        items=tuple((item.id, item.title) for item in session.pack.measures_in(year)),
        year=year,
    )


def lines(payment: RecordId, language: str, session: Session) -> tuple[LineRow, ...]:
    """Return the lines of a list."""
    from poverty_desktop.queries import payment_lists

    return payment_lists.lines(session, payment, language)


def preview_payees(wish: ListWish, path: Path | None, session: Session) -> ListPreview:
    """Return who would be paid this year, where no year is said, and what speaks against whom."""
    from dataclasses import replace

    from poverty_desktop.operations import distribution

    wish = replace(wish, year=wish.year or session.clock.today().year)
    return (
        distribution.from_file(session, path, wish) if path is not None else distribution.from_register(session, wish)
    )


def draw_up(found: ListPreview, reasons: Mapping[int, str], session: Session) -> Done[RecordId]:
    """Draw a list up."""
    from poverty_desktop.operations import distribution

    return distribution.draw_up(session, found, reasons)


def print_list(payment: RecordId, path: Path, session: Session) -> Done[int]:
    """Write a list for signature."""
    from poverty_desktop.operations import payment_papers

    return payment_papers.print_list(session, payment, path)


def print_display(payment: RecordId, path: Path, session: Session) -> int:
    """Write what hangs on the notice board."""
    from poverty_desktop.operations import payment_papers

    return payment_papers.print_display(session, payment, path)


def bank_file(payment: RecordId, path: Path, session: Session) -> int:
    """Write the lines for the bank."""
    from poverty_desktop.operations import payment_papers

    return payment_papers.bank_file(session, payment, path)


def send(payment: RecordId, session: Session) -> Done[int]:
    """Note that a list went to the bank today."""
    from poverty_desktop.operations import distribution

    return distribution.send(session, payment)


def note_display(payment: RecordId, session: Session) -> Done[None]:
    """Note that a list hangs on the notice board since today."""
    from poverty_desktop.operations import distribution

    return distribution.note_display(session, payment, on=session.clock.today())


def mend(line: RecordId, account: str, session: Session) -> Done[None]:
    """Give a returned line the right account."""
    from poverty_desktop.operations import distribution

    return distribution.mend(session, line, account)


def cancel(line: RecordId, because: str, session: Session) -> Done[int]:
    """Take a line off its list."""
    from poverty_desktop.operations import distribution

    return distribution.cancel(session, [line], because)


def bank_preview(payment: RecordId, path: Path, session: Session) -> BankPreview:
    """Return what the bank's answer would change."""
    from poverty_desktop.operations import bank_results

    return bank_results.preview(session, payment, path, {})


def take_bank(found: BankPreview, session: Session) -> Done[int]:
    """Take in the bank's answer."""
    from poverty_desktop.operations import bank_results

    return bank_results.take_in(session, found)


def preview_projects(path: Path, year: int, village: str, session: Session) -> ProjectListPreview:
    """Return what a list of projects would bring."""
    from poverty_desktop.operations import project_lists

    choice = project_lists.ProjectListChoice(year=year or session.clock.today().year, village=village)
    return project_lists.preview(session, path, choice)


def take_projects(found: ProjectListPreview, session: Session) -> Done[int]:
    """Take in a list of projects."""
    from poverty_desktop.operations import project_lists

    return project_lists.take_in(session, found)


def propose(typed: Mapping[str, str], year: int, session: Session) -> Done[RecordId]:
    """Write a new project down."""
    from poverty_desktop.domain.values import Value
    from poverty_desktop.operations import projects

    values = {"name": Value(typed["name"].strip())} if typed["name"].strip() else {}
    return projects.propose(session, typed["village"], year or session.clock.today().year, values)


def receive(typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Enter a source of money."""
    from poverty_desktop.operations import funds

    issued = _day(typed["issued_on"])
    return funds.receive(
        session,
        typed["document"],
        fen_of(typed["amount"]),
        year=issued.year if issued is not None else session.clock.today().year,
        level=typed["level"],
        kind=typed["kind"],
        issued_on=issued,
    )


def allocate(project: RecordId, typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Give money of a source to a project."""
    from poverty_desktop.operations import funds

    return funds.allocate(session, _record(typed["fund"]), project, fen_of(typed["amount"]), on=_day(typed["on"]))


def make_contract(project: RecordId, typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Enter a contract."""
    from poverty_desktop.operations import funds

    return funds.contract(
        session,
        project,
        typed["contractor"],
        fen_of(typed["amount"]),
        signed_on=_day(typed["on"]) or session.clock.today(),
        number=typed["number"],
    )


def accept(typed: Mapping[str, str], session: Session) -> Done[None]:
    """Note the acceptance of a contract."""
    from poverty_desktop.operations import funds

    settled = fen_of(typed["amount"]) if typed["amount"].strip() else None
    on = _day(typed["on"]) or session.clock.today()
    return funds.accept(session, _record(typed["contract"]), on=on, settled_fen=settled)


def pay(typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Enter a payment to a contractor that has arrived."""
    from poverty_desktop.domain.money import Purpose
    from poverty_desktop.operations import funds

    return funds.pay(
        session,
        funds.NewPayment(
            contract=_record(typed["contract"]),
            amount_fen=fen_of(typed["amount"]),
            purpose=Purpose(typed["purpose"]),
            on=_day(typed["on"]),
            state=State.PAID,
            voucher=typed["voucher"],
        ),
    )


def note_state(payment: RecordId, typed: Mapping[str, str], session: Session) -> Done[None]:
    """Note where a contractor's payment stands."""
    from poverty_desktop.operations import funds

    on, because = _day(typed["on"]), typed["because"]
    return funds.note_state(session, payment, State(typed["state"]), on=on, because=because)


def roll(project: RecordId, typed: Mapping[str, str], session: Session) -> Done[int]:
    """Put a project that waits into the plan of another year."""
    from poverty_desktop.operations import projects

    if not typed["year"].strip().isdecimal():
        raise RuleError(NO_YEAR)
    return projects.roll(session, [project], int(typed["year"]))


def set_goal(project: RecordId, typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Set a goal of a project, or what of it was reached."""
    from poverty_desktop.operations import projects

    return projects.set_goal(
        session,
        project,
        typed["kind"],
        typed["name"],
        target=typed["target"],
        unit=typed["unit"],
        actual=typed["actual"],
    )


def correct(project: RecordId, name: str, value: Any, seen: int, session: Session) -> Done[None]:
    """Give a fact of a project a value."""
    from poverty_desktop.operations import villages

    return villages.correct_project(session, project, name, value, seen=seen)


def open_project(project: RecordId, language: str, session: Session) -> Project:
    """Return a project with its facts, goals and money."""
    from poverty_desktop.queries import project_file

    return project_file.open_project(session, project, language)


def _codes(session: Session, name: str) -> Options:
    found = session.pack.code_lists.get(name)
    return tuple((code.code, code.label) for code in found.codes) if found is not None else ()


def _record(text: str) -> RecordId:
    try:
        return from_text(text)
    except ValueError:
        raise RuleError(N_("Choose one from the list first.")) from None


def _day(text: str) -> date | None:
    from poverty_desktop.domain import textual

    if not text.strip():
        return None
    value = textual.read_date(text).value
    if not value:
        raise RuleError(NO_DAY)
    return date.fromisoformat(str(value.scalar))


def fen_of(text: str) -> int:
    """Return a typed amount in yuan as fen; raises ``RuleError`` for anything else."""
    from poverty_desktop.domain.textual import read_money

    reading = read_money(text)
    if reading.problem is not None or not isinstance(reading.value.scalar, int):
        raise RuleError(NO_YUAN)
    return reading.value.scalar
