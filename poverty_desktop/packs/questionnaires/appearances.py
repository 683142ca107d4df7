"""Which appearances of an XLSForm this program takes, and which it leaves aside: told when the form is published.

The words are those of https://docs.getodk.org/form-question-types/ and https://xlsform.org/, and of Enketo's themes.
"""

from __future__ import annotations

import re

from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.workbook import Row, Workbook

TAKEN = frozenset(
    (
        *("multiline", "numbers", "thousands-sep", "masked", "hidden-answer", "quick", "month-year", "year"),
        *("field-list", "table-list", "label"),
    )
)
"""They change what the interview shows or takes."""

AT_HOME = re.compile(
    r"no-calendar|minimal|autocomplete|search|compact(-\d+)?|quickcompact(-\d+)?|horizontal(-compact)?|columns(-pack|-\d+|-flex)?"
    r"|list|list-nolabel|likert|no-buttons|counter|vertical|no-ticks|hide-input"
)
"""What they ask for is so here anyway: options lie side by side and are found by typing, numbers and days are typed."""

_MAP = N_("“{word}” is left aside: there is no map here; a place is typed or taken from a picture's file.")
_CALENDAR = N_("“{word}” is left aside: a day is typed in the common calendar, and stored in it, as on a phone.")
_SENSOR = N_("“{word}” is left aside: this computer has no such device; the answer is typed or a file is chosen.")
_DRAWING = N_("“{word}” is left aside: nothing is drawn on the screen; a photo of the paper is taken instead.")
_STARS = N_("“{word}” is left aside: the number is typed.")
_APP = N_("“{word}” is left aside: no other program is called; the answer is typed.")
_GRID = N_("“{word}” is left aside: questions stand one below the other.")
_IMAGE_MAP = N_("“{word}” is left aside: one chooses among the words, not in the picture.")
_LINK = N_("“{word}” is left aside: no web page is opened, for villages have no network.")
_UNKNOWN = N_("“{word}” is no appearance that is known here; it is left aside.")

_AUDIT = N_("The log has event, question, start and end; “{word}” is left aside: no place and no value stand in it.")

ASIDE = (
    (re.compile(r"placement-map|maps|map"), _MAP),
    (re.compile(r"ethiopian|coptic|islamic|bikram-sambat|myanmar|persian|buddhist"), _CALENDAR),
    (re.compile(r"bearing|new|new-front|new-rear|front|rear|selfie|voice-only|normal|low|external"), _SENSOR),
    (re.compile(r"signature|draw|annotate"), _DRAWING),
    (re.compile(r"rating|picker|distress"), _STARS),
    (re.compile(r"(ex|intent|printer):.*|printer|ex|intent", re.DOTALL), _APP),
    (re.compile(r"w\d{1,2}|theme-grid|no-collapse|compact-group"), _GRID),
    (re.compile(r"image-map"), _IMAGE_MAP),
    (re.compile(r"url"), _LINK),
)


def appearance_remarks(book: Workbook) -> list[PackProblem]:
    """Return a remark for each word that is left aside, at the first row that has it."""
    found: dict[str, PackProblem] = {}
    for row in book.sheets["survey"].rows if "survey" in book.sheets else ():
        if row["type"].strip() == "audit":
            found |= {word: _remark(book, row, "parameters", _AUDIT, word) for word in _asked_of_log(row)}
        for word in _words(row["appearance"]):
            message = _left_aside(word)
            if message and word not in found:
                found[word] = _remark(book, row, "appearance", message, word)
    return list(found.values())


def _remark(book: Workbook, row: Row, column: str, message: str, word: str) -> PackProblem:
    return PackProblem(
        sheet=f"{book.file}: survey", row=row.number, column=column, message_id=message, params={"word": word}
    )


def _asked_of_log(row: Row) -> list[str]:
    """Return what the parameters of an ``audit`` ask for beyond the times (https://docs.getodk.org/form-audit-log/)."""
    asked = dict(re.findall(r"([\w-]+)\s*=\s*(\S+)", row["parameters"]))
    return [name for name, value in asked.items() if value.lower() != "false"]


def _words(appearance: str) -> list[str]:
    """Return the words of a cell; a call of another program (``ex:…(…)``) is one, named without its brackets."""
    plain = re.sub(r"\bsearch\s*\(.*\)", "", re.sub(r"\$\{[^}]*\}", "", appearance))
    called = re.match(r"\s*((?:ex|intent|printer):[\w.]+)", plain)
    return [called[1]] if called else plain.split()


def _left_aside(word: str) -> str:
    if word in TAKEN or AT_HOME.fullmatch(word):
        return ""
    return next((message for pattern, message in ASIDE if pattern.fullmatch(word)), _UNKNOWN)
