import io
import subprocess

import pypdf
import pytest
import sample_papers

from poverty_desktop.pdf.fonts import fallback_for
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
