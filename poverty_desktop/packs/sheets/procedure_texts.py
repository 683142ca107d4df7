"""How rules of a procedure are written in a cell, and read back: dates, shares, states and effects."""

from __future__ import annotations

import re
from fractions import Fraction

from poverty_desktop.domain.kinds import kind_of
from poverty_desktop.domain.procedure import START, After, DateRule, Moment, Outcome, Share
from poverty_desktop.domain.workdays import Unit
from poverty_desktop.packs.procedures import Effect

_NAME = "[a-z][a-z0-9_]*"
_RULE = re.compile(rf"({_NAME}(?:\.{_NAME})?)(?:\.(on|end))?([+-]\d{{1,3}})([dwm])")
_AFTER = re.compile(rf"({_NAME})(?::(passed|failed))?")
_SHARE = re.compile(r"(>=|>)(\d{1,3})/(\d{1,3})")
_EFFECT = re.compile(rf"(household|village_year|village_project)\.({_NAME})=(.+)")


def parts(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that ``;`` divides."""
    return tuple(part.strip() for part in re.split("[;；]", text) if part.strip())


def read_rule(text: str) -> DateRule | None:
    """Return ``step+7d``, ``step.end+1w`` or ``household.identified_on+6m`` as a rule, None for anything else."""
    found = _RULE.fullmatch(text)
    if found is None:
        return None
    anchor, moment = found[1], found[2]
    owner, dot, last = anchor.partition(".")
    if dot and moment is None and last in (Moment.ON, Moment.END):
        anchor, moment = owner, last
    return DateRule(anchor=anchor, moment=Moment(moment or Moment.ON), count=int(found[3]), unit=Unit(found[4]))


def write_rule(rule: DateRule) -> str:
    """Return a rule as :func:`read_rule` reads it."""
    moment = ".end" if rule.moment is Moment.END else ""
    return f"{rule.anchor}{moment}{rule.count:+d}{rule.unit.value}"


def read_after(text: str) -> After | None:
    """Return ``step`` or ``step:failed`` as a state; ``start`` stands for the beginning."""
    found = _AFTER.fullmatch(text)
    return After(found[1], Outcome(found[2] or Outcome.PASSED)) if found else None


def write_after(state: After) -> str:
    """Return a state as :func:`read_after` reads it."""
    return state.step if state.outcome is Outcome.PASSED or state.step == START else f"{state.step}:failed"


def read_share(text: str) -> Share | None:
    """Return ``>=2/3`` or ``>1/2`` as a share, None for anything else or for more than everybody."""
    found = _SHARE.fullmatch(text.replace("≥", ">=").replace(" ", ""))
    if found is None or int(found[3]) == 0 or int(found[2]) > int(found[3]):
        return None
    return Share(fraction=Fraction(int(found[2]), int(found[3])), is_strict=found[1] == ">")


def read_effect(text: str) -> Effect | None:
    """Return ``household.name=value`` or ``village_year.name=value`` as an effect, None for anything else."""
    found = _EFFECT.fullmatch(text)
    if found is None:
        return None
    return Effect(kind=kind_of(found[1]), property_name=found[2], value=found[3].strip())
