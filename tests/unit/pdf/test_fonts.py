from pathlib import Path

import pytest

from poverty_desktop.pdf import fonts
from poverty_desktop.pdf.fonts import missing_characters, runs
from poverty_desktop.pdf.text import MISSING_MARK


def test_that_both_shipped_fonts_cover_the_same_characters() -> None:
    assert fonts.face().characters == fonts.face(bold=True).characters


def test_that_rare_characters_of_names_and_villages_are_in_the_shipped_font() -> None:
    assert missing_characters("王䶮𬭎㙍垟塆垱㛃𨱏𫚉𬶐") == frozenset()


def test_that_every_character_of_gb_2312_is_in_the_shipped_font() -> None:
    level = "".join(
        bytes((row, column)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for column in range(0xA1, 0xFF)
    )
    assert len(level) == 6763
    assert missing_characters(level) == frozenset()


def test_that_every_unified_ideograph_of_the_basic_plane_is_in_the_shipped_font() -> None:
    """GB 18030-2022 level 2 is these and the 通用规范汉字表, whose rarer characters are tried below."""
    assert missing_characters("".join(map(chr, range(0x4E00, 0x9FF0)))) == frozenset()
    assert missing_characters("".join(map(chr, range(0x3400, 0x4DB6)))) == frozenset()


def test_that_characters_of_the_standard_table_beyond_the_basic_plane_are_in_the_shipped_font() -> None:
    table = "𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢"
    assert {ord(character) for character in table} <= fonts.face().characters


def test_that_a_private_use_character_is_reported_before_printing() -> None:
    assert missing_characters("王\ue08b小丫") == {"\ue08b"}


def test_that_controls_and_format_marks_are_not_missing() -> None:
    assert missing_characters("甲\n乙\t\u200b\ufeff\U000e0100") == frozenset()


def test_that_the_mark_for_a_missing_character_can_be_printed() -> None:
    assert missing_characters(MISSING_MARK) == frozenset()


def test_that_common_text_is_one_run_and_reads_no_further_font() -> None:
    assert [run.text for run in runs("户主姓名 123")] == ["户主姓名 123"]


def test_that_a_text_changes_font_only_for_the_rare_character() -> None:
    pieces = runs("王𠀀小𫠠", bold=True)
    assert [run.text for run in pieces] == ["王", "𠀀", "小", "𫠠"]
    assert pieces[0].face.name == "NotoSansSC-Bold"
    assert pieces[1].face.name.startswith("Rare-")


def test_that_a_font_named_by_the_user_is_asked_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own.ttf"
    own.write_bytes(b"not a font")
    monkeypatch.setenv(fonts.EXTRA_FONTS_VARIABLE, str(own))
    assert next(fonts.fallback_files()) == own
    assert fonts._fallback(own) is None
