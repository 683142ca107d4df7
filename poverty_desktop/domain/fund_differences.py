"""What does not agree between the records of money, to the fen: sources, lists, contracts and households."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.money import (
    GONE,
    IN_LIBRARY,
    LIVE,
    Books,
    Contract,
    Payment,
    Purpose,
    Share,
    State,
    Way,
)
from poverty_desktop.ids import RecordId

Named = tuple[RecordKind, RecordId]


class Difference(StrEnum):
    """What does not agree."""

    OVER_SOURCE = "over_source"
    NO_SOURCE = "no_source"
    NO_PROJECT = "no_project"
    OUTSIDE_LIBRARY = "outside_library"
    OVERDRAWN = "overdrawn"
    LIST_SUM = "list_sum"
    LOST_LINE = "lost_line"
    OVER_CONTRACT = "over_contract"
    NO_CONTRACT = "no_contract"
    BEFORE_ACCEPTANCE = "before_acceptance"
    NOT_DELIVERED = "not_delivered"
    OTHER_AMOUNT = "other_amount"
    NO_MONEY = "no_money"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """One difference: by how much, at which project, and the records that make it."""

    kind: Difference
    amount_fen: int
    records: tuple[Named, ...]
    project: RecordId | None = None


def differences_of(
    books: Books, shares: Mapping[RecordId | None, list[Share]], advance_share: int
) -> Iterator[Mismatch]:
    """Yield what does not agree; ``shares`` are the lines of households by their list."""
    yield from _of_sources(books)
    yield from _of_lists(books, shares)
    yield from _of_contracts(books, advance_share)
    yield from _of_households(books)


def _of_sources(books: Books) -> Iterator[Mismatch]:
    """Compare what was allocated with its source, and who got it with the library."""
    funds = {fund.id: fund for fund in books.funds}
    projects = {item.id: item for item in books.projects}
    given: dict[RecordId, list[tuple[RecordId, int]]] = defaultdict(list)
    for item in books.appropriations:
        own: tuple[Named, ...] = ((RecordKind.APPROPRIATION, item.id),)
        if item.fund is None or item.fund not in funds:
            yield Mismatch(kind=Difference.NO_SOURCE, amount_fen=item.amount_fen, records=own, project=item.project)
        else:
            given[item.fund].append((item.id, item.amount_fen))
        project = projects.get(item.project) if item.project is not None else None
        if project is None:
            yield Mismatch(kind=Difference.NO_PROJECT, amount_fen=item.amount_fen, records=own)
        elif project.stage not in IN_LIBRARY and project.stage:
            records = (*own, (RecordKind.VILLAGE_PROJECT, project.id))
            yield Mismatch(
                kind=Difference.OUTSIDE_LIBRARY, amount_fen=item.amount_fen, records=records, project=project.id
            )
    for fund, some in given.items():
        over = sum(amount for _id, amount in some) - funds[fund].amount_fen
        if over > 0:
            records = ((RecordKind.FUND, fund), *((RecordKind.APPROPRIATION, one) for one, _amount in some))
            yield Mismatch(kind=Difference.OVER_SOURCE, amount_fen=over, records=records)


def _of_lists(books: Books, shares: Mapping[RecordId | None, list[Share]]) -> Iterator[Mismatch]:
    """Compare each list of households with its lines, and each line with its list."""
    known = {payment.id: payment for payment in books.payments}
    for payment in books.payments:
        if payment.way is not Way.HOUSEHOLDS or payment.state is State.CANCELLED:
            continue
        live = [share for share in shares.get(payment.id, ()) if share.state in LIVE]
        off = payment.amount_fen - sum(share.amount_fen for share in live)
        if off:
            records: tuple[Named, ...] = (
                (RecordKind.PAYMENT, payment.id),
                *((RecordKind.BENEFICIARY, share.id) for share in live),
            )
            yield Mismatch(kind=Difference.LIST_SUM, amount_fen=off, records=records, project=payment.project)
    for owner, lines in shares.items():
        for share in lines:
            if share.state in LIVE and (owner not in known or share.project != known[owner].project):
                yield Mismatch(
                    kind=Difference.LOST_LINE,
                    amount_fen=share.amount_fen,
                    records=((RecordKind.BENEFICIARY, share.id),),
                    project=share.project,
                )


def _of_contracts(books: Books, advance_share: int) -> Iterator[Mismatch]:
    """Compare what contractors got with their contracts and with acceptance."""
    contracts = {contract.id: contract for contract in books.contracts}
    gone: dict[RecordId, list[Payment]] = defaultdict(list)
    for payment in books.payments:
        if payment.way is not Way.CONTRACTOR or payment.state not in GONE:
            continue
        if payment.contract is None or payment.contract not in contracts:
            yield Mismatch(
                kind=Difference.NO_CONTRACT,
                amount_fen=payment.amount_fen,
                records=((RecordKind.PAYMENT, payment.id),),
                project=payment.project,
            )
        else:
            gone[payment.contract].append(payment)
    for key, payments in gone.items():
        contract = contracts[key]
        total = sum(payment.amount_fen for payment in payments)
        records: tuple[Named, ...] = (
            (RecordKind.CONTRACT, key),
            *((RecordKind.PAYMENT, payment.id) for payment in payments),
        )
        if total > contract.limit_fen:
            yield Mismatch(
                kind=Difference.OVER_CONTRACT,
                amount_fen=total - contract.limit_fen,
                records=records,
                project=contract.project,
            )
        early = early_fen(contract, payments, advance_share)
        if early > 0:
            yield Mismatch(
                kind=Difference.BEFORE_ACCEPTANCE, amount_fen=early, records=records, project=contract.project
            )


def early_fen(contract: Contract, payments: list[Payment], advance_share: int) -> int:
    """Return by how much the payments before acceptance exceed the advance and the progress payments allowed.

    Progress payments are due as the works go on; what is settled or retained is due only after acceptance.
    """
    before = [
        item for item in payments if not contract.accepted_on or (item.sent_on or item.paid_on) < contract.accepted_on
    ]
    advance = sum(item.amount_fen for item in before if item.purpose == Purpose.ADVANCE)
    final = sum(item.amount_fen for item in before if item.purpose not in (Purpose.ADVANCE, Purpose.PROGRESS))
    return max(0, advance - contract.amount_fen * advance_share // 100) + final


def _of_households(books: Books) -> Iterator[Mismatch]:
    """Compare what households were paid with what their measures say, one line of a measure at a time."""
    measures = {item.id: item for item in books.measures}
    paid: dict[RecordId, list[Share]] = defaultdict(list)
    for share in books.shares:
        if share.state is not State.PAID:
            continue
        if share.measure is None or share.measure not in measures:
            yield Mismatch(
                kind=Difference.NOT_DELIVERED,
                amount_fen=share.amount_fen,
                records=((RecordKind.BENEFICIARY, share.id),),
                project=share.project,
            )
        else:
            paid[share.measure].append(share)
    for key, shares in paid.items():
        measure = measures[key]
        total = sum(share.amount_fen for share in shares)
        records: tuple[Named, ...] = (
            (RecordKind.MEASURE, key),
            *((RecordKind.BENEFICIARY, share.id) for share in shares),
        )
        if not measure.is_delivered:
            kind, off = Difference.NOT_DELIVERED, total
        elif measure.amount_fen != total:
            kind, off = Difference.OTHER_AMOUNT, total - (measure.amount_fen or 0)
        else:
            continue
        yield Mismatch(kind=kind, amount_fen=off, records=records, project=shares[0].project)
    for item in books.measures:
        if item.project is not None and item.is_delivered and item.amount_fen and item.id not in paid:
            yield Mismatch(
                kind=Difference.NO_MONEY,
                amount_fen=item.amount_fen,
                records=((RecordKind.MEASURE, item.id),),
                project=item.project,
            )
