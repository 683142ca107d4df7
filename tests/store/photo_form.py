"""A questionnaire with photos, a file and a place, in the pack of a workspace of the tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from xlsforms import row, xform

from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.store.session import Session

FORM = "photo_form"
HOUSE, PAPER, PLACE, REMARK = "/data/house", "/data/paper", "/data/place", "/data/remark"


@cache
def photo_xform(*, has_audit: bool = False) -> str:
    log = (row("audit", "audit"),) if has_audit else ()
    return xform(
        (
            row("start", "start"),
            *log,
            row("text", "household_number", "Household number"),
            row("image", "house", "Photo of the house"),
            row("file", "paper", "Certificate"),
            row("geopoint", "place", "Place of the house"),
            row("text", "remark", "Remark"),
            row("begin_repeat", "rooms", "Rooms"),
            row("text", "room", "Room"),
            row("image", "picture", "Photo of the room"),
            row("end_repeat"),
        ),
        settings=({"form_id": FORM, "form_title": "Photos", "version": "7"},),
    )


def with_photo_form(session: Session, *, has_audit: bool = False) -> Session:
    """Let the pack of this session have the questionnaire too."""
    xform = photo_xform(has_audit=has_audit)
    published = PublishedForm(form_id=FORM, version="7", title=Label(zh="照片", en="Photos"), xform=xform)
    session.pack = replace(session.pack, forms={**session.pack.forms, FORM: published})
    return session


def begin(session: Session, household: HouseholdId, *, has_audit: bool = False) -> OpenInterview:
    session = with_photo_form(session, has_audit=has_audit)
    return interviews.open_interview(session, household, form_id=FORM).value
