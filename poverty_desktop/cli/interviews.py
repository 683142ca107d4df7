"""Commands on completed interviews: list and read them, hand one back."""

from __future__ import annotations

import argparse

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import InterviewId, from_text, to_text


def interviews(options: argparse.Namespace) -> object:
    """List the completed interviews, or the answers of one."""
    from poverty_desktop.queries.interviewing import completed, reviews

    with open_workspace(options) as session:
        if options.interview:
            answers = reviews.answers(session, _named(options.interview), language=i18n.language())
            return [
                {
                    "path": one.path,
                    "question": one.label,
                    "answer": "••••" if one.is_private and one.shown else one.shown,
                    "note": one.note,
                    "comment": one.comment,
                }
                for one in answers
            ]
        return [
            {
                "interview": to_text(row.id),
                "household": row.head_name,
                "questionnaire": row.title,
                "year": row.year,
                "finished": f"{row.finished_at.astimezone():%Y-%m-%d %H:%M}",
                "interviewer": row.interviewer,
                "state": row.state if options.json else _(completed.STATE_WORDS[row.state]),
                "notes": row.note_count,
            }
            for row in completed.interviews(session, language=i18n.language())
        ]


def interviews_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``interviews``."""
    takes_workspace(command)
    command.add_argument("interview", nargs="?", help=_("id of an interview: its answers instead of the list"))


def hand_back(options: argparse.Namespace) -> object:
    """Hand a completed interview back with comments."""
    from poverty_desktop.operations.interviewing import reviews

    with open_workspace(options) as session:
        comments = dict(_comment(text) for text in options.on)
        reviews.hand_back(session, _named(options.interview), {**comments, "": options.comment})
        return {"handed back": 1}


def hand_back_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``hand-back``."""
    takes_workspace(command)
    command.add_argument("interview", help=_("id of the interview, as the list of interviews has it"))
    command.add_argument("--comment", default="", help=_("comment on the whole interview"))
    command.add_argument("--on", action="append", default=[], metavar="PATH=TEXT", help=_("comment on one answer"))


def _named(text: str) -> InterviewId:
    try:
        return InterviewId(from_text(text))
    except ValueError:
        raise RuleError(N_("This is not the id of an interview.")) from None


def _comment(text: str) -> tuple[str, str]:
    path, sign, words = text.partition("=")
    if not sign:
        raise RuleError(N_("Write a comment on one answer as the path of its question, =, and the words."))
    return path.strip(), words
