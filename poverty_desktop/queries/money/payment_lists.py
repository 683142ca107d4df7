"""Lists of payments to households: each list in figures, and its lines as the office and the paper show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from poverty_desktop.domain.money import LIVE, State, Way, state_of
from poverty_desktop.domain.person import mask_account
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.queries.money import money
from poverty_desktop.queries.money.project_library import label
from poverty_desktop.queries.register.village_file import name_of
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One list of payments in figures."""

    id: RecordId
    title: str
    project: RecordId | None
    project_name: str
    village_name: str
    period: str
    year: int | None
    amount_fen: int
    lines: int
    waiting: int  # drawn or printed
    in_transit: int
    paid: int
    returned: int
    paid_fen: int
    state: State
    state_label: str
    displayed_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line of a list; ``account`` is sealed: the table shows the masked one."""

    id: RecordId
    household: HouseholdId
    name: str = field(repr=False)
    head_name: str = field(repr=False)
    group_name: str
    measure: str
    amount_fen: int
    holder: str = field(repr=False)
    account: str = field(repr=False)
    state: State
    state_label: str
    paid_on: str
    returned_because: str
    reason: str
    attempts: int

    @property
    def masked(self) -> str:
        """Return the account as a screen shows it."""
        return mask_account(self.account)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMoney:
    """What money a household got, or is to get, from which project."""

    id: RecordId
    year: int | None
    project: str
    measure: str
    person: str = field(repr=False)
    period: str
    amount_fen: int
    state: State
    state_label: str
    on: str
    note: str


def lists(session: Session, language: str, *, project: RecordId | None = None) -> tuple[ListRow, ...]:
    """Return every list of payments to households, the newest first."""
    if not money.is_known(session.pack):
        return ()
    counts: dict[bytes, dict[State, list[int]]] = defaultdict(lambda: defaultdict(list))
    for payment, state, amount in session.db.conn.execute("SELECT payment, state, amount FROM beneficiary WHERE alive"):
        if payment is not None:
            counts[bytes(payment)][state_of(state)].append(int(amount or 0))
    own = " AND q.project = ?" if project is not None else ""
    sql = (
        "SELECT q.*, p.name AS project_name, p.village AS village FROM payment q LEFT JOIN village_project p"
        f" ON p.id = q.project WHERE q.alive AND q.way = '{Way.HOUSEHOLDS}'{own}"
        " ORDER BY coalesce(q.planned_on, '') DESC, q.id DESC"
    )
    found = []
    for row in rows(session.db, sql, (project,) if project is not None else ()):
        of_state = counts[bytes(row["id"])]
        state = state_of(row["state"])
        found.append(
            ListRow(
                id=RecordId(bytes(row["id"])),
                title=str(row["title"] or "–"),
                project=money.id_of(row["project"]),
                project_name=str(row["project_name"] or "–"),
                village_name=name_of(session.pack, str(row["village"] or "")),
                period=str(row["period"] or ""),
                year=row["year"],
                amount_fen=int(row["amount"] or 0),
                lines=sum(len(of_state[item]) for item in LIVE),
                waiting=len(of_state[State.DRAWN]) + len(of_state[State.PRINTED]),
                in_transit=len(of_state[State.IN_TRANSIT]),
                paid=len(of_state[State.PAID]),
                returned=len(of_state[State.RETURNED]),
                paid_fen=sum(of_state[State.PAID]),
                state=state,
                state_label=label(session.pack, "payment_state", state.value, language),
                displayed_on=str(row["displayed_on"] or ""),
            )
        )
    return tuple(found)


def lines(session: Session, payment: RecordId, language: str) -> tuple[LineRow, ...]:
    """Return the lines of a list by group and head of household."""
    sql = (
        "SELECT b.*, p.name AS person_name, s.head_name, s.group_name FROM beneficiary b"
        " LEFT JOIN person p ON p.id = b.person LEFT JOIN household_summary s ON s.household = b.household"
        " WHERE b.alive AND b.payment = ? ORDER BY s.group_key, s.head_keys, b.id"
    )
    pack = session.pack
    found = []
    for row in rows(session.db, sql, (payment,)):
        item = pack.measure_items.get(str(row["item"] or ""))
        state = state_of(row["state"])
        found.append(
            LineRow(
                id=RecordId(bytes(row["id"])),
                household=HouseholdId(RecordId(bytes(row["household"]))),
                name=str(row["person_name"] or row["head_name"] or ""),
                head_name=str(row["head_name"] or ""),
                group_name=str(row["group_name"] or ""),
                measure=item.title(language) if item is not None else "",
                amount_fen=int(row["amount"] or 0),
                holder=str(row["holder"] or ""),
                account=str(row["account"] or ""),
                state=state,
                state_label=label(pack, "payment_state", state.value, language),
                paid_on=str(row["paid_on"] or ""),
                returned_because=str(row["returned_because"] or "") if state is State.RETURNED else "",
                reason=str(row["exception_reason"] or ""),
                attempts=int(row["attempts"] or 0),
            )
        )
    return tuple(found)


def of_household(session: Session, household: HouseholdId, language: str) -> tuple[HouseholdMoney, ...]:
    """Return the money of a household, the newest first."""
    if not money.is_known(session.pack):
        return ()
    sql = (
        "SELECT b.*, p.name AS person_name, v.name AS known_project FROM beneficiary b"
        " LEFT JOIN person p ON p.id = b.person LEFT JOIN village_project v ON v.id = b.project"
        " WHERE b.alive AND b.household = ? AND coalesce(b.state, '') != '06'"
        " ORDER BY b.year DESC, coalesce(b.paid_on, b.sent_on, '') DESC, b.id"
    )
    pack = session.pack
    found = []
    for row in rows(session.db, sql, (household,)):
        item = pack.measure_items.get(str(row["item"] or ""))
        state = state_of(row["state"])
        found.append(
            HouseholdMoney(
                id=RecordId(bytes(row["id"])),
                year=row["year"],
                project=str(row["known_project"] or row["project_name"] or "–"),
                measure=item.title(language) if item is not None else "",
                person=str(row["person_name"] or ""),
                period=str(row["period"] or ""),
                amount_fen=int(row["amount"] or 0),
                state=state,
                state_label=label(pack, "payment_state", state.value, language),
                on=str(row["paid_on"] or row["sent_on"] or ""),
                note=str(row["returned_because"] or "") if state is State.RETURNED else "",
            )
        )
    return tuple(found)
