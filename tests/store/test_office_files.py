"""Minutes, displays and lists for WPS and for the web: as on paper, and nothing private in any field."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from docx.shared import Mm, Pt
from openpyxl import load_workbook
from registers import add_family, change, new, save, text
from test_procedure_papers import ACCOUNT, ID, PHONE, VOTES, home, until

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.web_list import masked
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.casework import procedure_papers, procedures
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.lookback import checks
from poverty_desktop.operations.paperwork import village_sheets

SECRET = "绝密标记"


@pytest.fixture(autouse=True)
def chinese():
    before = i18n.language()
    i18n.set_language("zh_CN")
    yield
    i18n.set_language(before)


def _written(session, procedure, step, folder, ending):
    path = folder / f"{step}{ending}"
    procedure_papers.write(session, procedure, step, path)
    return path


def _everything(path) -> str:
    """Return all text of a file, of every part of a package too: also what no program shows."""
    data = path.read_bytes()
    if path.suffix == ".html":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(package.read(name).decode("utf-8", "ignore") for name in package.namelist())


def _smuggled(session, family):
    """Put a mark, an ID number, a phone and an illness into every text that household and members have."""
    for kind, record in (
        (RecordKind.HOUSEHOLD, family.household),
        (RecordKind.PERSON, family.head),
        (RecordKind.HOUSEHOLD_YEAR, family.year),
        (RecordKind.PERSON_YEAR, family.head_year),
    ):
        shown = {"name", "group_name", "national_number", "document_number"}
        values = {
            item.name: text(f"{SECRET}{ID}{PHONE}")
            for item in session.pack.of_kind(kind)
            if item.type.value == "text" and item.name not in shown
        }
        if values:
            save(session, change(kind, record, **values))
    need, measure = RecordId(session.ids.new()), RecordId(session.ids.new())
    owner = {"household": Value(family.household)}
    save(
        session,
        new(RecordKind.NEED, need, {**owner, "description": text(SECRET)}),
        new(RecordKind.MEASURE, measure, {**owner, "year": Value(2026), "name": text(SECRET)}),
    )


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".xlsx", ".html"])
@pytest.mark.parametrize("step", ["display", "announcement"])
def test_that_nothing_private_reaches_a_public_list_in_any_kind_of_file(field, tmp_path, step, ending):
    family = home(field, 1, spouse="陈秀")
    _smuggled(field, family)
    chosen = until(field, [family], "township")
    path = _written(field, chosen[0], step, tmp_path, ending)
    if ending == ".pdf":
        import pypdf

        words = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    else:
        words = _everything(path)
    for private in (SECRET, ID, ID[-6:], PHONE, ACCOUNT, "42058100", "因病", "因残", "残疾", "大病"):
        assert private not in words
    assert ("李*国" if ending == ".html" else "李建国") in words


def test_that_a_page_for_the_web_names_nobody_and_loads_nothing(field, tmp_path):
    families = [home(field, 1, spouse="陈秀"), home(field, 2, "<王&五>", spouse="周兰")]
    chosen = until(field, families, "review")
    procedures.note_step(field, chosen, StepEntry(step="display", on=date(2026, 11, 7)))
    page = _everything(_written(field, chosen[0], "display", tmp_path, ".html"))
    for said in ("李建国", "王&五", "陈秀", "周兰", "一组", "<王"):
        assert said not in page
    assert "期满后请从网站删除" in page
    assert not re.search(r"https?:|src=|<script|@import|url\(", page)


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("李建国", "李*国"), ("欧阳小红", "欧**红"), ("王", "王*")]
)
def test_that_a_name_on_the_web_is_masked(name, shown):
    assert masked(name) == shown


def test_that_minutes_for_word_have_the_measures_of_the_standard(field, tmp_path):
    chosen = until(field, [home(field, 1), home(field, 2, "王五")], "comparison")
    signatures = field.pack.procedure("identification").row("review").step.signatures
    procedures.note_step(field, chosen, StepEntry(step="review", on=date(2026, 11, 6), signatures=signatures, **VOTES))
    made = docx.Document(_written(field, chosen[0], "review", tmp_path, ".docx"))
    section = made.sections[0]
    assert (section.page_width, section.top_margin, section.left_margin) == tuple(
        pytest.approx(Mm(number), abs=700) for number in (210, 37, 28)
    )
    title = made.paragraphs[0]
    assert title.runs[0].font.size == Pt(22)
    assert title.paragraph_format.line_spacing == pytest.approx(Pt(28.95 * 1.2), abs=10_000)
    votes = next(table for table in made.tables if table.cell(0, 0).text == "序号")
    assert [cell.text for cell in votes.rows[1].cells][1:] == ["李建国", "一组", "监测对象识别", "29", "1", "1", "通过"]
    assert "w:tblHeader" in votes.rows[0]._tr.xml
    assert "PAGE" in section.footer._element.xml
    assert made.core_properties.author == field.name
    written = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "参会村民代表签到" in written
    assert written[-3:] == ["31", "", ""]  # a place to sign for everybody who was noted present


def test_that_days_votes_and_opinions_stay_blank_in_every_kind_of_file(field, tmp_path):
    chosen = until(field, [home(field, 1)], "comparison")
    for ending in (".docx", ".xlsx"):
        words = _everything(_written(field, chosen[0], "review", tmp_path, ending))
        assert "2026年11月6日" not in words
        assert ">29<" not in words


def test_that_a_letter_to_be_signed_is_written_as_pdf_only(field, tmp_path):
    chosen = until(field, [home(field, 1)], "visit")
    for ending in (".docx", ".xlsx", ".html"):
        with pytest.raises(RuleError):
            _written(field, chosen[0], "authorisation", tmp_path, ending)
        assert not list(tmp_path.glob(f"*{ending}"))
    due = until(field, [home(field, 2)], "comparison")
    with pytest.raises(RuleError):
        _written(field, due[0], "review", tmp_path, ".html")


def test_that_lists_of_a_village_are_written_for_wps_too(field, tmp_path):
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=text("03")))
    checks.run(field)
    village_sheets.print_sheet(field, "findings_list", field.village, tmp_path / "findings.xlsx")
    rows = list(load_workbook(tmp_path / "findings.xlsx").active.iter_rows(values_only=True))
    assert rows[1][:3] == ("组", "户主", "成员")
    assert rows[2][1] == "张三"
    village_sheets.print_sheet(field, "village_board", field.village, tmp_path / "board.docx")
    assert docx.Document(tmp_path / "board.docx").sections[0].page_width > Mm(290)
