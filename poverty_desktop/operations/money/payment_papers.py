"""Print a list of payments for signature, hang it out without anything private, hand it to the bank."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n, paths
from poverty_desktop.domain.money import LIVE, State
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _, format_yuan
from poverty_desktop.ids import RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.money.distribution import NOTHING_TO_SEND, mark_printed, opened
from poverty_desktop.pdf.public_values import PublicListing, PublicShare
from poverty_desktop.pdf.values import PaperFact
from poverty_desktop.queries.casework.procedure_notes import day_text
from poverty_desktop.queries.money import payment_lists
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.queries.register.village_file import name_of
from poverty_desktop.store.database import Row
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.distribution_sheet import DistributionPaper
    from poverty_desktop.pdf.page import Document

NOT_WRITTEN = N_("The PDF file could not be written. Choose another folder or free some space.")
NO_LINES = N_("This list has no line.")


def compose_list(session: Session, payment: RecordId) -> Document:
    """Return the list with accounts and room for signatures; nothing is noted by looking at it."""
    from poverty_desktop.pdf.distribution_sheet import compose_distribution

    language = i18n.language()
    return compose_distribution(_paper(session, payment, language), papers.stamp(session, payment), language=language)


def print_list(session: Session, payment: RecordId, path: Path) -> Done[int]:
    """Write the list as PDF and note that it was printed; raises ``StorageError`` where the file cannot be written."""
    document = compose_list(session, payment)
    _write(document, path)
    disclosure.note(session, "print", [payment])
    done = mark_printed(session, payment)
    return Done(value=len(document.pages), changes=done.changes, undo_label=done.undo_label)


def print_display(session: Session, payment: RecordId, path: Path) -> int:
    """Write what the notice board shows of a list: names, groups, measures and amounts, nothing else of anybody."""
    from poverty_desktop.pdf.public_list import compose_public_list

    language = i18n.language()
    listing = _listing(session, payment, language)
    document = compose_public_list(listing, papers.stamp(session, payment), language=language)
    _write(document, path)
    return len(document.pages)


def bank_file(session: Session, payment: RecordId, path: Path) -> int:
    """Write the lines that wait for the bank as an Excel file; it is noted who took the accounts out."""
    opened(session, payment)
    waiting = [
        line
        for line in payment_lists.lines(session, payment, i18n.language())
        if line.state in (State.PRINTED, State.IN_TRANSIT)
    ]
    if not waiting:
        raise RuleError(NOTHING_TO_SEND)
    count = write_text_sheet(
        path,
        [
            (str(number), line.holder, line.account, f"{line.amount_fen // 100}.{line.amount_fen % 100:02d}")
            for number, line in enumerate(waiting, start=1)
        ],
        name=_("Payments"),
        captions=(_("No."), _("Holder of the account"), _("Account"), _("Amount (yuan)")),
        widths=(8, 16, 26, 14),
    )
    disclosure.note(session, "export", [payment])
    return count


def _paper(session: Session, payment: RecordId, language: str) -> DistributionPaper:
    from poverty_desktop.pdf.distribution_sheet import DistributionPaper, DistributionRow

    head, village = _head(session, payment)
    lines = [line for line in payment_lists.lines(session, payment, language) if line.state in LIVE]
    if not lines:
        raise RuleError(NO_LINES)
    total = sum(line.amount_fen for line in lines)
    project = session.db.conn.execute("SELECT name FROM village_project WHERE id = ?", (head["project"],)).fetchone()
    return DistributionPaper(
        title=_("List of payments: {title}").format(title=head["title"] or ""),
        facts=(
            PaperFact(label=_("Village"), text=village or "--"),
            PaperFact(label=_("Project"), text=str(project[0]) if project and project[0] else "--"),
            PaperFact(label=_("Period"), text=str(head["period"] or "--")),
            PaperFact(
                label=_("Total"),
                text=_("{count} lines, {yuan} yuan").format(count=len(lines), yuan=format_yuan(total)),
            ),
        ),
        rows=tuple(
            DistributionRow(
                name=line.name,
                group=line.group_name,
                measure=line.measure,
                amount=format_yuan(line.amount_fen),
                holder=line.holder,
                account=line.account,
                note=line.reason,
            )
            for line in lines
        ),
        total=format_yuan(total),
        signers=(_("Drawn up by"), _("Checked by"), _("Village party secretary")),
    )


def _listing(session: Session, payment: RecordId, language: str) -> PublicListing:
    head, village = _head(session, payment)
    lines = [line for line in payment_lists.lines(session, payment, language) if line.state in LIVE]
    text = session.pack.text("paper.display.payment")(language)
    shown = str(head["displayed_on"] or "")
    words = {
        "village": village,
        "title": head["title"] or "",
        "start": day_text(date.fromisoformat(shown) if shown else None),
        "end": day_text(None),
    }
    return PublicListing(
        title=_("Public list of payments"),
        paragraphs=tuple(part.format(**words) for part in text.split("\n") if part.strip()),
        households=(),
        shares=tuple(
            PublicShare(
                name=line.name, group=line.group_name, measure=line.measure, amount=format_yuan(line.amount_fen)
            )
            for line in lines
        ),
        total=format_yuan(sum(line.amount_fen for line in lines)),
        closing=(_("{village} villagers' committee").format(village=village), day_text(None)),
    )


def _head(session: Session, payment: RecordId) -> tuple[Row, str]:
    head, lines = opened(session, payment)
    own = session.db.conn.execute("SELECT village FROM village_project WHERE id = ?", (head["project"],)).fetchone()
    code = str(own[0]) if own and own[0] else next((str(line["village"] or "") for line in lines), "")
    return head, name_of(session.pack, code)


def _write(document: Document, path: Path) -> None:
    from poverty_desktop.pdf.volume import pdf_bytes

    try:
        paths.write_whole(path, pdf_bytes(document))
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
