import dataclasses
import io
import re

import pypdf
import pytest
import sample_papers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout import faults, lost_characters

from poverty_desktop.domain.values import Why
from poverty_desktop.pdf.composed_values import ComposedPaper
from poverty_desktop.pdf.contents import default_contents
from poverty_desktop.pdf.household_file import compose_household_file, household_file
from poverty_desktop.pdf.page import MM, Document, Page
from poverty_desktop.pdf.values import (
    ContentsItem,
    FilePart,
    HouseholdPaper,
    IncomeGroup,
    IncomeLine,
    IncomeSheet,
    PaperColumn,
    PaperFact,
    PaperMember,
    PaperRecords,
    PaperSection,
    PaperTable,
)


def _composed(paper: HouseholdPaper | None = None, *, language: str = "zh_CN", is_practice: bool = True) -> Document:
    paper = paper or sample_papers.household()
    return compose_household_file(paper, sample_papers.stamp(is_practice=is_practice), language=language)


def _words(page: Page) -> list[str]:
    return [text.words for text in page.texts]


def test_that_the_cover_lists_the_twenty_papers_in_order_and_ticks_what_is_printed() -> None:
    words = _words(_composed().pages[0])
    numbers = [words.index(title) for title in ("封面与目录", "户口簿、身份证复印件", "入户核查表", "其他材料")]
    assert numbers == sorted(numbers)
    assert words.count("✓") == 4
    assert words.count("□") == 16


def test_that_the_index_names_the_page_on_which_a_part_begins() -> None:
    document = _composed()
    words = _words(document.pages[0])
    place = words.index("家庭收入测算表", words.index("户口簿、身份证复印件"))
    page = int(words[place + 2])
    assert document.pages[page - 1].heading == "家庭收入测算表"
    assert document.pages[page - 2].heading != "家庭收入测算表"


def test_that_a_cover_of_two_pages_shifts_the_index() -> None:
    contents = tuple(ContentsItem(title=f"材料{number}") for number in range(40))
    paper = sample_papers.household(contents=(*contents, ContentsItem(title="登记表", part=FilePart.REGISTER)))
    words = _words(_composed(paper).pages[1])
    assert words[words.index("登记表") + 2] == "3"


def test_that_every_page_counts_itself_and_bears_versions_time_and_number() -> None:
    document = _composed()
    for number, page in enumerate(document.pages, start=1):
        words = _words(page)
        assert words[-1] == f"第 {number} 页　共 {len(document.pages)} 页"
        assert re.fullmatch(
            r"模板 2026\.1　档案版本 37　打印时间 2026年11月23日 14:05　核对码 \d{4} \d{4} \d{4}", words[-2]
        )


def test_that_practice_data_is_marked_on_every_page_and_real_data_on_none() -> None:
    assert all("练习数据　不作凭据" in _words(page) and page.watermark == "练习" for page in _composed().pages)
    real = _composed(is_practice=False)
    assert not any(page.watermark or any("练习" in word for word in _words(page)) for page in real.pages)


def test_that_the_member_table_is_landscape_and_the_rest_upright() -> None:
    wide = [page.width > page.height for page in _composed().pages]
    assert wide[0] is False
    assert wide[1] is False
    assert wide[2] is True
    assert wide[-1] is False


def test_that_the_title_of_the_register_form_is_that_of_the_era() -> None:
    titles = sample_papers.TITLES
    assert titles.register_form in _words(_composed().pages[1])


def test_that_the_four_kinds_of_nothing_look_different_from_each_other_and_from_no_and_zero() -> None:
    section = PaperSection(
        title="条件",
        facts=(
            PaperFact(label="空", text=Why.BLANK),
            PaperFact(label="空文字", text=" "),
            PaperFact(label="不用", text=Why.NOT_APPLICABLE),
            PaperFact(label="不知", text=Why.DONT_KNOW),
            PaperFact(label="不说", text=Why.REFUSED),
            PaperFact(label="否定", text="否"),
            PaperFact(label="零", text="0"),
        ),
    )
    words = _words(_composed(sample_papers.household(register=(section,))).pages[1])
    found = [words[words.index(fact.label) + 1] for fact in section.facts]
    assert found == ["--", "--", "不适用", "不清楚", "拒绝回答", "否", "0"]


def test_that_signing_dates_stay_blank() -> None:
    words = _words(_composed().pages[1])
    assert words.count("日期：          年       月       日") == 3


def test_that_signature_and_fingerprint_boxes_are_at_least_twenty_millimetres_square() -> None:
    page = _composed().pages[1]
    finger = next(text for text in page.texts if text.words == "手印")
    below = [rule.y0 for rule in page.rules if rule.y0 == rule.y1 and rule.y0 > finger.y]
    lines = sorted(set(below))
    assert lines[1] - lines[0] >= 20 * MM
    assert finger.room.right - finger.room.left >= 19 * MM  # the room is the box less its padding


def test_that_a_chinese_file_has_no_latin_letter_of_its_own() -> None:
    letters = {word for page in _composed().pages for word in _words(page) if re.search("[A-Za-z]", word)}
    assert letters == set()


def test_that_the_fixed_words_of_an_english_file_are_english() -> None:
    words = [word for page in _composed(language="en").pages for word in _words(page)]
    for word in ("Householder", "Cover and index", "Fingerprint", "How the result was reached", "Page 1 of 6"):
        assert word in words


def test_that_nine_members_two_hundred_lines_and_long_texts_neither_clip_nor_overlap() -> None:
    causes = (PaperSection(title="致贫原因", facts=(PaperFact(label="说明", text="户主因病住院，花费较多。" * 25),)),)
    paper = sample_papers.household(member_count=9, line_count=50, causes=causes)
    document = _composed(paper)
    assert faults(document) == []
    assert lost_characters(paper, document) == {}
    income = [page for page in document.pages if page.heading == "家庭收入测算表"]
    assert len(income) > 4
    assert all("收支项目" in _words(page) for page in income[:-1])


def test_that_a_household_without_anything_prints() -> None:
    paper = HouseholdPaper(
        titles=sample_papers.TITLES, head_name="", household_number=Why.BLANK, village="", group="", year=2026
    )
    document = _composed(paper)
    assert faults(document) == []
    assert [page.heading for page in document.pages].count(sample_papers.TITLES.register_form) == 2


def test_that_the_number_changes_with_a_fact_and_with_the_record_but_not_with_the_print_time() -> None:
    paper, stamp = sample_papers.household(), sample_papers.stamp()
    later = sample_papers.stamp(printed_at=stamp.printed_at.replace(hour=18))
    newer = sample_papers.stamp(record_version="38")
    code = compose_household_file(paper, stamp, language="zh_CN").code
    assert compose_household_file(paper, later, language="zh_CN").code == code
    assert compose_household_file(paper, newer, language="zh_CN").code != code
    changed = sample_papers.household(cover=())
    assert compose_household_file(changed, stamp, language="zh_CN").code != code


def test_that_the_same_record_and_time_give_the_same_bytes() -> None:
    first = household_file(sample_papers.household(), sample_papers.stamp(), language="zh_CN")
    assert household_file(sample_papers.household(), sample_papers.stamp(), language="zh_CN") == first


def test_that_the_pdf_says_title_language_time_and_parts_and_embeds_every_font() -> None:
    reader = pypdf.PdfReader(
        io.BytesIO(household_file(sample_papers.household(), sample_papers.stamp(), language="zh_CN"))
    )
    assert reader.metadata is not None
    assert reader.metadata.title == "防返贫监测对象一户一档 王䶮"
    assert reader.metadata.creation_date == sample_papers.stamp().printed_at
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert [item["/Title"] for item in reader.outline] == [
        "防返贫监测对象一户一档",
        "防返贫监测对象信息采集表",
        "家庭收入测算表",
        "帮扶措施",
    ]
    fonts = {name: font.get_object() for page in reader.pages for name, font in page["/Resources"]["/Font"].items()}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts.values())


def test_that_what_is_extracted_from_the_pdf_is_what_was_set() -> None:
    paper = sample_papers.household()
    reader = pypdf.PdfReader(io.BytesIO(household_file(paper, sample_papers.stamp(), language="zh_CN")))
    for page, read in zip(_composed(paper).pages, reader.pages, strict=True):
        told = "".join(read.extract_text().split())
        for word in _words(page):
            assert "".join(word.split()) in told


_WORDS = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="贫困户王䶮𬭎，。（）《》、0123456789 aW", max_size=300),
    st.sampled_from(("", "否", "0", "420581196803129963", "一" * 300, "W" * 120)),
)
_LABELS = st.text(alphabet="是否参加城乡居民基本医疗保险（元）abc ", min_size=1, max_size=24)
_CELLS = st.one_of(_WORDS, st.sampled_from(list(Why)[1:]))
_FACTS = st.lists(st.builds(PaperFact, label=_LABELS, text=_CELLS), max_size=6).map(tuple)
_SECTIONS = st.lists(st.builds(PaperSection, title=_LABELS, facts=_FACTS), max_size=3).map(tuple)
_FULL_SECTIONS = st.lists(
    st.builds(
        PaperSection, title=_LABELS, facts=st.builds(PaperFact, label=_LABELS, text=_CELLS).map(lambda fact: (fact,))
    ),
    max_size=3,
).map(tuple)
_MONEY = st.integers(min_value=-(10**13), max_value=10**13)
_LINES = st.builds(
    IncomeLine, item=_WORDS, amount_fen=_MONEY, member=_CELLS, quantity=_CELLS, counted=_LABELS, rule=_WORDS
)


@st.composite
def _papers(draw: st.DrawFn) -> HouseholdPaper:
    some_members = draw(st.lists(st.builds(PaperMember, name=_WORDS, sections=_FULL_SECTIONS), max_size=3))
    some_lines = draw(st.lists(_LINES, max_size=3))
    table = PaperTable(
        title=draw(_LABELS),
        columns=(PaperColumn(label=draw(_LABELS)), PaperColumn(label=draw(_LABELS), is_number=True)),
        rows=((draw(_CELLS), draw(_CELLS)),) * draw(st.integers(min_value=0, max_value=60)),
    )
    return sample_papers.household(
        head_name=draw(_WORDS),
        village=draw(_LABELS),
        group=draw(_WORDS),
        register=draw(_SECTIONS),
        causes=draw(_SECTIONS),
        members=tuple(some_members * draw(st.integers(min_value=0, max_value=7))),
        income=(
            IncomeSheet(
                year=2026,
                period="全年",
                groups=(
                    IncomeGroup(
                        title=draw(_LABELS),
                        lines=tuple(some_lines * draw(st.integers(min_value=0, max_value=67))),
                        total_fen=draw(_MONEY),
                    ),
                ),
            ),
        ),
        records=(PaperRecords(part=FilePart.MEASURES, table=table),),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(paper=_papers(), language=st.sampled_from(("zh_CN", "en")))
def test_that_any_household_prints_without_clipped_overlapping_or_lost_text(
    paper: HouseholdPaper, language: str
) -> None:
    document = _composed(paper, language=language)
    assert faults(document) == []
    assert lost_characters(paper, document) == {}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(paper=_papers())
def test_that_any_household_becomes_a_pdf(paper: HouseholdPaper) -> None:
    pdf = household_file(paper, sample_papers.stamp(), language="zh_CN")
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == len(_composed(paper).pages)


def test_that_whatever_is_printed_has_its_line_in_the_tick_list() -> None:
    listed = [item.part for item in default_contents(sample_papers.household().titles, str) if item.part is not None]
    assert sorted(listed) == sorted(FilePart)


def test_that_a_part_with_a_form_of_the_pack_is_printed_once() -> None:
    plan = PaperTable(title="表外计划", columns=(PaperColumn(label="甲"),), rows=(("一",),))
    paper = dataclasses.replace(sample_papers.household(), records=(PaperRecords(part=FilePart.PLAN, table=plan),))
    form = ComposedPaper(
        template="plan_sheet", title="需求和措施表", head_name="", household_number="", place="", year=2026, blocks=()
    )
    document = compose_household_file(
        paper, sample_papers.stamp(is_practice=False), language="zh_CN", bound={FilePart.PLAN: [form]}
    )
    words = [text for page in document.pages for text in _words(page)]
    assert "需求和措施表" in words
    assert "表外计划" not in words


def test_that_a_table_with_a_ragged_row_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell per column"):
        PaperTable(title="表", columns=(PaperColumn(label="甲"),), rows=(("一", "二"),))


def test_that_facts_of_one_section_stand_under_one_heading_wherever_they_are_kept() -> None:
    def section(title: str, label: str) -> PaperSection:
        return PaperSection(title=title, facts=(PaperFact(label=label, text="是"),))

    paper = sample_papers.household(
        register=(section("识别与属性", "户类型"), section("家庭成员", "户籍人口")),
        conditions=(section("识别与属性", "贫困户属性"), section("易地搬迁", "是否搬迁")),
        causes=(section("易地搬迁", "搬迁年度"),),
    )
    pages = [_words(page) for page in _composed(paper).pages]
    words = [word for page in pages for word in page]
    assert [word for word in words if "、" in word and word[2:] in ("识别与属性", "易地搬迁", "家庭成员")] == [
        "一、识别与属性",
        "二、易地搬迁",
        "三、家庭成员",
        "三、家庭成员",  # the landscape page of the members
    ]
    form = pages[1]
    places = [form.index(word) for word in ("一、识别与属性", "户类型", "贫困户属性", "二、易地搬迁")]
    assert places == sorted(places)
    assert form.index("户籍人口") > form.index("三、家庭成员")
