"""Fills the papers of the pack: each block of a template becomes what the register has for it."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.paper_templates import (
    AGE,
    BY_HAND,
    HEAD_PHOTO,
    INCOME_COLUMNS,
    INCOME_SUMS,
    BlockKind,
    PaperBlock,
    PaperItem,
    PaperTemplate,
    Size,
)
from poverty_desktop.pdf.composed_values import (
    Block,
    ComposedPaper,
    CoverOf,
    FactsOf,
    IncomeOf,
    MembersOf,
    SignersOf,
    SpaceOf,
    TableOf,
    TextOf,
    TotalsOf,
    TurnOf,
)
from poverty_desktop.pdf.photo_values import PaperPhoto
from poverty_desktop.pdf.values import PaperColumn, PaperFact, PaperMember, PaperSection, PaperTable
from poverty_desktop.queries.casework.procedure_words import signer_name
from poverty_desktop.queries.paperwork import income_paper
from poverty_desktop.queries.paperwork.paper_facts import (
    fact_on_paper,
    guarantee_facts,
    member_on_paper,
    sections_on_paper,
)
from poverty_desktop.queries.paperwork.paper_tables import block_table, property_of
from poverty_desktop.queries.register import household_file
from poverty_desktop.queries.register.file_rows import Fact, FactSection, HouseholdFile, MemberRow
from poverty_desktop.store.session import Session

OF_THE_HOUSEHOLD = ("sign.head", "household")
"""Signers who press a finger where they stand first: nobody of an office does."""

Found = Mapping[tuple[RecordKind, str], Fact]


def composed_paper(
    session: Session,
    template: PaperTemplate,
    household: HouseholdId,
    *,
    year: int | None = None,
    language: str = "zh_CN",
    opened: HouseholdFile | None = None,
    portrait: PaperPhoto | None = None,
) -> ComposedPaper:
    """Return one paper of the pack for one household; raises ``RuleError`` when it is not in the register.

    ``portrait`` is the householder's photo, for forms that have a place for it.
    """
    file = opened or household_file.open_file(session, household, year=year, language=language, for_paper=True)
    filling = _Filling(session, household, file, language, portrait)
    return ComposedPaper(
        template=template.id,
        title=session.pack.text(template.title, file.year)(language),
        head_name=file.row.head_name,
        household_number=file.row.national_number or "--",
        place=_("{village} {group}").format(village=file.row.village_name, group=file.row.group_name),
        year=file.year,
        blocks=tuple(filling.block(block) for block in template.blocks),
        is_booklet=template.size is Size.A5_BOOKLET,
    )


class _Filling:
    """The file of one household, from which block after block is filled."""

    def __init__(
        self,
        session: Session,
        household: HouseholdId,
        file: HouseholdFile,
        language: str,
        portrait: PaperPhoto | None,
    ) -> None:
        self._portrait = portrait
        self._session = session
        self._household = household
        self._file = file
        self._language = language
        self._current = [member for member in file.members if member.is_there]

    def block(self, block: PaperBlock) -> Block:
        """Return what a block shows."""
        title = self._say(block.title)
        match block.kind:
            case BlockKind.SECTIONS:
                return FactsOf(sections=self._sections(block))
            case BlockKind.FACTS:
                found = _by_name((*self._file.summary, *self._file.conditions, *self._file.causes))
                found = {**_by_name(self._file.income_facts[:1]), **found}
                section = PaperSection(title=title, facts=self._chosen(block, found))
                has_portrait = any(item.name == HEAD_PHOTO for item in block.items)
                return FactsOf(sections=(section,), has_portrait=has_portrait, portrait=self._portrait)
            case BlockKind.MEMBERS:
                members = tuple(self._member(block, member) for member in self._current)
                return MembersOf(title=title or _("Household members"), members=members)
            case BlockKind.RECORDS | BlockKind.PLAN | BlockKind.EFFECTS:
                table = block_table(self._session, block, self._household, self._file.year, self._language)
                return TableOf(table=table, empty_rows=block.lines)
            case BlockKind.GUARANTEES:
                lights = guarantee_facts(self._session, self._household, self._file.year)
                return FactsOf(sections=(PaperSection(title=title or _("Guarantees"), facts=lights),))
            case _:
                return self._of_income(block, title) or self._of_form(block, title)

    def _of_income(self, block: PaperBlock, title: str) -> Block | None:
        """Return what a block of the calculation shows, None for any other block."""
        match block.kind:
            case BlockKind.INCOME:
                return TotalsOf(totals=income_paper.sheet(self._file.income).totals)
            case BlockKind.INCOME_FACTS:
                title = title or _("Income of {year}").format(year=self._file.year)
                return FactsOf(sections=(PaperSection(title=title, facts=self._sums(block)),))
            case BlockKind.INCOME_LINES:
                return self._income_lines(block)
            case BlockKind.INCOME_NOTES:
                sheet = income_paper.sheet(self._file.income)
                line = [_("{label}: {text}").format(label=fact.label, text=fact.text) for fact in sheet.comparison]
                return TextOf(paragraphs=("　".join((*line, *sheet.remarks)),))
            case _:
                return None

    def _of_form(self, block: PaperBlock, title: str) -> Block:
        """Return what is not of the register: words of the form, and places for the hand."""
        match block.kind:
            case BlockKind.BY_HAND:
                heads = tuple(PaperColumn(label=self._say(item.label), by_hand=True) for item in block.items)
                return TableOf(table=PaperTable(title=title, columns=heads), empty_rows=max(1, block.lines))
            case BlockKind.COVER:
                return CoverOf(title=title, facts=self._cover(block))
            case BlockKind.SIGNATURES:
                return SignersOf(
                    signers=tuple(self._signer(item.name) for item in block.items),
                    has_fingerprint=bool(block.items) and block.items[0].name.startswith(OF_THE_HOUSEHOLD),
                )
            case BlockKind.SPACE:
                return SpaceOf(title=title, lines=max(1, block.lines))
            case BlockKind.WIDE_PAGE | BlockKind.TALL_PAGE:
                return TurnOf(is_wide=block.kind is BlockKind.WIDE_PAGE)
            case _:
                texts = self._session.pack.texts
                return TextOf(paragraphs=tuple(texts[item.name](self._language) for item in block.items))

    def _sums(self, block: PaperBlock) -> tuple[PaperFact, ...]:
        found = income_paper.sums(self._file.income)
        wanted = block.items or tuple(PaperItem(name=name) for name in INCOME_SUMS)
        return tuple(
            PaperFact(label=self._say(item.label) or found[item.name].label, text=found[item.name].text)
            for item in wanted
        )

    def _income_lines(self, block: PaperBlock) -> IncomeOf:
        from poverty_desktop.pdf.income_sheet import default_columns

        sheet = income_paper.sheet(self._file.income)
        heads = dict(default_columns(_))
        wanted = block.items or tuple(PaperItem(name=name) for name in INCOME_COLUMNS)
        note = _("Accounting year {year} ({period})   Amounts in yuan").format(year=sheet.year, period=sheet.period)
        columns = tuple((item.name, self._say(item.label) or heads[item.name]) for item in wanted)
        return IncomeOf(note=note, groups=sheet.groups, columns=columns)

    def _cover(self, block: PaperBlock) -> tuple[PaperFact, ...]:
        row = self._file.row
        place = _("{village} {group}").format(village=row.village_name, group=row.group_name)
        found = _by_name((*self._file.summary, *self._file.conditions, *self._file.causes))
        whose = (
            PaperFact(label=_("Householder"), text=row.head_name or Why.BLANK),
            PaperFact(label=_("Household number"), text=row.national_number or Why.BLANK),
            PaperFact(label=_("Place"), text=place),
            PaperFact(label=_("Year"), text=str(self._file.year)),
        )
        more = (
            PaperFact(label=self._say(item.label), text="") if item.name == BY_HAND else self._fact(item, found)
            for item in block.items
        )
        return (*whose, *more)

    def _say(self, label: Label | None) -> str:
        return label(self._language) if label is not None else ""

    def _sections(self, block: PaperBlock) -> tuple[PaperSection, ...]:
        wanted = {item.name for item in block.items}
        found: dict[str, tuple[PaperFact, ...]] = {}
        for section in (*self._file.summary, *self._file.conditions, *self._file.causes):
            if not wanted or section.name in wanted:  # household and year may both have facts of one section
                more = sections_on_paper((section,))[0].facts
                found[section.title] = (*found.get(section.title, ()), *more)
        return tuple(PaperSection(title=title, facts=facts_) for title, facts_ in found.items())

    def _chosen(self, block: PaperBlock, found: Found) -> tuple[PaperFact, ...]:
        return tuple(self._fact(item, found) for item in block.items if item.name != HEAD_PHOTO)

    def _fact(self, item: PaperItem, found: Found) -> PaperFact:
        known = property_of(self._session.pack, item)
        fact = found.get((known.kind, known.name))
        label = item.label(self._language) if item.label else known.label(self._language)
        return PaperFact(label=label, text=Why.BLANK if fact is None else fact_on_paper(fact).text)

    def _member(self, block: PaperBlock, member: MemberRow) -> PaperMember:
        if not block.items:
            return member_on_paper(member)
        found = _by_name(member.sections)
        told = []
        for item in block.items:
            if item.name == AGE:
                label = item.label(self._language) if item.label else _("Age")
                told.append(PaperFact(label=label, text=Why.BLANK if member.age is None else str(member.age)))
            else:
                told.append(self._fact(item, found))
        return PaperMember(name=member.name, sections=(PaperSection(title="", facts=tuple(told)),))

    def _signer(self, name: str) -> str:
        texts = self._session.pack.texts
        return texts[name](self._language) if name in texts else signer_name(self._session.pack, name, self._language)


def _by_name(sections: tuple[FactSection, ...]) -> Found:
    return {(fact.kind, fact.property.name): fact for section in sections for fact in section.facts}
