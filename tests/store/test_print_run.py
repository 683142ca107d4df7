"""Papers of many households as files: named by the office, in the order of a walk, stopped and gone on with."""

from __future__ import annotations

import dataclasses

import pytest
from openpyxl import Workbook
from pypdf import PdfReader
from registers import change, family_edits, save, text

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.paperwork import archive_boxes, print_run, printing
from poverty_desktop.operations.paperwork.paper_file_names import MOST_LETTERS, FileNames, safe_name
from poverty_desktop.operations.paperwork.print_plan import Order, PlannedFile, Volume, planned
from poverty_desktop.operations.paperwork.print_run import AT_ONCE, PrintRun
from poverty_desktop.operations.register import households_of_list
from poverty_desktop.packs.paper_file_names import SETTING, NamePart, is_sound
from poverty_desktop.pdf.paint_process import PaintProcess
from poverty_desktop.queries.paperwork import print_order
from poverty_desktop.store.engine import NOT_WRITTEN

SHEET = ("visit_sheet",)


@pytest.fixture
def families(field):
    found = []
    for address, group in (("三组十七号", "三组"), ("一组 10 号", "一组"), ("一组 9 号", "一组")):
        family, edits = family_edits(field.ids)
        save(field, *edits)
        save(field, change(RecordKind.HOUSEHOLD, family.household, address=text(address), group_name=text(group)))
        found.append(family.household)
    return found


def test_that_papers_follow_a_walk_from_house_to_house(field, families):
    assert print_order.by_route(field, families) == tuple(reversed(families))


def test_that_files_are_called_as_the_office_wants(field, families, tmp_path):
    pack = dataclasses.replace(field.pack, settings={**field.pack.settings, SETTING: "{组}-{人数}人-{序号:3}-{年度}"})
    named = dataclasses.replace(field, pack=pack)
    files = planned(named, families, Order(papers=SHEET, by_route=True), Volume.HOUSEHOLD, tmp_path)
    assert [file.path.name for file in files] == [
        "一组-1人-001-2026.pdf", "一组-1人-002-2026.pdf", "三组-1人-003-2026.pdf",
    ]  # fmt: skip


def test_that_a_paper_that_could_not_be_noted_says_so_and_not_that_nothing_was_written(field, families, monkeypatch):
    def full(*_arguments, **_named):
        raise StorageError(NOT_WRITTEN)

    monkeypatch.setattr("poverty_desktop.operations.disclosure.ledger.note", full)
    with pytest.raises(StorageError, match="could not be noted"):
        disclosure.note(field, "print", families)
    with pytest.raises(StorageError, match="Nothing of this entry was saved"):
        disclosure.note(field, "reveal", families)


@pytest.mark.parametrize("wrong", ["{证件号码}", "{村", "村}", "{}", "{村:0}", "", "字" * 121])
def test_that_a_pattern_with_an_unknown_part_or_an_open_brace_is_not_sound(wrong):
    assert not is_sound(wrong)


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("张三 42058119800101123X", "张三"),
        (" 尾 . ", "尾"),
        ("con", "_con"),
        ("\u202e倒\u0007", "倒"),
        ("", "0"),
        ("长" * 300, "长" * MOST_LETTERS),
    ],
)
def test_that_every_disk_takes_a_name_and_no_card_can_be_read_in_it(wish, name):
    assert safe_name(wish) == name
    assert len(f"{name}-9999.pdf.part".encode()) < 255


def test_that_two_files_never_have_one_name(field):
    pack = dataclasses.replace(field.pack, settings={**field.pack.settings, SETTING: "{户主}"})
    names = FileNames(pack)
    given = [names.name({NamePart.HEAD: head}) for head in ("Li", "li", "Li")]
    assert given == ["Li.pdf", "li-2.pdf", "Li-3.pdf"]


def test_that_a_stopped_run_goes_on_behind_the_files_that_are_whole(field, families, tmp_path):
    run = PrintRun(planned(field, families, Order(papers=SHEET), Volume.HOUSEHOLD, tmp_path), Order(papers=SHEET))
    run.go_on(field)
    run.stop()
    assert (run.done, len(run.files)) == (1, 1)
    printing.finish(run, field)
    assert len(list(tmp_path.glob("*.pdf"))) == 3
    assert not list(tmp_path.glob("*.part"))
    assert run.pages == 3


def test_that_a_run_stopped_within_a_file_leaves_nothing_and_begins_it_anew(field, families, tmp_path):
    target = tmp_path / "all.pdf"
    run = PrintRun([PlannedFile(path=target, households=tuple(families * AT_ONCE))], Order(papers=SHEET))
    run.go_on(field)
    assert list(tmp_path.glob("*.part"))
    run.stop()
    assert not list(tmp_path.glob("all*"))
    printing.finish(run, field)
    assert len(PdfReader(target).pages) == run.pages == 3 * AT_ONCE
    run = PrintRun([PlannedFile(path=target, households=tuple(families * AT_ONCE))], Order(papers=SHEET))
    run.go_on(field)
    for call in tuple(field.before_close):  # as when the workspace is closed
        call()
    assert [path.name for path in tmp_path.glob("all*")] == ["all.pdf"]
    run.stop()


def test_that_every_paper_begins_a_sheet_and_a_jam_is_gone_on_from_its_page(field, families, tmp_path):
    def pages(**how) -> list[str]:
        target = tmp_path / "sheets.pdf"
        run = PrintRun([PlannedFile(path=target, households=tuple(families))], Order(papers=SHEET, **how))
        printing.finish(run, field)
        return [page.extract_text() for page in PdfReader(target).pages]

    whole = pages(both_sides=True)
    assert [bool(page) for page in whole] == [True, False] * 3
    assert pages(both_sides=True, first_side=3) == whole[2:]
    with pytest.raises(RuleError):
        pages(first_side=99)


def test_that_a_list_in_any_columns_names_households(field, families, tmp_path):
    numbers = ["420581000001", "420581000002"]
    for household, number in zip(families, numbers, strict=False):
        save(field, change(RecordKind.HOUSEHOLD, household, national_number=text(number)))
    book = Workbook()
    for row in (
        ["序号", "户编号", "户主"],
        [1, numbers[1], "张三"],
        [2, numbers[0], "别人"],
        [3, "", "张三"],
        [4, "", "无名"],
    ):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    found = households_of_list.households_of(field, tmp_path / "list.xlsx")
    assert found.households == (families[1], families[0])
    assert found.unknown == (4, 5)  # three heads are called so; nobody is


def test_that_a_list_of_strangers_is_refused(field, families, tmp_path):
    (tmp_path / "list.csv").write_text("户主,备注\n赵钱,\n孙李,\n", encoding="utf-8")
    with pytest.raises(RuleError):
        households_of_list.households_of(field, tmp_path / "list.csv")


def test_that_boxes_have_a_label_and_a_list_of_what_lies_in_them(field, families, tmp_path):
    target = tmp_path / "boxes.pdf"
    done = archive_boxes.write(field, families, target, in_a_box=2, spine_mm=40)
    pages = [page.extract_text() for page in PdfReader(target).pages]
    assert done.pages == len(pages) == 3
    assert "Box 1 of 2" in pages[0]
    assert "Box 2 of 2" in pages[0]
    assert "Households 3–3" in pages[0]
    assert "张三" not in pages[0]
    assert pages[1].count("张三") == 2
    for wrong in ({"in_a_box": 0}, {"in_a_box": 2, "spine_mm": 33}):
        with pytest.raises(RuleError):
            archive_boxes.write(field, families, target, **wrong)


def test_that_a_second_process_paints_the_same_files_and_leaves_none_behind_when_stopped(
    field, families, tmp_path, monkeypatch
):
    order = Order(papers=SHEET, both_sides=True)
    (tmp_path / "alone").mkdir()
    (tmp_path / "helped").mkdir()
    chosen = families * 3

    def run(folder: str) -> PrintRun:
        return PrintRun(
            [
                PlannedFile(path=tmp_path / folder / f"{number}.pdf", households=(household,))
                for number, household in enumerate(chosen)
            ],
            order,
        )

    alone = printing.finish(run("alone"), field)
    monkeypatch.setattr(print_run, "LEAST_FILES", 2)
    monkeypatch.setattr(PaintProcess, "is_possible", staticmethod(lambda: True))
    helped = run("helped")
    for _step in range(4):
        helped.go_on(field)
    helped.stop()
    assert 1 <= len(helped.files) == helped.done < 4
    printing.finish(helped, field)
    assert (helped.pages, helped.done) == (alone.pages, alone.done) == (18, 9)
    for one, other in zip(alone.files, helped.files, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert not list(tmp_path.rglob("*.part"))


def test_that_a_painting_process_that_dies_is_told_and_leaves_whole_files_only(field, families, tmp_path, monkeypatch):
    monkeypatch.setattr(print_run, "LEAST_FILES", 2)
    monkeypatch.setattr(PaintProcess, "is_possible", staticmethod(lambda: True))
    files = [PlannedFile(path=tmp_path / f"{number}.pdf", households=(families[0],)) for number in range(6)]
    run = PrintRun(files, Order(papers=SHEET))
    run.go_on(field)
    run._helper._process.kill()
    with pytest.raises(StorageError):
        printing.finish(run, field)
    assert len(list(tmp_path.glob("*.pdf*"))) == len(run.files)
    printing.finish(run, field)  # another one is started
    assert len(run.files) == 6
