"""What a household says that it needs: at most three concrete things a year (from catering to ordering)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import MOST_NEEDS
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.assistance.measures import GONE, canonical_quantity, check_amount
from poverty_desktop.operations.done import Done
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

TAKEN = N_("Take down a need")
WITHDRAWN = N_("Withdraw a need")
NO_KIND = N_("Choose what kind of need it is.")
NO_WORDS = N_("Write in a few words what the household needs.")
TOO_MANY = N_("This household has named {limit} needs for {year} already. Withdraw one before adding another.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """A need as it is said: ``kind`` is a code of the list ``need_kind``."""

    kind: str
    description: str
    amount_fen: int | None = None
    quantity: str = ""
    unit: str = ""
    wanted_by: date | None = None


def take(session: Session, household: HouseholdId, year: int, line: NeedLine) -> Done[RecordId]:
    """Take down a need; raises ``RuleError`` where it is not concrete, cannot be, or is one too many."""
    if not is_known(session, RecordKind.HOUSEHOLD, household):
        raise RuleError(GONE)
    (edit,) = edits_of(session, household, year, [line])
    return _commit(session, edit, household, TAKEN)


def edits_of(session: Session, household: HouseholdId, year: int, lines: Sequence[NeedLine]) -> tuple[RecordEdit, ...]:
    """Return the changes that take needs down; raises ``RuleError`` where one cannot be, or is one too many."""
    sql = "SELECT count(*) FROM need WHERE alive AND household = ? AND year = ?"
    if session.db.conn.execute(sql, (household, year)).fetchone()[0] + len(lines) > MOST_NEEDS:
        raise RuleError(TOO_MANY, limit=MOST_NEEDS, year=year)
    return tuple(_edit(session, household, year, line) for line in lines)


def _edit(session: Session, household: HouseholdId, year: int, line: NeedLine) -> RecordEdit:
    if session.pack.code_lists["need_kind"].find(line.kind) is None:
        raise RuleError(NO_KIND)
    if not line.description.strip():
        raise RuleError(NO_WORDS)
    check_amount(line.amount_fen)
    values: dict[str, Value] = {"household": Value(household), "year": Value(year), **_values(line)}
    return RecordEdit(kind=RecordKind.NEED, record=RecordId(session.ids.new()), values=values, is_new=True)


def withdraw(session: Session, need: RecordId) -> Done[RecordId]:
    """Take a need back; the measures that answered it stay. Raises ``RuleError`` where there is none."""
    row = session.db.conn.execute("SELECT household FROM need WHERE alive AND id = ?", (need,)).fetchone()
    if row is None:
        raise RuleError(N_("This record is no longer in the register. Open the household again."))
    edit = RecordEdit(kind=RecordKind.NEED, record=need, values={}, removes=True)
    return _commit(session, edit, HouseholdId(RecordId(bytes(row[0]))), WITHDRAWN)


def _values(line: NeedLine) -> Mapping[str, Value]:
    values: dict[str, Value] = {"kind": Value(line.kind), "description": Value(line.description.strip())}
    if line.amount_fen is not None:
        values["amount"] = Value(line.amount_fen)
    if line.quantity.strip():
        values["quantity"] = Value(canonical_quantity(line.quantity))
    if line.unit.strip():
        values["unit"] = Value(line.unit.strip())
    if line.wanted_by is not None:
        values["wanted_by"] = Value(line.wanted_by.isoformat())
    return values


def _commit(session: Session, edit: RecordEdit, household: HouseholdId, label: str) -> Done[RecordId]:
    committed = commit(
        session,
        [Save(village=village_of(session, RecordKind.HOUSEHOLD, household), edits=(edit,))],
        seen=log.position(session.db),
        label=label,
    )
    return Done(value=edit.record, changes=frozenset(committed.kinds), undo_label=label)
