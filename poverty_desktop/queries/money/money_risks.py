"""What looks wrong with the money: each risk in a figure that opens its cases down to the records (domain.md 5.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.fund_differences import Named
from poverty_desktop.domain.fund_ledger import Ledgers, name_of
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.money import LIVE, Books, ProjectMoney, Share, State, Way
from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs import accounting
from poverty_desktop.packs.measures import Nature
from poverty_desktop.queries.money import money
from poverty_desktop.queries.register.village_file import name_of as village_name
from poverty_desktop.store.session import Session


class Risk(StrEnum):
    """One thing that looks wrong."""

    EQUAL_SHARES = "equal_shares"
    IDLE = "idle"
    OVERRUN = "overrun"
    TWICE = "twice"
    NO_EVIDENCE = "no_evidence"
    RETURNED = "returned"
    AFTER_LEAVING = "after_leaving"
    SLOW = "slow"


RISK_WORDS = {
    Risk.EQUAL_SHARES: N_("Equal shares for everyone"),
    Risk.IDLE: N_("Idle money"),
    Risk.OVERRUN: N_("More than planned"),
    Risk.TWICE: N_("Same measure twice"),
    Risk.NO_EVIDENCE: N_("Money without evidence"),
    Risk.RETURNED: N_("Returned and not paid again"),
    Risk.AFTER_LEAVING: N_("Paid after leaving or death"),
    Risk.SLOW: N_("Long from allocation to payment"),
}
_SLOW_DAYS = 180
_RETURNED = (State.RETURNED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a risk, with the records that it rests on; ``household`` where it is one household's."""

    project: RecordId | None
    project_name: str
    village_name: str
    amount_fen: int
    detail: str
    records: tuple[Named, ...]
    days: int = 0
    household: HouseholdId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCount:
    """A risk with its cases; ``words`` is a msgid."""

    kind: Risk
    words: str
    cases: tuple[Case, ...]

    @property
    def amount_fen(self) -> int:
        """Return what the cases add up to."""
        return sum(case.amount_fen for case in self.cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What every risk looks at."""

    session: Session
    books: Books
    ledgers: Ledgers
    projects: dict[RecordId, ProjectMoney]
    today: date

    def case(
        self,
        project: RecordId | None,
        amount_fen: int,
        detail: str,
        records: Sequence[Named],
        *,
        days: int = 0,
        household: HouseholdId | None = None,
    ) -> Case:
        known = self.projects.get(project) if project is not None else None
        return Case(
            project=project,
            project_name=name_of(known),
            village_name=village_name(self.session.pack, known.village) if known is not None else "",
            amount_fen=amount_fen,
            detail=detail,
            records=tuple(records),
            days=days,
            household=household,
        )


def risks(session: Session, language: str, *, village: str = "") -> tuple[RiskCount, ...]:
    """Return every risk with its cases, the gravest case first."""
    books, ledgers = money.ledgers(session, village=village)
    seen = _Seen(
        session=session,
        books=books,
        ledgers=ledgers,
        projects={item.id: item for item in books.projects},
        today=session.clock.today(),
    )
    return tuple(
        RiskCount(
            kind=kind,
            words=RISK_WORDS[kind],
            cases=tuple(sorted(find(seen, language), key=lambda case: (-case.days, -case.amount_fen))),
        )
        for kind, find in _FINDERS.items()
    )


def _equal(seen: _Seen, _language: str) -> Iterator[Case]:
    """Find projects that give everybody the same; what is a right has one rate for all and is no sign of anything."""
    rights = {item.id for item in seen.session.pack.measures if item.nature is Nature.RIGHT}
    least = money.rule(seen.session, accounting.EQUAL_HOUSEHOLDS)
    by_project: dict[RecordId, list[Share]] = defaultdict(list)
    for share in seen.books.shares:
        if share.state in LIVE and share.project is not None and share.item not in rights:
            by_project[share.project].append(share)
    for project, shares in by_project.items():
        households = {share.household for share in shares}
        amounts = {share.amount_fen for share in shares}
        if len(households) >= least and len(amounts) == 1:
            detail = _("{count} households get {yuan} yuan each.").format(
                count=len(households), yuan=format_yuan(shares[0].amount_fen)
            )
            records = [(RecordKind.BENEFICIARY, share.id) for share in shares]
            yield seen.case(project, sum(share.amount_fen for share in shares), detail, records)


def _idle(seen: _Seen, _language: str) -> Iterator[Case]:
    limit = money.rule(seen.session, accounting.IDLE_DAYS)
    for project, line in seen.ledgers.projects.items():
        days = _days(line.first_on, seen.today)
        if line.remaining_fen > 0 and days > limit and seen.projects[project].stage != "08":
            detail = _("{days} days since allocation, {yuan} of {all} yuan unspent.").format(
                days=days, yuan=format_yuan(line.remaining_fen), all=format_yuan(line.allocated_fen)
            )
            records = [
                (RecordKind.APPROPRIATION, item.id) for item in seen.books.appropriations if item.project == project
            ]
            yield seen.case(project, line.remaining_fen, detail, records, days=days)


def _overrun(seen: _Seen, _language: str) -> Iterator[Case]:
    for item in seen.books.projects:
        line = seen.ledgers.projects[item.id]
        spent = max(line.contracted_fen, line.paid_fen + line.in_transit_fen)
        over = max(spent, line.allocated_fen) - item.planned_fen
        if not item.planned_fen or over <= 0:
            continue
        if spent > item.planned_fen:
            words = _("{yuan} yuan above the plan of {plan} yuan.")
            records = [(RecordKind.CONTRACT, one.id) for one in seen.books.contracts if one.project == item.id]
        else:
            words = _("Allocated: {yuan} yuan more than the plan of {plan} yuan.")
            records = [
                (RecordKind.APPROPRIATION, one.id) for one in seen.books.appropriations if one.project == item.id
            ]
        detail = words.format(yuan=format_yuan(over), plan=format_yuan(item.planned_fen))
        yield seen.case(item.id, over, detail, records or [(RecordKind.VILLAGE_PROJECT, item.id)])


def _twice(seen: _Seen, language: str) -> Iterator[Case]:
    groups: dict[tuple[RecordId, RecordId | None, str, str], list[Share]] = defaultdict(list)
    for share in seen.books.shares:
        if share.state in LIVE:
            groups[share.household, share.person, share.item, share.period].append(share)
    for shares in groups.values():
        if len(shares) > 1:
            item = seen.session.pack.measure_items.get(shares[0].item)
            detail = _("{measure}: {count} lines for the period {period}.").format(
                measure=item.title(language) if item else "–", count=len(shares), period=shares[0].period or "–"
            )
            records = [(RecordKind.BENEFICIARY, share.id) for share in shares]
            more = sum(share.amount_fen for share in shares[1:])
            household = HouseholdId(shares[0].household)
            yield seen.case(shares[0].project, more, detail, records, household=household)


def _no_evidence(seen: _Seen, _language: str) -> Iterator[Case]:
    """Find payments without a voucher, a contract or a display, and lists that were never displayed."""
    for payment in seen.books.payments:
        if payment.state not in (State.IN_TRANSIT, State.PAID):
            continue
        lacking = []
        if payment.way is Way.CONTRACTOR and not payment.voucher:
            lacking.append(_("voucher"))
        if payment.way is Way.CONTRACTOR and payment.contract is None:
            lacking.append(_("contract"))
        if payment.way is Way.HOUSEHOLDS and not payment.displayed_on:
            lacking.append(_("display on the notice board"))
        if lacking:
            detail = _("Missing: {what}.").format(what="、".join(lacking))
            yield seen.case(payment.project, payment.amount_fen, detail, [(RecordKind.PAYMENT, payment.id)])


def _returned(seen: _Seen, _language: str) -> Iterator[Case]:
    for share in seen.books.shares:
        if share.state in _RETURNED:
            days = _days(share.sent_on, seen.today)
            detail = _("Returned by the bank; sent {days} days ago.").format(days=days)
            yield seen.case(
                share.project,
                share.amount_fen,
                detail,
                [(RecordKind.BENEFICIARY, share.id)],
                days=days,
                household=HouseholdId(share.household),
            )


def _after_leaving(seen: _Seen, _language: str) -> Iterator[Case]:
    sql = (
        "SELECT b.id, coalesce(p.death_date, (SELECT max(m.to_date) FROM membership m WHERE m.alive"
        " AND m.person = b.person AND m.household = b.household HAVING count(*) = count(m.to_date)))"
        " FROM beneficiary b JOIN person p ON p.id = b.person WHERE b.alive AND b.paid_on IS NOT NULL"
    )
    left = {bytes(row[0]): str(row[1]) for row in seen.session.db.conn.execute(sql) if row[1]}
    for share in seen.books.shares:
        day = left.get(bytes(share.id))
        if day and share.paid_on > day:
            detail = _("Paid on {paid}, left or died on {day}.").format(paid=share.paid_on, day=day)
            records = [(RecordKind.BENEFICIARY, share.id)]
            yield seen.case(share.project, share.amount_fen, detail, records, household=HouseholdId(share.household))


def _slow(seen: _Seen, _language: str) -> Iterator[Case]:
    for project, line in seen.ledgers.projects.items():
        if not line.first_on:
            continue
        until = _date(line.first_paid_on) or seen.today
        days = _days(line.first_on, until)
        if days > _SLOW_DAYS:
            words = (
                _("{days} days from allocation to the first payment.")
                if line.first_paid_on
                else _("{days} days since allocation, and nothing is paid.")
            )
            records = [
                (RecordKind.APPROPRIATION, item.id) for item in seen.books.appropriations if item.project == project
            ]
            yield seen.case(project, line.allocated_fen, words.format(days=days), records, days=days)


_FINDERS: dict[Risk, Callable[[_Seen, str], Iterator[Case]]] = {
    Risk.EQUAL_SHARES: _equal,
    Risk.IDLE: _idle,
    Risk.OVERRUN: _overrun,
    Risk.TWICE: _twice,
    Risk.NO_EVIDENCE: _no_evidence,
    Risk.RETURNED: _returned,
    Risk.AFTER_LEAVING: _after_leaving,
    Risk.SLOW: _slow,
}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _days(text: str, until: date) -> int:
    first = _date(text)
    return (until - first).days if first is not None else 0
