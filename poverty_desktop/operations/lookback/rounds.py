"""Begin a verification round over the register as it stands, end it, and open it again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId, derive_id, to_text
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.outcomes import knows_rounds
from poverty_desktop.progress import Progress
from poverty_desktop.queries.lookback import round_frame, rounds
from poverty_desktop.queries.lookback.round_frame import FrameHousehold, Scope
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

FREEZING = N_("Freezing the books, household by household")
BEGUN = N_("Begin a verification round")
CLOSED = N_("Close a verification round")
REOPENED = N_("Open a verification round again")
NO_NAME = N_("Type a name for the round, such as the year and its occasion.")
BAD_DEADLINE = N_("The deadline lies before the start. Choose a later day.")
NOBODY = N_("No household fits this scope. Choose another scope or other groups.")
UNKNOWN_PACK = N_(
    "The policy pack of this workspace does not know verification rounds. Take over a newer pack from the office."
)
NO_ROUND = N_("This round is not in the register any more. Choose another one.")
IS_CLOSED = N_("This round is closed. Open it again before you change an outcome.")
IS_OPEN = N_("This round is open already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """What a round is to be: ``groups`` and ``households`` say which, where the scope asks for it.

    Without a ``village`` a field workspace takes its own; an office begins the round in every village that has a
    household in scope.
    """

    name: str
    deadline: date
    scope: Scope = Scope.VILLAGE
    groups: tuple[str, ...] = ()
    households: tuple[HouseholdId, ...] = ()
    village: str = ""


def begin(session: Session, wanted: NewRound, progress: Progress | None = None) -> Done[tuple[RecordId, ...]]:
    """Freeze who is on the books and begin; return the rounds, one for each village.

    The base is written down person by person, so that every copy of the register counts from the same one. Raises
    ``RuleError`` without a name, with a deadline that has passed at the start, or where nobody is in scope, and
    ``Cancelled`` where ``progress`` was told to stop: no round was begun then.
    """
    require_rounds(session)
    today = session.clock.today()
    if not wanted.name.strip():
        raise RuleError(NO_NAME)
    if wanted.deadline < today:
        raise RuleError(BAD_DEADLINE)
    frame = round_frame.frame(
        session,
        wanted.scope,
        groups=wanted.groups,
        households=wanted.households,
        village=wanted.village or session.village,
    )
    if not frame:
        raise RuleError(NOBODY)
    by_village: dict[str, list[FrameHousehold]] = {}
    for household in frame:
        by_village.setdefault(household.village, []).append(household)
    series = to_text(session.ids.new())
    made = {village: RecordId(session.ids.new()) for village in by_village}
    saves = [
        save
        for village, found in by_village.items()
        for save in _saves(wanted, today, series, village, made[village], found)
    ]
    params = {"name": wanted.name.strip()}
    committed = commit(
        session,
        saves,
        seen=log.position(session.db),
        label=BEGUN,
        params=json.dumps(params, ensure_ascii=False),
        watched=partial(progress.step, FREEZING) if progress is not None else None,
    )
    return Done(value=tuple(made.values()), changes=frozenset(committed.kinds), undo_label=BEGUN, params=params)


def close(session: Session, record: RecordId) -> Done[None]:
    """End a round today; whoever is still open stays listed as open.

    The balance of this moment is kept, so that what other laptops bring afterwards is told and does not slip in.
    """
    require_open(session, record)
    balance = asdict(rounds.one(session, record).balance)
    return _dated(session, record, Value(session.clock.today().isoformat()), Value(json.dumps(balance)), CLOSED)


def reopen(session: Session, record: RecordId) -> Done[None]:
    """Let outcomes of a closed round be changed again; raises ``RuleError`` where it is open."""
    require_known(session, record)
    if round_frame.closed_on(session, record) is None:
        raise RuleError(IS_OPEN)
    return _dated(session, record, BLANK, BLANK, REOPENED)


def require_rounds(session: Session) -> None:
    """Raise ``RuleError`` where the pack in force has no outcomes."""
    if not knows_rounds(session.pack):
        raise RuleError(UNKNOWN_PACK)


def require_known(session: Session, record: RecordId) -> None:
    """Raise ``RuleError`` where there is no such round."""
    require_rounds(session)
    if not is_known(session, RecordKind.ROUND, record):
        raise RuleError(NO_ROUND)


def require_open(session: Session, record: RecordId) -> None:
    """Raise ``RuleError`` where there is no such round or it is closed."""
    require_known(session, record)
    if round_frame.closed_on(session, record) is not None:
        raise RuleError(IS_CLOSED)


def household_row_id(record: RecordId, household: HouseholdId) -> RecordId:
    """Return the id of what a round says of a household as a whole."""
    return derive_id(RecordKind.OUTCOME, record, to_text(household))


def person_row_id(record: RecordId, membership: RecordId) -> RecordId:
    """Return the id of the outcome of one membership in a round: two laptops write one record."""
    return derive_id(RecordKind.OUTCOME, record, to_text(membership), "member")


def _saves(
    wanted: NewRound, today: date, series: str, village: str, record: RecordId, found: Sequence[FrameHousehold]
) -> Iterator[Save]:
    values = {
        "village": Value(village),
        "name": Value(wanted.name.strip()),
        "scope": Value(wanted.scope.value),
        "started_on": Value(today.isoformat()),
        "deadline": Value(wanted.deadline.isoformat()),
        "groups": Value("、".join(wanted.groups)) if wanted.groups else BLANK,
        "series": Value(series),
    }
    yield Save(village=village, edits=(RecordEdit(kind=RecordKind.ROUND, record=record, values=values, is_new=True),))
    for number, household in enumerate(found, start=1):
        yield Save(village=village, edits=tuple(_household_edits(record, household, number)))


def _household_edits(record: RecordId, household: FrameHousehold, number: int) -> Iterator[RecordEdit]:
    common = {"round": Value(record), "household": Value(household.id), "in_base": Value(1)}
    yield RecordEdit(
        kind=RecordKind.OUTCOME,
        record=household_row_id(record, household.id),
        values={**common, "sheet_number": Value(number), "category": Value(household.category)},
        is_new=True,
    )
    for member in household.members:
        yield RecordEdit(
            kind=RecordKind.OUTCOME,
            record=person_row_id(record, member.membership),
            values={**common, "person": Value(member.person), "membership": Value(member.membership)},
            is_new=True,
        )


def _dated(session: Session, record: RecordId, day: Value, balance: Value, label: str) -> Done[None]:
    values = {"closed_on": day, "closed_balance": balance}
    known = {name: value for name, value in values.items() if (RecordKind.ROUND, name) in session.pack.by_name}
    edit = RecordEdit(kind=RecordKind.ROUND, record=record, values=known)
    village = village_of(session, RecordKind.ROUND, record)
    committed = commit(session, [Save(village=village, edits=(edit,))], seen=log.position(session.db), label=label)
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=label)
