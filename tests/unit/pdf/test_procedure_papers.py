"""Papers of procedures: what a notice board shows, what stays blank, and that nothing runs off the page."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from layout import faults
from sample_papers import stamp

from poverty_desktop.pdf.approval_form import ApprovalPaper, Opinion, compose_approval
from poverty_desktop.pdf.authorisation import AuthorisationPaper, compose_authorisation
from poverty_desktop.pdf.composed_values import FactsOf, SignersOf, SpaceOf, TextOf
from poverty_desktop.pdf.entry_sheet import compose_entry_list
from poverty_desktop.pdf.minutes import MinutesPaper, SeatsOf, VotesOf, compose_minutes
from poverty_desktop.pdf.official import BODY_SIZE, PITCH
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.public_list import compose_public_list
from poverty_desktop.pdf.public_values import PublicHousehold, PublicListing, PublicProject, PublicShare
from poverty_desktop.pdf.values import PaperFact, PaperSection, PaperStamp


def words(document: Document) -> str:
    return "\n".join(text.words for text in document.texts())


def listing(count: int) -> PublicListing:
    households = tuple(
        PublicHousehold(name="欧阳䶮", group="三组", size=9, category="边缘易致贫户", risk="其他、因务工就业不稳")
        for _number in range(count)
    )
    return PublicListing(
        title="监测对象名单公示",
        paragraphs=("根据有关规定，经入户核实、民主评议，现予公示，接受群众监督。" * 3,),
        households=households,
        closing=("白洋村村民委员会", "年     月     日"),
        has_risk=True,
    )


def test_that_the_type_of_a_public_list_has_no_place_for_anything_private():
    assert {field.name for field in fields(PublicHousehold)} == {"name", "group", "size", "category", "risk"}
    assert {field.name for field in fields(PublicListing)} == {
        "title", "paragraphs", "households", "closing", "has_risk", "conditions", "projects", "shares", "total",
    }  # fmt: skip
    assert {field.name for field in fields(PublicProject)} == {"name", "kind", "content", "amount", "unit", "benefit"}
    assert {field.name for field in fields(PublicShare)} == {"name", "group", "measure", "amount"}


def other_record() -> PaperStamp:
    return replace(stamp(), record_id=bytes(range(16, 32)))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("count", [0, 1, 60])
def test_that_a_public_list_is_set_in_the_measures_of_an_official_document(count, language):
    document = compose_public_list(listing(count), stamp(), language=language)
    assert faults(document) == []
    for number, page in enumerate(document.pages, start=1):
        assert (page.code is not None) == (number == 1)
        body = [text for text in page.texts if text.words not in (f"— {number} —",) and text.size > 9]
        assert min(text.room.top for text in body) >= 37 * MM - 0.1
        assert max(text.room.bottom for text in body) <= (37 + 225) * MM + 0.1
        assert f"— {number} —" in [text.words for text in page.texts]
    assert stamp().record_id.hex() not in document.code.lower()  # a notice board is no place for the id of a record
    assert document.code == compose_public_list(listing(count), other_record(), language=language).code
    assert pytest.approx(156 * MM / 28) == BODY_SIZE
    assert pytest.approx(225 * MM / 22) == PITCH


def test_that_a_list_over_several_pages_repeats_its_head_and_keeps_every_household():
    document = compose_public_list(listing(60), stamp(), language="zh_CN")
    assert len(document.pages) > 1
    assert all("户主" in [text.words for text in page.texts] for page in document.pages[:-1])
    assert words(document).count("欧阳䶮") == 60


def minutes(agreed: str = "", result: str = "") -> MinutesPaper:
    rows = tuple(("王桂英", "三组", agreed, result) for _number in range(30))
    facts = (PaperFact(label="时间", text=" "), PaperFact(label="地点", text=" "), PaperFact(label="实到", text=" "))
    return MinutesPaper(
        title="会议记录",
        blocks=(
            FactsOf(sections=(PaperSection(title="", facts=facts),)),
            VotesOf(heads=("户主", "组", "同意", "结果"), shares=(24, 24, 14, 19), rows=rows),
            TextOf(paragraphs=("应到人员2/3以上到会。",)),
            SpaceOf(title="讨论", lines=6),
            SignersOf(signers=("村党组织书记",), has_fingerprint=False),
            SeatsOf(title="签到", heads=("姓名", "签名"), count=33),
        ),
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_minutes_leave_votes_blank_until_they_were_noted(language):
    blank = compose_minutes(minutes(), stamp(), language=language)
    noted = compose_minutes(minutes(agreed="28", result="通过"), stamp(), language=language)
    assert faults(blank) == []
    assert faults(noted) == []
    assert [text.words for text in blank.texts()].count("28") == 2  # the number of a row, and of a seat
    assert "--" not in words(blank)
    assert [text.words for text in noted.texts()].count("28") == 32


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_an_approval_form_with_long_opinions_goes_on_to_the_next_page(language):
    opinion = Opinion(
        title="乡镇审核", text="情况属实，同意上报。" * 60, signers=("乡镇长", "党委书记"), day="  年  月  日"
    )
    facts = tuple(PaperFact(label=f"事项{number}", text="通过") for number in range(14))
    paper = ApprovalPaper(
        title="风险消除审批表",
        subtitle="白洋村 三组",
        head_name="王桂英",
        sections=(PaperSection(title="家庭", facts=facts),),
        opinions=(opinion,) * 4,
        note="手写涂改无效",
    )
    document = compose_approval(paper, stamp(), language=language)
    assert faults(document) == []
    assert len(document.pages) > 1
    assert document.pages[0].code is not None


def test_that_every_place_to_sign_is_at_least_twenty_millimetres_high():
    opinion = Opinion(title="乡镇审核", text="同意", signers=("乡镇长", "党委书记"), day="  年  月  日")
    form = ApprovalPaper(title="审批表", subtitle="", head_name="王桂英", sections=(), opinions=(opinion,))
    letter = AuthorisationPaper(
        title="授权书", subtitle="", head_name="王桂英", paragraphs=(), members=(("王桂英", "户主", "1"),), scribe=""
    )
    for document, above in (
        (compose_approval(form, stamp(), language="zh_CN"), "乡镇长"),
        (compose_minutes(minutes(), stamp(), language="zh_CN"), "村党组织书记"),
        (compose_authorisation(letter, stamp(), language="zh_CN"), "签名或手印"),
    ):
        page, head = next((page, text) for page in document.pages for text in page.texts if text.words == above)
        lines = sorted({rule.y0 for rule in page.rules if rule.y0 == rule.y1 and rule.y0 > head.y})
        assert lines[1] - lines[0] >= 20 * MM, above


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("members", [1, 14])
def test_that_the_letter_has_a_place_for_every_member_to_sign(members, language):
    paper = AuthorisationPaper(
        title="监测对象申请及承诺授权查询书",
        subtitle="白洋村 三组",
        head_name="王桂英",
        paragraphs=("本户全体成员授权乡镇人民政府查询、比对本户成员的户籍、收入、财产等信息。" * 4,) * 3,
        members=(("欧阳䶮", "之女", "420581197002039992"),) * members,
        scribe="代写人应当逐字宣读全文。",
    )
    document = compose_authorisation(paper, stamp(), language=language)
    assert faults(document) == []
    assert words(document).count("420581197002039992") == members


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_the_entry_list_leaves_the_last_column_to_the_hand(language):
    row = [
        "1",
        "三组",
        "4205810001",
        "王桂英",
        "王小",
        "420581197002039992",
        "增加成员",
        "2026年6月1日",
        "婚入",
        "等全国系统的导出",
        "",
        "",
    ]
    captions = [f"列{number}" for number in range(12)]
    document = compose_entry_list("录入清单", "白洋村", captions, [row] * 70, stamp(), language=language)
    assert faults(document) == []
    assert "--" not in words(document)
    assert all(page.width > page.height for page in document.pages)
