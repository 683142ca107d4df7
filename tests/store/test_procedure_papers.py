"""The papers of a step: for all households that stand on it, with nothing private and nothing that was not noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdf
import pytest
from registers import VILLAGE, add_family, change, new, save

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.casework import procedure_papers, procedures
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.paperwork import paper_preview
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.paper_templates import BlockKind, PaperBlock, PaperItem

VOTES = {"entitled": 36, "present": 31, "agreed": 29, "opposed": 1, "abstained": 1}
ID, PHONE, ACCOUNT = "420581197002039992", "13871234567", "6228480402564890018"


@pytest.fixture(autouse=True)
def chinese():
    before = i18n.language()
    i18n.set_language("zh_CN")
    yield
    i18n.set_language(before)


def home(session, number, name="李建国", spouse=""):
    values = {
        "national_number": Value(f"42058100{number}"),
        "phone": Value(PHONE),
        "bank_account": Value(ACCOUNT),
    }
    family = add_family(session, household=values, head={"name": Value(name), "document_number": Value(ID)})
    save(
        session,
        change(RecordKind.HOUSEHOLD_YEAR, family.year, risks=Value("01 03 07")),
        change(RecordKind.PERSON_YEAR, family.head_year, health=Value("02 04")),
    )
    if spouse:
        person, membership = RecordId(session.ids.new()), RecordId(session.ids.new())
        link = {"person": Value(person), "household": Value(family.household), "relation": Value("02")}
        save(
            session,
            new(RecordKind.PERSON, person, {"name": Value(spouse)}),
            new(RecordKind.MEMBERSHIP, membership, link),
        )
    return family


def until(session, families, last):
    chosen = [
        procedures.begin(session, item.household, "identification", on=date(2026, 11, 1)).value for item in families
    ]
    steps = {"clue": 1, "visit": 2, "authorisation": 2, "comparison": 4, "review": 6, "display": 7, "township": 13}
    for step, day in steps.items():
        signatures = session.pack.procedure("identification").row(step).step.signatures
        more = VOTES if step == "review" else {}
        entry = StepEntry(step=step, on=date(2026, 11, day), signatures=signatures, opinion="同意", **more)
        procedures.note_step(session, chosen, entry)
        if step == last:
            break
    return chosen


def printed(session, procedure, step, folder):
    path = folder / f"{step}.pdf"
    procedure_papers.write(session, procedure, step, path)
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).replace("\n", "").replace(" ", "")


def test_that_the_public_list_of_a_household_whose_risk_is_illness_prints_no_illness(field, tmp_path):
    chosen = until(field, [home(field, 1), home(field, 2, "王五")], "review")
    text = printed(field, chosen[0], "display", tmp_path)
    assert "李建国" in text
    assert "王五" in text
    assert "其他、因务工就业不稳" in text
    for private in ("病", "残", ID, ID[-4:], PHONE, ACCOUNT, "42058100"):
        assert private not in text


def test_that_the_days_of_a_display_are_blank_until_it_hangs(field, tmp_path):
    chosen = until(field, [home(field, 1)], "review")
    blank = printed(field, chosen[0], "display", tmp_path)
    assert "2026年" not in blank.partition("打印时间")[0]  # when it was printed stands at its foot, and nothing else
    entry = StepEntry(step="display", on=date(2026, 11, 7))
    procedures.note_step(field, chosen, entry)
    assert "自2026年11月7日起至2026年11月11日止" in printed(field, chosen[0], "display", tmp_path)


def test_that_namesakes_of_one_group_are_told_apart_by_their_spouse(field, tmp_path):
    families = [home(field, 1, spouse="陈秀"), home(field, 2, spouse="周兰"), home(field, 3, "赵六", spouse="何香")]
    text = printed(field, until(field, families, "review")[0], "display", tmp_path)
    assert "（配偶陈秀）" in text
    assert "（配偶周兰）" in text
    assert "何香" not in text


def test_that_minutes_hold_every_household_whose_review_is_due_and_votes_once_noted(field, tmp_path):
    families = [home(field, number, name) for number, name in enumerate(("甲一", "乙二", "丙三"), start=1)]
    chosen = until(field, families, "comparison")
    blank = printed(field, chosen[0], "review", tmp_path)
    assert all(name in blank for name in ("甲一", "乙二", "丙三"))
    assert "29" not in blank.partition("模板")[0]
    signatures = field.pack.procedure("identification").row("review").step.signatures
    entry = StepEntry(step="review", on=date(2026, 11, 6), signatures=signatures, **VOTES)
    procedures.note_step(field, chosen[:2], entry)
    noted = printed(field, chosen[0], "review", tmp_path)
    assert noted.partition("模板")[0].count("29") == 2
    assert "丙三" not in noted


def test_that_the_approval_form_bears_what_was_written_and_no_other_day(field, tmp_path):
    chosen = until(field, [home(field, 1)], "township")
    text = printed(field, chosen[0], "county", tmp_path)
    assert "应到36人，实到31人，同意29人" in text
    assert "2026年11月13日" in text
    assert "监测对象识别审批表" in text


def test_that_the_letter_names_every_member(field, tmp_path):
    chosen = until(field, [home(field, 1, spouse="陈秀")], "visit")
    text = printed(field, chosen[0], "authorisation", tmp_path)
    assert "陈秀" in text
    assert ID in text
    assert "逐字宣读" in text


def test_that_a_step_without_a_paper_says_so(field, tmp_path):
    chosen = until(field, [home(field, 1)], "visit")
    with pytest.raises(RuleError, match="no paper"):
        procedure_papers.write(field, chosen[0], "visit", tmp_path / "x.pdf")


def test_that_minutes_have_the_blocks_of_the_pack_and_a_seat_for_everybody_who_was_there(field, tmp_path):
    chosen = until(field, [home(field, 1)], "review")
    shown = printed(field, chosen[0], "review", tmp_path)
    assert "缺席人数" in shown
    assert "参会村民代表签到" in shown
    assert "31" in shown[shown.index("参会村民代表签到") :]  # as many as were noted present
    word = Label(zh="议题", en="Subject")
    votes = PaperBlock(kind=BlockKind.VOTES, items=(PaperItem(name="name"), PaperItem(name="matter", label=word)))
    own = replace(field.pack.paper("minutes"), blocks=(votes,))
    others = tuple(paper for paper in field.pack.papers if paper.id != "minutes")
    changed = replace(field, pack=replace(field.pack, papers=(*others, own)))
    text = printed(changed, chosen[0], "review", tmp_path)
    assert "议题" in text
    assert "讨论情况" not in text
    older = replace(field, pack=replace(field.pack, papers=others))
    assert "讨论情况和决定" in printed(older, chosen[0], "review", tmp_path)
    assert paper_preview.preview_template(field, field.pack, "minutes", 0)[0].startswith(b"\x89PNG")


def test_that_what_was_noted_of_a_meeting_and_the_phone_for_objections_are_printed(field, tmp_path):
    chosen = until(field, [home(field, 1)], "comparison")
    assert "同意上报" not in printed(field, chosen[0], "review", tmp_path)
    signatures = field.pack.procedure("identification").row("review").step.signatures
    noted = {"participants": "周明、吴秀兰、郑建国", "opinion": "情况属实，同意上报"}
    procedures.note_step(
        field, chosen, StepEntry(step="review", on=date(2026, 11, 6), signatures=signatures, **noted, **VOTES)
    )
    minutes = printed(field, chosen[0], "review", tmp_path)
    assert all(words in minutes for words in ("情况属实，同意上报", "周明", "吴秀兰", "郑建国"))
    assert "0717-1234567" not in printed(field, chosen[0], "display", tmp_path)
    year = {"village": Value(VILLAGE), "year": Value(2026), "complaint_phone": Value("0717-1234567")}
    save(field, new(RecordKind.VILLAGE_YEAR, RecordId(field.ids.new()), year))
    assert "0717-1234567" in printed(field, chosen[0], "display", tmp_path)


def test_that_a_display_says_what_a_household_is_to_become(field, tmp_path):
    family = home(field, 1)
    save(field, change(RecordKind.HOUSEHOLD, family.household, household_type=Value("01")))
    text = printed(field, until(field, [family], "review")[0], "display", tmp_path)
    assert "监测对象" in text[text.index("类别") :]
    assert "一般农户" not in text
