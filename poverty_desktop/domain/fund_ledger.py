"""Three ledgers from the records of money, and every difference between them to the fen (账实相符、账账相符).

The fund ledger comes from sources and allocations, the project ledger from allocations, contracts and payments, the
household ledger from the lines of households and their measures; no figure is taken from another ledger. Equality with
households holds for money that goes to households, with what is in transit and what came back as states; roads, water
and buildings end at acceptance and the contractor's payment (domain.md 5.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from poverty_desktop.domain.fund_differences import Difference, Mismatch, Named, differences_of
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.money import (
    LIVE,
    Books,
    ProjectMoney,
    Share,
    State,
    Way,
)
from poverty_desktop.ids import RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLine:
    """A source in the fund ledger."""

    fund: RecordId
    amount_fen: int
    allocated_fen: int

    @property
    def left_fen(self) -> int:
        """Return what is not allocated yet; below zero where too much was."""
        return self.amount_fen - self.allocated_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLine:
    """A project in the project ledger: what came in is what went out, is in transit, or remains."""

    project: RecordId
    allocated_fen: int
    contracted_fen: int
    paid_fen: int
    in_transit_fen: int
    first_on: str = ""
    first_paid_on: str = ""

    @property
    def remaining_fen(self) -> int:
        """Return what is left in the project's account; below zero where it is overdrawn."""
        return self.allocated_fen - self.paid_fen - self.in_transit_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLine:
    """A project in the household ledger: its lines by state, and what the measures of the households say."""

    project: RecordId
    lines: int
    households: int
    drawn_fen: int  # on a list and not sent yet
    in_transit_fen: int
    paid_fen: int
    returned_fen: int
    delivered_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgers:
    """The three ledgers and what does not agree."""

    funds: Mapping[RecordId, FundLine]
    projects: Mapping[RecordId, ProjectLine]
    households: Mapping[RecordId, HouseholdLine]
    differences: tuple[Mismatch, ...]

    @property
    def given_fen(self) -> int:
        """Return the sum of all sources."""
        return sum(line.amount_fen for line in self.funds.values())

    @property
    def allocated_fen(self) -> int:
        """Return what the projects were given."""
        return sum(line.allocated_fen for line in self.projects.values())

    @property
    def paid_fen(self) -> int:
        """Return what has arrived at contractors and households."""
        return sum(line.paid_fen for line in self.projects.values())

    @property
    def in_transit_fen(self) -> int:
        """Return what the bank has and nobody has got yet."""
        return sum(line.in_transit_fen for line in self.projects.values())


def compare(books: Books, *, advance_share: int = 30) -> Ledgers:
    """Return the three ledgers and their differences; ``advance_share`` is the percent payable before acceptance."""
    shares: dict[RecordId | None, list[Share]] = defaultdict(list)
    for share in books.shares:
        shares[share.payment].append(share)
    found = [*differences_of(books, shares, advance_share)]
    projects = _project_lines(books, shares)
    for known in books.projects:
        line = projects[known.id]
        if line.remaining_fen < 0:
            records = _records_of(books, known.id)
            found.append(
                Mismatch(kind=Difference.OVERDRAWN, amount_fen=-line.remaining_fen, records=records, project=known.id)
            )
    return Ledgers(
        funds=_fund_lines(books),
        projects=projects,
        households=_household_lines(books),
        differences=tuple(sorted(found, key=lambda item: (item.kind, -abs(item.amount_fen), item.records))),
    )


def _fund_lines(books: Books) -> dict[RecordId, FundLine]:
    allocated: dict[RecordId | None, int] = defaultdict(int)
    for item in books.appropriations:
        allocated[item.fund] += item.amount_fen
    return {
        fund.id: FundLine(fund=fund.id, amount_fen=fund.amount_fen, allocated_fen=allocated[fund.id])
        for fund in books.funds
    }


def _project_lines(books: Books, shares: Mapping[RecordId | None, list[Share]]) -> dict[RecordId, ProjectLine]:
    allocated: dict[RecordId | None, int] = defaultdict(int)
    contracted: dict[RecordId | None, int] = defaultdict(int)
    paid: dict[RecordId | None, int] = defaultdict(int)
    transit: dict[RecordId | None, int] = defaultdict(int)
    first: dict[RecordId | None, str] = {}
    first_paid: dict[RecordId | None, str] = {}
    for given in books.appropriations:
        allocated[given.project] += given.amount_fen
        if given.on:
            first[given.project] = min(first.get(given.project, given.on), given.on)
    for contract in books.contracts:
        contracted[contract.project] += contract.limit_fen
    for payment in books.payments:
        if payment.way is Way.HOUSEHOLDS:
            done, moving = _sums(shares.get(payment.id, []))
        else:
            done = payment.amount_fen if payment.state is State.PAID else 0
            moving = payment.amount_fen if payment.state is State.IN_TRANSIT else 0
        paid[payment.project] += done
        transit[payment.project] += moving
        if done and (day := payment.paid_on or payment.sent_on):
            first_paid[payment.project] = min(first_paid.get(payment.project, day), day)
    return {
        item.id: ProjectLine(
            project=item.id,
            allocated_fen=allocated[item.id],
            contracted_fen=contracted[item.id],
            paid_fen=paid[item.id],
            in_transit_fen=transit[item.id],
            first_on=first.get(item.id, ""),
            first_paid_on=first_paid.get(item.id, ""),
        )
        for item in books.projects
    }


def _sums(shares: list[Share]) -> tuple[int, int]:
    paid = sum(item.amount_fen for item in shares if item.state is State.PAID)
    return paid, sum(item.amount_fen for item in shares if item.state is State.IN_TRANSIT)


def _household_lines(books: Books) -> dict[RecordId, HouseholdLine]:
    by_project: dict[RecordId | None, list[Share]] = defaultdict(list)
    for share in books.shares:
        by_project[share.project].append(share)
    delivered = {item.id: item.amount_fen or 0 for item in books.measures if item.is_delivered}
    found = {}
    for project, lines in by_project.items():
        if project is None:
            continue
        sums: dict[State, int] = defaultdict(int)
        for line in lines:
            sums[line.state] += line.amount_fen
        live = [line for line in lines if line.state in LIVE]
        measures = {line.measure for line in live if line.measure is not None}
        found[project] = HouseholdLine(
            project=project,
            lines=len(live),
            households=len({line.household for line in live}),
            drawn_fen=sums[State.DRAWN] + sums[State.PRINTED],
            in_transit_fen=sums[State.IN_TRANSIT],
            paid_fen=sums[State.PAID],
            returned_fen=sums[State.RETURNED],
            delivered_fen=sum(delivered.get(measure, 0) for measure in measures),
        )
    return found


def _records_of(books: Books, project: RecordId) -> tuple[Named, ...]:
    named: list[Named] = [(RecordKind.VILLAGE_PROJECT, project)]
    named += [(RecordKind.APPROPRIATION, item.id) for item in books.appropriations if item.project == project]
    named += [(RecordKind.PAYMENT, item.id) for item in books.payments if item.project == project]
    return tuple(named)


def name_of(project: ProjectMoney | None) -> str:
    """Return what a project is called, a dash where it is not known."""
    return project.name if project is not None and project.name else "–"
