"""Departments' lists are compared by number; only members are kept, and every outcome needs its support."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from registers import Family, add_family, living, value

from poverty_desktop import i18n
from poverty_desktop.checks import why, worklist
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.person_list import NAME as NAME_COLUMN
from poverty_desktop.exchange.person_list import NUMBER as NUMBER_COLUMN
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.casework import clues, procedures
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.lookback import checks, findings_exchange
from poverty_desktop.operations.register import hit_outcomes, hits_exchange, outside_lists
from poverty_desktop.operations.register.hit_outcomes import Decision, Rectification
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.register import outside_hits, photos
from poverty_desktop.queries.register.outside_hits import HitCounts, Shown
from poverty_desktop.store.session import Session

NUMBER = "420581196005049964"
CARS = "02"


@pytest.fixture
def family(field: Session) -> Family:
    return add_family(field, head={"name": Value("王桂英"), "document_number": Value(NUMBER + "43")})


@pytest.fixture
def cars(tmp_path: Path) -> Path:
    """A list as a department writes it: a title, captions of its own, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["某县车辆登记信息"],
        ["序号", "车主姓名", "车主身份证号", "车牌", "车型"],
        ["1", "王桂瑛", NUMBER.lower(), "鄂E00001", "小型轿车"],
        ["2", "王桂瑛", f"'{NUMBER}", "鄂E00002", "轻型货车"],
        ["3", "别人", "42058119700101996X", "鄂E00003", "小型轿车"],
        ["4", "无号", "", "鄂E00004", "摩托车"],
        ["合计", "", "", "", "4"],
    ):
        sheet.append(row)
    path = tmp_path / "cars.xlsx"
    book.save(path)
    return path


def _taken(session: Session, path: Path) -> tuple[RecordId, ...]:
    outside_lists.take_in(session, outside_lists.preview(session, path, list_kind=CARS, department="交警大队"))
    return tuple(row.id for row in outside_hits.hits(session))


def test_that_a_preview_says_who_is_a_member_and_who_is_not(field: Session, family: Family, cars: Path) -> None:
    found = outside_lists.preview(field, cars, list_kind=CARS)
    assert [hit.line.row for hit in found.hits] == [3, 4]
    assert all(hit.person == family.head and hit.is_named_otherwise for hit in found.hits)
    assert (found.others, found.without_number) == (1, (6,))
    assert found.other_rows == (5,)


def test_that_only_members_are_kept_with_what_the_list_says(field: Session, family: Family, cars: Path) -> None:
    _taken(field, cars)
    rows = outside_hits.hits(field)
    assert [row.detail for row in rows] != []
    assert {("车牌：鄂E00001" in row.detail, row.listed_name) for row in rows} == {(True, "王桂瑛"), (False, "王桂瑛")}
    kept = str(field.db.conn.execute("SELECT * FROM list_hit").fetchall())
    assert "别人" not in kept
    assert "鄂E00003" not in kept


def test_that_the_same_list_taken_in_twice_adds_nothing(field: Session, family: Family, cars: Path) -> None:
    _taken(field, cars)
    with pytest.raises(RuleError):
        _taken(field, cars)
    assert len(outside_hits.hits(field)) == 2


@pytest.mark.parametrize(
    ("decision", "is_enough"),
    [
        (Decision(outcome="01"), True),
        (Decision(outcome="02"), False),
        (Decision(outcome="02", evidence="车管所过户证明"), True),
        (Decision(outcome="03"), False),
        (Decision(outcome="03", reason="残疾人专用车"), True),
        (Decision(outcome=""), False),
    ],
)
def test_that_an_outcome_needs_its_support(
    field: Session, family: Family, cars: Path, decision: Decision, is_enough: bool
) -> None:
    hits = _taken(field, cars)
    if not is_enough:
        with pytest.raises(RuleError):
            hit_outcomes.decide(field, hits, decision)
        return
    hit_outcomes.decide(field, hits, decision)
    assert outside_hits.hits(field) == ()
    assert [row.outcome for row in outside_hits.hits(field, shown=Shown.DECIDED)] == [decision.outcome] * 2


def test_that_taking_in_and_deciding_are_one_step_back_each(field: Session, family: Family, cars: Path) -> None:
    before = living(field)
    hits = _taken(field, cars)
    hit_outcomes.decide(field, hits, Decision(outcome="01"))
    undo.undo(field)
    assert len(outside_hits.hits(field)) == 2
    undo.undo(field)
    assert living(field) == before


def test_that_a_decided_hit_can_wait_again(field: Session, family: Family, cars: Path) -> None:
    hits = _taken(field, cars)
    hit_outcomes.decide(field, hits[:1], Decision(outcome="03", reason="已过户"))
    hit_outcomes.take_back(field, hits[:1])
    assert value(field, RecordKind.LIST_HIT, hits[0], "outcome") is None
    assert len(outside_hits.hits(field)) == 2


def test_that_a_list_without_numbers_is_refused(field: Session, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("姓名,单位\n王桂英,村委会\n", "utf-8")
    with pytest.raises(RuleError):
        outside_lists.preview(field, path, list_kind=CARS)


def test_that_columns_can_be_named_and_a_wrong_name_says_which_there_are(
    field: Session, family: Family, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(f"甲,乙,丙\n王桂英,{NUMBER},已火化\n", "utf-8")
    found = outside_lists.preview(field, path, list_kind="05", chosen={"乙": NUMBER_COLUMN, "甲": NAME_COLUMN})
    assert [hit.line.detail for hit in found.hits] == ["丙：已火化"]
    with pytest.raises(RuleError) as error:
        outside_lists.preview(field, path, list_kind="05", chosen={"证号": NUMBER_COLUMN})
    assert error.value.params["captions"] == i18n.format_list(("甲", "乙", "丙"))


def test_that_hits_go_out_to_excel(field: Session, family: Family, cars: Path, tmp_path: Path) -> None:
    _taken(field, cars)
    path = tmp_path / "hits.xlsx"
    assert hits_exchange.write_out(field, path, shown=Shown.OPEN).value == 2
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[2]][1:3] == ["交警大队", "王桂英"]


def test_that_columns_said_for_one_list_are_known_in_every_other(
    field: Session, family: Family, cars: Path, tmp_path: Path
) -> None:
    """A caption that was said once for a department's list is known when clues come under it, and the reverse."""
    number = field.db.conn.execute("SELECT document_number FROM person WHERE id = ?", (family.head,)).fetchone()[0]
    path = tmp_path / "list.csv"
    path.write_text(f"当事人,编码\n张三,{number}\n", "utf-8")
    found = outside_lists.preview(field, path, list_kind="02", chosen={"当事人": NAME_COLUMN, "编码": NUMBER_COLUMN})
    outside_lists.take_in(field, found)
    shown = clues.preview(field, path)
    assert shown.columns == {0: "person_name", 1: "document_number"}
    assert list(shown.households.values()) == [family.household]
    with pytest.raises(RuleError, match="no column"):
        clues.preview(field, path, chosen={"没有的列": "person_name"})


def test_that_nothing_is_compared_before_the_household_has_signed(field: Session, family: Family, cars: Path) -> None:
    today = field.clock.today()
    procedure = procedures.begin(
        field, family.household, "identification", on=today, entries=[StepEntry(step="clue", on=today)]
    ).value
    found = outside_lists.preview(field, cars, list_kind=CARS)
    assert (found.hits, len(found.unsigned), found.others) == ((), 2, 1)
    with pytest.raises(RuleError):
        outside_lists.take_in(field, found)
    for step, signer in (("visit", "visitors"), ("authorisation", "household")):
        procedures.note_step(field, [procedure], StepEntry(step=step, on=today, signatures=(signer,)))
    found = outside_lists.preview(field, cars, list_kind=CARS)
    assert (len(found.hits), found.unsigned) == (2, ())


def _findings(session: Session) -> list[str]:
    rows = worklist.findings(session, language="zh_CN")
    return [row.check.id for row in rows if row.check.id in ("X09", "X10")]


def test_that_a_true_hit_stays_a_finding_until_it_is_noted_as_put_right(
    field: Session, family: Family, cars: Path
) -> None:
    checks.run(field)
    hits = _taken(field, cars)
    assert _findings(field) == ["X09"]
    hit_outcomes.decide(field, hits, Decision(outcome="01"))
    assert _findings(field) == ["X10"]
    (row,) = (row for row in worklist.findings(field, language="zh_CN") if row.check.id == "X10")
    reason = why.why(field, row.check, row.household, row.record, 2026, "zh_CN")
    assert "属实，需整改" in reason.lines[0]
    assert "整改日期" in reason.lines[1]
    hit_outcomes.rectify(field, hits[:1], Rectification(words="已过户", evidence="过户证明"))
    assert _findings(field) == ["X10"]  # the other one is still to be put right
    hit_outcomes.rectify(field, hits[1:], Rectification(words="已过户"))
    assert _findings(field) == []
    assert worklist.last_run(field).is_stale is False
    checks.run(field)
    assert _findings(field) == []
    undo.undo(field)
    assert _findings(field) == ["X10"]
    assert worklist.last_run(field).is_stale is False


def test_that_putting_right_keeps_day_words_evidence_and_who_noted_it(
    field: Session, family: Family, cars: Path
) -> None:
    hits = _taken(field, cars)
    hit_outcomes.decide(field, hits, Decision(outcome="01", reason="名下有车"))
    assert len(outside_hits.hits(field, shown=Shown.UNMENDED)) == 2
    day = field.clock.today() - timedelta(days=3)
    hit_outcomes.rectify(field, hits, Rectification(words="退回补贴", evidence="缴款凭证", on=day))
    assert outside_hits.hits(field, shown=Shown.UNMENDED) == ()
    row = outside_hits.hits(field, shown=Shown.DECIDED)[0]
    assert (row.rectified_on, row.rectified_note, row.rectified_evidence, row.rectified_by) == (
        day.isoformat(),
        "退回补贴",
        "缴款凭证",
        field.worker,
    )
    assert outside_hits.counts(field) == HitCounts(open=0, unmended=0, decided=2)
    undo.undo(field)
    assert len(outside_hits.hits(field, shown=Shown.UNMENDED)) == 2


def test_that_a_picture_is_evidence_and_is_filed_with_the_household(
    field: Session, family: Family, cars: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "deed.png"
    Image.new("RGB", (60, 40), "navy").save(picture)
    hits = _taken(field, cars)
    hit_outcomes.decide(field, hits[:1], Decision(outcome="02", picture=picture))
    hit_outcomes.decide(field, hits[1:], Decision(outcome="01"))
    receipt = Rectification(words="退回补贴", evidence="缴款凭证", picture=picture)
    assert hit_outcomes.rectify(field, hits[1:], receipt).value == 1
    told = {row.evidence or row.rectified_evidence for row in outside_hits.hits(field, shown=Shown.DECIDED)}
    where = f"picture in the household's file, {i18n.format_date(field.clock.today())}"
    assert told == {where, f"缴款凭证 · {where}"}
    filed = photos.of_household(field, family.household)
    assert len(filed) == 2
    hit_outcomes.take_back(field, hits)
    hit_outcomes.decide(field, hits, Decision(outcome="02", picture=picture))
    assert len(photos.of_household(field, family.household)) == 3, "however much it bears out, it is filed once"
    undo.undo(field)
    undo.undo(field)
    assert all(row.is_here for row in filed)
    undo.undo(field)
    assert len(photos.of_household(field, family.household)) == 1


def test_that_a_file_that_is_no_picture_changes_nothing(field: Session, family: Family, cars: Path) -> None:
    hits = _taken(field, cars)
    with pytest.raises(RuleError):
        hit_outcomes.decide(field, hits, Decision(outcome="02", picture=cars))
    assert outside_hits.counts(field) == HitCounts(open=2, unmended=0, decided=0)


@pytest.mark.parametrize(
    ("outcome", "done", "said"),
    [
        ("01", Rectification(words=" ", evidence="凭证"), hit_outcomes.NO_WORDS),
        ("01", Rectification(words="退回", on=date(2999, 1, 1)), hit_outcomes.TOO_LATE),
        ("03", Rectification(words="退回"), hit_outcomes.NOT_TRUE_YET),
    ],
)
def test_that_only_a_true_hit_is_put_right_and_with_words(
    field: Session, family: Family, cars: Path, outcome: str, done: Rectification, said: str
) -> None:
    hits = _taken(field, cars)
    hit_outcomes.decide(field, hits, Decision(outcome=outcome, reason="核实"))
    with pytest.raises(RuleError) as error:
        hit_outcomes.rectify(field, hits, done)
    assert error.value.message_id == said
    assert outside_hits.hits(field, shown=Shown.DECIDED)[0].rectified_on == ""


def test_that_one_step_back_asks_for_putting_right_again_and_two_for_the_outcome(
    field: Session, family: Family, cars: Path
) -> None:
    hits = _taken(field, cars)
    hit_outcomes.decide(field, hits, Decision(outcome="01"))
    hit_outcomes.rectify(field, hits, Rectification(words="退回"))
    hit_outcomes.take_back(field, hits)
    assert [row.outcome for row in outside_hits.hits(field, shown=Shown.UNMENDED)] == ["01", "01"]
    hit_outcomes.take_back(field, hits)
    assert len(outside_hits.hits(field)) == 2
    hit_outcomes.decide(field, hits, Decision(outcome="01"))
    hit_outcomes.rectify(field, hits, Rectification(words="退回"))
    hit_outcomes.decide(field, hits, Decision(outcome="02", evidence="过户证明"))  # nothing was to be put right
    assert {row.rectified_note for row in outside_hits.hits(field, shown=Shown.DECIDED)} == {""}


def test_that_allowed_hits_keep_their_evidence_too(field: Session, family: Family, cars: Path) -> None:
    hits = _taken(field, cars)
    hit_outcomes.decide(field, hits, Decision(outcome="03", reason="残疾人专用车", evidence="残疾人证、照片"))
    assert {row.evidence for row in outside_hits.hits(field, shown=Shown.DECIDED)} == {"残疾人证、照片"}


def test_that_outcomes_and_what_was_done_come_back_from_the_sheet_of_hits(
    field: Session, family: Family, cars: Path, tmp_path: Path
) -> None:
    hits = _taken(field, cars)
    path = tmp_path / "hits.xlsx"
    hits_exchange.write_out(field, path, shown=Shown.OPEN)
    assert hits_exchange.preview(field, path).given == ()
    book = openpyxl.load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in (
        (2, {"Outcome": "属实，需整改", "What was done to put it right": "退回", "Put right on": "2026-10-01"}),
        (3, {"Outcome": "不属实"}),
        (4, {"Outcome": "不属实", "Supporting evidence": "证明"}),
    ):
        for caption, text in cells.items():
            sheet.cell(row, columns[caption]).value = text
    book.save(path)
    found = hits_exchange.preview(field, path)
    assert (found.outcomes, found.put_right) == (1, 1)
    assert dict(found.unmatched) == {3: hit_outcomes.NO_EVIDENCE, 4: hits_exchange.NO_MARK}
    hits_exchange.take_in(field, found)
    (row,) = outside_hits.hits(field, shown=Shown.DECIDED)
    assert (row.outcome, row.rectified_note, row.rectified_on) == ("01", "退回", "2026-10-01")
    assert row.id in hits


def test_that_a_correction_beside_the_finding_notes_its_hits_as_put_right(
    field: Session, family: Family, cars: Path, tmp_path: Path
) -> None:
    hit_outcomes.decide(field, _taken(field, cars), Decision(outcome="01"))
    checks.run(field)
    path = tmp_path / "findings.xlsx"
    findings_exchange.write_out(field, path, check="X10")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["Correction"]).value = "已退回补贴"
    sheet.cell(2, columns["Supporting evidence"]).value = "缴款凭证"
    sheet.cell(2, columns["Put right on"]).value = "2026-10-08"
    book.save(path)
    found = findings_exchange.preview(field, path)
    assert (len(found.put_right), found.explanations, found.unmatched) == (2, (), ())
    findings_exchange.take_in(field, found)
    assert {
        (row.rectified_note, row.rectified_evidence, row.rectified_on)
        for row in outside_hits.hits(field, shown=Shown.DECIDED)
    } == {("已退回补贴", "缴款凭证", "2026-10-08")}
    assert _findings(field) == []


def test_that_what_is_no_name_and_no_number_may_be_anything_in_a_list_of_clues(
    field: Session, family: Family, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"姓名,身份证号,联系电话,备注\n王桂瑛,{NUMBER},13800000000,\n", "utf-8")
    chosen = {"姓名": NAME_COLUMN, "身份证号": NUMBER_COLUMN, "联系电话": "", "备注": ""}
    outside_lists.take_in(field, outside_lists.preview(field, path, list_kind=CARS, chosen=chosen))
    assert {"phone", "result_note"} <= set(clues.preview(field, path).columns.values())


def test_that_a_caption_that_named_persons_wrongly_is_forgotten(field: Session, family: Family, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"编码,身份证号\n{NUMBER},{NUMBER}\n", "utf-8")
    for chosen in ({"编码": NUMBER_COLUMN}, {"编码": "", "身份证号": NUMBER_COLUMN}):
        found = outside_lists.preview(field, path, list_kind=CARS, department=f"{len(chosen)}", chosen=chosen)
        outside_lists.take_in(field, found)
    assert outside_lists.preview(field, path, list_kind=CARS).source.columns == {1: NUMBER_COLUMN}
