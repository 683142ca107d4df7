import io
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
import sample_papers

from poverty_desktop.errors import Cancelled, RuleError
from poverty_desktop.pdf.household_file import compose_household_file
from poverty_desktop.pdf.page import Document
from poverty_desktop.pdf.volume import pdf_bytes, write_volume


def _documents(count: int) -> Iterator[Document]:
    for number in range(count):
        paper = sample_papers.household(head_name=f"户主{number}")
        yield compose_household_file(paper, sample_papers.stamp(), language="zh_CN")


def test_that_a_volume_holds_every_household_with_its_own_page_numbers_and_outline() -> None:
    target = io.BytesIO()
    pages = write_volume(target, _documents(3), title="白鸭垴村")
    reader = pypdf.PdfReader(target)
    assert len(reader.pages) == pages == 18
    assert reader.metadata is not None
    assert reader.metadata.title == "白鸭垴村"
    outline = reader.outline
    assert [item["/Title"] for item in outline[::2]] == [f"户主{number} 420581000123" for number in range(3)]
    assert [reader.get_destination_page_number(item) for item in outline[::2]] == [0, 6, 12]
    assert [item["/Title"] for item in outline[1]][1] == "防返贫监测对象信息采集表"
    assert "第 1 页　共 6 页" in reader.pages[12].extract_text()


def test_that_a_household_looks_the_same_in_a_volume_and_alone() -> None:
    target = io.BytesIO()
    write_volume(target, _documents(2), title="白鸭垴村")
    alone = pypdf.PdfReader(io.BytesIO(pdf_bytes(next(_documents(1)))))
    joined = pypdf.PdfReader(target)
    for one, other in zip(alone.pages, joined.pages, strict=False):
        assert one.extract_text() == other.extract_text()


def test_that_a_stopped_volume_writes_nothing() -> None:
    def stopped() -> Iterator[Document]:
        yield from _documents(1)
        raise Cancelled

    target = io.BytesIO()
    with pytest.raises(Cancelled):
        write_volume(target, stopped(), title="白鸭垴村")
    assert target.getvalue() == b""


def test_that_a_volume_of_nobody_is_refused() -> None:
    with pytest.raises(RuleError):
        write_volume(io.BytesIO(), iter(()), title="白鸭垴村")


def test_that_memory_grows_by_the_compressed_pages_only() -> None:
    write_volume(io.BytesIO(), _documents(2), title="x")
    growth = []

    def measured() -> Iterator[Document]:
        for number, document in enumerate(_documents(24)):
            if number in (4, 23):
                growth.append(tracemalloc.get_traced_memory()[0])
            yield document

    tracemalloc.start()
    try:
        pages = write_volume(io.BytesIO(), measured(), title="x")
    finally:
        tracemalloc.stop()
    per_page = (growth[1] - growth[0]) / (pages * 19 / 24)
    assert per_page < 16_000  # bytes; a page of operators uncompressed is about 40,000


def test_that_bytes_do_not_depend_on_the_process() -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); import sample_papers as s;"
        "from poverty_desktop.pdf.household_file import household_file as f;"
        "print(hashlib.sha256(f(s.household(), s.stamp(), language='zh_CN')).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
