"""What the papers print: household file and assistance card as frozen values, from one moment of the register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import _, format_date, ngettext
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import Sensitivity
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_templates import BY_HAND, HOUSEHOLD_FILE
from poverty_desktop.pdf.values import (
    CardPaper,
    ContentsItem,
    FilePart,
    HouseholdPaper,
    PaperColumn,
    PaperFact,
    PaperMember,
    PaperRecords,
    PaperSection,
    PaperStamp,
    PaperTable,
    PaperTitles,
)
from poverty_desktop.queries.assistance import help_tables
from poverty_desktop.queries.paperwork import income_paper
from poverty_desktop.queries.paperwork.paper_facts import (
    fact_on_paper,
    guarantee_facts,
    member_on_paper,
    sections_on_paper,
)
from poverty_desktop.queries.register import facts, household_file
from poverty_desktop.queries.register.file_rows import FactSection, HouseholdFile, IncomeAccountRow
from poverty_desktop.store import database, log
from poverty_desktop.store.session import Session

_CARD_MEMBER_FACTS = (
    "education",
    "schooling",
    "labour",
    "resident_medical",
    "resident_pension",
    "subsistence_allowance",
)


def household_paper(
    session: Session,
    household: HouseholdId,
    *,
    year: int | None = None,
    language: str = "zh_CN",
    opened: HouseholdFile | None = None,
) -> HouseholdPaper:
    """Return everything the household file prints; raises ``RuleError`` when the household is not in the register.

    ``opened`` is its file where that was opened for another paper already.
    """
    file = opened or open_for_paper(session, household, year=year, language=language)
    current = [member for member in file.members if member.is_there]
    return HouseholdPaper(
        titles=titles(session.pack, file.year, language),
        head_name=file.row.head_name,
        household_number=file.row.national_number or Why.BLANK,
        village=file.row.village_name,
        group=file.row.group_name,
        year=file.year,
        cover=(
            PaperFact(label=_("Category"), text=file.row.category or Why.BLANK),
            PaperFact(label=_("Members"), text=_persons(file.row.member_count)),
        ),
        register=sections_on_paper(file.summary),
        conditions=sections_on_paper(file.conditions),
        causes=sections_on_paper(file.causes),
        members=tuple(member_on_paper(member) for member in current),
        income=(income_paper.sheet(file.income),),
        records=tuple(_records(session, household, file, language)),
        contents=_contents(session.pack, language),
        signers=(_("Head of household"), _("Filled in by"), _("Leader of the work group")),
    )


def _contents(pack: Pack, language: str) -> tuple[ContentsItem, ...]:
    """Return the tick list as the pack has it; none leaves it to the program."""
    template = pack.paper(HOUSEHOLD_FILE)
    return tuple(
        ContentsItem(
            title=item.label(language) if item.label else item.name,
            part=None if item.name == BY_HAND else FilePart(item.name),
        )
        for block in (template.blocks if template is not None else ())
        for item in block.items
    )


def card_paper(
    session: Session,
    household: HouseholdId,
    *,
    year: int | None = None,
    language: str = "zh_CN",
    opened: HouseholdFile | None = None,
) -> CardPaper:
    """Return everything the household's own assistance card prints; errors as in :func:`household_paper`."""
    file = opened or open_for_paper(session, household, year=year, language=language)
    current = [member for member in file.members if member.is_there]
    return CardPaper(
        titles=titles(session.pack, file.year, language),
        head_name=file.row.head_name,
        household_number=file.row.national_number or Why.BLANK,
        village=file.row.village_name,
        group=file.row.group_name,
        year=file.year,
        sections=(
            PaperSection(
                title=_("Household"),
                facts=(
                    PaperFact(label=_("Category"), text=file.row.category or Why.BLANK),
                    PaperFact(label=_("Members"), text=_persons(file.row.member_count)),
                    *_some(file.summary, ("phone", "address")),
                    *_some(file.conditions, ("cultivated_land", "house_area", "house_grade")),
                    *_some(file.causes, ("main_cause", "risks")),
                ),
            ),
            PaperSection(title=_("Guarantees"), facts=guarantee_facts(session, household, file.year)),
            PaperSection(
                title=_("Income of {year}").format(year=file.year), facts=income_paper.card_facts(file.income)
            ),
        ),
        members=tuple(
            PaperMember(
                name=member.name,
                sections=(
                    PaperSection(
                        title="",
                        facts=(
                            PaperFact(label=_("Relation"), text=member.relation or Why.BLANK),
                            PaperFact(label=_("Sex"), text=member.sex or Why.BLANK),
                            PaperFact(label=_("Age"), text=Why.BLANK if member.age is None else str(member.age)),
                            *_some(member.sections, _CARD_MEMBER_FACTS),
                        ),
                    ),
                ),
            )
            for member in current
        ),
        tables=(
            help_tables.measures(session, household, file.year, language),
            help_tables.helpers_now(session, household, language),
        ),
        notes=(_of_ages(session.pack, file.year), *_notes(session.pack, file.income, language)),
    )


def open_for_paper(
    session: Session, household: HouseholdId, *, year: int | None = None, language: str = "zh_CN"
) -> HouseholdFile:
    """Return what several papers of one household are filled from; errors as in :func:`household_paper`."""
    return household_file.open_file(session, household, year=year, language=language, for_paper=True)


def stamp(session: Session, record: RecordId) -> PaperStamp:
    """Return what every page says of itself, drawn up now."""
    return PaperStamp(
        template_version=session.pack.version,
        printed_at=session.clock.now().astimezone(),
        record_version=str(log.position(session.db)),
        record_id=record,
        workspace=session.name,
        is_practice=session.is_practice,
    )


def titles(pack: Pack, year: int, language: str) -> PaperTitles:
    """Return the titles that papers bear in the policy era of ``year``."""
    era = "c" if year >= int(pack.settings["era_c_from"]) else "b" if year >= int(pack.settings["era_b_from"]) else "a"

    def text(name: str) -> str:
        return pack.texts[name](language)

    return PaperTitles(
        household_file=text("household_file"),
        register_form=text(f"register_form.{era}"),
        income_sheet=text("income_sheet"),
        assistance_card=text(f"clear_card.{era}"),
    )


def _some(sections: Iterable[FactSection], names: Sequence[str]) -> tuple[PaperFact, ...]:
    found = {fact.property.name: fact for section in sections for fact in section.facts}
    return tuple(fact_on_paper(found[name]) for name in names if name in found)


def _persons(count: int) -> str:
    return ngettext("{n} person", "{n} persons", count).format(n=count)


def _of_ages(pack: Pack, year: int) -> str:
    """Return on which day the members are as old as the card says."""
    return _("Ages as of {day}.").format(day=format_date(pack.accounting_period(year)[1]))


def _notes(pack: Pack, account: IncomeAccountRow, language: str) -> tuple[str, ...]:
    if account.line_fen is None:
        return (pack.texts["notice.line_missing"](language),)
    return (pack.texts["notice.reference_line"](language),) if account.line_is_reference else ()


def _records(session: Session, household: HouseholdId, file: HouseholdFile, language: str) -> Iterable[PaperRecords]:
    for part, table in (
        (FilePart.PLAN, help_tables.plan(session, household, file.year, language)),
        (FilePart.MEASURES, help_tables.measures(session, household, file.year, language)),
        (FilePart.VISITS, _visits(session, household, _("Record of visits"), language)),
        (FilePart.EFFECTS, help_tables.effects(session, household, file.year, language)),
    ):
        if table.rows:
            yield PaperRecords(part=part, table=table)


def _visits(session: Session, household: HouseholdId, title: str, language: str) -> PaperTable:
    """Return all visits in their order as a table; of the pack's properties those of which anything is known."""
    pack, kind = session.pack, RecordKind.VISIT
    items = [
        item
        for item in pack.of_kind(kind)
        if item.name not in ("household", "year", "person") and item.sensitivity is not Sensitivity.SECRET
    ]
    sql = f"SELECT * FROM {kind.table} WHERE alive AND household = ? ORDER BY visited_on, id"
    told = [
        tuple(
            facts.text_of(pack, item, value, language) if (value := facts.value_of(row, item)) else value.why
            for item in items
        )
        for row in database.rows(session.db, sql, [household])
    ]
    shown = [place for place, _item in enumerate(items) if any(isinstance(row[place], str) for row in told)]
    return PaperTable(
        title=title,
        columns=tuple(PaperColumn(label=items[place].label(language)) for place in shown),
        rows=tuple(tuple(row[place] for place in shown) for row in told),
    )
