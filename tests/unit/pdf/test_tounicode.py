import dataclasses
import io
import subprocess

import pypdf
import pytest
import sample_papers

from poverty_desktop.pdf.fonts import fallback_for, missing_characters
from poverty_desktop.pdf.household_file import household_file
from poverty_desktop.pdf.tounicode import character_map

NAMES = ["王䶮", "李𬭎", "欧阳㙍"]
if fallback_for("𠀀") is not None:
    NAMES.append("𠀀𫠠")


def _printed(name: str) -> bytes:
    paper = sample_papers.household(head_name=name)
    return household_file(paper, sample_papers.stamp(), language="zh_CN")


@pytest.mark.parametrize("name", NAMES)
def test_that_pypdf_reads_back_the_characters_that_were_printed(name: str) -> None:
    assert name in pypdf.PdfReader(io.BytesIO(_printed(name))).pages[0].extract_text()


@pytest.mark.parametrize("name", NAMES)
def test_that_pdftotext_reads_back_the_characters_that_were_printed(name: str) -> None:
    told = subprocess.run(["pdftotext", "-l", "1", "-", "-"], input=_printed(name), capture_output=True, check=True)
    assert name in told.stdout.decode()


def test_that_a_code_point_above_the_basic_plane_is_written_as_two_halves() -> None:
    assert "<01> <D872DF4E>" in character_map("F1", [0, 0x2CB4E])


def test_that_no_block_of_the_map_has_more_than_a_hundred_entries() -> None:
    counts = [line for line in character_map("F1", range(256)).split("\n") if line.endswith("beginbfchar")]
    assert counts == ["100 beginbfchar", "100 beginbfchar", "56 beginbfchar"]


def _level_3() -> list[str]:
    """Return characters from every block of GB 18030-2022 level 3 that a font at hand has, some 150 of the 87,875."""
    blocks = (
        (0x3400, 0x4DBF), (0x4E00, 0x9FEF), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D),
        (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0),
    )  # fmt: skip
    points = [point for first, last in blocks for point in range(first, last, 617)]
    return [chr(point) for point in points if not missing_characters(chr(point))]


def test_that_characters_of_every_block_of_gb_18030_are_printed_and_read_back() -> None:
    letters = _level_3()
    names = ["".join(letters[start : start + 12]) for start in range(0, len(letters), 12)]
    members = tuple(dataclasses.replace(sample_papers.member(0), name=name) for name in names)
    paper = sample_papers.household(members=members)
    pages = pypdf.PdfReader(io.BytesIO(household_file(paper, sample_papers.stamp(), language="zh_CN"))).pages
    told = "".join("".join(page.extract_text().split()) for page in pages)
    assert [letter for letter in letters if letter not in told] == []
    assert "〓" not in told
    assert len(letters) > 40
