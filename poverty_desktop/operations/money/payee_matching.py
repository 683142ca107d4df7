"""Who would get money by a list, and everything that speaks against it, before the list is printed (domain.md 5.6)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from poverty_desktop.domain.bank_account import account_fault, plain_account
from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.measure import DONE, LIFE, Status, status_of
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.money.payee import OF_ACCOUNT, Fault, Payee, Wish
from poverty_desktop.operations.register.list_members import is_called
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.queries.money.money import id_of
from poverty_desktop.store.database import Row, rows
from poverty_desktop.store.session import Session

_MEMBERS = (
    "SELECT p.id AS person, p.name, p.document_number, p.death_date, m.household, m.to_date, m.relation,"
    " h.national_number, h.bank_account, h.village FROM person p JOIN membership m ON m.person = p.id AND m.alive"
    " JOIN household h ON h.id = m.household AND h.alive WHERE p.alive ORDER BY m.to_date IS NOT NULL, p.id"
)
_HEAD = "01"


class Payees:
    """Compares rows with the register, with what was paid before, and with each other."""

    def __init__(
        self,
        session: Session,
        item: MeasureItem,
        *,
        project: RecordId,
        village: str,
        year: int,
        period: str,
        entitled: frozenset[tuple[HouseholdId, RecordId | None]] | None,
    ) -> None:
        self._item, self._project, self._village = item, project, village
        self._year, self._period, self._entitled = year, period, entitled
        self._today = session.clock.today().isoformat()
        self._of_household: dict[HouseholdId, list[Row]] = defaultdict(list)
        self._by_number: dict[str, Row] = {}
        self._by_name: dict[str, list[Row]] = defaultdict(list)
        self._by_household_number: dict[str, HouseholdId] = {}
        self._owners: dict[str, set[HouseholdId]] = defaultdict(set)
        for member in rows(session.db, _MEMBERS):
            household = HouseholdId(RecordId(bytes(member["household"])))
            self._of_household[household].append(member)
            number = comparable_number(member["document_number"] or "")
            if number:
                self._by_number.setdefault(number, member)
            self._by_name[str(member["name"] or "")].append(member)
            if member["national_number"]:
                self._by_household_number[str(member["national_number"])] = household
            if member["bank_account"]:
                self._owners[plain_account(str(member["bank_account"]))].add(household)
        self._last: dict[tuple[HouseholdId, RecordId | None], str] = {}
        self._paid: set[tuple[HouseholdId, RecordId | None, str]] = set()
        self._of_year: dict[tuple[HouseholdId, RecordId | None], set[RecordId]] = defaultdict(set)
        self._read_lines(session)
        self._waiting: dict[tuple[HouseholdId, RecordId | None], list[Row]] = defaultdict(list)
        sql = "SELECT id, household, person, status, village_project FROM measure WHERE alive AND item = ? AND year = ?"
        for line in rows(session.db, sql, (item.id, year)):
            key = (HouseholdId(RecordId(bytes(line["household"]))), id_of(line["person"]))
            self._waiting[key].append(line)

    def _read_lines(self, session: Session) -> None:
        """Note which accounts were used before, and what was paid for this measure in this year and period."""
        sql = (
            "SELECT household, person, item, year, period, account, project, state FROM beneficiary WHERE alive"
            " AND state != '06' ORDER BY coalesce(paid_on, sent_on, ''), id"
        )
        for line in rows(session.db, sql):
            household = HouseholdId(RecordId(bytes(line["household"])))
            key = (household, id_of(line["person"]))
            account = plain_account(str(line["account"] or ""))
            if account:
                self._owners[account].add(household)
                if line["state"] == "04":
                    self._last[key] = account
            if line["item"] == self._item.id and line["year"] == self._year:
                self._paid.add((*key, str(line["period"] or "")))
                project = id_of(line["project"])
                if project is not None:
                    self._of_year[key].add(project)

    def judge(self, wishes: Iterable[Wish]) -> tuple[Payee, ...]:
        """Return every row with what speaks against it, in the order of the rows."""
        found = [self._judged(wish) for wish in wishes]
        twice = Counter((item.household, item.person) for item in found if item.household is not None)
        accounts: dict[str, set[HouseholdId]] = defaultdict(set)
        for item in found:
            if item.account and item.household is not None:
                accounts[item.account].add(item.household)
        return tuple(
            replace(
                item,
                faults=tuple(
                    dict.fromkeys(
                        [
                            *item.faults,
                            *([Fault.TWICE] if twice[item.household, item.person] > 1 else []),
                            *([Fault.OTHERS_ACCOUNT] if len(accounts[item.account]) > 1 else []),
                        ]
                    )
                ),
            )
            if item.household is not None
            else item
            for item in found
        )

    def _judged(self, wish: Wish) -> Payee:
        who = self._who(wish)
        if isinstance(who, Fault):
            barred = (who, *self._of_amount(wish))
            return Payee(row=wish.row, name=wish.name, amount_fen=wish.amount_fen or 0, faults=barred)
        household, member = who
        person = RecordId(bytes(member["person"])) if member is not None and self._item.is_personal else None
        members = self._of_household[household]
        head = next((one for one in members if one["relation"] == _HEAD and not self._left(one)), members[0])
        payee = member or head
        name = str((member or head)["name"] or "")
        account = plain_account(wish.account) or plain_account(str(payee["bank_account"] or ""))
        holder = wish.holder or str((head if not wish.account else payee)["name"] or "")
        faults = [*self._of_amount(wish), *self._of_account(household, person, account, holder, members)]
        if self._item.is_personal and person is None:
            faults.append(Fault.NO_MEMBER)
        if wish.name and wish.number and not is_called(wish.name, name, [str(one["name"] or "") for one in members]):
            faults.append(Fault.OTHER_NAME)
        faults += self._of_member(payee, members)
        if payee["village"] != self._village and self._village:
            faults.append(Fault.OTHER_VILLAGE)
        if self._entitled is not None and (household, person) not in self._entitled:
            faults.append(Fault.NOT_ENTITLED)
        if (household, person, self._period) in self._paid:
            faults.append(Fault.PAID_BEFORE)
        elif self._of_year[household, person] - {self._project} or self._has_it(household, person):
            faults.append(Fault.OTHER_PROJECT)
        return Payee(
            row=wish.row,
            name=name,
            household=household,
            person=person,
            village=str(payee["village"] or ""),
            measure=self._line_for(household, person),
            amount_fen=wish.amount_fen or 0,
            account=account,
            holder=holder,
            faults=tuple(faults),
        )

    def _who(self, wish: Wish) -> tuple[HouseholdId, Row | None] | Fault:
        if wish.household is not None:
            members = self._of_household.get(wish.household)
            if not members:
                return Fault.NOBODY
            own = next((one for one in members if id_of(one["person"]) == wish.person), None)
            return wish.household, own
        if wish.number:
            member = self._by_number.get(wish.number)
            return Fault.NOBODY if member is None else (HouseholdId(RecordId(bytes(member["household"]))), member)
        own_household = self._by_household_number.get(wish.household_number)
        if wish.name:
            same = self._by_name.get(wish.name, [])
            if own_household is not None:
                same = [one for one in same if id_of(one["household"]) == own_household]
            here = [one for one in same if not self._left(one)] or same
            here = [one for one in here if not self._village or one["village"] == self._village] or here
            if len({bytes(one["person"]) for one in here}) > 1:
                return Fault.SEVERAL
            return (HouseholdId(RecordId(bytes(here[0]["household"]))), here[0]) if here else Fault.NOBODY
        return (own_household, None) if own_household is not None else Fault.NOBODY

    def _left(self, member: Row) -> bool:
        return bool(member["to_date"]) and str(member["to_date"]) <= self._today

    def _of_amount(self, wish: Wish) -> list[Fault]:
        if wish.is_unread:
            return [Fault.UNREAD]
        return [] if wish.amount_fen is not None and wish.amount_fen > 0 else [Fault.NO_AMOUNT]

    def _of_account(
        self,
        household: HouseholdId,
        person: RecordId | None,
        account: str,
        holder: str,
        members: Sequence[Row],
    ) -> list[Fault]:
        wrong = account_fault(account)
        found = [OF_ACCOUNT[wrong]] if wrong is not None else []
        if account and self._owners[account] - {household}:
            found.append(Fault.OTHERS_ACCOUNT)
        if holder and all(str(one["name"] or "") != holder for one in members):
            found.append(Fault.OTHER_HOLDER)
        last = self._last.get((household, person))
        if account and last and last != account:
            found.append(Fault.CHANGED_ACCOUNT)
        return found

    def _of_member(self, payee: Row, members: Sequence[Row]) -> list[Fault]:
        is_dead = bool(payee["death_date"]) and str(payee["death_date"]) <= self._today
        if is_dead:
            return [Fault.DEAD]
        gone = self._left(payee) if self._item.is_personal else all(self._left(one) for one in members)
        return [Fault.LEFT] if gone else []

    def _has_it(self, household: HouseholdId, person: RecordId | None) -> bool:
        """Say whether a line says that the measure is delivered, and not by this project."""
        return any(
            status_of(str(line["status"] or "")) in DONE and id_of(line["village_project"]) != self._project
            for line in self._waiting.get((household, person), [])
        )

    def _line_for(self, household: HouseholdId, person: RecordId | None) -> RecordId | None:
        """Return the line of the plan that waits for this money: one not delivered, else one this project delivered."""
        lines = [*self._waiting.get((household, person), [])]
        if person is not None:
            lines += self._waiting.get((household, None), [])
        waiting = [line for line in lines if _waits(str(line["status"] or ""))]
        own = [line for line in lines if id_of(line["village_project"]) == self._project]
        chosen = next(iter([*own, *waiting]), None)
        return RecordId(bytes(chosen["id"])) if chosen is not None else None


def _waits(code: str) -> bool:
    status = status_of(code)
    return status is not Status.DROPPED and status not in DONE and (status in LIFE or status is Status.NOT_STARTED)
