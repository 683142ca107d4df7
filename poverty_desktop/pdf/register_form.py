"""The register form (登记表 or 信息采集表): facts, conditions, causes, the places to sign, and the member table."""

from __future__ import annotations

from collections.abc import Iterable

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.boxes import draw_signatures
from poverty_desktop.pdf.form import draw_sections
from poverty_desktop.pdf.member_table import draw_members
from poverty_desktop.pdf.page import MM
from poverty_desktop.pdf.sheet import Sheet
from poverty_desktop.pdf.values import HouseholdPaper, PaperFact, PaperSection
from poverty_desktop.pdf.words import cell_words, ordinal

_GAP = 3 * MM


def draw_register_form(sheet: Sheet, paper: HouseholdPaper) -> None:
    """Draw the form: upright pages for the household, then a landscape page for its members.

    Signatures stand after the household's facts and name the number of members, so that they cover both sides.
    """
    say = sheet.say
    subtitle = say(N_("{village} {group}   Household number: {number}   Year: {year}")).format(
        village=paper.village,
        group=paper.group,
        number=cell_words(paper.household_number, say),
        year=paper.year,
    )
    sheet.begin_part(paper.titles.register_form, subtitle)
    sections = merged((*paper.register, *paper.conditions, *paper.causes), last=_members_fact(sheet, paper))
    draw_sections(sheet, sections, first_number=1)
    sheet.y += _GAP
    draw_signatures(sheet, paper.signers or default_signers(sheet))
    sheet.turn_page(landscape=True)
    title = ordinal(len(sections), sheet.language) + _members_title(sheet)
    sheet.write(title, 11, bold=True)
    sheet.y += 1.5 * MM
    draw_members(sheet, paper.members)


def merged(sections: Iterable[PaperSection], *, last: PaperSection) -> tuple[PaperSection, ...]:
    """Return sections with one heading each, ``last`` at the end.

    The household and its year may both have facts of one section: on paper these stand under one heading, in the
    place of the first.
    """
    facts: dict[str, tuple[PaperFact, ...]] = {}
    for section in sections:
        facts[section.title] = (*facts.get(section.title, ()), *section.facts)
    facts[last.title] = (*facts.pop(last.title, ()), *last.facts)
    return tuple(PaperSection(title=title, facts=found) for title, found in facts.items())


def default_signers(sheet: Sheet) -> tuple[str, ...]:
    """Return who signs the form where the pack does not say: householder, form filler, head of the work team."""
    say = sheet.say
    return (say(N_("Signature of the householder")), say(N_("Filled in by")), say(N_("Head of the work team")))


def _members_title(sheet: Sheet) -> str:
    return sheet.say(N_("Household members"))


def _members_fact(sheet: Sheet, paper: HouseholdPaper) -> PaperSection:
    say = sheet.say
    count = say(N_("{count} persons, listed on the member page")).format(count=len(paper.members))
    return PaperSection(
        title=_members_title(sheet),
        facts=(PaperFact(label=say(N_("Number of members")), text=count),),
    )
