"""Papers are data: what cannot be printed, or what neighbours must not read, is refused at the cell that is wrong."""

from __future__ import annotations

import pytest
from pack_sources import edited_pack, problems_in

from poverty_desktop.packs.paper_templates import BlockKind, PaperItem, item_texts, read_item
from poverty_desktop.packs.publish import publish


def _change(paper: str, block: str, cells: dict[str, str | None]):
    def edit(book) -> None:
        sheet = book["paper_blocks"]
        names = {cell.value: cell.column for cell in sheet[2]}
        row = next(
            row
            for row in range(3, sheet.max_row + 1)
            if (sheet.cell(row, names["paper"]).value, sheet.cell(row, names["block"]).value) == (paper, block)
        )
        for name, text in cells.items():
            sheet.cell(row, names[name]).value = text

    return edit


@pytest.mark.parametrize(
    ("paper", "block", "column", "text", "message"),
    [
        ("handbook", "facts", "items", "household.nothing", "no data item"),
        ("handbook", "facts", "items", "phone", "no data item"),
        ("handbook", "facts", "items", "person.name", "cannot stand"),
        ("handbook", "facts", "items", "household.phone=电话", "is not written as"),
        ("handbook", "facts", "items", None, "fill in its items"),
        ("handbook", "members", "items", "household.phone", "cannot stand"),
        ("handbook", "records", "items", "visit.content; need.kind", "of one kind"),
        ("handbook", "records", "items", "person.name", "cannot stand"),
        ("handbook", "records", "lines", "61", "0 to 60"),
        ("handbook", "signatures", "items", "stranger", "no signer"),
        ("handbook", "text", "items", "nothing.here", "no text"),
        ("register_form", "sections", "items", "nowhere", "no section"),
        ("handbook", "income", "items", "household.phone", "cannot stand"),
        ("handbook", "income", "block", "nothing", "is not known here"),
        ("handbook", "income", "paper", "nothing", "no paper of the sheet"),
        ("wall_card", "wall_measures", "block", "members", "neighbours would read it"),
        ("village_board", "village_groups", "items", "health", "no figure"),
        ("village_board", "village_groups", "block", "findings", "cannot have a block"),
        ("village_board", "village_measures", "block", "members", "cannot have a block"),
        ("handbook", "income", "block", "contents", "no other paper has one"),
        ("findings_list", "findings", "items", "document_number", "no column"),
        ("handbook", "income", "block", "village_measures", "cannot have a block"),
        ("wall_card", "wall_measures", "block", "sections", "neighbours would read it"),
        ("income_sheet", "income_lines", "items", "item; phone", "There are"),
        ("register_form", "income_facts", "items", "bank_account", "There are"),
        ("minutes", "votes", "items", "household.phone", "There are"),
        ("minutes", "votes", "block", "members", "cannot have a block"),
        ("handbook", "by_hand", "items", "by_hand", "written by hand"),
        ("handbook", "cover", "items", "person.name", "cannot stand"),
        ("wall_card", "wall_measures", "block", "income", "neighbours would read it"),
    ],
)
def test_that_a_wrong_cell_of_a_paper_is_refused_there(tmp_path, paper, block, column, text, message):
    edited_pack(tmp_path, _change(paper, block, {column: text}))
    told = [(problem.column, problem.message_id) for problem in problems_in(tmp_path, "paper_blocks")]
    assert any(where == column and message in sentence for where, sentence in told), told


@pytest.mark.parametrize("pattern", ["{证件号码}", "{村}-{序号", "{村:x}"])
def test_that_a_name_of_files_with_an_unknown_part_is_refused_at_its_cell(tmp_path, pattern):
    def edit(book) -> None:
        sheet = book["settings"]
        row = next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 1).value == "paper_file_name")
        sheet.cell(row, 2).value = pattern

    edited_pack(tmp_path, edit)
    told = [(problem.column, problem.params.get("text")) for problem in problems_in(tmp_path, "settings")]
    assert ("value", pattern) in told


def test_that_a_paper_needs_blocks_and_a_title_that_the_pack_has(tmp_path):
    def edit(book) -> None:
        book["papers"].append(["empty", "nothing", "internal", "A4", "a source"])

    edited_pack(tmp_path, edit)
    assert {problem.column for problem in problems_in(tmp_path, "papers")} == {"id", "title"}


def test_that_order_labels_and_lines_survive_publishing(tmp_path):
    words = "household.address=门牌|Door; household.phone"
    edit = _change("handbook", "facts", {"items": words, "title_zh": "我家", "title_en": "Our home"})
    edited_pack(tmp_path, edit, with_forms=True)
    paper = publish(tmp_path, previous=None).pack.paper("handbook")
    block = next(one for one in paper.blocks if one.kind is BlockKind.FACTS)
    assert [str(item) for item in block.items] == ["household.address=门牌|Door", "household.phone"]
    assert (block.title.zh, block.title.en) == ("我家", "Our home")


def test_that_items_stand_between_semicolons_of_both_kinds_or_on_lines():
    assert item_texts("a.b;c.d；e.f\ng.h;") == ["a.b", "c.d", "e.f", "g.h"]
    assert read_item("a.b") == PaperItem(name="a.b")
