"""Reads the command line, runs one command, answers in words or as JSON, ends with an exit code."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import NoReturn

from poverty_desktop import __version__, i18n
from poverty_desktop.cli import names, standard_words
from poverty_desktop.cli.commands import ROOMS, TWO_WORDS
from poverty_desktop.errors import PovertyDesktopError, RuleError, StorageError
from poverty_desktop.i18n import _

EXIT_OK, EXIT_RULE, EXIT_STORAGE, EXIT_USAGE = 0, 1, 3, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 for done, 1 for a broken rule, 2 for wrong usage, 3 for the disk."""
    i18n.set_language(_asked_language(arguments if arguments is not None else sys.argv[1:]))
    standard_words.use()
    parser = _parser()
    options = _parsed(parser, arguments)
    try:
        _tell(options.run(options), as_json=options.json)
        sys.stdout.flush()
    except RuleError as error:
        return _fail(error, EXIT_RULE)
    except StorageError as error:
        return _fail(error, EXIT_STORAGE)
    except PovertyDesktopError as error:
        return _fail(error, EXIT_RULE)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - the reader went away; keep the exit quiet
    return EXIT_OK


class _Parser(argparse.ArgumentParser):
    """A parser that ends wrong usage with the usual exit code and one sentence."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{message}\n")


def _parsed(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the line; the last word of a command may also stand after its options, which ``argparse`` alone refuses."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    one_word = TWO_WORDS.get(" ".join(given[:2]))
    if one_word is None:
        _refuse_unknown(parser, given)
    options, rest = parser.parse_known_args(given if one_word is None else [one_word, *given[2:]])
    late = getattr(options, "late", None)
    if late is not None and len(rest) == 1 and not rest[0].startswith("--") and getattr(options, late) is None:
        setattr(options, late, rest.pop())
    if rest:
        parser.error(_("unrecognized arguments: %s") % " ".join(rest))
    return options


def _refuse_unknown(parser: argparse.ArgumentParser, given: Sequence[str]) -> None:
    """End with one sentence about a command that there is not, where ``argparse`` would list all of them."""
    words = (word for before, word in zip(("", *given), given, strict=False) if before != "--language")
    name = next((word for word in words if not word.startswith("-")), None)
    known = [name for _title, held in ROOMS for name, *_rest in held]
    if name is None or name in known:
        return
    near = difflib.get_close_matches(name, known, n=3)
    told = _("There is no command “{name}”.").format(name=name)
    more = _("Did you mean: {near}?").format(near=i18n.format_list(near)) if near else _("--help lists all of them.")
    parser.error(f"{told} {more}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m poverty_desktop",
        description=_("Register, papers and bundles of a village work group."),
        epilog=_told_by_rooms(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--language", choices=i18n.LANGUAGES, default=argparse.SUPPRESS, help=_("language of the answers")
    )
    parser.add_argument("--version", action="version", version=__version__, help=_("show the version and exit"))
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("command"), parser_class=_Parser)
    for name, words, run, build in (command for _title, held in ROOMS for command in held):
        command = commands.add_parser(name, description=_(words))
        command.add_argument("--json", action="store_true", help=_("answer as JSON"))
        command.add_argument("--language", choices=i18n.LANGUAGES, help=_("language of the answers"))
        build(command)
        command.set_defaults(run=run)
    return parser


def _told_by_rooms() -> str:
    """Return all commands under the headings of their rooms."""
    wide = max(len(name) for _title, held in ROOMS for name, *_rest in held) + 2
    rooms = (
        "\n".join([f"{_(title)}:", *(f"  {name:<{wide}}{_(words)}" for name, words, *_rest in held)])
        for title, held in ROOMS
    )
    return "\n\n".join(rooms)


def _asked_language(arguments: Sequence[str]) -> str:
    for index, item in enumerate(arguments):
        value = item.partition("=")[2] if item.startswith("--language=") else ""
        if item == "--language" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in i18n.LANGUAGES:
            return value
    return "en" if os.environ.get("LANG", "").startswith("en") else "zh_CN"


def _fail(error: PovertyDesktopError, code: int) -> int:
    print(i18n.render(error), file=sys.stderr)
    return code


def _tell(result: object, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1, default=str))
    elif isinstance(result, list):
        for row in result:
            print("\t".join(_said(item) for item in row.values()) if isinstance(row, dict) else row)
    elif isinstance(result, dict):
        for name, value in result.items():
            print(f"{names.said(name)}: {i18n.format_list(value) if isinstance(value, list) else _said(value)}")
    elif isinstance(result, str):
        print(result)


def _said(value: object) -> str:
    """Return a value in words: a truth and a fixed answer in the language of the screen."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _(value) if isinstance(value, StrEnum) else str(value)
