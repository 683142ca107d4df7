"""Papers that the pack composes for a whole village: the board of progress and the list of findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from poverty_desktop import i18n, paths
from poverty_desktop.checks import worklist
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_, _, format_date, format_yuan
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.lookback.findings_exchange import MOST_ROWS, SEVERITY_WORDS
from poverty_desktop.operations.paperwork.papers import Composed, Printed
from poverty_desktop.operations.paperwork.print_run import NOT_WRITTEN
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_templates import (
    FINDING_COLUMNS,
    OF_VILLAGE,
    BlockKind,
    PaperBlock,
    PaperTemplate,
    Size,
    Use,
)
from poverty_desktop.queries.assistance import help_counts
from poverty_desktop.queries.casework.procedure_words import signer_name
from poverty_desktop.queries.paperwork import papers, village_board
from poverty_desktop.queries.register import households, village_file, years
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.checks.worklist import FindingRow
    from poverty_desktop.pdf.composed_values import FiguresOf, SignersOf, TableOf, TextOf, VillageSheet
    from poverty_desktop.pdf.values import PaperTable
    from poverty_desktop.queries.assistance.help_counts import HelpCount

    Block = FiguresOf | TableOf | TextOf | SignersOf

NOT_OF_A_VILLAGE: Final = N_("The policy pack of this workspace has no such paper of a village.")
COLUMN_WORDS: Final = {
    "group": N_("Group"),
    "head": N_("Head of household"),
    "member": N_("Member"),
    "check": N_("Check"),
    "weight": N_("Weight"),
    "finding": N_("Finding"),
    "first_seen": N_("First seen"),
    "cause": N_("Cause"),
    "done_on": N_("Corrected on"),
}
_BY_HAND = frozenset({"cause", "done_on"})


def on_offer(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the papers of a village that the pack has, id and title."""
    year = years.working_year(session)
    return tuple((one.id, _title(session.pack, one, year)) for one in session.pack.papers if one.use in OF_VILLAGE)


def compose(session: Session, paper: str, village: str, *, year: int | None = None) -> Composed:
    """Return one paper of a village in the language of the screen; raises ``RuleError`` for an unknown one."""
    template = session.pack.paper(paper)
    if template is None or template.use not in OF_VILLAGE:
        raise RuleError(NOT_OF_A_VILLAGE)
    return compose_template(session, template, village, year=year)


def compose_template(session: Session, template: PaperTemplate, village: str, *, year: int | None = None) -> Composed:
    """Return a paper of a village as a template has it, published or not."""
    from poverty_desktop.pdf.fonts import missing_characters
    from poverty_desktop.pdf.values import texts_of
    from poverty_desktop.pdf.village_sheet import compose_village_sheet

    paper = _filled(session, template, village, year or years.working_year(session))
    stamp = papers.stamp(session, village_file.village_year_id(village, paper.year))
    document = compose_village_sheet(paper, stamp, language=i18n.language())
    return Composed(document, missing_characters("".join(texts_of(paper))))


def print_sheet(session: Session, paper: str, village: str, target: Path, *, year: int | None = None) -> Printed:
    """Write one paper of a village, as .docx or .xlsx where ``target`` ends so, else as PDF.

    Raises as :func:`compose`, ``StorageError`` where it cannot be written.
    """
    from poverty_desktop.pdf.volume import pdf_bytes

    composed = compose(session, paper, village, year=year)
    template = session.pack.paper(paper)
    if target.suffix.lower() in (".docx", ".xlsx"):
        _write_for_office(session, paper, village, target, year=year)
    else:
        _write(target, pdf_bytes(composed.document))
    if template is not None and template.use is Use.LIST:
        disclosure.note(session, "print", _named(session, village))
    return Printed(path=target, pages=len(composed.document.pages), households=0, missing=composed.missing)


def _write_for_office(session: Session, paper: str, village: str, target: Path, *, year: int | None) -> None:
    """Write the tables of a paper for Word and WPS: in Word all of them, in a workbook the longest."""
    from poverty_desktop.exchange import paper_sheets
    from poverty_desktop.exchange.word_paper import word_bytes
    from poverty_desktop.pdf.composed_values import TableOf

    template = session.pack.paper(paper)
    assert template is not None
    filled = _filled(session, template, village, year or years.working_year(session))
    tables = [block.table for block in filled.blocks if isinstance(block, TableOf)]
    if not tables:
        raise RuleError(N_("This paper has no table. Write it as .pdf."))
    stamp = papers.stamp(session, village_file.village_year_id(village, filled.year))
    language = i18n.language()
    longest = max(tables, key=lambda table: len(table.rows))
    if target.suffix.lower() == ".xlsx":
        paper_sheets.write_table(target, filled.title, longest, stamp, language=language)
        return
    words = [paper_sheets.table_words(filled.title, filled.subtitle, one, stamp, language=language) for one in tables]
    _write(target, word_bytes(replace(words[0], tables=tuple(one.tables[0] for one in words))))


def _write(target: Path, data: bytes) -> None:
    try:
        paths.write_whole(target, data)
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error


def villages_on_offer(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the villages that have households, code and name."""
    return tuple((one.code, one.label) for one in households.villages(session))


def _named(session: Session, village: str) -> list[HouseholdId]:
    rows = worklist.findings(session, language=i18n.language(), village=village, limit=MOST_ROWS)
    return list(dict.fromkeys(row.household for row in rows))


def _title(pack: Pack, template: PaperTemplate, year: int) -> str:
    return pack.text(template.title, year)(i18n.language())


def _filled(session: Session, template: PaperTemplate, village: str, year: int) -> VillageSheet:
    from poverty_desktop.pdf.composed_values import VillageSheet

    name = village_file.name_of(session.pack, village)
    day = format_date(session.clock.today())
    return VillageSheet(
        template=template.id,
        title=_title(session.pack, template, year),
        village=name,
        year=year,
        subtitle=_("{village}   Year: {year}   As of {day}").format(village=name, year=year, day=day),
        blocks=tuple(_block(session, block, village, year) for block in template.blocks),
        is_large=template.size is Size.A3,
        is_public=template.use is Use.BOARD,
    )


def _block(session: Session, block: PaperBlock, village: str, year: int) -> Block:
    from poverty_desktop.pdf.composed_values import Figure, FiguresOf, SignersOf, TableOf, TextOf
    from poverty_desktop.pdf.values import PaperColumn, PaperTable

    language, pack = i18n.language(), session.pack
    title = block.title(language) if block.title else ""
    words = {item.name: item.label(language) if item.label else "" for item in block.items}
    match block.kind:
        case BlockKind.VILLAGE_FIGURES:
            whole = village_board.counted(session, village, year)[0]
            return FiguresOf(
                title=title,
                figures=tuple(
                    Figure(label=label or _(village_board.FIGURE_WORDS[name]), value=_number(name, whole.figures[name]))
                    for name, label in words.items()
                ),
            )
        case BlockKind.VILLAGE_GROUPS:
            groups = village_board.counted(session, village, year)[1:]
            columns = [label or _(village_board.FIGURE_WORDS[name]) for name, label in words.items()]
            table = PaperTable(
                title=title or _("By villagers' group"),
                columns=(
                    PaperColumn(label=_("Group")),
                    *(PaperColumn(label=column, is_number=True) for column in columns),
                ),
                rows=tuple((one.group, *(_number(name, one.figures[name]) for name in words)) for one in groups),
            )
            return TableOf(table=table)
        case BlockKind.VILLAGE_MEASURES:
            return TableOf(table=_measures(session, village, year, title))
        case BlockKind.FINDINGS:
            return TableOf(table=_findings(session, village, words or dict.fromkeys(FINDING_COLUMNS, ""), title))
        case BlockKind.SIGNATURES:
            texts = pack.texts
            return SignersOf(
                signers=tuple(
                    texts[name](language) if name in texts else signer_name(pack, name, language) for name in words
                )
            )
    return TextOf(paragraphs=tuple(pack.texts[name](language) for name in words))


def _measures(session: Session, village: str, year: int, title: str) -> PaperTable:
    from poverty_desktop.pdf.values import PaperColumn, PaperTable

    counts = help_counts.by_kind(session, year, village=village, language=i18n.language())
    heads = (_("Households helped"), _("Person-times"), _("Measures planned"), _("Measures done"))
    return PaperTable(
        title=title or _("Assistance measures"),
        columns=(PaperColumn(label=_("Kind of measure")), *(PaperColumn(label=head, is_number=True) for head in heads)),
        rows=tuple(
            (one.label, str(one.households), str(one.person_times), str(one.planned), str(one.done))
            for one in _public(session.pack, counts)
        ),
    )


def _public(pack: Pack, counts: Sequence[HelpCount]) -> Sequence[HelpCount]:
    """Return the kinds that the pack lets stand on a board; one whose public word is none of the list is left out."""
    kinds = pack.code_lists.get("measure_kind")
    if kinds is None:
        return ()
    shown = []
    for one in counts:
        code = kinds.find(one.code)
        public = kinds.find(code.schemes.get("public", one.code)) if code is not None else None
        if public is not None:
            shown.append(replace(one, label=public.label(i18n.language())))
    return shown


def _findings(session: Session, village: str, words: Mapping[str, str], title: str) -> PaperTable:
    from poverty_desktop.pdf.values import PaperColumn, PaperTable

    rows = worklist.findings(session, language=i18n.language(), village=village, limit=MOST_ROWS)
    return PaperTable(
        title=title or _("Open findings"),
        columns=tuple(
            PaperColumn(label=label or _(COLUMN_WORDS[name]), by_hand=name in _BY_HAND) for name, label in words.items()
        ),
        rows=tuple(tuple(_cells(row)[name] for name in words) for row in rows),
    )


def _cells(row: FindingRow) -> Mapping[str, str]:
    return {
        "group": row.group_name,
        "head": row.head_name,
        "member": row.person_name if row.person_name != row.head_name else "",
        "check": row.check.title(i18n.language()),
        "weight": _(SEVERITY_WORDS[row.check.severity]),
        "finding": row.sentence,
        "first_seen": row.first_seen,
        "cause": "",
        "done_on": "",
    }


def _number(name: str, number: int) -> str:
    return format_yuan(number) if name == "money" else str(number)
