"""The certificate of a verification round, and the list of its back-check sample: figures, names, places to sign."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import fact_rows, title_row
from poverty_desktop.pdf.grid import NORMAL, Style, cell, draw_rows, row
from poverty_desktop.pdf.page import MM, Document
from poverty_desktop.pdf.round_values import CertificatePaper, SamplePaper
from poverty_desktop.pdf.sheet import Sheet, finish
from poverty_desktop.pdf.table import draw_table
from poverty_desktop.pdf.values import PaperStamp, PaperTable
from poverty_desktop.pdf.words import ordinal

CERTIFICATE, SAMPLE = "RC", "SL"
_BALANCE = Style(size=12.5, height=13 * MM)
_LIST = Style(size=9.0, height=6.6 * MM, pad_y=0.8 * MM)
_GAP = 3 * MM


def compose_certificate(paper: CertificatePaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out certificate; raises ``StorageError`` if the shipped fonts cannot be read."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.village)
    sheet.begin_part(paper.title, f"{paper.village}　{paper.round_name}")
    balance = row((cell(0, sheet.width, paper.balance, _BALANCE, bold=True, align="center"),), _BALANCE)
    draw_rows(sheet, [*fact_rows(sheet, paper.facts, NORMAL), balance])
    sheet.y += _GAP
    sheet.write(paper.statement, 11)
    sheet.y += 1 * MM
    sheet.write(paper.notice, 8.5)
    _draw_tables(sheet, paper.tables)
    sheet.y += _GAP
    draw_signatures(sheet, paper.signers, has_fingerprint=False)
    return finish(sheet, kind=CERTIFICATE, title=f"{paper.title} {paper.village}")


def compose_sample_list(paper: SamplePaper, stamp: PaperStamp, *, language: str) -> Document:
    """Return the laid-out list; raises ``StorageError`` if the shipped fonts cannot be read."""
    sheet = Sheet(stamp=stamp, language=language, owner=paper.village)
    sheet.begin_part(paper.title, f"{paper.village}　{paper.round_name}")
    draw_rows(sheet, fact_rows(sheet, paper.facts, NORMAL))
    sheet.y += _GAP
    sheet.write(paper.method, 8.5)
    _draw_tables(sheet, paper.tables)
    sheet.y += _GAP
    draw_signatures(sheet, paper.signers, has_fingerprint=False)
    return finish(sheet, kind=SAMPLE, title=f"{paper.title} {paper.village}")


def _draw_tables(sheet: Sheet, tables: tuple[PaperTable, ...]) -> None:
    for number, table in enumerate(tables, start=1):
        sheet.y += _GAP
        title = sheet.say(N_("{title}: {count}")).format(
            title=ordinal(number, sheet.language) + table.title, count=len(table.rows)
        )
        draw_table(sheet, table, style=_LIST, title_rows=(title_row(sheet, title, _LIST),))
