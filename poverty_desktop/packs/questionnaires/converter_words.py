"""What the standard's converter says is wrong, in our own sentences where it is one of its usual complaints."""

from __future__ import annotations

import re

from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.questions import WHICH_LIST
from poverty_desktop.packs.questionnaires.written import NO_LIST
from poverty_desktop.packs.sheets.workbook import Workbook

_PLACE = re.compile(r"\[row : (?P<row>[0-9]+)\]")
_SHEET = re.compile(r"'(?P<sheet>survey|choices|entities|settings|external_choices)' sheet")
_COLUMN = re.compile(r"the '(?P<column>[^']+)' value")
_VARIABLE = re.compile(r"\$\{\s*(?P<name>[^}]*?)\s*\}")

UNKNOWN_NAME = N_("There is no question “{name}” in this questionnaire.")
UNTRANSLATED = N_("The questionnaire cannot be compiled. The converter says in English: {detail}")

_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Unknown question type '(?P<text>[^']*)'"), N_("There is no type of question “{text}”.")),
    (re.compile(r"Could not find the name '(?P<name>[^']*)'"), UNKNOWN_NAME),
    (
        re.compile(r"the 'name' value '(?P<text>[^']*)' is invalid\. Questions, groups, and repeats must be unique"),
        N_("The name “{text}” stands twice in the same group. Give each question a name of its own."),
    ),
    (
        re.compile(r"Unmatched 'begin_(?P<text>\w+)'"),
        N_("A group or repeat that begins here has no end: begin {text} without end {text}."),
    ),
    (
        re.compile(r"Unmatched 'end_(?P<text>\w+)'"),
        N_("A group or repeat that ends here never began: end {text} without begin {text}."),
    ),
    (re.compile("Question or group with no name"), N_("This row has a type but no name.")),
    (re.compile("Question with no type"), N_("This row has a name but no type.")),
    (re.compile("Missing calculation"), N_("A row of type calculate needs a calculation.")),
    (re.compile("There should be a choices sheet"), N_("Questions with options need the sheet choices.")),
    (
        re.compile(r"List name not in choices sheet: (?P<text>\S+)"),
        NO_LIST,
    ),
    (
        re.compile("Choice names must be unique"),
        N_("An option of this list has the same name as another. Give each option a name of its own."),
    ),
    (
        re.compile(
            r"Choice names with spaces cannot be added to multiple choice selects\. See \[(?P<text>.*?)\] in \["
        ),
        N_("The name “{text}” of an option has a blank in it, which select_multiple cannot keep apart."),
    ),
    (
        re.compile(
            r"Each container \(survey, group, repeat\) may have only one entity declaration.*row '(?P<text>\d+)'"
        ),
        N_("Row {text} writes the records of the same group or repeat already; one of them takes one kind only."),
    ),
    (re.compile("Choices must have a name"), N_("This option has no name.")),
    (re.compile("Names must begin with a letter or underscore"), N_("A name begins with a letter and has no blanks.")),
    (re.compile("names must be prefixed with the entity 'list_name'"), WHICH_LIST),
    (
        re.compile("You must have a sheet named 'survey'"),
        N_("There is no sheet called survey. Give the sheet of the questions this name, without blanks."),
    ),
    (
        re.compile(r"Reference variables must start with"),
        N_("A question is referred to by its name in brackets, with neither blanks nor a bracket missing."),
    ),
    (
        re.compile("add an entities sheet and declare an entity"),
        N_("save_to needs the sheet entities, which names the kind of record."),
    ),
)


def converter_problem(message: str, book: Workbook) -> PackProblem:
    """Return what the converter says; it names the row mostly, the sheet and the column often."""
    row, sheet, column = _PLACE.search(message), _SHEET.search(message), _COLUMN.search(message)
    message_id, params = UNTRANSLATED, {"detail": _PLACE.sub("", message).strip()}
    for pattern, sentence in _SENTENCES:
        if found := pattern.search(message):
            message_id, params = sentence, found.groupdict()
            break
    if "Choice names with spaces" in message:
        return PackProblem(
            sheet=f"{book.file}: choices",
            row=_option(params["text"], book),
            column="name",
            message_id=message_id,
            params=params,
        )
    number = int(row["row"]) if row else _row_with(params.get("text", ""), book)
    return PackProblem(
        sheet=f"{book.file}: {sheet['sheet'] if sheet else 'survey'}",
        row=number,
        column=column["column"] if column else "type" if "Unknown question type" in message else "",
        message_id=message_id,
        params=params,
    )


def unknown_names(book: Workbook) -> list[PackProblem]:
    """Return every ``${name}`` of the survey that is no question of it; the converter would tell the first only."""
    sheet = book.sheets.get("survey")
    if sheet is None:
        return []
    known = {row["name"] for row in sheet.rows}
    found = []
    for row in sheet.rows:
        for column in sheet.columns:
            for name in dict.fromkeys(match["name"] for match in _VARIABLE.finditer(row[column])):
                plain = name.removeprefix("last-saved#")
                if plain not in known:
                    found.append(
                        PackProblem(
                            sheet=f"{book.file}: survey",
                            row=row.number,
                            column=column,
                            message_id=UNKNOWN_NAME,
                            params={"name": plain},
                        )
                    )
    return found


def _row_with(text: str, book: Workbook) -> int:
    """Return the row of the survey whose type is or names ``text``, 0 where there is none."""
    rows = book.sheets["survey"].rows if text and "survey" in book.sheets else ()
    return next((row.number for row in rows if text in row["type"].split() or row["type"] == text), 0)


def _option(name: str, book: Workbook) -> int:
    """Return the row of the option of this name, 0 where there is none (the converter tells several together)."""
    rows = book.sheets["choices"].rows if "choices" in book.sheets else ()
    return next((row.number for row in rows if row["name"] and row["name"] in name and " " in row["name"]), 0)
