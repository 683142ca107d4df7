"""Pair helpers with households, end a pairing, correct what is known of a helper; a change keeps the past."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.limits import number_of
from poverty_desktop.queries.assistance import helpers
from poverty_desktop.queries.assistance.helpers import MAIN, HelperKey
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

PAIRED = N_("Pair {name} with {count} households")
ENDED = N_("End {count} pairings")
CORRECTED = N_("Correct what is known of a helper")

OLD_PACK = N_("The policy pack knows no helpers. Take over a newer pack of the office.")
NO_NAME = N_("Write the name of the helper.")
NOBODY = N_("Choose the households first.")
GONE = N_("This household is no longer in the register.")
AHEAD = N_("The date is in the future.")
TOO_EARLY = N_("The pairing begins on {day}; it cannot end before.")
NO_ROLE = N_("Choose one of the roles in the list.")
NOTHING = N_("{name} is the helper of these households already.")
NOT_PAIRED = N_("There is no such pairing now. Open the household again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """Who helps: everything that the papers say of a helper."""

    name: str
    unit: str = ""
    unit_level: str = ""
    post: str = ""
    phone: str = ""

    @property
    def key(self) -> HelperKey:
        """Return what tells helpers apart: name and unit."""
        return HelperKey(name=self.name.strip(), unit=self.unit.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """How many households were paired, how many the helper has now, and how many are the most that the pack allows."""

    count: int
    load: int
    most: int

    @property
    def is_too_many(self) -> bool:
        """Say whether the helper has more households than the pack allows; it is said, not refused."""
        return self.load > self.most


def pair(
    session: Session,
    households: Sequence[HouseholdId],
    helper: Helper,
    *,
    role: str = MAIN,
    since: date | None = None,
    replaces: bool = True,
) -> Done[Paired]:
    """Make somebody the helper of households from a day on; one action.

    With ``replaces`` whoever has the same role there ends on that day and stays in the file as a former helper; where
    it is the same helper, only what is known of them is brought up to date. Raises ``RuleError`` without a name or
    household, for a day to come, an unknown role, or where nothing would change.
    """
    _require_pack(session)
    key = helper.key
    if not key.name:
        raise RuleError(NO_NAME)
    if not households:
        raise RuleError(NOBODY)
    if session.pack.code_lists["helper_role"].find(role) is None:
        raise RuleError(NO_ROLE)
    today = session.clock.today()
    day = since or today
    if day > today:
        raise RuleError(AHEAD)
    edits: dict[str, list[RecordEdit]] = {}
    for household in dict.fromkeys(households):
        made = pairing_edits(session, household, helper, role=role, since=day, replaces=replaces)
        if made:
            edits.setdefault(village_of(session, RecordKind.HOUSEHOLD, household), []).extend(made)
    if not edits:
        raise RuleError(NOTHING, name=key.name)
    params: dict[str, object] = {"name": key.name, "count": sum(len(_households(found)) for found in edits.values())}
    done = _commit(session, edits, PAIRED, params)
    found = helpers.load(session, key)
    return Done(
        value=Paired(
            count=int(str(params["count"])), load=found, most=number_of(session.pack.settings, "helper_most_households")
        ),
        changes=done.changes,
        undo_label=PAIRED,
        params=params,
    )


def pairing_edits(
    session: Session,
    household: HouseholdId,
    helper: Helper,
    *,
    role: str,
    since: date,
    replaces: bool,
    source: str = "",
) -> list[RecordEdit]:
    """Return the changes that make ``helper`` the helper of one household; none where nothing changes."""
    if not is_known(session, RecordKind.HOUSEHOLD, household):
        raise RuleError(GONE)
    made = []
    known = False
    for row in helpers.of_household(session, household):
        if not row.is_current:
            continue
        if row.key == helper.key and row.role == role:
            known = True
            values = {
                name: value
                for name, value in _values(helper).items()
                if value.scalar != getattr(row, name)  # what is blank in the list does not blank what is known
            }
            if values:
                made.append(RecordEdit(kind=RecordKind.HELPER, record=row.id, values=values))
        elif replaces and row.role == role:
            until = max(since, row.from_date or since)
            ended = {"to_date": Value(until.isoformat())}
            made.append(RecordEdit(kind=RecordKind.HELPER, record=row.id, values=ended))
    if not known:
        values = {
            "household": Value(household),
            **_values(helper),
            "role": Value(role),
            "from_date": Value(since.isoformat()),
        }
        if source:
            values["source_list"] = Value(source)
        record = RecordId(session.ids.new())
        made.append(RecordEdit(kind=RecordKind.HELPER, record=record, values=values, is_new=True))
    return made


def _households(edits: Iterable[RecordEdit]) -> list[RecordEdit]:
    return [edit for edit in edits if edit.is_new or "to_date" not in edit.values]


def end(session: Session, pairings: Sequence[RecordId], *, until: date | None = None, reason: str = "") -> Done[int]:
    """End pairings on a day; they stay in the file.

    Raises ``RuleError`` where one is not current or the day cannot be.
    """
    if not pairings:
        raise RuleError(NOT_PAIRED)
    today = session.clock.today()
    day = until or today
    if day > today:
        raise RuleError(AHEAD)
    edits: dict[str, list[RecordEdit]] = {}
    for pairing in dict.fromkeys(pairings):
        row = helpers.pairing(session, pairing)
        if row is None or not row.is_current:
            raise RuleError(NOT_PAIRED)
        if row.from_date is not None and day < row.from_date:
            raise RuleError(TOO_EARLY, day=row.from_date.isoformat())
        values = {"to_date": Value(day.isoformat())}
        if reason.strip():
            values["end_reason"] = Value(reason.strip())
        edit = RecordEdit(kind=RecordKind.HELPER, record=pairing, values=values)
        edits.setdefault(village_of(session, RecordKind.HELPER, pairing), []).append(edit)
    params: dict[str, object] = {"count": sum(map(len, edits.values()))}
    return _with_count(_commit(session, edits, ENDED, params), params)


def correct(session: Session, known: HelperKey, helper: Helper) -> Done[int]:
    """Say anew who a helper is, in every household they help now; a former pairing keeps what was true then.

    Raises ``RuleError`` without a name, or where the helper has no household.
    """
    if not helper.key.name:
        raise RuleError(NO_NAME)
    edits: dict[str, list[RecordEdit]] = {}
    values = {name: Value(text) if (text := getattr(helper, name).strip()) else BLANK for name in FIELDS}
    for row in helpers.current_of(session, known):
        edit = RecordEdit(kind=RecordKind.HELPER, record=row.id, values=values)
        edits.setdefault(village_of(session, RecordKind.HELPER, row.id), []).append(edit)
    if not edits:
        raise RuleError(NOT_PAIRED)
    params: dict[str, object] = {"count": sum(map(len, edits.values()))}
    return _with_count(_commit(session, edits, CORRECTED, params), params)


FIELDS = ("name", "unit", "unit_level", "post", "phone")
"""What a record says of the helper."""


def _values(helper: Helper) -> Mapping[str, Value]:
    return {name: Value(text) for name in FIELDS if (text := getattr(helper, name).strip())}


def _require_pack(session: Session) -> None:
    if not helpers.is_kept(session):
        raise RuleError(OLD_PACK)


def _with_count(done: Done[None], params: Mapping[str, object]) -> Done[int]:
    return Done(value=int(str(params["count"])), changes=done.changes, undo_label=done.undo_label, params=params)


def _commit(
    session: Session, edits: Mapping[str, list[RecordEdit]], label: str, params: Mapping[str, object]
) -> Done[None]:
    committed = commit(
        session,
        [Save(village=village, edits=tuple(found)) for village, found in edits.items()],
        seen=log.position(session.db),
        label=label,
        params=json.dumps(params, ensure_ascii=False),
    )
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=label, params=params)
