"""The questions of a roster at the terminal: which rows ask, what each may be answered, and the answers given."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.existing import text_of
from poverty_desktop.exchange.matching import Choice, Decision, Option
from poverty_desktop.exchange.problems import sentence
from poverty_desktop.i18n import N_, _, format_list

if TYPE_CHECKING:
    from poverty_desktop.operations.register.roster import RosterPreview
    from poverty_desktop.operations.session import Session

WRITE_SO = N_("Write an answer as the row, = and the number of the answer, such as 12=1.")
HOW = N_("Answer with --answer ROW=NUMBER, such as --answer {row}={number}; the numbers stand beside the rows.")


def answered(session: Session, shown: RosterPreview, wanted: list[str]) -> RosterPreview:
    """Return the preview with the answers ``ROW=NUMBER`` or ``ROW=NUMBER:REASON`` given in turn.

    A row may ask twice, first about its household, then about its person. Raises ``RuleError`` for an answer that is
    written otherwise, or that no row asks for.
    """
    from poverty_desktop.operations.register import roster

    for text in wanted:
        number, choice, reason = _read(text)
        row = next((row for row in shown.plan.rows if row.number == number and row.options), None)
        if row is None or row.about is None:
            raise RuleError(N_("Row {row} asks nothing. See what the rows ask with --dry-run --rows."), row=number)
        if not 0 < choice <= len(row.options):
            raise RuleError(
                N_("Row {row} has {count} answers. Give the number of one."), row=number, count=len(row.options)
            )
        option = row.options[choice - 1]
        if option.choice is Choice.MOVE and reason is None:
            raise RuleError(
                N_("To move a person, say why the other membership ends: {row}={number}:CODE."),
                row=number,
                number=choice,
            )
        decision = Decision(choice=option.choice, target=option.target, reason_out=reason)
        shown = roster.decide(session, shown, {(row.about, number): decision})
    return shown


def questions(shown: RosterPreview) -> Iterator[str]:
    """Yield a line for each row that asks, and one that says how to answer; nothing where none does."""
    first = None
    for row in shown.plan.rows:
        if not row.options or row.about is None:
            continue
        first = first or row.number
        answers = format_list(
            f"{number} {_words(option, row.about, shown)}" for number, option in enumerate(row.options, start=1)
        )
        yield _("Row {row} asks: {why} {answers}").format(row=row.number, why=sentence(row.reason), answers=answers)
    if first is not None:
        yield _(HOW).format(row=first, number=1)


def answer_options(command: argparse.ArgumentParser) -> None:
    """Add the option of answers."""
    command.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar=_("ROW=NUMBER"),
        help=_("answer of a row that asks; the numbers of the answers are listed with --rows"),
    )


def _read(text: str) -> tuple[int, int, str | None]:
    row, sign, answer = text.partition("=")
    number, _colon, reason = answer.partition(":")
    if not sign or not row.strip().isdecimal() or not number.strip().isdecimal():
        raise RuleError(WRITE_SO)
    return int(row), int(number), reason.strip() or None


def _words(option: Option, about: RecordKind, shown: RosterPreview) -> str:
    if option.choice is Choice.SKIP:
        return _("leave the row out")
    if option.choice is Choice.CREATE:
        return _("It is a new household") if about is RecordKind.HOUSEHOLD else _("It is a new person")
    assert option.target is not None
    who = _who(option.target, about, shown)
    if option.choice is Choice.MOVE:
        return _("moves here: {who}").format(who=who)
    if option.choice is Choice.LIVES:
        return _("lives, the death was noted by mistake: {who}").format(who=who)
    return _("the same: {who}").format(who=who)


def _who(target: bytes, about: RecordKind, shown: RosterPreview) -> str:
    register = shown.register
    if about is RecordKind.PERSON:
        values = register.persons[target].values
        return " ".join(part for part in (text_of(values, "name"), text_of(values, "birth_date")) if part)
    names = [
        text_of(register.persons[member.person].values, "name")
        for member in register.members_of.get(target, ())[:3]
        if member.person in register.persons
    ]
    number = text_of(register.households[target].values, "national_number")
    return " ".join(part for part in (number, *names) if part)
