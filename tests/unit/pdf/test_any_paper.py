"""Any household prints every other paper too: nothing clipped or overlapping, to 20 members and 200 measures."""

from __future__ import annotations

import pytest
import sample_papers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout import faults

from poverty_desktop.packs.paper_templates import INCOME_COLUMNS
from poverty_desktop.pdf.approval_form import ApprovalPaper, Opinion, compose_approval
from poverty_desktop.pdf.authorisation import AuthorisationPaper, compose_authorisation
from poverty_desktop.pdf.box_papers import BoxLine, BoxPaper, compose_box_papers
from poverty_desktop.pdf.composed import compose_paper
from poverty_desktop.pdf.composed_values import (
    ComposedPaper,
    FactsOf,
    Figure,
    FiguresOf,
    IncomeOf,
    MembersOf,
    SignersOf,
    SpaceOf,
    TableOf,
    TextOf,
    TotalsOf,
    TurnOf,
    VillageSheet,
    WallMeasure,
    WallPaper,
)
from poverty_desktop.pdf.household_file import compose_household_file
from poverty_desktop.pdf.minutes import MinutesPaper, SeatsOf, VotesOf, compose_minutes
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.photo_values import PaperPhoto, PhotoPaper
from poverty_desktop.pdf.public_list import compose_public_list
from poverty_desktop.pdf.public_values import PublicHousehold, PublicListing
from poverty_desktop.pdf.values import FilePart, PaperColumn, PaperFact, PaperMember, PaperSection, PaperTable
from poverty_desktop.pdf.village_sheet import compose_village_sheet
from poverty_desktop.pdf.wall_card import compose_wall_card

LANGUAGES = st.sampled_from(("zh_CN", "en"))
ORDINARY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.text("镇村组户主张李王䶮㑇帮扶措施养羊，。；（）abc 12.5-%/\n", max_size=40)
LONG = st.text("因病缺资金技术劳力，。已商定按月走访并记录（含复查）abc ", max_size=300)
NAMES = st.text("张李王赵欧阳小国䶮𬭎·", min_size=1, max_size=8)


def _rows(
    columns: int, most: int, cell: st.SearchStrategy[str] = WORDS
) -> st.SearchStrategy[tuple[tuple[str, ...], ...]]:
    """Return rows of a table: few different ones, often repeated, so that 200 of them are drawn fast."""
    row = st.tuples(*[cell] * columns)
    return st.tuples(st.lists(row, min_size=1, max_size=4), st.integers(0, most)).map(
        lambda drawn: tuple(drawn[0][number % len(drawn[0])] for number in range(drawn[1]))
    )


def _table(columns: int, most: int = 200) -> st.SearchStrategy[PaperTable]:
    return st.builds(
        lambda title, labels, rows: PaperTable(
            title=title, columns=tuple(PaperColumn(label=label) for label in labels), rows=rows
        ),
        WORDS,
        st.lists(WORDS, min_size=columns, max_size=columns),
        _rows(columns, most, WORDS | LONG),
    )


FACTS = st.lists(st.builds(lambda label, text: PaperFact(label=label, text=text), WORDS, WORDS | LONG), max_size=30)
SECTION = st.builds(lambda title, facts: PaperSection(title=title, facts=tuple(facts)), WORDS, FACTS)


def _members(most: int = 20) -> st.SearchStrategy[tuple[PaperMember, ...]]:
    def build(names: list[str], labels: list[str], text: str) -> tuple[PaperMember, ...]:
        facts = tuple(PaperFact(label=label, text=text) for label in labels)
        return tuple(PaperMember(name=name, sections=(PaperSection(title="", facts=facts),)) for name in names)

    return st.builds(build, st.lists(NAMES, max_size=most), st.lists(WORDS, max_size=14, unique=True), WORDS)


BLOCK = st.one_of(
    st.builds(lambda sections: FactsOf(sections=tuple(sections)), st.lists(SECTION, max_size=3)),
    st.builds(lambda title, members: MembersOf(title=title, members=members), WORDS, _members()),
    st.builds(lambda table, rows: TableOf(table=table, empty_rows=rows), _table(7), st.integers(0, 60)),
    st.builds(lambda signers: SignersOf(signers=tuple(signers)), st.lists(WORDS, min_size=1, max_size=7)),
    st.builds(lambda texts: TextOf(paragraphs=tuple(texts)), st.lists(LONG, max_size=3)),
    st.builds(lambda title, lines: SpaceOf(title=title, lines=lines), WORDS, st.integers(1, 60)),
    st.builds(lambda is_wide: TurnOf(is_wide=is_wide), st.booleans()),
    st.just(TotalsOf(totals=sample_papers.income().totals)),
    st.builds(
        lambda names, note: IncomeOf(
            note=note, groups=sample_papers.income().groups, columns=tuple((name, name) for name in names)
        ),
        st.lists(st.sampled_from(INCOME_COLUMNS), min_size=1, unique=True),
        WORDS,
    ),
)


def _sound(document: Document) -> None:
    assert faults(document) == []
    assert document.pages


@ORDINARY
@given(blocks=st.lists(BLOCK, min_size=1, max_size=5), head=NAMES, is_booklet=st.booleans(), language=LANGUAGES)
def test_that_any_paper_of_a_pack_prints_whole(blocks, head, is_booklet, language):
    if is_booklet:  # a booklet's pages all stand upright
        blocks = [block for block in blocks if not isinstance(block, TurnOf)]
    paper = ComposedPaper(
        template="any", title="帮扶手册", head_name=head, household_number="420581000001", place="村组", year=2026,
        blocks=tuple(blocks), is_booklet=is_booklet,
    )  # fmt: skip
    _sound(compose_paper(paper, sample_papers.stamp(), language=language))


@ORDINARY
@given(
    lines=st.lists(st.builds(lambda name, text: (name, text), NAMES, WORDS), min_size=1, max_size=60),
    title=WORDS, text=LONG, language=LANGUAGES,
)  # fmt: skip
def test_that_any_minutes_and_any_public_list_print_whole(lines, title, text, language):
    votes = VotesOf(
        heads=("户主", title, "事项", "同意"), shares=(24, 24, 36, 14),
        rows=tuple((name, words, words, "29") for name, words in lines),
    )  # fmt: skip
    facts = tuple(
        PaperFact(label=label, text=words) for label, (_name, words) in zip("甲乙丙丁戊", lines, strict=False)
    )
    blocks = (
        FactsOf(sections=(PaperSection(title="", facts=facts),)), votes, TextOf(paragraphs=(text,)),
        SpaceOf(title=title, lines=6), SignersOf(signers=("主持人", "记录人")),
        SeatsOf(title=title, heads=("姓名", "签名"), count=len(lines)),
    )  # fmt: skip
    minutes = MinutesPaper(title=title or "记录", blocks=blocks)
    _sound(compose_minutes(minutes, sample_papers.stamp(), language=language))
    households = tuple(
        PublicHousehold(name=name, group=words, size=3, category=words, risk=words) for name, words in lines
    )
    listing = PublicListing(
        title=title or "公示", paragraphs=(text,), households=households, closing=(title,), has_risk=True
    )
    _sound(compose_public_list(listing, sample_papers.stamp(), language=language))


@ORDINARY
@given(members=st.lists(st.tuples(NAMES, WORDS, WORDS), max_size=20), section=SECTION, text=LONG, language=LANGUAGES)
def test_that_any_letter_and_any_approval_form_print_whole(members, section, text, language):
    letter = AuthorisationPaper(
        title="授权书", subtitle="村组", head_name="张三", paragraphs=(text, text), members=tuple(members), scribe=text
    )
    _sound(compose_authorisation(letter, sample_papers.stamp(), language=language))
    opinions = tuple(Opinion(title="乡镇审核", text=text, signers=("甲", "乙"), day="2026年11月3日") for _ in range(4))
    form = ApprovalPaper(
        title="审批表", subtitle="村组", head_name="张三", sections=(section,), opinions=opinions, note=text
    )
    _sound(compose_approval(form, sample_papers.stamp(), language=language))


@ORDINARY
@given(table=_table(9), figures=st.lists(WORDS, max_size=14), text=LONG, is_large=st.booleans(), language=LANGUAGES)
def test_that_any_board_list_and_box_of_a_village_prints_whole(table, figures, text, is_large, language):
    blocks = (
        FiguresOf(title="全村", figures=tuple(Figure(label=label, value="1234567.89") for label in figures)),
        TableOf(table=table),
        TextOf(paragraphs=(text,)),
        SignersOf(signers=("甲", "乙")),
    )
    paper = VillageSheet(
        template="any", title="作战图", village="村", year=2026, subtitle=text[:60], blocks=blocks, is_large=is_large
    )
    _sound(compose_village_sheet(paper, sample_papers.stamp(), language=language))
    lines = tuple(
        BoxLine(name=row[0], household_number=row[1], group=row[2], category=row[3]) for row in table.rows[:40]
    )
    boxes = [
        BoxPaper(number=number, count=12, village=f"村{text[:20]}", groups=text[:30], first=1, lines=lines)
        for number in range(1, 13)
    ]
    for spine in (20 * MM, 60 * MM):
        _sound(compose_box_papers("一户一档", 2026, boxes, sample_papers.stamp(), spine=spine, language=language))


@ORDINARY
@given(
    measures=_rows(2, 60), head=NAMES, text=LONG, photos=st.lists(st.tuples(LONG, st.integers(1, 4000)), max_size=9),
    language=LANGUAGES,
)  # fmt: skip
def test_that_any_wall_card_and_any_file_with_photos_prints_whole(measures, head, text, photos, language):
    wall = WallPaper(
        template="wall", title="公示牌", head_name=head, place="村组", year=2026, persons=3, shows_household=True,
        measures=tuple(WallMeasure(kind=kind, status=status) for kind, status in measures), measures_title="措施",
        notes=(text,),
    )  # fmt: skip
    _sound(compose_wall_card(wall, sample_papers.stamp(), language=language))
    album = PhotoPaper(
        title="照片",
        photos=tuple(PaperPhoto(caption=caption, taken_on="2026", wide=wide, tall=300) for caption, wide in photos),
    )
    bound = {FilePart.PHOTOS: [album], FilePart.CARD: [sample_papers.card()]}
    file = compose_household_file(sample_papers.household(), sample_papers.stamp(), language=language, bound=bound)
    _sound(file)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_that_nine_members_and_three_hundred_letters_go_on_with_their_heads(language):
    table = PaperTable(
        title="帮扶措施",
        columns=tuple(PaperColumn(label=label) for label in ("类别", "内容", "成效")),
        rows=tuple(("产业", "牧" * 300, "收" * 40) for _ in range(60)),
    )
    members = tuple(
        PaperMember(name=f"张{number}", sections=sample_papers.member(number % 4).sections) for number in range(9)
    )
    blocks = (MembersOf(title="成员", members=members), TableOf(table=table))
    paper = ComposedPaper(
        template="any", title="手册", head_name="张三", household_number="1", place="村", year=2026, blocks=blocks
    )
    document = compose_paper(paper, sample_papers.stamp(), language=language)
    assert faults(document) == []
    pages = [page for page in document.pages if any("牧牧" in text.words for text in page.texts)]
    assert len(pages) > 2
    for page in pages:
        assert any(text.words == "成效" for text in page.texts)
    printed = "".join(text.words for text in document.texts())
    assert printed.count("牧") == 60 * 300
