"""What a PDF says about itself: title, language, outline; and bytes that are the same for the same paper."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

PRODUCER = "poverty_desktop"
_LANGUAGES = {"zh_CN": "zh-CN", "en": "en"}


def language_tag(language: str) -> str:
    """Return the language as PDF wants it (BCP 47)."""
    return _LANGUAGES[language]


def describe(canvas: Canvas, *, title: str, subject: str, author: str, printed_at: datetime) -> None:
    """Write title, subject, author and time; the time is the paper's print time and never the machine's clock."""
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setAuthor(author)
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    canvas.setDateFormatter(lambda *_: pdf_date(printed_at))
    canvas.setViewerPreference("DisplayDocTitle", "true")


def pdf_date(moment: datetime) -> str:
    """Return an aware moment as a PDF date (ISO 32000-1, 7.9.4)."""
    offset = moment.utcoffset()
    minutes = 0 if offset is None else int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"D:{moment:%Y%m%d%H%M%S}{sign}{abs(minutes) // 60:02d}'{abs(minutes) % 60:02d}'"
