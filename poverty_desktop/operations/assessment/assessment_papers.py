"""The result sheet of a village or team, and pictures of figures with their lists, as PDF."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop import i18n
from poverty_desktop.checks import places
from poverty_desktop.checks.village_scores import ItemScore, Sheet
from poverty_desktop.domain.values import Why
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.assessment import assessing
from poverty_desktop.operations.paperwork.papers import Printed
from poverty_desktop.packs.assessment_items import Assessed
from poverty_desktop.pdf.figure_page import FigurePaper, compose_figures
from poverty_desktop.pdf.values import PaperColumn, PaperFact, PaperTable
from poverty_desktop.queries.assessment.figure_words import number_text, share_text
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.queries.register.households import code_label
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session

TITLES = {
    Assessed.VILLAGE: N_("Assessment of the village, {year}"),
    Assessed.TEAM: N_("Assessment of the resident team, {year}"),
}
HOW = N_(
    "Points that rest on a figure which nobody recorded count neither for nor against. Villages are compared with those"
    " of the same type and with their own year before; there is no ranking."
)
FEW = N_("{item}: {figure} rests on {cases} cases only; with 95 % certainty it lies between {low} and {high}.")


def print_sheet(session: Session, subject: Assessed, village: str, year: int, target: Path) -> Printed:
    """Write the result sheet to ``target``; raises ``RuleError`` for a village without households."""
    found = assessing.sheet(session, subject, village, year)
    return write(session, _paper(session, found), derive_id(45, village.encode(), year, subject.value), target)


def write(session: Session, paper: FigurePaper, record: RecordId, target: Path) -> Printed:
    """Write a page of figures to ``target`` whole or not at all; raises ``StorageError`` where it cannot be."""
    from poverty_desktop.pdf.volume import write_volume

    document = compose_figures(paper, papers.stamp(session, record), language=i18n.language())
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            pages = write_volume(file, [document], title=paper.title)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            N_("The PDF file could not be written. Choose another folder or free some space.")
        ) from error
    disclosure.note_list(session, Act.PRINT, rows=sum(len(table.rows) for table in paper.tables))
    return Printed(path=target, pages=pages, households=0, missing=frozenset())


def _paper(session: Session, found: Sheet) -> FigurePaper:
    language = i18n.language()
    columns = (
        PaperColumn(label=_("Item")),
        PaperColumn(label=_("Full points"), is_number=True),
        PaperColumn(label=_("Figure")),
        PaperColumn(label=_("Own score"), is_number=True),
        PaperColumn(label=_("Points"), is_number=True),
        PaperColumn(label=_("Remarks")),
    )
    rows = tuple(
        (
            item.item.title(language),
            str(item.item.points),
            _figure(item, language),
            "" if item.self_score is None else f"{item.self_score:.1f}",
            "" if item.points is None else f"{item.points:.1f}",
            _remarks(item),
        )
        for item in found.items
    )
    kind = code_label(session.pack, "village_type", found.village_type, language) if found.village_type else ""
    notes = [_(HOW)]
    notes += [
        _(FEW).format(
            item=item.item.title(language),
            figure=_figure(item, language),
            cases=item.cases,
            low=number_text(item.low, is_percent=True),
            high=number_text(item.high, is_percent=True),
        )
        for item in found.items
        if item.low is not None
    ]
    return FigurePaper(
        title=_(TITLES[found.subject]).format(year=found.year),
        subtitle=found.village_name,
        facts=(
            PaperFact(label=_("Village"), text=places.name_of(session.pack, found.village)),
            PaperFact(label=_("Type of village"), text=kind or Why.BLANK),
            PaperFact(label=_("Points"), text=f"{found.points:.1f} / {found.possible}（{share_text(found.share)}）"),
            PaperFact(
                label=_("Mean of its type"),
                text=_("{share} ({count} villages)").format(share=share_text(found.peers), count=found.peer_count),
            ),
        ),
        tables=(PaperTable(title=_("Items"), columns=columns, rows=rows),),
        notes=tuple(notes),
        signers=(_("Leader of the work group"), _("Village secretary"), _("Reviewed by the office")),
    )


def _figure(item: ItemScore, language: str) -> str:
    if item.indicator is None or item.figure is None:
        return ""
    return f"{number_text(item.figure, is_percent=item.indicator.is_percent)} {item.indicator.unit(language)}"


def _remarks(item: ItemScore) -> str:
    parts = [item.self_words, item.words]
    if item.appeal is not None:
        parts.append(_("Appeal: {reason}").format(reason=item.appeal.reason))
        if item.appeal.decision:
            parts.append(_("Decision: {words}").format(words=item.appeal.words))
    return "；".join(part for part in parts if part)
