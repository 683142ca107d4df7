"""The words of the standard reader of command lines, in the language of the answers."""

from __future__ import annotations

import argparse

from poverty_desktop import i18n
from poverty_desktop.i18n import N_

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)
"""What ``argparse`` of Python 3.11 says of help and of wrong usage."""


def use() -> None:
    """Let ``argparse`` look its words up with ours; it offers no other way than the names of its module."""
    vars(argparse).update(_=i18n._, ngettext=_counted)


def _counted(singular: str, plural: str, count: int) -> str:
    """Stand for the ``ngettext`` of ``argparse``, whose counts are of arguments that are expected."""
    return (
        i18n.ngettext("expected %s argument", "expected %s arguments", count)
        if "expected" in singular
        else (singular if count == 1 else plural)
    )
