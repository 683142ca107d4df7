"""Write down a visit in one go: who, when, three lines, photos, the signed sheet, needs met and new."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import phone_pictures, pictures
from poverty_desktop.exchange.phone_pictures import Candidates, Span
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.assistance import needs, visit_drafts
from poverty_desktop.operations.assistance.measures import GONE
from poverty_desktop.operations.assistance.needs import NeedLine
from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress
from poverty_desktop.queries.assistance import visits
from poverty_desktop.store import blobs, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known, village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

VISITED = N_("Visit of {count} households")
AT_HOME, MEETING = "01", "03"
MOST_HOUSEHOLDS = 200
LASTS = timedelta(hours=1)
"""How long a visit is taken to last when photos are looked for."""

NOBODY = N_("Choose the household that was visited.")
TOO_MANY = N_("A visit is of at most {limit} households at once.")
NO_VISITOR = N_("Write who visited.")
NO_WORDS = N_("Write at least one line: what was seen, what was said, or what was agreed.")
AHEAD = N_("The visit is in the future. Correct the day or the time.")
NO_TIME = N_("Write the time as 09:30.")
TWICE = N_("This visit is written down already: same household, day, time and visitors.")
NO_NEED = N_("This need is not one of the household, or is met already.")
ONE_ONLY = N_("Needs and the signed sheet are of one household. Write them down for each household by itself.")
OLD_PACK = N_("The policy pack knows no visits of this kind. Take over a newer pack of the office.")
_TIME = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTyped:
    """What is said of a visit; photos are files that are taken in when it is saved."""

    visitors: str
    seen: str = field(default="", repr=False)
    said: str = field(default="", repr=False)
    agreed: str = field(default="", repr=False)
    on: date | None = None
    at: str = ""
    mode: str = ""
    signed_by: str = field(default="", repr=False)
    no_signature: str = field(default="", repr=False)
    photos: tuple[Path, ...] = ()
    sheet: Path | None = None
    met: tuple[RecordId, ...] = ()
    new_needs: tuple[NeedLine, ...] = ()


def write_down(session: Session, households: Sequence[HouseholdId], typed: VisitTyped) -> Done[tuple[RecordId, ...]]:
    """Write a visit down, of several households where it was one meeting; one action, and the draft is gone.

    Raises ``RuleError`` where somebody, a day, a time or words cannot be, and for photos that cannot be read; nothing
    is written then.
    """
    wanted = tuple(dict.fromkeys(households))
    on, at = _check(session, wanted, typed)
    photos = [_take_in(session, path) for path in typed.photos]
    sheet = _take_in(session, typed.sheet) if typed.sheet is not None else None
    first = RecordId(session.ids.new())
    by_village: dict[str, list[RecordEdit]] = {}
    made: list[RecordId] = []
    for household in wanted:
        visit = first if not made else RecordId(session.ids.new())
        made.append(visit)
        values = _values(session, typed, household, on, at)
        if len(wanted) > 1:
            values["meeting"] = Value(first)
        if sheet is not None:
            values["sheet"] = Value(sheet[0])
        edits = by_village.setdefault(village_of(session, RecordKind.HOUSEHOLD, household), [])
        edits.append(RecordEdit(kind=RecordKind.VISIT, record=visit, values=values, is_new=True))
        edits += [_attachment(session, household, visit, cell, taken or on) for cell, taken in photos]
        edits += _met(session, household, typed, on)
        edits += needs.edits_of(session, household, _year(session), typed.new_needs) if typed.new_needs else ()
    params = {"count": len(wanted)}
    committed = commit(
        session,
        [Save(village=village, edits=tuple(edits)) for village, edits in by_village.items()],
        seen=log.position(session.db),
        label=VISITED,
        params=json.dumps(params),
        alongside=lambda: visit_drafts.forget(session, wanted),
    )
    return Done(value=tuple(made), changes=frozenset(committed.kinds), undo_label=VISITED, params=params)


def _check(session: Session, households: Sequence[HouseholdId], typed: VisitTyped) -> tuple[date, str]:
    """Return the day and the time of a visit, now where none was typed."""
    if not visits.is_kept(session):
        raise RuleError(OLD_PACK)
    if not households:
        raise RuleError(NOBODY)
    if len(households) > MOST_HOUSEHOLDS:
        raise RuleError(TOO_MANY, limit=MOST_HOUSEHOLDS)
    for household in households:
        if not is_known(session, RecordKind.HOUSEHOLD, household):
            raise RuleError(GONE)
    if not typed.visitors.strip():
        raise RuleError(NO_VISITOR)
    if not any(text.strip() for text in (typed.seen, typed.said, typed.agreed)):
        raise RuleError(NO_WORDS)
    if len(households) > 1 and (typed.met or typed.new_needs or typed.sheet is not None):
        raise RuleError(ONE_ONLY)
    now = session.clock.now().astimezone()
    on = typed.on or session.clock.today()
    at = typed.at.strip() or (now.strftime("%H:%M") if on == session.clock.today() else "")
    if at and not _TIME.fullmatch(at):
        raise RuleError(NO_TIME)
    if on > session.clock.today() or (on == session.clock.today() and at > now.strftime("%H:%M")):
        raise RuleError(AHEAD)
    if any(visits.is_known(session, household, on, at, visits.names(typed.visitors)) for household in households):
        raise RuleError(TWICE)
    return on, at


def _values(session: Session, typed: VisitTyped, household: HouseholdId, on: date, at: str) -> dict[str, Value]:
    values = {"household": Value(household), "visited_on": Value(on.isoformat())}
    texts = {
        "visitors": visits.names(typed.visitors),
        "content": typed.seen,
        "said": typed.said,
        "agreed": typed.agreed,
        "started_at": at,
        "mode": typed.mode or AT_HOME,
        "signed_by": typed.signed_by,
        "no_signature": typed.no_signature,
    }
    values.update({name: Value(text.strip()) for name, text in texts.items() if text.strip()})
    values["recorder"] = Value(RecordId(session.actor))
    return values


def _take_in(session: Session, path: Path) -> tuple[bytes, date | None]:
    """Keep a photo sealed; return what a cell says of it, and the day on which it was taken."""
    data = pictures.read_source(path)
    taken = pictures.facts_of(data).taken_at
    reference = blobs.keep(session, pictures.to_photo(data))
    return reference.to_bytes(), taken.date() if taken is not None else None


def _attachment(session: Session, household: HouseholdId, visit: RecordId, cell: bytes, day: date) -> RecordEdit:
    values = {
        "household": Value(household),
        "hash": Value(cell),
        "taken_on": Value(day.isoformat()),
        "visit": Value(visit),
    }
    return RecordEdit(kind=RecordKind.ATTACHMENT, record=RecordId(session.ids.new()), values=values, is_new=True)


def _met(session: Session, household: HouseholdId, typed: VisitTyped, on: date) -> list[RecordEdit]:
    found = []
    for need in dict.fromkeys(typed.met):
        sql = "SELECT 1 FROM need WHERE alive AND id = ? AND household = ? AND coalesce(met_on, '') = ''"
        if session.db.conn.execute(sql, (need, household)).fetchone() is None:
            raise RuleError(NO_NEED)
        values: Mapping[str, Value] = {
            "met_on": Value(on.isoformat()),
            "met_note": Value((typed.agreed or typed.seen or typed.said).strip()),
        }
        found.append(RecordEdit(kind=RecordKind.NEED, record=need, values=values))
    return found


def _year(session: Session) -> int:
    from poverty_desktop.checks.run import help_year

    return help_year(session)


def find_photos(session: Session, folder: Path, on: date, at: str, progress: Progress | None = None) -> Candidates:
    """Return the pictures of a folder in the order in which they fit the time of a visit; nothing is kept.

    Raises ``RuleError`` for a time that is none, or a folder with too much in it, ``StorageError``.
    """
    if at and not _TIME.fullmatch(at):
        raise RuleError(NO_TIME)
    zone = session.clock.now().astimezone().tzinfo
    hour, minute = (int(part) for part in (at or "08:00").split(":"))
    start = datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone)
    length = LASTS if at else timedelta(hours=12)
    return phone_pictures.find(folder, Span(start=start, end=start + length), progress)
