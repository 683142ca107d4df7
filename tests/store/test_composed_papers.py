"""Papers that the pack composes are filled from the register; the one for the wall cannot tell what is private."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import openpyxl
import pytest
from pack_stick import publish
from registers import YEAR, admit, change, family_edits, save, text
from registers import new as new_record

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.handover import bundles, packs, receipts
from poverty_desktop.operations.paperwork import paper_preview, paper_workbook, papers
from poverty_desktop.packs.model import Label, PropertyType
from poverty_desktop.packs.paper_templates import OF_HOUSEHOLDS, BlockKind, PaperBlock, PaperItem
from poverty_desktop.pdf.composed_values import TableOf, WallPaper
from poverty_desktop.pdf.page import MM
from poverty_desktop.queries.paperwork.paper_blocks import composed_paper
from poverty_desktop.queries.paperwork.wall_paper import wall_paper


@pytest.fixture(autouse=True)
def chinese():
    before = i18n.language()
    i18n.set_language("zh_CN")
    yield
    i18n.set_language(before)


def _words(found: papers.Composed) -> list[str]:
    return [one.words for one in found.document.texts()]


def _measure(field, household, kind: str, name: str) -> None:
    values = {
        "household": Value(household), "year": Value(YEAR), "kind": text(kind), "name": text(name), "status": text("02")
    }  # fmt: skip
    save(field, new_record(RecordKind.MEASURE, RecordId(field.ids.new()), values))


def test_that_every_paper_of_the_shipped_pack_prints_for_a_household(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    _measure(field, family.household, "01", "养羊三十只")
    of_households = [template for template in field.pack.papers if template.use in OF_HOUSEHOLDS]
    for template in of_households:
        found = papers.compose(field, template.id, family.household, year=YEAR)
        assert not found.missing
        assert template.title in ("wall_card",) or any("张三" in word for word in _words(found))
    assert "养羊三十只" in _words(papers.compose(field, "handbook", family.household, year=YEAR))


def test_that_a_form_changes_with_its_template_alone(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    template = field.pack.paper("handbook")
    label = replace(field.pack.title, zh="门牌号", en="Door")
    block = PaperBlock(kind=BlockKind.FACTS, title=label, items=(PaperItem(name="household.address", label=label),))
    pack = replace(field.pack, papers=(replace(template, blocks=(block,)),))
    png, pages = paper_preview.preview_template(field, pack, "handbook", 0)
    assert (png[:4], pages) == (b"\x89PNG", 2)
    shown = papers.compose_template(replace(field, pack=pack), pack.papers[0], family.household)
    assert "门牌号" in _words(shown)
    assert "家庭基本情况" not in " ".join(_words(shown))


def test_that_nothing_private_reaches_the_wall_through_any_field(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    _measure(field, family.household, "08", "SMUGGLED")
    _measure(field, family.household, "02", "SMUGGLED")
    for kind, record in (
        (RecordKind.HOUSEHOLD, family.household),
        (RecordKind.PERSON, family.head),
        (RecordKind.PERSON_YEAR, family.head_year),
    ):
        for item in field.pack.of_kind(kind):
            if item.type is PropertyType.TEXT and item.name not in ("name", "group_name"):
                save(field, change(kind, record, **{item.name: text("SMUGGLED")}))
    found = papers.compose(field, "wall_card", family.household, year=YEAR)
    words = _words(found)
    assert not [word for word in words if "SMUGGLED" in word]
    assert "就业帮扶" in words
    assert "健康帮扶" not in words


def test_that_the_card_for_the_wall_hangs_large_or_small_with_the_same_words(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    cards = [papers.compose(field, paper, family.household, year=YEAR) for paper in ("wall_card", "wall_card_a3")]
    assert _words(cards[0]) == _words(cards[1])
    small, large = (card.document for card in cards)
    grown = [(b.size / a.size, b.x / a.x, b.y / a.y) for a, b in zip(small.texts(), large.texts(), strict=True)]
    assert grown
    assert all(ratio == pytest.approx(2**0.5, rel=2e-3) for ratios in grown for ratio in ratios)
    assert {(round(page.width / MM), round(page.height / MM)) for page in large.pages} == {(297, 420)}
    said = dict(papers.on_offer(field))
    assert said["wall_card_a3"] == f"{said['wall_card']}，A3"


def test_that_the_card_for_the_wall_has_no_place_for_what_is_private(field):
    assert {one.name for one in fields(WallPaper)} == {
        "template", "title", "head_name", "place", "year", "persons", "shows_household", "measures",
        "measures_title", "notes",
    }  # fmt: skip
    with pytest.raises(RuleError):
        wall_paper(field, field.pack.paper("wall_card"), RecordId(bytes(16)))


def test_that_a_paper_that_the_pack_does_not_have_is_refused_in_words(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    with pytest.raises(RuleError):
        papers.compose(field, papers.wanted("no_such_paper"), family.household)


def test_that_a_pack_says_what_the_card_of_a_household_and_the_tick_list_of_its_file_hold(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    word = Label(zh="我省明白卡", en="Our card")
    facts = PaperBlock(kind=BlockKind.FACTS, title=word, items=(PaperItem(name="household.phone", label=word),))
    card = replace(field.pack.paper("plan_sheet"), id="assistance_card", blocks=(facts,))
    lines = (
        PaperItem(name="cover", label=Label(zh="封面", en="Front")),
        PaperItem(name="by_hand", label=Label(zh="林权证复印件", en="Forest papers")),
        PaperItem(name="card", label=word),
        PaperItem(name="register", label=Label(zh="登记表", en="Register")),
    )
    file = replace(card, id="household_file", blocks=(PaperBlock(kind=BlockKind.CONTENTS, items=lines),))
    shown = replace(field, pack=replace(field.pack, papers=(*field.pack.papers, card, file)))
    words = "".join(
        text.words for text in papers.compose(shown, papers.Paper.ASSISTANCE_CARD, family.household).document.texts()
    )
    assert "我省明白卡" in words
    document = papers.compose(shown, papers.Paper.HOUSEHOLD_FILE, family.household).document
    cover = [text.words for text in document.pages[0].texts]
    assert [cover.index(line.label.zh) for line in lines] == sorted(cover.index(line.label.zh) for line in lines)
    assert "户口簿、身份证复印件" not in cover
    titles = [mark.title for mark in document.bookmarks]
    assert titles.index(shown.pack.text(card.title, YEAR)("zh_CN")) == 1  # the parts follow the list
    assert [str(paper) for paper, _title in papers.on_offer(shown)].count("assistance_card") == 1
    for paper in ("household_file", "assistance_card"):
        assert paper_preview.preview_template(field, shown.pack, paper, 0)[0].startswith(b"\x89PNG")


def test_that_the_calculation_and_the_register_form_are_the_packs_own(field):
    family, edits = family_edits(field.ids)
    save(field, *edits, change(RecordKind.HOUSEHOLD_YEAR, family.year, wage_income=Value(1_234_500)))
    shown = _words(papers.compose(field, papers.Paper.INCOME_SHEET, family.household, year=YEAR))
    assert "计算口径和依据" in shown
    assert "户主确认签名（手印）" in shown
    word = Label(zh="收支名目", en="What")
    lines = PaperBlock(
        kind=BlockKind.INCOME_LINES, items=(PaperItem(name="item", label=word), PaperItem(name="amount"))
    )
    own = replace(field.pack.paper("income_sheet"), blocks=(lines,))
    pack = replace(field.pack, papers=(own,))
    found = papers.compose(replace(field, pack=pack), papers.Paper.INCOME_SHEET, family.household, year=YEAR)
    assert "收支名目" in _words(found)
    assert "计算口径和依据" not in _words(found)
    file = papers.compose(replace(field, pack=pack), papers.Paper.HOUSEHOLD_FILE, family.household, year=YEAR)
    assert "收支名目" in _words(file)
    register = "".join(_words(papers.compose(field, "register_form", family.household, year=YEAR)))
    order = [register.index(words) for words in ("上年度收入", "12,345.00", "帮扶责任人", "家庭成员", "户主签名")]
    assert order == sorted(order)


def test_that_a_handbook_has_a_cover_and_its_helpers_before_its_needs(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    document = papers.compose(field, "handbook", family.household, year=YEAR).document
    words = "".join(text.words for text in document.texts())
    assert "发放日期" in words
    titles = ("家庭基本情况", "成员社会关系", "帮扶责任人", "帮扶需求", "帮扶措施", "帮扶成效", "自我发展成效")
    pages = [bookmark.title for bookmark in document.bookmarks]
    assert pages == ["帮扶手册"]
    assert all(title in words for title in titles)


def test_that_plan_and_effects_of_the_handbook_come_from_the_measures_and_what_is_said_stays_blank(field):
    family, edits = family_edits(field.ids)
    ours = {"household": Value(family.household)}
    done = {"year": Value(YEAR), "kind": text("01"), "name": text("养羊三十只"), "status": text("03")}
    measure = new_record(RecordKind.MEASURE, RecordId(field.ids.new()), {**ours, **done, "effect": text("出栏二十只")})
    helper = new_record(RecordKind.HELPER, RecordId(field.ids.new()), {**ours, "name": text("王帮扶")})
    suggested = new_record(
        RecordKind.MEASURE, RecordId(field.ids.new()), {**ours, **done, "name": text("种茶"), "status": text("05")}
    )
    save(field, *edits, measure, helper, suggested)
    filled = composed_paper(field, field.pack.paper("handbook"), family.household, year=YEAR)
    tables = {block.table.title: block.table for block in filled.blocks if isinstance(block, TableOf)}
    assert "王帮扶" in tables["帮扶计划"].rows[0]
    assert tables["帮扶成效"].rows[0][2:] == ("出栏二十只", Why.BLANK, "", "")
    assert tables["帮扶措施"].columns[2].label == "金额（元）"
    assert [row[1] for row in tables["帮扶措施"].rows] == ["养羊三十只"]  # nobody promised the tea


def test_that_places_to_sign_do_not_stand_alone_where_fewer_lines_to_write_on_make_room(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    assert len(papers.compose(field, "visit_sheet", family.household, year=YEAR).document.pages) == 1
    told = {"household": Value(family.household), "visited_on": text("2026-10-10"), "content": text("看望老人，" * 40)}
    save(field, new_record(RecordKind.VISIT, RecordId(field.ids.new()), told))
    [page] = papers.compose(field, "visit_sheet", family.household, year=YEAR).document.pages
    assert len([one for one in page.texts if "本次走访" in one.words]) == 1
    assert any("走访人签名" in one.words for one in page.texts)
    for day in ("2026-09-03", "2026-03-04", "2026-05-06"):
        earlier = {**told, "visited_on": text(day)}
        save(field, new_record(RecordKind.VISIT, RecordId(field.ids.new()), earlier))
    document = papers.compose(field, "visit_sheet", family.household, year=YEAR).document
    assert len(document.pages) == 2
    days = [one.words for one in document.texts() if re.fullmatch("2026年[0-9]+月[0-9]+日", one.words)]
    assert days == ["2026年3月4日", "2026年5月6日", "2026年9月3日", "2026年10月10日"]


def test_that_nobody_of_an_office_presses_a_finger(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    template = field.pack.paper("plan_sheet")
    for names, count in ((("sign.leader", "sign.head"), 0), (("sign.head", "sign.leader"), 1)):
        block = PaperBlock(kind=BlockKind.SIGNATURES, items=tuple(PaperItem(name=name) for name in names))
        shown = papers.compose_template(field, replace(template, blocks=(block,)), family.household)
        assert _words(shown).count("手印") == count


def test_that_a_form_changed_at_the_office_prints_on_the_laptop_after_the_next_receipt(field, office, tmp_path):
    admit(office, field, tmp_path / "admission")
    family, edits = family_edits(field.ids)
    save(field, *edits)
    book, stick = tmp_path / "forms.xlsx", tmp_path / "stick"
    stick.mkdir()
    paper_workbook.write(office, book)
    publish(office, _edited(book, "household.address", "household.address=门牌|Door"))
    sent = bundles.export_bundle(field, stick).value
    bundles.receive(office, sent.path)
    packs.refresh_repository(office, stick)
    receipts.take_receipt(field, next(stick.rglob("*.fpr")))
    assert "门牌" in _words(papers.compose(field, "handbook", family.household, year=YEAR))


def _edited(book: Path, old: str, new: str) -> Path:
    opened = openpyxl.load_workbook(book)
    for row in opened["paper_blocks"].iter_rows(min_row=3, max_col=5):
        for cell in row:
            cell.value = cell.value.replace(old, new) if isinstance(cell.value, str) else cell.value
    opened.save(book)
    return book
