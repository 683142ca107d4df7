import sample_papers
from layout import faults

from poverty_desktop.pdf.grid import NORMAL, Row, cell, draw_rows, label, row
from poverty_desktop.pdf.sheet import Sheet, finish


def _sheet() -> Sheet:
    sheet = Sheet(stamp=sample_papers.stamp(), language="zh_CN", owner="王䶮")
    sheet.begin_part("试表")
    return sheet


def _line(sheet: Sheet, words: str) -> Row:
    return row((label(0, 80, "标签", NORMAL), cell(80, sheet.width - 80, words, NORMAL)), NORMAL)


def _head(sheet: Sheet) -> Row:
    return row((label(0, sheet.width, "表头", NORMAL),), NORMAL, leads=True)


def _pages(sheet: Sheet) -> list[list[str]]:
    return [[text.words for text in page.texts] for page in sheet.pages]


def test_that_the_head_is_repeated_on_every_page() -> None:
    sheet = _sheet()
    draw_rows(sheet, [_line(sheet, str(number)) for number in range(100)], head=(_head(sheet),))
    assert len(sheet.pages) == 4
    assert all(words.count("表头") == 1 for words in _pages(sheet))
    assert faults(finish(sheet, kind="TT", title="试表")) == []


def test_that_every_row_is_printed_once_and_in_order() -> None:
    sheet = _sheet()
    draw_rows(sheet, [_line(sheet, str(number)) for number in range(100)])
    words = [word for page in _pages(sheet) for word in page if word.isdigit()]
    assert words == [str(number) for number in range(100)]


def test_that_a_head_does_not_stand_alone_at_the_foot_of_a_page() -> None:
    sheet = _sheet()
    sheet.y = sheet.bottom - 1.5 * NORMAL.height
    draw_rows(sheet, [_line(sheet, "第一行")], head=(_head(sheet),))
    assert "表头" not in _pages(sheet)[0]
    assert _pages(sheet)[1][:3] == ["表头", "标签", "第一行"]


def test_that_a_text_longer_than_a_page_goes_on_with_its_label_repeated() -> None:
    sheet = _sheet()
    draw_rows(sheet, [_line(sheet, "一二三四五六七八九十" * 500)])
    pages = _pages(sheet)
    assert len(pages) >= 2
    assert all("标签" in words for words in pages)
    assert "".join("".join(words) for words in pages).count("十") == 500
    assert faults(finish(sheet, kind="TT", title="试表")) == []


def test_that_a_row_moves_whole_to_the_next_page_when_it_does_not_fit() -> None:
    sheet = _sheet()
    sheet.y = sheet.bottom - 3 * NORMAL.height
    draw_rows(sheet, [_line(sheet, "甲" * 300)])
    assert "标签" not in _pages(sheet)[0]
