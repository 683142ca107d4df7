"""Interviews against a real workspace: what they begin with, and what they leave behind."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest
from registers import NEIGHBOUR, YEAR, add_family, admit, new, save, value
from xlsforms import row, xform

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.double_entry import difference_at, differences
from poverty_desktop.operations.handover import bundles, downstream
from poverty_desktop.operations.interviewing import interviews, reviews, second_keying
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.queries import today
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.queries.interviewing import reviews as read
from poverty_desktop.store import drafts

INCOME = "/data/year/income"
PHONE = "/data/home/household_phone"


def income_line(session, family, **values):
    record = RecordId(session.ids.new())
    kept = {"household": Value(family.household), "source": Value("建筑工地"), **values}
    return new(RecordKind.INCOME_LINE, record, kept)


def item_code(session):
    return next(iter(session.pack.income_items)).code


def test_that_last_years_lines_are_asked_again_without_their_amounts(field):
    family = add_family(field)
    code = Value(item_code(field))
    last = income_line(field, family, item=code, year=Value(YEAR - 1), amount=Value(520_000), person=Value(family.head))
    surveyed = new(
        RecordKind.HOUSEHOLD_YEAR,
        RecordId(field.ids.new()),
        {"household": Value(family.household), "year": Value(YEAR - 1), "surveyed_on": Value("2025-10-12")},
    )
    save(field, last, surveyed)

    opened = interviews.open_interview(field, family.household, year=YEAR).value

    row = questions.table(opened.interview, INCOME).rows[0]
    cells = {cell.name: cell for cell in questions.row(opened.interview, row).cells}
    assert (cells["income_item"].text, cells["income_source"].text) == (code.scalar, "建筑工地")
    assert cells["income_person"].shown == "1 张三"
    assert cells["income_amount"].text == ""
    assert (cells["income_amount"].known.shown, cells["income_amount"].known.as_of) == ("5200", "2025-10")
    assert any(problem.path == cells["income_amount"].path for problem in opened.interview.problems())


def test_that_a_year_that_has_lines_is_not_filled_from_the_year_before(field):
    family = add_family(field)
    code = Value(item_code(field))
    save(
        field,
        income_line(field, family, item=code, year=Value(YEAR - 1), amount=Value(1)),
        income_line(field, family, item=code, source=Value("茶叶"), year=Value(YEAR), amount=Value(700)),
    )
    opened = interviews.open_interview(field, family.household, year=YEAR).value
    rows = [questions.row(opened.interview, path) for path in questions.table(opened.interview, INCOME).rows]
    assert [row.cells[1].text for row in rows] == ["茶叶"]


def test_that_what_stands_in_the_register_is_shown_with_its_day(field):
    family = add_family(field)
    opened = interviews.open_interview(field, family.household, year=YEAR).value
    phone = questions.question(opened.interview, PHONE)
    assert (phone.known.is_of_last_time, phone.known.as_of) == (False, "2026-11-23")


def test_that_half_an_answer_survives_and_is_no_answer(field):
    family = add_family(field)
    opened = interviews.open_interview(field, family.household, year=YEAR).value
    interviews.keep_typing(field, opened, PHONE, "07")
    interviews.keep_typing(field, opened, PHONE, "071")

    again = interviews.resume(field, opened.id).value
    assert (again.interview.typing.path, again.interview.typing.text) == (PHONE, "071")
    assert questions.question(again.interview, PHONE).text == "07170000000"
    assert sum(row.kind == "typing" for row in drafts.rows(field.db, opened.id)) == 1

    interviews.answer(field, again, PHONE, "13800000000")
    assert interviews.resume(field, opened.id).value.interview.typing is None


def test_that_typing_that_comes_after_the_end_is_dropped(field):
    family = add_family(field)
    opened = interviews.open_interview(field, family.household, year=YEAR).value
    interviews.discard(field, opened)
    interviews.keep_typing(field, opened, PHONE, "07")
    assert drafts.rows(field.db, opened.id) == ()


CARERS = xform(
    [
        row("select_one_from_file person.csv", "carer", "Who cares?", choice_filter="here = '1'"),
        row("calculate", "carer_born", calculation="instance('person')/root/item[name = ${carer}]/birth_date"),
        row("calculate", "neighbours", calculation="count(instance('household')/root/item)"),
        row("begin repeat", "line", "Lines"),
        row("text", "source", "From", save_to="income_line#source"),
        row("select_one_from_file person.csv", "earner", "Who?", save_to="income_line#person"),
        row("end repeat"),
        row("csv-external", "household"),
    ],
    entities=[{"dataset": "income_line", "label": "${source}"}],
)


def with_form(session, text):
    """Give the session's pack one more questionnaire."""
    made = PublishedForm(form_id="carers", version="1", title=Label(zh="", en=""), xform=text)
    session.pack = replace(session.pack, forms={**session.pack.forms, "carers": made})


def test_that_a_questionnaire_chooses_from_the_register_and_looks_facts_up_in_it(field):
    family, others = add_family(field), add_family(field, head={"name": Value("李四")})
    add_family(field, village=NEIGHBOUR, household={"village": Value(NEIGHBOUR)})
    with_form(field, CARERS.replace('id="data"', 'id="carers" version="1"'))
    opened = interviews.open_interview(field, family.household, form_id="carers", year=YEAR).value
    interview = opened.interview

    choices = questions.question(interview, "/data/carer").choices
    assert [choice.label for choice in choices] == ["张三"]
    interviews.answer(field, opened, "/data/carer", choices[0].code)
    assert interview.running.tree.find("/data/carer_born").text == "1970-02-03"
    assert interview.running.tree.find("/data/neighbours").text == "2"

    line = interviews.add_row(field, opened, "/data/line").path
    interviews.answer(field, opened, f"{line}/source", "帮工")
    interviews.answer(field, opened, f"{line}/earner", str(UUID(bytes=others.head)))
    again = interviews.resume(field, opened.id).value
    assert questions.question(again.interview, f"{line}/earner").shown == "李四"
    interviews.complete(field, again)

    found = field.db.conn.execute("SELECT id FROM income_line WHERE alive").fetchall()
    assert [value(field, RecordKind.INCOME_LINE, record, "person") for (record,) in found] == [others.head]


VISIT = xform(
    [
        row("text", "phone", "Phone", save_to="household#phone"),
        row("text", "mood", "Mood"),
        row("begin repeat", "member", "Members"),
        row("text", "called", "Name", save_to="person#person_name", required="yes"),
        row("begin group", "place", "Place"),
        row("text", "relation", "Relation", save_to="membership#relation"),
        row("end group"),
        row("end repeat"),
        row("begin repeat", "income", "Income"),
        row("text", "item", "Item", save_to="income_line#item"),
        row("text", "source", "Source", save_to="income_line#source"),
        row("decimal", "amount", "Amount", save_to="income_line#amount"),
        row("end repeat"),
    ],
    entities=[
        {"dataset": "household", "label": "${phone}"},
        {"dataset": "person", "label": "${called}"},
        {"dataset": "membership", "label": "${relation}"},
        {"dataset": "income_line", "label": "${source}"},
    ],
).replace('id="data"', 'id="carers" version="1"')


def visited(session):
    """A completed interview: one member more, one line of income, a note and a refusal."""
    with_form(session, VISIT)
    family = add_family(session)
    opened = interviews.open_interview(session, family.household, form_id="carers", year=YEAR).value
    child = interviews.add_row(session, opened, "/data/member").path
    interviews.answer(session, opened, f"{child}/called", "张小三")
    interviews.answer(session, opened, f"{child}/place/relation", "03")
    line = interviews.add_row(session, opened, "/data/income").path
    for name, text in (("item", item_code(session)), ("source", "蔬菜"), ("amount", "100")):
        interviews.answer(session, opened, f"{line}/{name}", text)
    interviews.answer_nothing(session, opened, "/data/mood", Why.REFUSED)
    interviews.annotate(session, opened, "/data/phone", "问过村会计")
    interviews.complete(session, opened)
    return family, opened.id


def test_that_notes_and_refusals_stay_with_a_completed_interview(field):
    _family, interview = visited(field)
    shown = {answer.path: answer for answer in read.answers(field, interview, language="zh_CN")}
    assert (shown["/data/phone"].note, shown["/data/mood"].why) == ("问过村会计", Why.REFUSED)
    assert [(answer.row, answer.shown) for answer in shown.values() if answer.label == "Name"] == [
        ("张三", "张三"),
        ("张小三", "张小三"),
    ]
    (listed,) = completed.interviews(field, language="zh_CN")
    assert (listed.id, listed.head_name, listed.note_count, listed.state) == (interview, "张三", 1, completed.COMPLETE)


def test_that_an_interview_handed_back_is_corrected_and_completed_again(field):
    family, interview = visited(field)
    with pytest.raises(RuleError):
        reviews.hand_back(field, interview, {"": "  "})
    reviews.hand_back(field, interview, {"/data/income[1]/amount": "是全年的吗？", "": "请核对收入"})
    (waiting,) = completed.returned(field, language="zh_CN")
    assert (waiting.id, waiting.returned_by, waiting.comments[""]) == (interview, "测试员", "请核对收入")

    opened = reviews.correct(field, interview).value
    assert opened.comments["/data/income[1]/amount"] == "是全年的吗？"
    assert questions.question(opened.interview, "/data/phone").note == "问过村会计"
    assert questions.question(opened.interview, "/data/mood").why is Why.REFUSED
    again = reviews.correct(field, interview).value  # left and opened once more
    assert (again.id, again.comments) == (opened.id, opened.comments)
    interviews.answer(field, again, "/data/income[1]/amount", "1200")
    interviews.complete(field, again)

    amounts = field.db.conn.execute("SELECT amount FROM income_line WHERE alive").fetchall()
    assert amounts == [(120_000,)]
    members = field.db.conn.execute(
        "SELECT p.name FROM membership m JOIN person p ON p.id = m.person WHERE m.alive AND m.household = ?"
        " AND m.to_date IS NULL ORDER BY 1",
        (family.household,),
    ).fetchall()
    assert members == [("张三",), ("张小三",)]
    assert completed.returned(field, language="zh_CN") == ()
    states = {item.id: item.state for item in completed.interviews(field, language="zh_CN")}
    assert states == {interview: completed.CORRECTED, opened.id: completed.COMPLETE}
    with pytest.raises(RuleError):
        reviews.hand_back(field, interview, {"": "还有"})


def test_that_a_correction_waits_for_an_unfinished_interview_at_the_household(field):
    family, interview = visited(field)
    reviews.hand_back(field, interview, {"": "请核对"})
    interviews.open_interview(field, family.household, form_id="carers", year=YEAR)
    with pytest.raises(RuleError):
        reviews.correct(field, interview)


def keyed_again(session, interview):
    """The second keying of an interview by another person, and the first to compare with."""
    session.worker = "王核"
    opened = second_keying.begin(session, interview).value
    return opened, second_keying.first_keying(session, opened, language="zh_CN")


def test_that_the_second_keying_is_another_persons_and_sees_nothing_of_the_first(field):
    _family, interview = visited(field)
    with pytest.raises(RuleError):
        second_keying.begin(field, interview)
    opened, first = keyed_again(field, interview)
    assert len(questions.table(opened.interview, "/data/member").rows) == 2
    assert [questions.question(opened.interview, path).shown for path in questions.order(opened.interview)] == [""] * 9
    assert {item.path for item in differences(first, opened.interview)} >= {"/data/phone", "/data/mood"}
    with pytest.raises(RuleError):
        second_keying.finish(field, opened, first)


def test_that_differences_are_decided_and_corrected_and_both_keyings_are_kept(field):
    _family, interview = visited(field)
    opened, first = keyed_again(field, interview)
    for item in differences(first, opened.interview):
        if item.first == "refused":
            interviews.answer_nothing(field, opened, item.path, Why.REFUSED)
        else:
            interviews.answer(field, opened, item.path, item.first)
    assert differences(first, opened.interview) == ()

    amount, phone = "/data/income[1]/amount", "/data/phone"
    interviews.answer(field, opened, amount, "900")
    interviews.answer(field, opened, phone, "999")
    assert difference_at(first, opened.interview, amount).kept is None
    second_keying.decide(field, opened, first, amount, keeps_first=False)
    second_keying.decide(field, opened, first, phone, keeps_first=True)
    again = interviews.resume(field, opened.id).value
    kept = {item.path: (item.first, item.second, item.kept) for item in differences(first, again.interview)}
    assert kept == {amount: ("100", "900", "900"), phone: ("07170000000", "999", "07170000000")}

    second_keying.finish(field, again, first)
    assert field.db.conn.execute("SELECT amount FROM income_line WHERE alive").fetchall() == [(90_000,)]
    assert field.db.conn.execute("SELECT phone FROM household WHERE alive").fetchall() == [("07170000000",)]
    assert value(field, RecordKind.INTERVIEW, interview, "keyed_again_by") == "王核"
    told = json.loads(value(field, RecordKind.INTERVIEW, interview, "keying_differences"))
    assert {item["path"]: item["kept"] for item in told} == {amount: "900", phone: "07170000000"}
    states = {item.state for item in completed.interviews(field, language="zh_CN")}
    assert states == {completed.CORRECTED, completed.COMPLETE}
    assert drafts.every(field.db) == ()


def test_that_a_second_keying_without_difference_only_notes_who_did_it(field):
    _family, interview = visited(field)
    opened, first = keyed_again(field, interview)
    for item in differences(first, opened.interview):
        if item.first == "refused":
            interviews.answer_nothing(field, opened, item.path, Why.REFUSED)
        else:
            interviews.answer(field, opened, item.path, item.first)
    second_keying.finish(field, opened, first)
    (listed,) = completed.interviews(field, language="zh_CN")
    assert (listed.state, listed.keyed_again_by) == (completed.COMPLETE, "王核")
    assert value(field, RecordKind.INTERVIEW, interview, "keying_differences") is None


def test_that_a_hand_back_of_the_office_reaches_the_laptop_and_its_correction_goes_back(office, field, tmp_path):
    admit(office, field, tmp_path / "admission")
    with_form(office, VISIT)
    _family, interview = visited(field)
    bundles.receive(office, bundles.export_bundle(field, tmp_path).value.path)
    reviews.hand_back(office, interview, {"/data/income[1]/amount": "是全年的吗？", "": "请核对收入"})
    downstream.send(office, tmp_path)

    news = downstream.take_in(field, tmp_path).value
    assert news.handed_back == 1
    (waiting,) = completed.returned(field, language="zh_CN")
    assert (waiting.id, waiting.returned_by, waiting.comments[""]) == (interview, office.worker, "请核对收入")
    assert today.today(field).news.handed_back == 1

    opened = reviews.correct(field, interview).value
    assert opened.comments["/data/income[1]/amount"] == "是全年的吗？"
    interviews.answer(field, opened, "/data/income[1]/amount", "1200")
    interviews.complete(field, opened)
    bundles.receive(office, bundles.export_bundle(field, tmp_path).value.path)
    states = {item.id: item.state for item in completed.interviews(office, language="zh_CN")}
    assert states == {interview: completed.CORRECTED, opened.id: completed.COMPLETE}
    assert office.db.conn.execute("SELECT amount FROM income_line WHERE alive").fetchall() == [(120_000,)]


PRELOADED = xform(
    [
        row("username", "username"),
        row("today", "today"),
        row("text", "by", "Filled in by", default="${username}"),
        row("date", "on", "On", default="today()"),
        row("text", "village", "Village", default="东坡"),
        row("text", "phone", "Phone", save_to="household#phone"),
        row("text", "mood", "Mood"),
    ],
    entities=[{"dataset": "household", "label": "${phone}"}],
).replace('id="data"', 'id="carers" version="1"')


def test_that_what_nobody_keyed_is_no_difference_between_two_keyings(field):
    with_form(field, PRELOADED)
    opened = interviews.open_interview(field, add_family(field).household, form_id="carers", year=YEAR).value
    assert questions.question(opened.interview, "/data/by").text == field.worker
    interviews.answer(field, opened, "/data/phone", "07170000001")
    interviews.answer(field, opened, "/data/village", "西坡")
    interviews.complete(field, opened)

    again, first = keyed_again(field, opened.id)
    assert questions.question(again.interview, "/data/by").text == "王核"
    assert {item.path for item in differences(first, again.interview)} == {"/data/phone", "/data/village"}
    interviews.answer(field, again, "/data/by", "赵强")
    interviews.answer(field, again, "/data/phone", "07170000001")
    interviews.answer(field, again, "/data/village", "西坡")
    (left,) = differences(first, again.interview)
    assert (left.path, left.second) == ("/data/by", "赵强")
    second_keying.decide(field, again, first, "/data/by", keeps_first=True)
    second_keying.finish(field, again, first)
    (listed,) = completed.interviews(field, language="zh_CN")
    assert (listed.state, listed.keyed_again_by) == (completed.COMPLETE, "王核")


def test_that_a_name_from_abroad_holds_no_interview_up(field):
    opened = interviews.open_interview(field, None, year=YEAR).value
    path = "/data/member[1]/member_name"
    for name, fits in (("NGUYEN THI HOA", True), ("Head 01", True), (" 王一", False), ("王", False)):
        interviews.answer(field, opened, path, name)
        assert (path not in {problem.path for problem in opened.interview.problems()}) is fits, name


PICTURED = xform(
    [row("image", "house", "House"), row("text", "phone", "Phone", save_to="household#phone")],
    entities=[{"dataset": "household", "label": "${phone}"}],
).replace('id="data"', 'id="carers" version="1"')


def test_that_a_photo_is_not_asked_for_again_by_a_second_keying(field):
    with_form(field, PICTURED)
    opened = interviews.open_interview(field, add_family(field).household, form_id="carers", year=YEAR).value
    interviews.answer(field, opened, "/data/house", "house.jpg")
    interviews.answer(field, opened, "/data/phone", "07170000001")
    interviews.complete(field, opened)

    again, first = keyed_again(field, opened.id)
    assert {item.path for item in differences(first, again.interview)} == {"/data/phone"}
    interviews.answer(field, again, "/data/phone", "07170000001")
    second_keying.finish(field, again, first)
    (listed,) = completed.interviews(field, language="zh_CN")
    assert (listed.state, listed.keyed_again_by) == (completed.COMPLETE, "王核")
