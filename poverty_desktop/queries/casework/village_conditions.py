"""Whether a village is ready for its exit: each condition of the pack against its yearly record, and the fact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from poverty_desktop import i18n
from poverty_desktop.i18n import N_, _
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.village_conditions import Comparison, VillageCondition, in_force
from poverty_desktop.queries.register.file_rows import Fact
from poverty_desktop.queries.register.village_file import VillageFile

WORDS = {
    Comparison.LESS: N_("below {value}"),
    Comparison.AT_MOST: N_("at most {value}"),
    Comparison.EQUAL: "{value}",
    Comparison.AT_LEAST: N_("at least {value}"),
    Comparison.MORE: N_("above {value}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRow:
    """One condition in words; ``holds`` is None where the record does not say, which is not the same as no."""

    fact: Fact
    label: str
    wanted: str
    found: str
    holds: bool | None
    source: str


def conditions(pack: Pack, file: VillageFile, procedure: str, language: str) -> tuple[ConditionRow, ...]:
    """Return what the pack wants of a village before ``procedure`` in the year of ``file``, and what is recorded."""
    known = {fact.property.name: fact for section in file.sections for fact in section.facts}
    rows = in_force(pack.village_conditions, procedure, pack.settings["province"], file.year)
    return tuple(_row(known[item.property_name], known, item, language) for item in rows if item.property_name in known)


def _row(fact: Fact, known: dict[str, Fact], item: VillageCondition, language: str) -> ConditionRow:
    other = known.get(item.of)
    right = item.value if item.value is not None else _number(other)
    left = _number(fact)
    if other is not None:
        value = f"{other.property.label(language)} {other.text}".strip()
    else:
        value = _value(fact.property, right, language)
    words = WORDS[item.comparison]
    return ConditionRow(
        fact=fact,
        label=fact.property.label(language),
        wanted=(_(words) if item.comparison is not Comparison.EQUAL else words).format(value=value),
        found=fact.text,
        # Two values side by side are not a fact yet: whoever decides between them decides this too.
        holds=None if left is None or right is None or fact.has_conflict else item.comparison.holds(left, right),
        source=item.source,
    )


def _number(fact: Fact | None) -> Decimal | None:
    if fact is None or not fact.value:
        return None
    number = Decimal(str(fact.value.scalar))
    return number / 100 if fact.property.type is PropertyType.MONEY else number


def _value(item: Property, number: Decimal | None, language: str) -> str:
    if number is None:
        return ""
    if item.type is PropertyType.BOOLEAN:
        return _("yes") if number else _("no")
    text = i18n.format_yuan(int(number * 100)) if item.type is PropertyType.MONEY else f"{number.normalize():f}"
    return f"{text} {item.unit(language)}" if item.unit else text
