"""Every shipped check can say why it fires and what would make it go away, in both languages, without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from poverty_desktop import i18n
from poverty_desktop.checks.documents import Asked
from poverty_desktop.checks.why import Reason, reason_of
from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.grown import grow_all
from poverty_desktop.packs.checks import Check
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.packs.validation.check_bodies import Occasion, condition
from poverty_desktop.packs.validation.check_examples import TODAY, firing, read_example

PACK = load_shipped()
SCHEMA = schema_of(PACK)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = i18n.language()
    yield
    i18n.set_language(before)


def reasons(check: Check, language: str, text: str = "") -> Reason:
    i18n.set_language(language)
    example = read_example(text or check.fires, SCHEMA)
    line = PACK.line(example.year)
    whole = condition(
        check,
        Occasion(
            year=example.year,
            today=TODAY,
            period_end=PACK.accounting_period(example.year)[1],
            line_fen=line.amount_fen if line else None,
            settings=PACK.settings,
        ),
    )
    assert whole is not None
    document = grow_all(SCHEMA, example.villages)
    node = firing(whole, check.scope, document)[0]
    context = Context(node=node, document=document, dialect=REGISTER)
    return reason_of(PACK, Asked(check=check, condition=whole, context=context), language)


def check(identity: str) -> Check:
    return next(one for one in PACK.checks if one.id == identity)


@pytest.mark.parametrize("one", PACK.checks, ids=lambda one: one.id)
def test_that_a_finding_says_what_it_rests_on_and_what_ends_it(one: Check) -> None:
    for language in ("en", "zh_CN"):
        found = reasons(one, language)
        assert found.facts, language
        assert found.ways, language
        said = "".join(found.lines)
        assert "420581198001010" not in said
        assert "§" not in said
        assert "current()" not in said
        if language == "zh_CN":
            assert not re.search("[a-z]{2,}", said), said


@pytest.mark.parametrize(
    ("identity", "facts", "ways"),
    [
        (
            "D07",
            ["age on 2025-11-30: 13", "Date of birth: 2012-01-01", "Labour: Ordinary labour"],
            ["age on 2025-11-30 is at least 16", "Labour is “No ability to work”"],
        ),
        (
            "B02",
            ["member (Relation to head is “Head”): 2"],
            ["number of member (Relation to head is “Head”) is at most 1"],
        ),
        (
            "K01",
            ["Dangerous house: yes", "Household type: Household out of poverty", "Monitoring category: blank"],
            [
                "Dangerous house is “no”",
                "Household type is not “Household out of poverty”",
                "Monitoring category is filled in",
            ],
        ),
        ("D01", ["Health has no answer"], ["Health is answered or it says why not"]),
    ],
)
def test_that_the_words_are_those_of_the_pack(identity: str, facts: list[str], ways: list[str]) -> None:
    found = reasons(check(identity), "en")
    assert (list(found.facts), list(found.ways)) == (facts, ways)


def test_that_nobody_is_advised_to_take_a_fact_away() -> None:
    for one in PACK.checks:
        for way in reasons(one, "en").ways:
            assert not re.fullmatch(r"[^;]* is blank", way), (one.id, way)
            assert way != "there is no member", one.id


def test_that_the_reason_is_chinese_on_a_chinese_screen() -> None:
    found = reasons(check("D07"), "zh_CN")
    assert found.lines == (
        "依据：截至2025-11-30的周岁：13；出生日期：2012-01-01；劳动技能：普通劳动力。",
        "符合下列任一情形即消除：截至2025-11-30的周岁不小于16；或劳动技能为“无劳动力”。",
    )


def test_that_names_stand_beside_a_number_of_members() -> None:
    text = "household: | person: name=某甲; relation=01 | person: name=某乙; relation=01"
    assert reasons(check("B02"), "en", text).facts == ("member (Relation to head is “Head”): 2 (某甲, 某乙)",)


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("A10", "证件号码第19位是“1234567”中的一个"),
        ("A11", "证件类型已填写，且不是“居民身份证”、“残疾人证”中的任何一项"),
        ("B15", "至少有一个成员不符合（截至2025-11-30的周岁大于60）"),
        ("D17", "公益性岗位类型已填写，且不为“无”"),
        ("E03", "是否参加大病保险为“是”"),
        ("I12", "人均纯收入不大于172000"),
        ("L06", "从首次识别时间到消除监测时间的月数大于1"),
        ("L16", "1（县级审定）"),
        ("N05", "最早的程序步骤"),
    ],
)
def test_that_conditions_are_said_as_people_say_them(identity: str, said: str) -> None:
    found = reasons(check(identity), "zh_CN")
    assert any(said in text for text in (*found.facts, *found.ways)), found
