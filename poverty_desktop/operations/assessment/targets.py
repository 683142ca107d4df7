"""Set what is promised for a place and a year; enter what the register cannot know, with the document that says it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.checks import places
from poverty_desktop.checks.indicators import OLD_PACK
from poverty_desktop.checks.target_board import is_kept
from poverty_desktop.domain import media
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.textual import canonical_decimal
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange import pictures
from poverty_desktop.i18n import N_, language
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.indicators import Counting, Indicator, Level
from poverty_desktop.store import blobs, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import chain_of, is_known
from poverty_desktop.store.writing import RecordEdit, Save, commit

SET = N_("Set targets: {count}")
REMOVED = N_("Take a target out")
ENTERED = N_("Enter a figure with its document")
ONLY_OFFICE = N_("Targets are set and figures entered by the office. Ask it, or hand in what should be changed.")
NO_INDICATOR = N_("There is no indicator “{text}” for {year}. Choose one from the list.")
BY_HAND = N_("“{title}” is entered by hand; a target needs an indicator that is counted.")
NOT_BY_HAND = N_("“{title}” is counted from the register; it is not entered by hand.")
BELOW_ZERO = N_("A target cannot be below zero.")
NOT_WHOLE = N_("“{title}” counts whole ones. Write the target as a whole number.")
WRONG_LEVEL = N_("“{title}” is not counted down to this level. Set the target for a larger place.")
WRONG_PLACE = N_("{place} is no place of this level.")
NO_DOCUMENT = N_("Write which document says so: its title, number and page.")
NO_SET = N_("The policy pack has no set of targets “{text}”.")
NO_SCAN = N_("There is no photo of the document of this figure.")
NOT_WRITTEN = N_("The photo could not be written. Choose another folder or free some space, then try again.")
AHEAD = N_("The date is in the future.")
GONE = N_("This target is no longer there. Open the page again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTarget:
    """A target as it is set; ``than`` names the entered indicator that it is held against, if any."""

    indicator: str
    level: Level
    place: str
    year: int
    amount: Decimal
    than: str = ""
    source: str = ""


def set_targets(session: Session, wanted: Sequence[NewTarget], *, label: str = SET) -> Done[int]:
    """Set targets, or change those that are set; all or none, one undo step.

    Raises ``RuleError`` outside an office, for an indicator or place that there is not, and for a negative amount.
    """
    require_office(session)
    saves = [_save(session, item) for item in wanted]
    params = {"count": len(saves)}
    committed = commit(
        session, saves, seen=log.position(session.db), label=label if saves else "", params=json.dumps(params)
    )
    return Done(value=len(saves), changes=frozenset(committed.kinds), undo_label=label, params=params)


def adopt(session: Session, set_name: str, *, place: str = "", year: int | None = None) -> Done[int]:
    """Take a set of targets of the pack over, for the office's county or for ``place``.

    ``year`` is another year than the set's own. Raises ``RuleError`` where the pack has no such set.
    """
    return set_targets(session, of_set(session, set_name, place=place, year=year))


def of_set(session: Session, set_name: str, *, place: str = "", year: int | None = None) -> tuple[NewTarget, ...]:
    """Return the targets of a set as they would be set; raises ``RuleError`` where the pack has no such set."""
    own = place or places.home(session)
    found = tuple(
        NewTarget(
            indicator=item.indicator,
            level=item.level,
            place=item.place or own,
            year=year or item.year,
            amount=item.amount,
            than=item.than,
            source=item.source,
        )
        for item in session.pack.targets
        if item.set_name == set_name
    )
    if not found:
        raise RuleError(NO_SET, text=set_name)
    return found


def remove(session: Session, target: RecordId) -> Done[None]:
    """Take a target out; the journal keeps it. Raises ``RuleError`` outside an office or where it is gone."""
    require_office(session)
    if not is_known(session, RecordKind.TARGET, target):
        raise RuleError(GONE)
    row = session.db.conn.execute("SELECT place FROM target WHERE id = ?", (target,)).fetchone()
    edit = RecordEdit(kind=RecordKind.TARGET, record=target, values={}, removes=True)
    save = Save(village=chain_of(session, str(row[0] or "")), edits=(edit,))
    committed = commit(session, [save], seen=log.position(session.db), label=REMOVED)
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=REMOVED)


def enter(
    session: Session,
    indicator: str,
    year: int,
    value: Decimal,
    *,
    document: str,
    dated: date,
    place: str = "",
    scan: Path | None = None,
) -> Done[RecordId]:
    """Enter a figure that the register cannot know; another one for the same year takes its place.

    ``scan`` is a photo of the document; it is kept sealed like every photo, without what a camera writes into it.

    Raises ``RuleError`` outside an office, for an indicator that is counted, without a document, or dated ahead.
    """
    require_office(session)
    item = indicator_of(session, indicator, year)
    if not item.is_entered:
        raise RuleError(NOT_BY_HAND, title=_title(item))
    if not document.strip():
        raise RuleError(NO_DOCUMENT)
    if dated > session.clock.today():
        raise RuleError(AHEAD)
    own = place or places.home(session)
    places.level_of(session.pack, own)
    record = derive_id(RecordKind.ENTERED_FIGURE, own.encode(), year, indicator)
    values = {
        "place": Value(own),
        "year": Value(year),
        "indicator": Value(indicator),
        "value": Value(canonical_decimal(value)),
        "document": Value(document.strip()),
        "dated": Value(dated.isoformat()),
    }
    if scan is not None:
        photo = pictures.to_photo(pictures.read_source(scan))
        values["scan"] = Value(blobs.keep(session, photo).to_bytes())
    edit = edit_of(session, RecordKind.ENTERED_FIGURE, record, values)
    save = Save(village=chain_of(session, own), edits=(edit,))
    committed = commit(session, [save], seen=log.position(session.db), label=ENTERED)
    return Done(value=record, changes=frozenset(committed.kinds), undo_label=ENTERED)


def write_scan(session: Session, record: RecordId, path: Path) -> None:
    """Write the photo of a document out in clear; it is noted who did it.

    Raises ``RuleError`` where there is none, ``StorageError`` where the file cannot be written.
    """
    row = session.db.conn.execute("SELECT scan FROM entered_figure WHERE alive AND id = ?", (record,)).fetchone()
    if row is None or row[0] is None:
        raise RuleError(NO_SCAN)
    data = blobs.read(session, media.read_reference(bytes(row[0])))
    try:
        paths.write_whole(path, data)
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    disclosure.note(session, "export", [record])


def require_office(session: Session) -> None:
    """Raise ``RuleError`` in a workspace that is no office, or whose pack has no indicators."""
    if not is_kept(session.pack):
        raise RuleError(OLD_PACK)
    if not session.is_office:
        raise RuleError(ONLY_OFFICE)


def indicator_of(session: Session, indicator: str, year: int) -> Indicator:
    """Return an indicator in force in ``year``; raises ``RuleError`` for any other."""
    found = next((item for item in session.pack.indicators_in(year) if item.id == indicator), None)
    if found is None:
        raise RuleError(NO_INDICATOR, text=indicator, year=year)
    return found


def edit_of(session: Session, kind: RecordKind, record: RecordId, values: Mapping[str, Value]) -> RecordEdit:
    """Return the edit that makes a record with a natural key, changes it, or brings it back."""
    if is_known(session, kind, record):
        return RecordEdit(kind=kind, record=record, values=values)
    if log.has_record(session.db, int(kind), record):
        return RecordEdit(kind=kind, record=record, values=values, restores=True)
    return RecordEdit(kind=kind, record=record, values=values, is_new=True)


def target_id(indicator: str, level: Level, place: str, year: int) -> RecordId:
    """Return the id of a target: there is one for an indicator, a level, a place and a year."""
    return derive_id(RecordKind.TARGET, place.encode(), level.value, year, indicator)


def check(session: Session, target: NewTarget) -> None:
    """Raise ``RuleError`` where a target cannot be set; nothing is written."""
    item = indicator_of(session, target.indicator, target.year)
    if item.is_entered:
        raise RuleError(BY_HAND, title=_title(item))
    if target.amount < 0 and not target.than:
        raise RuleError(BELOW_ZERO)
    if item.counting is Counting.COUNT and not target.than and target.amount != target.amount.to_integral_value():
        raise RuleError(NOT_WHOLE, title=_title(item))
    levels = tuple(Level)
    if levels.index(target.level) > levels.index(item.level) and target.level is not Level.TEAM:
        raise RuleError(WRONG_LEVEL, title=_title(item))
    at = Level.VILLAGE if target.level is Level.TEAM else target.level
    if places.level_of(session.pack, target.place) is not at:
        raise RuleError(WRONG_PLACE, place=places.name_of(session.pack, target.place))
    if target.than and not indicator_of(session, target.than, target.year).is_entered:
        raise RuleError(NOT_BY_HAND, title=_title(indicator_of(session, target.than, target.year)))


def _save(session: Session, target: NewTarget) -> Save:
    check(session, target)
    return Save(village=chain_of(session, target.place), edits=(edit_of_target(session, target),))


def edit_of_target(session: Session, target: NewTarget) -> RecordEdit:
    """Return the edit that writes a target; who writes it has checked it and may set targets."""
    values: dict[str, Value] = {
        "place": Value(target.place),
        "year": Value(target.year),
        "indicator": Value(target.indicator),
        "level": Value(target.level.value),
        "amount": Value(canonical_decimal(target.amount)),
    }
    if target.than:
        values["than"] = Value(target.than)
    if target.source.strip():
        values["source"] = Value(target.source.strip())
    record = target_id(target.indicator, target.level, target.place, target.year)
    return edit_of(session, RecordKind.TARGET, record, values)


def _title(item: Indicator) -> str:
    return item.title(language())
