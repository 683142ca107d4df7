"""The household file binds what has been recorded, in the order of the tick list, and nothing that has not."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pypdf
import pytest
from photo_form import HOUSE, begin
from registers import add_family, change, new, save, text
from sample_pictures import phone_picture
from test_procedure_papers import home, until

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.interviewing import interviews, media
from poverty_desktop.operations.paperwork import printing
from poverty_desktop.operations.paperwork.papers import Paper

RECORDED = [
    "申请书、授权承诺书", "信息比对结果", "民主评议记录及签到表", "公示照片、公告", "乡镇审核、县级审批表",
    "动态管理表（人口增减）",
]  # fmt: skip
LINE = re.compile(r"^\d+ (.+) ([✓□])(?: (\d+) (\d+))?$", re.MULTILINE)


@pytest.fixture(autouse=True)
def chinese():
    before = i18n.language()
    i18n.set_language("zh_CN")
    yield
    i18n.set_language(before)


def _file(session, household, folder: Path) -> pypdf.PdfReader:
    target = Path(os.environ.get("PAPERS_LOOK", folder)) / "file.pdf"
    printing.print_households(session, [household], [Paper.HOUSEHOLD_FILE], target)
    return pypdf.PdfReader(target)


def _lines(reader: pypdf.PdfReader) -> dict[str, list[str]]:
    """Return what the cover says of each paper: tick or box, first page, pages."""
    return {title: told for title, *told in LINE.findall(reader.pages[0].extract_text())}


def test_that_papers_of_procedures_lie_in_the_file_in_its_order(field, tmp_path):
    family, other = home(field, 1), home(field, 2, "王五")
    until(field, [family, other], "township")
    member, membership, hit = (RecordId(field.ids.new()) for _number in range(3))
    link = {"person": Value(member), "household": Value(family.household), "relation": Value("02")}
    save(
        field,
        new(RecordKind.PERSON, member, {"name": Value("李小草")}),
        new(RecordKind.MEMBERSHIP, membership, link),
        change(RecordKind.MEMBERSHIP, membership, from_date=Value(date(2026, 3, 1).isoformat()), reason_in=text("01")),
        new(
            RecordKind.LIST_HIT,
            hit,
            {"household": Value(family.household), "person": Value(member), "department": text("市场监管局")},
        ),
    )
    reader = _file(field, family.household, tmp_path)
    lines = _lines(reader)
    assert [title for title in RECORDED if lines[title][0] != "✓"] == []
    assert lines["户口簿、身份证复印件"][0] == lines["户主及房屋四面照片"][0] == "□"
    pages = [int(line[1]) for line in lines.values() if line[0] == "✓"]
    assert pages == sorted(pages)
    first = {title: int(lines[title][1]) - 1 for title in RECORDED}
    minutes = reader.pages[first["民主评议记录及签到表"]].extract_text()
    assert "李建国" in minutes
    assert "王五" not in minutes  # an extract: other households' votes are not this one's papers
    assert "市场监管局" in reader.pages[first["信息比对结果"]].extract_text()
    assert "李小草" in reader.pages[first["动态管理表（人口增减）"]].extract_text()
    assert f"共 {len(reader.pages)} 页" in reader.pages[-1].extract_text()


def test_that_what_nobody_recorded_is_not_in_the_file(field, tmp_path):
    lines = _lines(_file(field, add_family(field).household, tmp_path))
    assert {lines[title][0] for title in RECORDED} == {"□"}
    assert lines["帮扶明白卡"][0] == "✓"


def test_that_photos_lie_in_the_file_with_what_they_show(field, tmp_path):
    household = add_family(field).household
    opened = begin(field, household)
    media.attach(field, opened, HOUSE, phone_picture())
    interviews.complete(field, opened)
    reader = _file(field, household, tmp_path)
    page = reader.pages[int(_lines(reader)["户主及房屋四面照片"][1]) - 1]
    assert len(page.images) == 1
    assert page.images[0].image.format == "JPEG"
