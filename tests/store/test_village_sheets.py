"""Papers of a whole village: the board that everybody reads, and the list of findings for those who work there."""

from __future__ import annotations

import pypdf
import pytest
from registers import YEAR, add_family, change, new, save, text
from test_procedure_papers import ACCOUNT, ID, PHONE, home

from poverty_desktop import i18n
from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.lookback import checks
from poverty_desktop.operations.paperwork import paper_preview, papers, village_sheets
from poverty_desktop.queries.paperwork import village_board


@pytest.fixture(autouse=True)
def chinese():
    before = i18n.language()
    i18n.set_language("zh_CN")
    yield
    i18n.set_language(before)


def _printed(session, paper, folder):
    target = folder / f"{paper}.pdf"
    village_sheets.print_sheet(session, paper, session.village, target, year=YEAR)
    return pypdf.PdfReader(target)


def _words(reader) -> str:
    return "".join(page.extract_text() for page in reader.pages)


def _measure(session, household, **values):
    record = RecordId(session.ids.new())
    told = {"household": Value(household), "year": Value(YEAR), "name": text("帮扶李建国治病"), **values}
    save(session, new(RecordKind.MEASURE, record, told))


def test_that_the_board_counts_and_names_nobody(field, tmp_path):
    family = home(field, 1)
    save(
        field,
        change(RecordKind.HOUSEHOLD, family.household, household_type=text("03"), remarks=text("秘密备注")),
        change(RecordKind.HOUSEHOLD, family.household, address=text("秘密住址")),
    )
    _measure(field, family.household, kind=text("03"), amount=Value(123_400), status=text("03"))
    reader = _printed(field, "village_board", tmp_path)
    words = _words(reader)
    sheet = reader.pages[0].mediabox
    assert (float(sheet.width), float(sheet.height)) == (pytest.approx(1190.5, abs=1), pytest.approx(841.9, abs=1))
    for private in ("李建国", ID, PHONE, ACCOUNT, "秘密", "治病", "420581001", "健康", "因病"):
        assert private not in words
    whole, group = village_board.counted(field, field.village, YEAR)
    assert whole.figures["households"] == group.figures["households"] == 1
    assert (whole.figures["monitored"], whole.figures["planned"]) == (1, 1)


def test_that_the_list_of_findings_leaves_room_for_the_hand_and_is_written_down(field, tmp_path):
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=text("03")))
    checks.run(field)
    words = _words(_printed(field, "findings_list", tmp_path))
    assert "张三" in words
    assert "更正日期" in words
    noted = field.db.conn.execute("SELECT record FROM disclosure WHERE what = 'print'").fetchall()
    assert [bytes(row[0]) for row in noted] == [family.household]


def test_that_a_paper_of_households_is_none_of_a_village(field, tmp_path):
    with pytest.raises(RuleError):
        village_sheets.compose(field, "handbook", field.village)
    with pytest.raises(RuleError):
        papers.compose(field, "village_board", add_family(field).household)
    assert [paper for paper, _title in village_sheets.on_offer(field)] == ["findings_list", "village_board"]


def test_that_the_office_sees_a_board_while_it_edits_it(field):
    add_family(field)
    png, pages = paper_preview.preview_template(field, field.pack, "village_board", 0)
    assert (png[:4], pages) == (b"\x89PNG", 1)


def test_that_the_terminal_names_and_prints_the_papers_of_a_village(field, tmp_path, capsys, monkeypatch):
    from registers import PASSPHRASE

    from poverty_desktop.cli.opening import PASSPHRASE_VARIABLE

    add_family(field)
    field.db.conn.close()
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    assert main(["village-print", str(field.folder)]) == 0
    assert "village_board" in capsys.readouterr().out
    assert main(["village-print", str(field.folder), str(tmp_path / "board.pdf")]) == 0
    assert (tmp_path / "board.pdf").exists()
