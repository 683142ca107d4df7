"""The form of a village as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from poverty_desktop import i18n, paths
from poverty_desktop.checks import village_sums
from poverty_desktop.domain.values import Why
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_, _
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.paperwork.papers import Composed, Printed
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.pdf.values import PaperColumn, PaperFact, PaperSection, PaperTable, VillagePaper, texts_of
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.queries.register import village_file
from poverty_desktop.queries.register.facts import decimal_text
from poverty_desktop.queries.register.file_rows import Fact, FactSection
from poverty_desktop.queries.register.village_file import VillageFile
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session

_ON_FORM = frozenset(
    {"name", "aspect", "planned", "spent", "starts_on", "ends_on", "progress", "households", "responsible", "stage"}
)
"""What of a project stands on the form; everything else is on the project's own papers."""


def sum_text(fact: Fact, sums: Mapping[str, float]) -> str:
    """Return what the households add up to for a fact of the village, empty where nothing is added up."""
    value = sums.get(fact.property.name)
    if value is None:
        return ""
    unit = f" {fact.property.unit(i18n.language())}" if fact.property.unit else ""
    if fact.property.type is PropertyType.MONEY:
        return i18n.format_yuan(round(value * 100)) + unit
    return decimal_text(value) + unit


def compose(session: Session, village: str, *, year: int | None = None) -> Composed:
    """Return the form of a village in the language of the screen."""
    from poverty_desktop.pdf.fonts import missing_characters
    from poverty_desktop.pdf.village_form import compose_village_form

    file = village_file.open_village(session, village, year=year, language=i18n.language())
    paper = _paper(file, village_sums.sums_of(session, village, file.year))
    stamp = papers.stamp(session, file.record)
    document = compose_village_form(paper, stamp, language=i18n.language())
    return Composed(document, missing_characters("".join(texts_of(paper))))


def print_village(session: Session, village: str, target: Path, *, year: int | None = None) -> Printed:
    """Write the form of a village to ``target``; raises ``StorageError`` where it cannot be written."""
    from poverty_desktop.pdf.volume import write_volume

    composed = compose(session, village, year=year)
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            pages = write_volume(file, [composed.document], title=_("Form of the village"))
        part.replace(target)
    except OSError as error:
        paths.drop(part)
        raise StorageError(
            N_("The PDF file could not be written. Choose another folder or free some space.")
        ) from error
    disclosure.note_list(session, Act.PRINT, rows=1)
    return Printed(path=target, pages=pages, households=0, missing=composed.missing)


def _paper(file: VillageFile, sums: Mapping[str, float]) -> VillagePaper:
    language = i18n.language()
    compared = [
        (fact.property.label(language), fact.text or Why.BLANK, sum_text(fact, sums))
        for section in file.sections
        for fact in section.facts
        if fact.property.name in sums
    ]
    tables = []
    if compared:
        tables.append(
            PaperTable(
                title=_("Beside the sums of its households"),
                columns=(
                    PaperColumn(label=_("Item")),
                    PaperColumn(label=_("Village"), is_number=True),
                    PaperColumn(label=_("Sum of the households"), is_number=True),
                ),
                rows=tuple(compared),
            )
        )
    if file.projects:
        items = [fact.property for fact in file.projects[0].section.facts if fact.property.name in _ON_FORM]
        tables.append(
            PaperTable(
                title=_("Projects of the whole-village programme"),
                columns=tuple(PaperColumn(label=item.label(language)) for item in items),
                rows=tuple(
                    tuple(fact.text or Why.BLANK for fact in project.section.facts if fact.property.name in _ON_FORM)
                    for project in file.projects
                ),
            )
        )
    return VillagePaper(
        title=_("Form of the village"),
        village=file.name,
        code=file.code,
        year=file.year,
        sections=tuple(_section(section) for section in file.sections),
        tables=tuple(tables),
        signers=(_("Village committee"), _("First secretary"), _("Filled in by")),
    )


def _section(section: FactSection) -> PaperSection:
    language = i18n.language()
    return PaperSection(
        title=section.title,
        facts=tuple(
            PaperFact(label=fact.property.label(language), text=fact.text if fact.value else fact.value.why)
            for fact in section.facts
        ),
    )
