"""A questionnaire as it is written, for what the standard's converter would only tell one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.compiled import faults
from poverty_desktop.packs.questionnaires.xlsform_sheets import standard_name
from poverty_desktop.packs.sheets.workbook import Workbook

_LIST = re.compile(r"(?:select[_ ](?:one|multiple)|rank)\s+(?!from\b|external\b)(?P<list>[^\s$]\S*)")
_NAME = re.compile(r"\$\{\s*[^}]*?\s*\}")
_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
"""The converter straightens the quotation marks of Word and Excel, and so they are no fault."""
_EXPRESSIONS = frozenset({"relevant", "constraint", "calculation", "choice_filter", "repeat_count"})
NO_LIST = N_("There is no list of options “{text}” on the sheet choices.")


def missing_lists(book: Workbook) -> list[PackProblem]:
    """Return every question whose list of options does not stand on the sheet choices."""
    survey = book.sheets.get("survey")
    choices = book.sheets["choices"].rows if "choices" in book.sheets else ()
    known = {row["list_name"] for row in choices}
    column = next((name for name in survey.columns if standard_name("survey", name) == "type"), "") if survey else ""
    return [
        PackProblem(
            sheet=f"{book.file}: survey",
            row=row.number,
            column=column,
            message_id=NO_LIST,
            params={"text": found["list"]},
        )
        for row in (survey.rows if survey else ())
        if (found := _LIST.match(row["type"])) and found["list"] not in known
    ]


def written_faults(book: Workbook) -> list[PackProblem]:
    """Return every expression of the survey that cannot be read; its names count as known."""
    return list(_written_faults(book))


def _written_faults(book: Workbook) -> Iterator[PackProblem]:
    survey = book.sheets.get("survey")
    for row in survey.rows if survey else ():
        for column in survey.columns if survey else ():
            if standard_name("survey", column) not in _EXPRESSIONS or not row[column]:
                continue
            for message_id, detail in faults(_NAME.sub(" /data/x ", row[column].translate(_STRAIGHT))):
                yield PackProblem(
                    sheet=f"{book.file}: survey",
                    row=row.number,
                    column=column,
                    message_id=message_id,
                    params={"detail": detail},
                )
