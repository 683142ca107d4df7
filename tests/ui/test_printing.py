from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PIL import Image, ImageChops, ImageStat
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A3, A4, A5, landscape
from reportlab.pdfgen import canvas

from poverty_desktop.pdf.preview import page_count, page_image, page_picture
from ui.models.household_model import HouseholdModel
from ui.papers.job_strip import JobStrip
from ui.widgets import print_job
from ui.widgets.page import Place
from ui.widgets.print_job import PrintJob, page_order

PATIENCE_MS = 60_000


@pytest.fixture
def room(at_desk, settled):
    """The paper room of the sample village."""
    program = at_desk()
    program.window.go(Place(page="papers"))
    settled(program)
    settled(program)
    return program


@pytest.fixture
def onto(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Answer the print dialog: the printer writes a file; what it was told of pages is kept."""

    def begin(target: Path, *, first: int = 0, last: int = 0) -> list[int]:
        told: list[int] = []

        def answer(printer: QPrinter, pages: int, _parent: object) -> bool:
            told.append(pages)
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(target))
            printer.setFromTo(first, last)
            return True

        monkeypatch.setattr(print_job, "ask_printer", answer)
        return told

    return begin


def _difference(one: bytes, other: bytes) -> float:
    """Return how far two pictures are apart on average, 0 to 255."""
    left, right = (Image.open(io.BytesIO(picture)).convert("L").resize((100, 141)) for picture in (one, other))
    return ImageStat.Stat(ImageChops.difference(left, right)).mean[0]


def _noted(program, settled) -> int:
    """Return how many households were written down as printed."""
    found: list[int] = []

    def count(session) -> int:
        return session.db.conn.execute("SELECT count(*) FROM disclosure WHERE what = 'print'").fetchone()[0]

    program.store.run(count, found.append)
    settled(program)
    return found[0]


def _send(program, settled, qtbot) -> None:
    program.window.page.findChild(QPushButton, "papers_direct").click()
    qtbot.waitUntil(lambda: "已送往打印机" in program.window.message.text(), timeout=PATIENCE_MS)
    settled(program)


def _in_memory(program, qtbot) -> bytes:
    from poverty_desktop.operations.paperwork import papers, printing

    household = program.window.page.findChild(HouseholdModel).row(0).id
    found: list[bytes] = []
    program.store.run(
        lambda session: printing.papers_in_memory(session, [household], [papers.Paper.HOUSEHOLD_FILE]), found.append
    )
    qtbot.waitUntil(lambda: bool(found), timeout=PATIENCE_MS)
    return found[0]


def test_that_papers_go_to_the_printer_as_they_look(room, settled, qtbot: QtBot, tmp_path: Path, onto) -> None:
    target = tmp_path / "printed.pdf"
    told = onto(target)
    pdf = _in_memory(room, qtbot)
    _send(room, settled, qtbot)
    printed = target.read_bytes()
    assert page_count(printed) == page_count(pdf) == told[0] > 2
    for number in range(page_count(pdf)):
        assert _difference(page_image(printed, number), page_image(pdf, number)) < 4
    assert page_picture(printed, 0, dots_per_inch=72).width_points == pytest.approx(595, abs=2)
    assert _noted(room, settled) == 1


def test_that_a_range_of_pages_is_printed_alone(room, settled, qtbot: QtBot, tmp_path: Path, onto) -> None:
    target = tmp_path / "range.pdf"
    onto(target, first=2, last=3)
    pdf = _in_memory(room, qtbot)
    _send(room, settled, qtbot)
    printed = target.read_bytes()
    assert page_count(printed) == 2
    assert _difference(page_image(printed, 0), page_image(pdf, 1)) < 4


def test_that_every_page_keeps_its_own_size_and_side(room, settled, qtbot: QtBot, tmp_path: Path) -> None:
    source = io.BytesIO()
    drawn = canvas.Canvas(source)
    for size in (A4, landscape(A4), A5, landscape(A3)):
        drawn.setPageSize(size)
        drawn.rect(40, 40, size[0] - 80, size[1] - 80)
        drawn.drawString(60, 60, "1")
        drawn.showPage()
    drawn.save()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "sizes.pdf"))
    job = PrintJob(room.store, printer, source.getvalue(), 4, room.window)
    with qtbot.waitSignal(job.finished, timeout=PATIENCE_MS) as sent:
        job.start()
    assert sent.args == [4]
    printed = (tmp_path / "sizes.pdf").read_bytes()
    for number, (wide, tall) in enumerate((A4, landscape(A4), A5, landscape(A3))):
        page = page_picture(printed, number, dots_per_inch=72)
        assert (page.width_points, page.height_points) == pytest.approx((wide, tall), abs=2)
        assert _difference(page_image(printed, number), page_image(source.getvalue(), number)) < 4


def test_that_printing_is_stopped_between_two_pages_and_says_so(room, settled, qtbot: QtBot, tmp_path, onto) -> None:
    onto(tmp_path / "stopped.pdf")
    window = room.window
    window.page.findChild(QPushButton, "papers_direct").click()
    qtbot.waitUntil(lambda: window.page.findChild(PrintJob) is not None, timeout=PATIENCE_MS)
    window.page.findChild(PrintJob).task.cancel()
    qtbot.waitUntil(lambda: "打印已停止" in window.message.text(), timeout=PATIENCE_MS)
    assert not window.progress.isVisible()
    _send(room, settled, qtbot)


def test_that_leaving_the_print_dialog_sends_nothing(room, settled, qtbot: QtBot, monkeypatch) -> None:
    asked: list[int] = []

    def leave(_printer: object, pages: int, _parent: object) -> bool:
        asked.append(pages)
        return False

    monkeypatch.setattr(print_job, "ask_printer", leave)
    room.window.page.findChild(QPushButton, "papers_direct").click()
    qtbot.waitUntil(lambda: bool(asked), timeout=PATIENCE_MS)
    settled(room)
    assert room.window.page.findChild(PrintJob) is None
    assert _noted(room, settled) == 0


def test_that_copies_and_order_are_followed_where_the_printer_does_not_do_it_itself() -> None:
    class Plain(QPrinter):
        def supportsMultipleCopies(self) -> bool:  # noqa: N802 - Qt's own name
            return False

    printer = Plain(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    assert page_order(printer, 3) == (0, 1, 2)
    printer.setFromTo(2, 9)
    assert page_order(printer, 3) == (1, 2)
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert page_order(printer, 3) == (2, 1)


def test_that_after_a_paper_jam_the_job_is_printed_again_from_its_page(room, settled, qtbot, tmp_path, onto) -> None:
    onto(tmp_path / "whole.pdf")
    _send(room, settled, qtbot)
    strip = room.window.page.findChild(JobStrip)
    pages = page_count((tmp_path / "whole.pdf").read_bytes())
    assert strip.isVisible()
    strip.findChild(QSpinBox, "papers_job_page").setValue(pages - 1)
    assert f"第{pages - 1}页" in strip.findChild(QLabel, "papers_job_what").text()
    target = tmp_path / "rest.pdf"
    onto(target, first=pages - 1, last=pages)
    room.window.message.dismiss()
    strip.findChild(QPushButton, "papers_job_again").click()
    qtbot.waitUntil(lambda: "已送往打印机" in room.window.message.text(), timeout=PATIENCE_MS)
    settled(room)
    printed = target.read_bytes()
    assert page_count(printed) == 2
    assert _difference(page_image(printed, 1), page_image((tmp_path / "whole.pdf").read_bytes(), pages - 1)) < 4
    strip.findChild(QPushButton, "papers_job_drop").click()
    assert not strip.isVisible()


def test_that_a_job_waits_and_goes_on_and_a_waiting_one_can_be_stopped(room, settled, qtbot, tmp_path, onto) -> None:
    onto(tmp_path / "waiting.pdf")
    window = room.window
    pause = window.progress.findChild(QPushButton, "progress_pause")
    for last_click in (pause, window.progress.findChild(QPushButton, "progress_stop")):
        window.page.findChild(QPushButton, "papers_direct").click()
        qtbot.waitUntil(lambda: window.page.findChild(PrintJob) is not None, timeout=PATIENCE_MS)
        pause.click()
        qtbot.waitUntil(lambda: window.page.findChild(PrintJob).waits, timeout=PATIENCE_MS)
        sent = window.page.findChild(PrintJob).sent
        settled(room)
        assert window.page.findChild(PrintJob).sent == sent
        assert pause.text() == "继续"
        last_click.click()
        expected = "已送往打印机" if last_click is pause else "打印已停止"
        qtbot.waitUntil(lambda wanted=expected: wanted in window.message.text(), timeout=PATIENCE_MS)
        window.message.dismiss()
        qtbot.waitUntil(lambda: window.page.findChild(PrintJob) is None, timeout=PATIENCE_MS)


def test_that_a_workspace_may_be_closed_in_the_middle_of_a_job(room, settled, qtbot, tmp_path, onto) -> None:
    onto(tmp_path / "broken-off.pdf")
    window = room.window
    window.page.findChild(QPushButton, "papers_direct").click()
    qtbot.waitUntil(lambda: window.page.findChild(PrintJob) is not None, timeout=PATIENCE_MS)
    job = window.page.findChild(PrintJob)
    qtbot.waitUntil(lambda: job.sent > 0, timeout=PATIENCE_MS)
    job.task.set_paused(is_paused=True)
    painter = job._painter
    assert painter.isActive()
    window.findChild(QPushButton, "header_end_practice").click()
    qtbot.waitUntil(lambda: not shiboken6.isValid(job), timeout=PATIENCE_MS)
    assert not painter.isActive()
