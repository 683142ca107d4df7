from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from registers import PASSPHRASE, YEAR, Family, add_family, change, make_field, remove, save

from poverty_desktop.checks import live, run, worklist
from poverty_desktop.checks.reading import Reading
from poverty_desktop.checks.why import why
from poverty_desktop.checks.worklist import State
from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import NOT_APPLICABLE, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import format_date
from poverty_desktop.interviews import questions
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.operations.interviewing.interview_findings import findings_now
from poverty_desktop.operations.interviewing.open_interview import KEYS_AGAIN
from poverty_desktop.operations.lookback import checks, findings_exchange
from poverty_desktop.operations.lookback.checks import Explanation, FindingKey
from poverty_desktop.operations.workspaces import sample, undo
from poverty_desktop.queries.register import history, photos
from poverty_desktop.sample import plan
from poverty_desktop.store.session import Session

EXPLAINED = Explanation(reason="01")
WRONG_NUMBER = {"document_number": Value("420581197002039990")}


def found(session: Session, state: State | None = State.OPEN, **wanted: object) -> set[str]:
    return {row.check.id for row in worklist.findings(session, language="en", state=state, **wanted)}


def key(session: Session, check: str) -> FindingKey:
    row = worklist.findings(session, language="en", check=check)[0]
    return FindingKey(check=check, household=row.household, record=row.record)


def test_that_a_run_keeps_what_it_found_and_forgets_what_was_mended(field: Session) -> None:
    family = add_family(field, head=WRONG_NUMBER)
    ran = checks.run(field, year=YEAR).value
    assert ran.checks > 100
    assert ran.findings == len(worklist.findings(field, language="en"))
    assert {"A03", "C01", "D06", "G02", "H01"} <= found(field)
    assert "D01" not in found(field)
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("13800138000")))
    assert worklist.last_run(field).is_stale
    checks.run(field, year=YEAR)
    assert "G02" not in found(field)
    assert not worklist.last_run(field).is_stale


def test_that_an_explanation_asks_for_no_new_run_and_hides_none_that_is_due(field: Session) -> None:
    family = add_family(field, head=WRONG_NUMBER)
    checks.run(field, year=YEAR)
    checks.waive(field, [key(field, "G02")], Explanation(reason="01"))
    assert not worklist.last_run(field).is_stale
    save(field, change(RecordKind.HOUSEHOLD, family.household, phone=Value("13800138000")))
    checks.unwaive(field, [FindingKey(check="G02", household=family.household, record=family.household)])
    assert worklist.last_run(field).is_stale


def test_that_a_word_on_why_there_is_no_answer_is_no_blank(field: Session) -> None:
    family = add_family(field)
    save(field, change(RecordKind.PERSON_YEAR, family.head_year, labour=NOT_APPLICABLE))
    checks.run(field, year=YEAR)
    assert "D06" not in found(field)


def test_that_one_number_in_two_households_is_found_from_both(field: Session) -> None:
    one, other = add_family(field), add_family(field)
    checks.run(field, year=YEAR)
    rows = worklist.findings(field, language="en", check="A01")
    assert {row.household for row in rows} == {one.household, other.household}
    save(field, remove(RecordKind.HOUSEHOLD, other.household))
    checks.run(field, year=YEAR)
    assert "A01" not in found(field)


def test_that_a_household_without_a_village_is_checked_like_any_other(field: Session) -> None:
    add_family(field)
    known = {hit.check for hit in run.run(field, YEAR).hits}
    field.db.conn.execute("UPDATE household SET village = NULL")
    assert known <= {hit.check for hit in run.run(field, YEAR).hits}
    assert "G02" in known


def test_that_a_year_without_facts_is_not_run_and_says_so(field: Session) -> None:
    add_family(field, head=WRONG_NUMBER)
    ran = checks.run(field, year=2012).value
    assert ran.not_run["C01"] is run.NotRun.NO_DATA
    assert ran.not_run["I02"] is run.NotRun.NO_LINE
    assert ran.not_run["J01"] is run.NotRun.NOT_IN_FORCE
    counts = {count.check.id: count for count in worklist.by_check(field)}
    assert counts["C01"].not_run == "no_data"
    assert counts["A03"].not_run == ""


def test_that_a_finding_says_why_also_across_households_until_the_fact_is_mended(field: Session) -> None:
    one, other = add_family(field), add_family(field)
    checks.run(field, year=YEAR)
    known = {check.id: check for check in field.pack.checks}

    def said(check: str, family: Family, record: bytes) -> tuple[str, ...]:
        found = why(field, known[check], family.household, record, YEAR, "en")
        return found.lines if found is not None else ()

    (rests, ends) = said("A01", one, one.head)
    assert "): 2 (张三, 张三)" in rests
    assert "420581" not in rests
    assert "at most 1" in ends
    assert "Phone is a mobile number" in said("G02", one, one.household)[1]
    save(field, change(RecordKind.HOUSEHOLD, one.household, phone=Value("13800138000")))
    save(field, remove(RecordKind.HOUSEHOLD, other.household))
    assert said("G02", one, one.household) == ()
    assert said("A01", one, one.head) == ()


def test_that_an_explained_finding_turns_grey_and_comes_back_when_its_time_is_over(field: Session) -> None:
    add_family(field)
    checks.run(field, year=YEAR)
    checks.waive(field, [key(field, "G02")], Explanation(reason="99", note="座机", expires_on=date(2026, 12, 31)))
    assert "G02" not in found(field)
    (row,) = worklist.findings(field, language="en", check="G02", state=State.WAIVED)
    assert (row.reason, row.note) == ("Other", "座机")
    assert "座机" in [told.after for told in history.of_household(field, row.household, "en")]
    field.clock.advance(date(2027, 1, 1) - field.clock.today())  # type: ignore[attr-defined]
    assert "G02" in found(field)


def test_that_many_are_explained_at_once_and_taken_back_as_one_step(field: Session) -> None:
    for _ in range(3):
        add_family(field)
    checks.run(field, year=YEAR)
    rows = worklist.findings(field, language="en", check="G02")
    keys = [FindingKey(check="G02", household=row.household, record=row.record) for row in rows]
    assert checks.waive(field, keys, EXPLAINED).value == 3
    assert "G02" not in found(field)
    undo.undo(field)
    assert len(worklist.findings(field, language="en", check="G02")) == 3
    undo.redo(field)
    assert "G02" not in found(field)
    assert checks.unwaive(field, keys[:1]).value == 1
    assert len(worklist.findings(field, language="en", check="G02")) == 1
    assert checks.waive(field, keys[:1], EXPLAINED).value == 1
    assert "G02" not in found(field)


def test_that_an_explanation_needs_a_reason_and_an_impossible_fact_has_none(field: Session) -> None:
    add_family(field, head=WRONG_NUMBER)
    checks.run(field, year=YEAR)
    with pytest.raises(RuleError, match="Choose a reason"):
        checks.waive(field, [key(field, "G02")], Explanation(reason=""))
    with pytest.raises(RuleError, match="what the other reason is"):
        checks.waive(field, [key(field, "G02")], Explanation(reason="99"))
    with pytest.raises(RuleError, match="Correct the facts"):
        checks.waive(field, [key(field, "A03")], EXPLAINED)
    with pytest.raises(RuleError, match="taken back"):
        checks.unwaive(field, [key(field, "G02")])


def test_that_evidence_approver_and_last_day_stand_beside_the_reason_and_come_from_excel(
    field: Session, tmp_path: Path
) -> None:
    add_family(field, head=WRONG_NUMBER)
    checks.run(field, year=YEAR)
    until = date(field.clock.today().year + 1, 3, 31)
    with pytest.raises(RuleError, match="over before today"):
        checks.waive(field, [key(field, "G02")], Explanation(reason="01", expires_on=date(2020, 1, 1)))
    checks.waive(
        field,
        [key(field, "G02")],
        Explanation(reason="01", evidence="座机缴费单", approver="某主任", expires_on=until),
    )
    path = tmp_path / "findings.xlsx"
    findings_exchange.write_out(field, path)
    book = openpyxl.load_workbook(path)
    rows = {str(row[0].value)[:3]: row for row in book.active.iter_rows(min_row=2)}
    for cell, text in zip(
        rows["H01"][8:14], ("没有土地", None, rows["H01"][10].value, "承包证", "某站长", f"{until}"), strict=True
    ):
        cell.value = text
    rows["D06"][8].value, rows["D06"][13].value = "外出", "下个月"
    book.save(path)
    shown = findings_exchange.preview(field, path)
    assert shown.unmatched == ((rows["D06"][0].row, findings_exchange.NO_DAY),)
    findings_exchange.take_in(field, shown)
    explained = worklist.findings(field, language="en", state=State.WAIVED)
    assert {(row.check.id, row.evidence, row.approver, row.expires_on) for row in explained} == {
        ("G02", "座机缴费单", "某主任", f"{until}"),
        ("H01", "承包证", "某站长", f"{until}"),
    }


def test_that_a_picture_bears_an_explanation_out_and_is_filed_with_the_household(
    field: Session, tmp_path: Path
) -> None:
    picture = tmp_path / "bill.png"
    Image.new("RGB", (60, 40), "navy").save(picture)
    family = add_family(field, head=WRONG_NUMBER)
    checks.run(field, year=YEAR)
    checks.waive(field, [key(field, "G02")], Explanation(reason="01", picture=picture))
    (row,) = worklist.findings(field, language="en", state=State.WAIVED)
    assert row.evidence == f"picture in the household's file, {format_date(field.clock.today())}"
    (filed,) = photos.of_household(field, family.household)
    assert filed.is_here
    assert filed.caption == next(check.title.en for check in field.pack.checks if check.id == "G02")


def test_that_findings_go_out_to_excel_and_causes_come_back(field: Session, tmp_path: Path) -> None:
    add_family(field, head=WRONG_NUMBER)
    checks.run(field, year=YEAR)
    path = tmp_path / "findings.xlsx"
    findings_exchange.write_out(field, path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    rows = {str(row[0].value)[:3]: row for row in sheet.iter_rows(min_row=2)}
    rows["G02"][8].value = "True, with evidence"
    rows["H01"][8].value = "没有土地"
    rows["H01"][9].value = "已补填"
    rows["A03"][8].value = "号码无误"
    rows["D05"][9].value = "已改"
    rows["D06"][8].value, rows["D06"][10].value = "?", "gone"
    book.save(path)
    shown = findings_exchange.preview(field, path)
    assert {item.check: (why.reason, why.note) for item, why in shown.explanations} == {
        "G02": ("01", ""),
        "H01": ("99", "没有土地；已补填"),
    }
    assert len(shown.unmatched) == 3
    findings_exchange.take_in(field, shown)
    assert not {"G02", "H01"} & found(field)
    assert {"A03", "D05", "D06"} <= found(field)


def test_that_one_household_live_says_what_the_run_over_all_says(tmp_path: Path) -> None:
    session = make_field(tmp_path / "village", village="420581001001")
    try:
        sample.fill(session, plan.practice_village(session.pack, year=2025))
        outcome = run.run(session, 2025)
        spanning = {check.id for check in session.pack.checks if check.spans_households}
        expected = {(hit.check, hit.household, hit.record) for hit in outcome.hits if hit.check not in spanning}
        households = [row[0] for row in session.db.conn.execute("SELECT id FROM household WHERE alive")]
        alone = {
            (hit.check, hit.household, hit.record)
            for household in households
            for hit in live.of_household(session, household, 2025)
        }
        assert alone == expected
        assert expected
    finally:
        session.db.conn.close()


def test_that_one_village_read_alone_says_what_the_run_over_all_says(tmp_path: Path) -> None:
    session = make_field(tmp_path / "county")
    sample.fill(session, plan.practice_village(session.pack, year=YEAR))
    (village,) = session.db.conn.execute("SELECT village FROM household LIMIT 1").fetchone()
    alone = [check for check in session.pack.checks if not check.looks_beyond_village]
    everything = run.run(session, YEAR, alone)
    assert set(run.run(session, YEAR, alone, village=village).hits) == set(everything.hits)
    assert run.run(session, YEAR, alone, village="420581999999").hits == ()
    session.db.conn.close()


def test_that_the_terminal_counts_writes_and_takes_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_field(tmp_path / "field")
    add_family(session, head=WRONG_NUMBER)
    session.db.conn.close()
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    folder, sheet = str(tmp_path / "field"), str(tmp_path / "findings.xlsx")
    assert main(["check", folder, "--json", "--language", "en", "--year", str(YEAR), "--xlsx", sheet]) == 0
    told = {row["check"]: row for row in json.loads(capsys.readouterr().out)}
    assert told["A03"]["open"] == 1
    assert main(["check", folder, "--json", "--language", "en", "--villages", "--year", str(YEAR)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["village"] == "420581001001"
    assert main(["check", folder, "--json", "--language", "en", "--year", str(YEAR), "--why", "G02"]) == 0
    (reason,) = json.loads(capsys.readouterr().out)
    assert (reason["check"], reason["household"]) == ("G02", "张三")
    assert "Phone is a mobile number of 11 digits" in reason["why"]
    assert main(["check", folder, "--language", "en", "--year", str(YEAR), "--strict"]) == 1
    assert "open errors" in capsys.readouterr().err
    book = openpyxl.load_workbook(sheet)
    next(row for row in book.active.iter_rows(min_row=2) if str(row[0].value).startswith("G02"))[8].value = "座机"
    book.save(sheet)
    assert main(["check", folder, "--json", "--language", "en", "--take-in", sheet]) == 0
    assert json.loads(capsys.readouterr().out)["explained"] == 1
    asked = ["check", folder, "--json", "--language", "en", "--year", str(YEAR)]
    assert main([*asked, "--explain", "D05", "--reason", "01", "--approver", "某主任", "--until", "2099-12-31"]) == 0
    explained = json.loads(capsys.readouterr().out)["explained"]
    assert explained > 0
    assert main([*asked, "--take-back", "D05"]) == 0
    assert json.loads(capsys.readouterr().out) == {"taken back": explained}


def test_that_an_interview_hears_the_start_set_once_a_fact_was_answered(tmp_path: Path) -> None:
    session = make_field(tmp_path / "village", village="420581001001")
    try:
        sample.fill(session, plan.practice_village(session.pack, year=2025))
        (household,) = session.db.conn.execute(
            "SELECT household FROM household_summary WHERE member_count > 1 ORDER BY household LIMIT 1"
        ).fetchone()
        opened = interviews.open_interview(session, household, year=2026).value
        assert findings_now(session, opened, "en") == ()
        member = "/data/member[1]"
        sex = questions.question(opened.interview, f"{member}/identity/sex").text
        interviews.answer(session, opened, f"{member}/identity/sex", "1" if sex == "2" else "2")
        interviews.answer(session, opened, f"{member}/annual/protection/employee_medical", "1")
        interviews.answer(session, opened, f"{member}/annual/protection/resident_medical", "1")
        said = {finding.check.id: finding for finding in findings_now(session, opened, "en")}
        assert {"A07", "E02"} <= set(said)
        assert said["A07"].person_name
        interviews.answer(session, opened, f"{member}/identity/sex", sex)
        assert "A07" not in {finding.check.id for finding in findings_now(session, opened, "en")}
    finally:
        session.db.conn.close()


def test_that_a_new_household_hears_of_a_wrong_number_before_it_is_saved(field: Session) -> None:
    opened = interviews.open_interview(field, None, year=YEAR).value
    assert findings_now(field, opened, "en") == ()
    interviews.answer(field, opened, "/data/member[1]/member_name", "王一")
    interviews.answer(field, opened, "/data/member[1]/identity/document_type", "01")
    interviews.answer(field, opened, "/data/member[1]/identity/document_number", "420581198001010011")
    assert "A03" in {finding.check.id for finding in findings_now(field, opened, "en")}


def test_that_a_second_keying_is_told_nothing_of_what_the_first_person_keyed(field: Session) -> None:
    again = {KEYS_AGAIN: field.ids.new().hex()}
    opened = interviews.open_interview(field, None, year=YEAR, properties=again).value
    interviews.answer(field, opened, "/data/member[1]/member_name", "王一")
    interviews.answer(field, opened, "/data/member[1]/identity/document_type", "01")
    interviews.answer(field, opened, "/data/member[1]/identity/document_number", "420581198001010011")
    assert findings_now(field, opened, "en") == ()


def test_that_a_printed_paper_is_compared_with_its_households_records_and_not_with_the_whole_journal(field):
    sql = Reading(pack=field.pack, year=YEAR).select("household", ["stale_papers"])
    plan = [str(row[3]) for row in field.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert any(step.startswith("SEARCH o ") for step in plan)
    assert not [step for step in plan if step.startswith("SCAN o")]
