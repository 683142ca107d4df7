"""What a questionnaire asks of a phone or a server and this program does not do: told when the form is published.

The types and settings are those of https://xlsform.org/en/ and https://docs.getodk.org/form-question-types/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from poverty_desktop.i18n import N_
from poverty_desktop.interviews.defaults import default_text
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.workbook import Workbook

_NO_NUMBER = N_("“{word}” stays empty: a laptop has no such number.")
_RECORDING = N_("“{word}” is chosen as a file; this program does not record.")

_NO_DEFAULT = N_("“{text}” is no answer of this type, so the question begins empty.")
_NO_DAY = N_("“{text}” is no day, so the question begins empty. The day of the interview is written today().")
_TYPED = {"integer": "int", "int": "int", "decimal": "decimal", "date": "date", "time": "time"}
_FORMULA = re.compile(r"[(${+*]|\bdiv\b|\bmod\b| - ")
"""What makes a default one that is worked out (pyxform, default_is_dynamic)."""

TYPES: Mapping[str, str] = {
    "background-audio": N_("“{word}” stays empty: no sound is recorded while the questionnaire is filled."),
    "start-geopoint": N_("“{word}” stays empty: no place is taken without being asked for. Ask for it with geopoint."),
    "geotrace": N_("“{word}” is typed point by point, latitude and longitude, for there is no map here."),
    "geoshape": N_("“{word}” is typed corner by corner, latitude and longitude, for there is no map here."),
    "audio": _RECORDING,
    "video": _RECORDING,
    **dict.fromkeys(("phonenumber", "simserial", "subscriberid", "email", "deviceid"), _NO_NUMBER),
}
"""What is said of a type of question, at the first row that has it."""

SETTINGS: Mapping[str, str] = {
    "public_key": N_("“{word}” is left aside: the answers travel in signed and sealed bundles instead."),
    "submission_url": N_("“{word}” is left aside: the answers travel in bundles, and no server is asked."),
    "auto_send": N_("“{word}” is left aside: the answers travel in bundles, and no server is asked."),
    "auto_delete": N_("“{word}” is left aside: what was answered stays on the laptop."),
}


def left_aside(book: Workbook) -> list[PackProblem]:
    """Return a remark for each type of question and each setting that does less here than on a phone."""
    return [*_types(book), *_settings(book), *_defaults(book)]


def _types(book: Workbook) -> Iterator[PackProblem]:
    told: set[str] = set()
    for row in book.sheets["survey"].rows if "survey" in book.sheets else ():
        word = row["type"].strip().lower().replace(" ", "")
        if word in TYPES and word not in told:
            told.add(word)
            yield PackProblem(
                sheet=f"{book.file}: survey",
                row=row.number,
                column="type",
                message_id=TYPES[word],
                params={"word": row["type"].strip()},
            )


def _defaults(book: Workbook) -> Iterator[PackProblem]:
    for row in book.sheets["survey"].rows if "survey" in book.sheets else ():
        kind, text = _TYPED.get(row["type"].strip().lower(), ""), row["default"].strip()
        if not text or _FORMULA.search(text) or default_text(kind, text):
            continue
        yield PackProblem(
            sheet=f"{book.file}: survey",
            row=row.number,
            column="default",
            message_id=_NO_DAY if kind == "date" else _NO_DEFAULT,
            params={"text": text},
        )


def _settings(book: Workbook) -> Iterator[PackProblem]:
    for row in book.sheets["settings"].rows[:1] if "settings" in book.sheets else ():
        for word, message in SETTINGS.items():
            if row[word]:
                place = f"{book.file}: settings"
                yield PackProblem(sheet=place, row=row.number, column=word, message_id=message, params={"word": word})
