import sample_papers
from hypothesis import given
from hypothesis import strategies as st
from layout import faults

from poverty_desktop.pdf.booklet import Folded, booklet_order, imposed
from poverty_desktop.pdf.composed import compose_paper
from poverty_desktop.pdf.composed_values import (
    ComposedPaper,
    FactsOf,
    MembersOf,
    SignersOf,
    SpaceOf,
    TableOf,
    TextOf,
    TotalsOf,
)
from poverty_desktop.pdf.household_file import compose_household_file
from poverty_desktop.pdf.page import MM, Document


def _booklet(*, members: int = 4, measures: int = 3) -> Document:
    card = sample_papers.card()
    table = sample_papers.MEASURES
    long_table = type(table)(
        title=table.title,
        columns=table.columns,
        rows=((*table.rows[0][:1], "帮" * 300, *table.rows[0][2:]),) * measures,
    )
    paper = ComposedPaper(
        template="handbook",
        title="帮扶手册",
        head_name="王䶮",
        household_number="420581000123",
        place="白鸭垴村 三组",
        year=2026,
        is_booklet=True,
        blocks=(
            TextOf(paragraphs=("手写涂改无效，有误请重新打印。",)),
            FactsOf(sections=card.sections),
            MembersOf(title="家庭成员", members=tuple(sample_papers.member(number) for number in range(members))),
            TableOf(table=long_table, empty_rows=6),
            TotalsOf(totals=sample_papers.income().totals),
            SpaceOf(title="帮扶成效", lines=9),
            SignersOf(signers=("户主签名（手印）", "帮扶责任人签名")),
        ),
    )
    return compose_paper(paper, sample_papers.stamp(), language="zh_CN")


@given(st.integers(min_value=1, max_value=60))
def test_that_folded_sheets_show_the_pages_one_after_the_other(count: int) -> None:
    sides = booklet_order(count)
    fronts, backs = sides[0::2], sides[1::2]
    read = [page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])]
    read += [
        page for front, back in zip(reversed(fronts), reversed(backs), strict=True) for page in (back[1], front[0])
    ]
    assert [page for page in read if page is not None] == list(range(count))
    assert all(page is None for page in read[count:])


def test_that_a_handbook_lies_two_pages_to_a_side_of_a4() -> None:
    document = _booklet()
    assert {(round(page.width / MM), round(page.height / MM)) for page in document.pages} == {(297, 210)}
    assert len(document.pages) % 2 == 0
    assert faults(document) == []


def test_that_a_handbook_of_twenty_members_and_two_hundred_long_measures_prints_whole() -> None:
    document = _booklet(members=20, measures=200)
    assert faults(document) == []
    assert sum(text.words.count("帮") for text in document.texts()) >= 200 * 300
    heads = [text.words for text in document.texts() if text.words == "项目名称"]
    assert len(heads) > 20  # on every page that goes on


def test_that_a_file_with_lying_pages_is_folded_on_either_sheet_and_a_booklet_is_not_folded_again() -> None:
    file = compose_household_file(sample_papers.household(), sample_papers.stamp(), language="zh_CN")
    assert any(page.width > page.height for page in file.pages)
    for folded, wide in ((Folded.A4, 297), (Folded.A3, 420)):
        document = imposed(file, folded)
        assert {round(page.width / MM) for page in document.pages} == {wide}
        assert faults(document) == []
        assert sorted(text.words for text in document.texts()) == sorted(text.words for text in file.texts())
        codes = [code for page in document.pages for code in (page.code, page.second_code) if code is not None]
        assert len(codes) == sum(page.code is not None for page in file.pages)
    assert imposed(_booklet(), Folded.A3) == _booklet()
