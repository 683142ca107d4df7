"""A practice village after a visit, and its office: a second questionnaire, photos, a review, a draft, an export."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from PIL import Image, ImageDraw

from poverty_desktop.crypto import wrapping
from poverty_desktop.ids import HouseholdId, InterviewId
from poverty_desktop.operations.handover import enrolment, packs
from poverty_desktop.operations.interviewing import interviews, media, reviews, submissions
from poverty_desktop.operations.lookback import checks
from poverty_desktop.operations.workspaces import undo, workspace
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.sync.office_keys import found_office, office_keys_to_bytes

PASSPHRASE = "plum river lantern 42 hat"
CHEAP = wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)
OFFICE = "宜都市乡村振兴办公室"
FORM, TITLE = "housing", "住房安全核查表"
QUESTIONS = (
    ("text", "household_number", "户编号"),
    ("image", "house", "房屋外观照片"),
    ("file", "paper", "危房鉴定证明"),
    ("geopoint", "place", "房屋位置"),
    ("text", "remark", "备注"),
)
HOUSE, PLACE = "/data/house", "/data/place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What was made: the office's folder, a stick with its edition, exported submissions, and who was visited."""

    office: Path
    stick: Path
    export: Path
    households: tuple[HouseholdId, ...]


def visit(village: Path, scratch: Path, heads: tuple[str, ...] = ()) -> Visited:
    """Visit three households of the practice village ``village``, those of ``heads`` first.

    The interview of the second is handed back; that of the third was sent elsewhere and taken back here.
    """
    stick, export = scratch / "stick", scratch / "export"
    for folder in (stick, export):
        folder.mkdir(parents=True)
    office, _sheet = workspace.create_office(
        scratch / "county", PASSPHRASE, worker="周主任", office_name=OFFICE, cost=CHEAP
    )
    field = workspace.unlock(village, "")
    try:
        _publish(office, field, scratch, stick)
        packs.take_in(field, stick)
        rows = field.db.conn.execute(
            "SELECT s.household, s.head_name FROM household_summary s JOIN household h ON h.id = s.household"
            " WHERE h.national_number IS NOT NULL ORDER BY s.household"
        ).fetchall()
        order = sorted(rows, key=lambda row: heads.index(row[1]) if row[1] in heads else len(heads))
        first, second, third = (HouseholdId(row[0]) for row in order[:3])
        _interview(field, first)
        handed = _interview(field, second)
        _interview(field, third)
        submissions.export_submissions(field, export, form_id=FORM)
        undo.undo(field)
        reviews.hand_back(field, handed, {"/data/remark": "墙体裂缝有多宽？请补充。"})
        checks.run(field)
    finally:
        workspace.close(field)
        workspace.close(office)
    return Visited(
        office=scratch / "county", stick=stick, export=export / "instances", households=(first, second, third)
    )


def photo(size: tuple[int, int] = (800, 600)) -> bytes:
    """Return a drawn house as a JPEG."""
    image = Image.new("RGB", size, "#cfe3f2")
    draw, (width, height) = ImageDraw.Draw(image), size
    draw.rectangle((0, height * 3 // 4, width, height), fill="#8a9a5b")
    draw.rectangle((width // 4, height * 2 // 5, width * 3 // 4, height * 5 // 6), fill="#d9c4a3")
    draw.polygon(
        ((width // 5, height * 2 // 5), (width // 2, height // 6), (width * 4 // 5, height * 2 // 5)), fill="#7a4b3a"
    )
    draw.rectangle((width * 9 // 20, height * 3 // 5, width * 11 // 20, height * 5 // 6), fill="#5c4033")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def _publish(office: Session, field: Session, scratch: Path, stick: Path) -> None:
    keys = found_office(OFFICE, clock=office.clock, ids=office.ids).keys
    with Write(office.db):
        settings.put_secret(office.db, "office_keys", office_keys_to_bytes(keys))
    asked = enrolment.ask(field, scratch).value
    admission = enrolment.admit(office, asked.path, asked.fingerprint, scratch).value
    enrolment.accept(field, admission, enrolment.office_fingerprint(office))
    packs.publish(office, packs.prepare(packs.base(office), [xlsform(scratch / f"{FORM}.xlsx", FORM, TITLE)]))
    packs.write_repository(office, stick)


def xlsform(path: Path, form_id: str, title: str) -> Path:
    """Write a questionnaire as an office writes it."""
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (("type", "name", "label::中文 (zh)"), *QUESTIONS):
        book.active.append(row)
    sheet = book.create_sheet("settings")
    for row in (("form_id", "form_title", "version"), (form_id, title, "2026113001")):
        sheet.append(row)
    book.save(path)
    return path


def _interview(session: Session, household: HouseholdId) -> InterviewId:
    opened = interviews.open_interview(session, household, form_id=FORM).value
    number = session.db.conn.execute("SELECT national_number FROM household WHERE id = ?", (household,)).fetchone()[0]
    interviews.answer(session, opened, "/data/household_number", number)
    media.attach(session, opened, HOUSE, photo())
    interviews.answer(session, opened, PLACE, "30.39 111.45 60 5")
    interviews.answer(session, opened, "/data/remark", "东侧墙体有裂缝")
    interviews.annotate(session, opened, "/data/remark", "雨季前要再看一次")
    interviews.complete(session, opened)
    return opened.id
