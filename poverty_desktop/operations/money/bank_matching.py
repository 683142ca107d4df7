"""Find the line of a list of payments that a row of the bank's answer speaks of, and what it says of it (回盘)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from poverty_desktop.domain.bank_account import plain_account
from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.money import State, state_of
from poverty_desktop.exchange.captioned import CaptionedRow
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

NO_CAUSE_TOLD = N_("the bank gave no reason")


class BankRefusal(StrEnum):
    """Why a row of the bank's answer is not taken in."""

    NO_LINE = "no_line"
    SEVERAL = "several"
    OTHER_AMOUNT = "other_amount"
    TWICE = "twice"
    UNKNOWN_STATE = "unknown_state"
    UNREAD = "unread"
    NOT_SENT = "not_sent"
    AHEAD = "ahead"
    CONTRADICTS = "contradicts"


REFUSAL_WORDS: Mapping[BankRefusal, str] = {
    BankRefusal.NO_LINE: N_("no line of this list has this account, number or name"),
    BankRefusal.SEVERAL: N_("several lines of this list fit"),
    BankRefusal.OTHER_AMOUNT: N_("the amount is not that of the line"),
    BankRefusal.TWICE: N_("the line is answered twice"),
    BankRefusal.UNKNOWN_STATE: N_("the row does not say whether it arrived or came back"),
    BankRefusal.UNREAD: N_("an amount or date cannot be read"),
    BankRefusal.NOT_SENT: N_("this line was not sent to the bank"),
    BankRefusal.AHEAD: N_("the date is in the future"),
    BankRefusal.CONTRADICTS: N_("the ledger has this line as paid, the bank as returned"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bank says of a line; ``is_known`` where the ledger says the same already."""

    row: int
    line: RecordId
    name: str = field(repr=False)
    amount_fen: int
    state: State
    on: str
    because: str = ""
    is_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAnswer:
    """A row that does not fit, and why."""

    row: int
    name: str = field(repr=False)
    why: BankRefusal


class BankMatching:
    """Finds the line of the list that a row of the bank speaks of."""

    def __init__(self, session: Session, lines: list[Row]) -> None:
        self._today = session.clock.today().isoformat()
        self._states = _words(session.pack)
        self._lines = {
            RecordId(bytes(line["id"])): line for line in lines if state_of(line["state"]) is not State.CANCELLED
        }
        self._by_account: dict[str, list[RecordId]] = defaultdict(list)
        self._by_name: dict[str, list[RecordId]] = defaultdict(list)
        self._by_number: dict[str, list[RecordId]] = defaultdict(list)
        for identity, line in self._lines.items():
            self._by_account[plain_account(str(line["account"] or ""))].append(identity)
            self._by_name[str(line["holder"] or "")].append(identity)
            if line["person"] is not None:
                number = session.db.conn.execute(
                    "SELECT document_number FROM person WHERE id = ?", (line["person"],)
                ).fetchone()
                self._by_number[comparable_number(str(number[0] or "")) if number else ""].append(identity)
        self._seen: set[RecordId] = set()

    def judge(self, row: CaptionedRow) -> Answer | BankRefusal:
        """Return what a row says of which line, or why it does not fit."""
        if row.unread:
            return BankRefusal.UNREAD
        found = self._line(row)
        if isinstance(found, BankRefusal):
            return found
        line = self._lines[found]
        state, kept = self._state(row), state_of(line["state"])
        on = str(row.values.get("paid_on") or self._today)
        refusals = {
            BankRefusal.OTHER_AMOUNT: row.values.get("amount", line["amount"]) != line["amount"],
            BankRefusal.UNKNOWN_STATE: state is None,
            BankRefusal.TWICE: found in self._seen,
            BankRefusal.AHEAD: on > self._today,
            BankRefusal.CONTRADICTS: kept is State.PAID and state is State.RETURNED,
            BankRefusal.NOT_SENT: kept not in (State.IN_TRANSIT, State.PAID, State.RETURNED),
        }
        why = next((why for why, is_so in refusals.items() if is_so), None)
        if why is not None or state is None:
            return why or BankRefusal.UNKNOWN_STATE
        self._seen.add(found)
        return Answer(
            row=row.row,
            line=found,
            name=str(line["holder"] or ""),
            amount_fen=int(line["amount"] or 0),
            state=state,
            on=on,
            because=row.texts.get("returned_because", "") or NO_CAUSE_TOLD,
            is_known=kept is state,
        )

    def _line(self, row: CaptionedRow) -> RecordId | BankRefusal:
        """Return the one line that fits: by account, by ID number, by name, told apart by the amount at last."""
        account = plain_account(row.texts.get("account", ""))
        number = comparable_number(row.texts.get("number", ""))
        name = "".join(row.texts.get("holder", "").split())
        some: list[RecordId] = []
        if account:
            some = self._by_account.get(account, [])
        elif number:
            some = self._by_number.get(number, [])
        if not some and name and not account:
            some = self._by_name.get(name, [])
        if len(some) > 1:
            amount = row.values.get("amount")
            some = [one for one in some if self._lines[one]["amount"] == amount and one not in self._seen]
            if len(some) > 1 and name:
                some = [one for one in some if self._lines[one]["holder"] == name]
            if len(some) != 1:
                return BankRefusal.SEVERAL
        return some[0] if some else BankRefusal.NO_LINE

    def _state(self, row: CaptionedRow) -> State | None:
        """Return what the bank's word means; where it has none, a date says that it arrived, a reason that not."""
        text = "".join(row.texts.get("state", "").split())
        if text:
            exact = self._states.get(text)
            if exact is not None:
                return exact
            if any(word in text for word in ("失败", "退", "未成功", "不成功", "拒", "错误", "未入账")):
                return State.RETURNED
            return State.PAID if any(word in text for word in ("成功", "已发", "到账", "入账")) else None
        if "state" in row.texts:
            return None
        if row.texts.get("returned_because"):
            return State.RETURNED
        return State.PAID if row.values.get("paid_on") else None


def _words(pack: Pack) -> dict[str, State]:
    """Return what the words of the pack mean; only what arrived and what came back is an answer."""
    found = {}
    for code in pack.code_lists["payment_state"].codes:
        if code.code in (State.PAID, State.RETURNED):
            for word in (code.label.zh, code.label.en, *code.aliases):
                found[word] = State(code.code)
    return found
