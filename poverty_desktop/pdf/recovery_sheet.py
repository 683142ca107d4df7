"""The recovery sheet of a workspace: the code that opens it when the passphrase is forgotten, to be locked away."""

from __future__ import annotations

from datetime import datetime

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.grid import NORMAL, Style, cell, draw_rows, label, row
from poverty_desktop.pdf.page import MM
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.values import PaperStamp
from poverty_desktop.pdf.volume import pdf_bytes
from poverty_desktop.pdf.words import day_words

_CODE_STYLE = Style(size=16.0, height=22 * MM)
_KIND = "RS"
_TEMPLATE_VERSION = "1"


def recovery_sheet(*, workspace: str, code: str, created_at: datetime, is_practice: bool, language: str) -> bytes:
    """Return the sheet as PDF; it bears no QR symbol, for nothing about the code may be scanned.

    ``created_at`` is aware. Raises ``StorageError`` if the shipped fonts cannot be read.
    """
    stamp = PaperStamp(
        template_version=_TEMPLATE_VERSION,
        printed_at=created_at,
        record_version=_TEMPLATE_VERSION,
        record_id=b"",
        workspace=workspace,
        is_practice=is_practice,
    )
    sheet = Sheet(stamp=stamp, language=language, owner=workspace)
    say = sheet.say
    sheet.begin_part(say(N_("Recovery sheet of the workspace")), coded=False)
    code_row = row((cell(0, sheet.width, code, _CODE_STYLE, bold=True, align="center"),), _CODE_STYLE)
    made = day_words(created_at.date(), language)
    facts = ((say(N_("Workspace")), workspace), (say(N_("Made on")), made))
    label_width = 40 * MM
    draw_rows(
        sheet,
        [
            *(
                row(
                    (
                        label(0, label_width, words, NORMAL),
                        cell(label_width, sheet.width - label_width, text, NORMAL),
                    ),
                    NORMAL,
                )
                for words, text in facts
            ),
            row((label(0, sheet.width, say(N_("Recovery code")), NORMAL),), NORMAL),
            code_row,
        ],
    )
    sheet.y += 6 * MM
    for sentence in (
        N_("This code opens the workspace when the passphrase is forgotten. Whoever holds it can read everything."),
        N_("Lock this sheet away at the office. Do not photograph it and do not keep it with the laptop."),
        N_("Without passphrase and without this sheet nobody can open the workspace again."),
    ):
        sheet.write(say(sentence), 11)
        sheet.y += 2 * MM
    sheet.y += 6 * MM
    draw_signatures(sheet, (say(N_("Handed over by")), say(N_("Kept by"))), has_fingerprint=False)
    return pdf_bytes(finish(sheet, kind=_KIND, title=say(N_("Recovery sheet of the workspace"))))
