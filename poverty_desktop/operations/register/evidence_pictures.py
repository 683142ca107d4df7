"""A picture that bears out what was found: kept sealed, filed with the household it is about, and pointed to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.exchange import pictures
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.ids import HouseholdId, RecordId, derive_id
from poverty_desktop.store import blobs
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

T = TypeVar("T")
IN_THE_FILE = N_("picture in the household's file, {day}")


def keep(session: Session, picture: Path | None) -> Value:
    """Keep a picture sealed in the workspace, without what it tells beside itself; blank for none.

    Raises ``RuleError`` where the file is no picture that can be read.
    """
    if picture is None:
        return BLANK
    return Value(blobs.keep(session, pictures.to_photo(pictures.read_source(picture))).to_bytes())


def filed(session: Session, household: HouseholdId, picture: Value, *, caption: str = "") -> RecordEdit:
    """Return the edit that files a kept picture with a household; however much it bears out there, it is one record."""
    assert isinstance(picture.scalar, bytes)
    values = {
        "household": Value(household),
        "hash": picture,
        "taken_on": Value(session.clock.today().isoformat()),
    }
    if caption:
        values["caption"] = Value(caption)
    record = derive_id(RecordKind.ATTACHMENT, household, picture.scalar.hex())
    return RecordEdit(kind=RecordKind.ATTACHMENT, record=record, values=values, is_new=True)


def once(placed: Iterable[tuple[T, RecordEdit]]) -> Iterator[tuple[T, RecordEdit]]:
    """Yield edits with where they belong, each picture that is filed only the first time that it comes."""
    filed_already = set[RecordId]()
    for place, edit in placed:
        if edit.kind is not RecordKind.ATTACHMENT or edit.record not in filed_already:
            yield place, edit
        if edit.kind is RecordKind.ATTACHMENT:
            filed_already.add(edit.record)


def pointed(session: Session, evidence: str, picture: Value) -> str:
    """Return what was said of the evidence, and after it where its picture is; the language is that of the screen."""
    where = _(IN_THE_FILE).format(day=format_date(session.clock.today())) if picture else ""
    return " · ".join(text for text in (evidence.strip(), where) if text)
