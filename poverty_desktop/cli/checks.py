"""The command that runs the checks, counts what they found, and carries it to Excel and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session


def check(options: argparse.Namespace) -> object:
    """Run the checks; raises ``RuleError`` where ``--strict`` was asked for and an open error is left."""
    from poverty_desktop.checks import worklist
    from poverty_desktop.checks.run import NOT_RUN_WORDS, NotRun
    from poverty_desktop.operations.lookback import checks, findings_exchange
    from poverty_desktop.packs.checks import Severity

    with open_workspace(options) as session:
        if options.take_in is not None:
            found = findings_exchange.preview(session, options.take_in)
            if (found.explanations or found.put_right) and not options.dry_run:
                findings_exchange.take_in(session, found)
            return {
                N_("explained"): len(found.explanations),
                N_("put right"): len(found.put_right),
                N_("rows that fit nothing"): {row: _(why) for row, why in found.unmatched},
            }
        checks.run(session, year=options.year)
        if options.explain is not None or options.take_back is not None:
            return _explained(session, options)
        if options.xlsx is not None:
            findings_exchange.write_out(session, options.xlsx, village=options.village)
        if options.why is not None:
            return _reasons(session, options.why, options.village)
        counts = worklist.by_check(session, village=options.village)
        if options.strict and any(count.open for count in counts if count.check.severity is Severity.ERROR):
            raise RuleError(N_("There are open errors in the register. Correct them first."))
        if options.villages:
            return [
                {"village": item.code, "name": item.name, "open": item.open, "explained": item.waived}
                for item in worklist.by_village(session)
            ]
        return [
            {
                "check": count.check.id,
                "severity": count.check.severity.value,
                "title": count.check.title(i18n.language()),
                "open": count.open,
                "explained": count.waived,
                "not_run": _(NOT_RUN_WORDS[NotRun(count.not_run)]) if count.not_run else "",
            }
            for count in counts
            if count.open or count.waived or count.not_run or options.all
        ]


def _explained(session: Session, options: argparse.Namespace) -> dict[str, int]:
    """Let the findings of one check stand, or take that back, for one household, one village or all."""
    from poverty_desktop.checks import worklist
    from poverty_desktop.checks.worklist import State
    from poverty_desktop.cli.opening import find_household
    from poverty_desktop.domain.typed import day_if_any
    from poverty_desktop.operations.lookback import checks

    takes_back = options.take_back is not None
    rows = worklist.findings(
        session,
        language=i18n.language(),
        check=options.take_back if takes_back else options.explain,
        village=options.village,
        household=find_household(session, options.household) if options.household else None,
        state=State.WAIVED if takes_back else State.OPEN,
        limit=-1,
    )
    keys = [checks.FindingKey(check=row.check.id, household=row.household, record=row.record) for row in rows]
    if takes_back:
        return {N_("taken back"): checks.unwaive(session, keys).value}
    explanation = checks.Explanation(
        reason=options.reason,
        note=options.note,
        evidence=options.evidence,
        approver=options.approver,
        expires_on=day_if_any(options.until),
        picture=options.picture,
    )
    return {N_("explained"): checks.waive(session, keys, explanation).value if keys else 0}


def _reasons(session: Session, check: str, village: str) -> list[dict[str, str]]:
    from poverty_desktop.checks import worklist
    from poverty_desktop.checks.why import why

    year, language = worklist.last_run(session).year, i18n.language()
    found = []
    for row in worklist.findings(session, language=language, check=check, village=village):
        reason = why(session, row.check, row.household, row.record, year, language)
        found.append(
            {
                "check": row.check.id,
                "household": row.head_name,
                "member": row.person_name,
                "finding": row.sentence,
                "why": "\n".join(reason.lines) if reason is not None else "",
            }
        )
    return found


def check_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``check``."""
    takes_workspace(command)
    command.add_argument("--year", type=int, help=_("accounting year of the figures"))
    command.add_argument("--village", default="", help=_("12-digit village; without it all"))
    command.add_argument("--villages", action="store_true", help=_("count by village instead of by check"))
    command.add_argument("--all", action="store_true", help=_("also name the checks that found nothing"))
    command.add_argument(
        "--why",
        nargs="?",
        const="",
        metavar="CHECK",
        help=_("list the open findings, of one check or all, with the facts behind each and what makes it go away"),
    )
    command.add_argument(
        "--explain",
        metavar="CHECK",
        help=_("let the open findings of this check stand, with --reason and what follows it"),
    )
    command.add_argument("--take-back", metavar="CHECK", help=_("take the explanations of this check back"))
    command.add_argument("--household", help=_("id, number, or a search with one answer"))
    command.add_argument("--reason", default="", metavar="CODE", help=_("code of the list waiver_reason"))
    command.add_argument("--note", default="", help=_("note; needed where the reason is another"))
    command.add_argument("--evidence", default="", help=_("what shows it"))
    command.add_argument("--picture", type=Path, help=_("picture that shows it; it is filed with the household"))
    command.add_argument("--approver", default="", help=_("who approved it"))
    command.add_argument("--until", default="", metavar="DAY", help=_("last day on which the explanation holds"))
    command.add_argument("--strict", action="store_true", help=_("end with exit code 1 where an open error is left"))
    command.add_argument("--xlsx", type=Path, help=_("write the open findings to this Excel file"))
    command.add_argument("--take-in", type=Path, help=_("take in the causes written into such a file"))
    command.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
