from __future__ import annotations

import re
from collections import Counter

import pytest
import sample_papers
from layout import faults

from poverty_desktop.pdf.page import Document
from poverty_desktop.pdf.round_certificate import compose_certificate, compose_sample_list
from poverty_desktop.pdf.round_values import CertificatePaper, KeyedWord, SamplePaper, SheetPerson, VerificationPaper
from poverty_desktop.pdf.text import clean
from poverty_desktop.pdf.values import PaperColumn, PaperFact, PaperTable, texts_of
from poverty_desktop.pdf.verification_sheet import compose_verification_sheet

OUTCOMES = (
    "属实，无变化",
    "外出，电话或视频核实",
    "信息更正",
    "死亡",
    "婚出",
    "户籍迁出",
    "服刑",
    "未找到",
    "拒绝核实",
)


def sheet_of(persons: int, *, name: str = "张三") -> VerificationPaper:
    return VerificationPaper(
        title="入户核查表",
        village="示例村",
        group="一组",
        head_name=name,
        household_number="4205810001",
        sheet_number=77,
        facts=(PaperFact(label="核查批次", text="2026年秋季回头看"), PaperFact(label="类别", text="未建档")),
        persons=tuple(
            SheetPerson(name=name, facts="户主、男、1970年2月3日", document_number="420581197002039992")
            for _number in range(persons)
        ),
        staying=(
            *(KeyedWord(key=str(n), label=text) for n, text in enumerate(OUTCOMES, start=1)),
            KeyedWord(key="A", label="参军，仍在册"),
        ),
        joining=(KeyedWord(key="B", label="新生儿"), KeyedWord(key="M", label="婚入")),
        evidence=(KeyedWord(key="01", label="入户见面"),),
        visits=(KeyedWord(key="01", label="已走访，不符合纳入条件"),),
        notice="减少成员不等于脱贫：只结束成员关系，原有记录全部保留",
        signers=("户主或家属", "核实人", "村干部"),
    )


def table(title: str, count: int) -> PaperTable:
    return PaperTable(
        title=title,
        columns=tuple(PaperColumn(label=text) for text in ("组", "户主", "姓名", "核实结果", "核实方式、说明")),
        rows=tuple(("一组", "张三", f"成员{n}", "死亡", "证件或证明材料；火化证明" * (n % 3)) for n in range(count)),
    )


def certificate_of(count: int) -> CertificatePaper:
    return CertificatePaper(
        title="核实情况证明",
        village="示例村",
        round_name="2026年秋季回头看",
        facts=(PaperFact(label="核查范围", text="全村"), PaperFact(label="办结日期")),
        balance="系统在册 203＋增加 5－减少 4＝核后在册 204 · 待核 3",
        statement="本批次到户到人逐一核实。",
        tables=(table("增加", count), table("待核人员", count)),
        notice="减少成员不等于脱贫",
        signers=("工作队负责人", "村党支部书记", "核实人"),
    )


def words(document: Document) -> list[str]:
    return [text.words for text in document.texts()]


def lost(paper: object, document: Document) -> Counter[str]:
    given = Counter("".join("".join(clean(text).split()) for text in texts_of(paper)))
    return given - Counter("".join("".join(words(document)).split()))


@pytest.mark.parametrize("persons", [0, 1, 4, 6])
def test_that_the_sheet_of_an_ordinary_household_is_one_page(persons: int) -> None:
    paper = sheet_of(persons)
    document = compose_verification_sheet(paper, sample_papers.stamp(), language="zh_CN")
    assert len(document.pages) == 1
    assert faults(document) == []
    assert lost(paper, document) == Counter()
    assert "77" in words(document)


@pytest.mark.parametrize("persons", [14, 40])
def test_that_a_large_household_goes_on_without_losing_anybody(persons: int) -> None:
    paper = sheet_of(persons, name="欧阳娜仁托娅·阿依古丽")
    document = compose_verification_sheet(paper, sample_papers.stamp(), language="zh_CN")
    assert len(document.pages) > 1
    assert faults(document) == []
    assert lost(paper, document) == Counter()


def test_that_every_person_has_a_box_for_every_digit_and_one_to_write_a_letter() -> None:
    document = compose_verification_sheet(sheet_of(2), sample_papers.stamp(), language="zh_CN")
    ticks = "".join(words(document))
    assert all(ticks.count(f"□{digit}") >= 2 for digit in range(1, 10))
    assert ticks.count("□__") == 2
    assert "□ 0　全户无变化" in words(document)


def test_that_no_date_is_filled_in_beside_a_signature() -> None:
    for document in (
        compose_verification_sheet(sheet_of(2), sample_papers.stamp(), language="zh_CN"),
        compose_certificate(certificate_of(2), sample_papers.stamp(), language="zh_CN"),
    ):
        assert words(document).count("日期：          年       月       日") == 3


@pytest.mark.parametrize("count", [0, 3, 120])
def test_that_a_certificate_lists_everybody_over_as_many_pages_as_it_takes(count: int) -> None:
    paper = certificate_of(count)
    document = compose_certificate(paper, sample_papers.stamp(), language="zh_CN")
    assert faults(document) == []
    assert lost(paper, document) == Counter()
    assert (len(document.pages) > 1) == (count > 30)


def test_that_practice_papers_say_so() -> None:
    document = compose_certificate(certificate_of(1), sample_papers.stamp(), language="zh_CN")
    assert bool(document.pages[0].watermark) == sample_papers.stamp().is_practice


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_the_sample_list_tells_seed_and_method(language: str) -> None:
    paper = SamplePaper(
        title="抽样复核名单",
        village="示例村",
        round_name="2026年秋季回头看",
        facts=(PaperFact(label="种子", text="双色球2026136期 03 11 17 22 28 05"),),
        method="抽取办法：……",
        tables=(table("已脱贫", 12),),
        signers=("抽样人", "监督人", "复核人"),
    )
    document = compose_sample_list(paper, sample_papers.stamp(), language=language)
    assert faults(document) == []
    assert lost(paper, document) == Counter()


def test_that_a_chinese_sheet_has_no_latin_word_of_its_own() -> None:
    document = compose_verification_sheet(sheet_of(3), sample_papers.stamp(), language="zh_CN")
    assert not [text for text in words(document) if re.search("[A-Za-z]{2,}", text)]
