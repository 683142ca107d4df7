"""Facts of the register as papers print them: sections, members, the four guarantees."""

from __future__ import annotations

from collections.abc import Iterable

from poverty_desktop import i18n
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.pdf.values import PaperFact, PaperMember, PaperSection
from poverty_desktop.queries.register import household_file
from poverty_desktop.queries.register.file_rows import Fact, FactSection, MemberRow
from poverty_desktop.queries.register.list_rows import GuaranteeLight
from poverty_desktop.store.session import Session

LIGHT_WORDS = {
    "education": N_("Compulsory education"),
    "medical": N_("Basic medical care"),
    "housing": N_("Safe housing"),
    "water": N_("Safe drinking water"),
}
STATE_WORDS = {
    "good": N_("guaranteed"),
    "attention": N_("needs attention"),
    "bad": N_("not guaranteed"),
    "unknown": N_("not recorded"),
}


def sections_on_paper(sections: Iterable[FactSection]) -> tuple[PaperSection, ...]:
    """Return sections of facts as papers print them."""
    return tuple(
        PaperSection(title=section.title, facts=tuple(fact_on_paper(fact) for fact in section.facts))
        for section in sections
    )


def fact_on_paper(fact: Fact) -> PaperFact:
    """Return a fact with the label of the pack, or why there is none."""
    if not fact.value:
        return PaperFact(label=fact.property.label(i18n.language()), text=fact.value.why)
    return PaperFact(label=fact.property.label(i18n.language()), text=fact.text)


def member_on_paper(member: MemberRow) -> PaperMember:
    """Return a member with every fact of the person, the membership and the year."""
    sections = tuple(
        PaperSection(
            title=section.title,
            facts=tuple(
                fact_on_paper(fact)
                for fact in section.facts
                if fact.property.name not in ("name", "to_date", "reason_out")
            ),
        )
        for section in member.sections
    )
    return PaperMember(name=member.name, sections=tuple(section for section in sections if section.facts))


def guarantee_facts(session: Session, household: HouseholdId, year: int) -> tuple[PaperFact, ...]:
    """Return the four guarantees with the sentence behind each."""
    return tuple(_light(light) for light in household_file.lights(session, household, year))


def _light(light: GuaranteeLight) -> PaperFact:
    words = _(STATE_WORDS[light.state])
    reason = light.sentence()
    return PaperFact(label=_(LIGHT_WORDS[light.name]), text=f"{words} · {reason}" if reason else words)
