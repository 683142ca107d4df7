"""Commands on facts with several values: list them, decide one or many, tell first what would change."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.domain.values import Value
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.handover.conflict_rows import ConflictRow, ConflictValue

EXISTENCE = "existence"
HOW = N_(
    "Say what is to stand: --keep with the number of a value, --keep-by with who wrote it, or --value with another one."
)
NOBODY = N_("None of these conflicts has exactly one value of this person or laptop. Nothing was decided.")
NO_FACT = N_("There is no conflict of this fact. List them with conflicts.")
NO_CONFLICT = N_("There is no conflict of this name. List them with conflicts.")


def conflicts(options: argparse.Namespace) -> object:
    """List the facts with several values, each value with its number and its author."""
    from poverty_desktop.queries.handover import conflict_rows

    with open_workspace(options, is_reading=True) as session:
        rows = conflict_rows.conflict_list(session, i18n.language()).rows
        return [_told(row, options) for row in rows]


def conflicts_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``conflicts``."""
    takes_workspace(command)
    command.add_argument("--private", action="store_true", help=_("show ID numbers, phones and accounts too"))


def resolve(options: argparse.Namespace) -> object:
    """Decide one conflict, or several for one reason: keep one of the values, or write another."""
    from poverty_desktop.operations.handover import conflicts
    from poverty_desktop.queries.handover import conflict_groups, conflict_rows

    with open_workspace(options, is_reading=options.dry_run) as session:
        found = conflict_rows.conflict_list(session, i18n.language())
        rows = _meant(found.rows, options)
        if sum(item is not None for item in (options.keep, options.keep_by, options.value)) != 1:
            raise RuleError(HOW)
        chosen = [(row, value) for row in rows if (value := _chosen(session, row, options)) is not None]
        if not chosen:
            raise RuleError(NOBODY)
        if options.dry_run:
            return [_effect(session, row, value, options) for row, value in chosen]
        decisions = [
            (row, conflict_groups.kept(row, value) if isinstance(value, conflict_rows.ConflictValue) else value)
            for row, value in chosen
        ]
        if not options.reason:
            raise RuleError(conflicts.NO_REASON)
        if len(decisions) == 1:
            conflicts.decide(session, *decisions[0], seen=found.seen, reason=options.reason)
        else:
            conflicts.decide_all(session, decisions, seen=found.seen, reason=options.reason)
        left = len(conflict_rows.conflict_list(session, i18n.language()).rows)
        return {
            N_("fact"): i18n.format_list(dict.fromkeys(row.label for row, _value in chosen)),
            N_("conflicts decided"): len(decisions),
            N_("conflicts left"): left,
        }


def resolve_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``resolve``."""
    takes_workspace(command)
    command.add_argument("conflict", nargs="*", help=_("names of conflicts, as the list of conflicts has them"))
    command.add_argument("--all-of", metavar="FACT", help=_("all conflicts of this fact: its label, or kind.name"))
    command.add_argument("--keep", type=int, help=_("number of the value that is to stand"))
    command.add_argument(
        "--keep-by", metavar="WHO", help=_("let stand what this person, or this laptop, wrote; others stay undecided")
    )
    command.add_argument("--value", help=_("another value: as typed in the window, a code or a label"))
    command.add_argument("--reason", help=_("why it is decided so"))
    command.add_argument("--dry-run", action="store_true", help=_("only tell what would change"))
    command.add_argument("--private", action="store_true", help=_("show ID numbers, phones and accounts too"))


def _meant(rows: Sequence[ConflictRow], options: argparse.Namespace) -> list[ConflictRow]:
    """Return the conflicts that are named, and those of the fact that is named; or raise ``RuleError``."""
    by_name = {_name(row): row for row in rows}
    names = list(dict.fromkeys(options.conflict))
    if not by_name.keys() >= set(names):
        raise RuleError(NO_CONFLICT)
    if options.all_of:
        of_fact = [name for name, row in by_name.items() if options.all_of in (row.label, _fact_name(row))]
        if not of_fact:
            raise RuleError(NO_FACT)
        names = list(dict.fromkeys([*names, *of_fact]))
    if not names:
        raise RuleError(NO_CONFLICT)
    return [by_name[name] for name in names]


def _chosen(session: Session, row: ConflictRow, options: argparse.Namespace) -> ConflictValue | Value | None:
    """Return the value that is to stand, None where this conflict is left as it is."""
    from poverty_desktop.packs import typed
    from poverty_desktop.queries.handover import conflict_groups
    from poverty_desktop.queries.register.facts import options_of

    if options.keep_by is not None:
        return None if row.is_incomplete else conflict_groups.by_either(row, options.keep_by)
    if options.keep is not None:
        if not 1 <= options.keep <= len(row.values):
            raise RuleError(N_("The conflict has no value of this number."))
        kept: ConflictValue = row.values[options.keep - 1]
        return kept
    if row.item is None:
        raise RuleError(N_("Whether a record stays is decided with --keep."))
    choices = options_of(session.pack, row.item, i18n.language())
    typed_value: Value = (
        typed.read_option(row.item, options.value, choices) if choices else typed.read(row.item, options.value)
    )
    return typed_value


def _effect(
    session: Session, row: ConflictRow, value: ConflictValue | Value, options: argparse.Namespace
) -> dict[str, object]:
    from poverty_desktop.queries.handover import conflict_groups
    from poverty_desktop.queries.handover.conflict_rows import ConflictValue
    from poverty_desktop.queries.register.facts import masked, text_of

    def seen(text: str) -> str:
        return text if options.private or row.item is None else masked(row.item, text)

    if isinstance(value, ConflictValue):
        (effect,) = conflict_groups.effects([(row, value)])
        now, then = effect.now, effect.then
    else:
        now = next((item.text for item in row.values if item.is_shown), "")
        then = text_of(session.pack, row.item, value, i18n.language()) if row.item is not None else ""
    return {
        "conflict": _name(row),
        "household": row.head_name,
        "member": row.subject,
        "fact": row.label,
        "now": seen(now),
        "then": seen(then),
        "changes": now != then,
    }


def _told(row: ConflictRow, options: argparse.Namespace) -> dict[str, object]:
    said = [_said(number, value, row, options) for number, value in enumerate(row.values, 1)]
    return {
        "conflict": _name(row),
        "household": row.head_name,
        "member": row.subject,
        "fact": row.label,
        "values": said
        if options.json
        else " | ".join(f"{item['number']} {item['value']} ({item['by']})" for item in said),
    }


def _said(number: int, value: ConflictValue, row: ConflictRow, options: argparse.Namespace) -> dict[str, object]:
    from poverty_desktop.queries.register.facts import masked

    text = value.text if options.private or row.item is None else masked(row.item, value.text)
    return {
        "number": number,
        "value": text,
        "by": value.by,
        "laptop": value.device,
        "at": value.at.isoformat(),
        "clock": value.clock,
        "evidence": value.evidence,
        "reason": value.reason,
        "shown": int(value.is_shown),
    }


def _name(row: ConflictRow) -> str:
    return f"{_fact_name(row)}.{row.record.hex()}"


def _fact_name(row: ConflictRow) -> str:
    return f"{row.kind.table}.{row.item.name if row.item is not None else EXISTENCE}"
