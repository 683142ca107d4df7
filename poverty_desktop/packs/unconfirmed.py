"""The official figures of a pack that nobody has checked against a document yet, for the settings page."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.i18n import N_, _, format_yuan, language
from poverty_desktop.packs.model import Certainty, Line
from poverty_desktop.packs.pack import Pack

_MEANINGS = {
    "exit": N_("Exit line of {year}: {yuan} yuan"),
    "statistical": N_("Statistical line of {year}: {yuan} yuan"),
    "monitoring": N_("Monitoring line of {year}: {yuan} yuan"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """One figure or rule, in the language of the screen, and what the pack says about its origin."""

    what: str
    source: str


def unconfirmed(pack: Pack) -> tuple[Unconfirmed, ...]:
    """Return the lines, income items and rules of income that a person should check against the papers of the year."""
    lines = [
        Unconfirmed(what=_describe(line), source=line.source)
        for line in pack.lines
        if line.certainty is Certainty.UNCONFIRMED
    ]
    items = [
        Unconfirmed(
            what=_("Whether {item} counts as income").format(item=item.label(language())),
            source=item.source,
        )
        for item in pack.income_items
        if item.certainty is Certainty.UNCONFIRMED
    ]
    names = {item.code: item.label(language()) for item in pack.income_items}
    rules = [
        Unconfirmed(
            what=_("Whether {item} counts as income").format(item=names.get(rule.item, rule.item)), source=rule.source
        )
        for rule in pack.income_rules
        if rule.certainty is Certainty.UNCONFIRMED
    ]
    measures = [
        Unconfirmed(
            what=_("Who is entitled to {measure}, and how much").format(measure=item.title(language())),
            source=item.check.source,
        )
        for item in pack.measures
        if item.certainty is Certainty.UNCONFIRMED
    ]
    return (*lines, *items, *rules, *measures)


def _describe(line: Line) -> str:
    return _(_MEANINGS[line.meaning]).format(year=line.year, yuan=format_yuan(line.amount_fen))
