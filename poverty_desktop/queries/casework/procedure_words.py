"""Rules and warnings of a procedure in words: which day, which step, which rule, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Actor, DateRule, Ending, Moment
from poverty_desktop.domain.procedure_warnings import Fault, Warned
from poverty_desktop.domain.workdays import Unit
from poverty_desktop.i18n import N_, _, format_date, format_list
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.procedures import Procedure

ACTOR_WORDS = {
    Actor.HOUSEHOLD: N_("by the household"),
    Actor.GROUP: N_("by the villagers' group"),
    Actor.VILLAGE: N_("by the village"),
    Actor.TOWNSHIP: N_("by the township"),
    Actor.COUNTY: N_("by the county"),
}
ENDING_WORDS = {Ending.COMPLETED: N_("completed"), Ending.REJECTED: N_("turned down")}
_AFTER_WORDS = {
    Unit.DAY: N_("{count} days after “{step}”"),
    Unit.WORKDAY: N_("{count} working days after “{step}”"),
    Unit.MONTH: N_("{count} months after “{step}”"),
}
_AFTER_END_WORDS = {
    Unit.DAY: N_("{count} days after the end of “{step}”"),
    Unit.WORKDAY: N_("{count} working days after the end of “{step}”"),
    Unit.MONTH: N_("{count} months after the end of “{step}”"),
}


def step_name(procedure: Procedure, step: str, language: str) -> str:
    """Return the name of a step, its id where the pack has it no more."""
    row = procedure.row(step)
    return row.name(language) if row is not None else step


def rule_words(pack: Pack, procedure: Procedure, rule: DateRule, language: str) -> str:
    """Return a rule in words: ``7 days after “Village signs”``."""
    if rule.is_register:
        item = pack.by_name.get((RecordKind.HOUSEHOLD, rule.anchor.partition(".")[2]))
        name = item.label(language) if item is not None else rule.anchor
    else:
        name = step_name(procedure, rule.anchor, language)
    if not rule.count:
        return (_("the end of “{step}”") if rule.moment is Moment.END else _("the day of “{step}”")).format(step=name)
    words = _AFTER_END_WORDS if rule.moment is Moment.END else _AFTER_WORDS
    return _(words[rule.unit]).format(count=rule.count, step=name)


def warning_words(pack: Pack, procedure: Procedure, step: str, warned: Warned, language: str) -> str:
    """Return what speaks against a step as one sentence, with the source of the rule behind it."""
    row = procedure.row(step)
    sentence = _SENTENCES[warned.fault](_Speaker(pack, procedure, language), warned)
    source = row.source if row is not None and warned.fault not in _SELF_EVIDENT else ""
    return _("{sentence} (Rule: {source})").format(sentence=sentence, source=source) if source else sentence


def against_words(pack: Pack, procedure: Procedure, step: str, warned: Warned, corrected: str, language: str) -> str:
    """Return what speaks against a step where ``corrected`` is being corrected: another one is called by its name."""
    said = warning_words(pack, procedure, step, warned, language)
    if step == corrected:
        return said
    return _("{step}: {warning}").format(step=step_name(procedure, step, language), warning=said)


_SELF_EVIDENT = frozenset(
    {Fault.FUTURE, Fault.DISPLAY_BACKWARDS, Fault.VOTES_SUM, Fault.BEFORE_LAST, Fault.CALENDAR, Fault.VOTES_MISSING}
)


class _Speaker:
    """Says the parts of a sentence."""

    def __init__(self, pack: Pack, procedure: Procedure, language: str) -> None:
        self._pack, self._procedure, self._language = pack, procedure, language

    def steps(self, names: tuple[str, ...]) -> str:
        return format_list(
            _("“{step}”").format(step=step_name(self._procedure, name, self._language)) for name in names
        )

    def rule(self, rule: DateRule | None) -> str:
        return rule_words(self._pack, self._procedure, rule, self._language) if rule is not None else ""

    def day(self, day: date | None) -> str:
        return format_date(day) if day is not None else ""

    def signers(self, names: tuple[str, ...]) -> str:
        return format_list(signer_name(self._pack, name, self._language) for name in names)


def signer_name(pack: Pack, code: str, language: str) -> str:
    """Return who signs under this code."""
    signers = pack.code_lists.get("signer")
    found = signers.find(code) if signers is not None else None
    return found.label(language) if found is not None else code


def _not_next(say: _Speaker, warned: Warned) -> str:
    before = warned.steps[1] if len(warned.steps) > 1 else ""
    if before in ("", "start"):
        return _("This is not the first step of the procedure.")
    return _("This step does not come after {step}.").format(step=say.steps((before,)))


def _share_words(text: str) -> str:
    """Return ``>=2/3`` as ``at least 2/3``."""
    if text.startswith(">="):
        return _("at least {share}").format(share=text[2:])
    return _("more than {share}").format(share=text[1:])


_SENTENCES: dict[Fault, Callable[[_Speaker, Warned], str]] = {
    Fault.NOT_NEXT: _not_next,
    Fault.LACKS: lambda say, it: _("{steps} must lie before it.").format(steps=say.steps(it.steps)),
    Fault.TOO_EARLY: lambda say, it: _("Too early: not before {day}, {rule}.").format(
        day=say.day(it.day), rule=say.rule(it.rule)
    ),
    Fault.TOO_LATE: lambda say, it: _("Too late: it was due by {day}, {rule}.").format(
        day=say.day(it.day), rule=say.rule(it.rule)
    ),
    Fault.BEFORE_LAST: lambda say, it: _("{step} bears a later day, {day}.").format(
        step=say.steps(it.steps), day=say.day(it.day)
    ),
    Fault.FUTURE: lambda _say, _it: _("This day is still to come. A paper bears the day on which it is signed."),
    Fault.DISPLAY_SHORT: lambda say, it: _(
        "The display hung for {days} days only; at least {least} are needed, that is until {day}."
    ).format(days=it.numbers[0], least=it.numbers[1], day=say.day(it.day)),
    Fault.DISPLAY_BACKWARDS: lambda _say, _it: _("The display ends before it begins."),
    Fault.VOTES_MISSING: lambda _say, _it: _("The votes are not complete: entitled, present, agreed."),
    Fault.VOTES_SUM: lambda _say, it: _("The votes add up to {sum}, but {present} were present.").format(
        sum=it.numbers[0], present=it.numbers[1]
    ),
    Fault.NO_QUORUM: lambda _say, it: _("Only {present} of {entitled} were present; {share} are needed.").format(
        present=it.numbers[0], entitled=it.numbers[1], share=_share_words(it.names[0])
    ),
    Fault.NO_MAJORITY: lambda _say, it: _("Only {agreed} of {present} agreed; {share} are needed.").format(
        agreed=it.numbers[0], present=it.numbers[1], share=_share_words(it.names[0])
    ),
    Fault.UNSIGNED: lambda say, it: _("Not signed yet by {signers}.").format(signers=say.signers(it.names)),
    Fault.CALENDAR: lambda _say, it: _(
        "The days off of {year} are not in the policy pack; only weekends were counted out."
    ).format(year=it.numbers[0]),
}
