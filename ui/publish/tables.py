"""The lists of the publishing page: what is wrong, what changes, which questionnaires and editions there are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtGui import QIcon

from poverty_desktop.i18n import N_, _, format_date, format_list, language
from poverty_desktop.packs.changes import Change, Fate
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.form_outline import FormOutline
from poverty_desktop.queries.packs import EditionRow, QuestionnaireRow
from ui.models.rows_model import Cell
from ui.widgets import icons

CODE = re.compile(r"\s*\([\w-]+\)$")
"""What stands behind the name of a language in an XLSForm: ``中文 (zh)``."""

FATES = {Fate.ADDED: N_("new"), Fate.CHANGED: N_("changed"), Fate.REMOVED: N_("gone")}
FATE_MARKS = {Fate.ADDED: ("plus", "ok"), Fate.CHANGED: ("draft", "info"), Fate.REMOVED: ("close", "warn")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One line of what is to be looked at: an error stops publishing, a remark does not."""

    problem: PackProblem
    is_error: bool


def _weight(row: Trouble) -> str:
    return _("Error") if row.is_error else _("Notice")


def _weight_mark(row: Trouble) -> QIcon:
    return icons.icon("bad", "error") if row.is_error else icons.icon("attention", "warn")


def _sheet(row: Trouble) -> str:
    return row.problem.sheet


def _row(row: Trouble) -> str:
    return str(row.problem.row) if row.problem.row else ""


def _column(row: Trouble) -> str:
    return row.problem.column


def _sentence(row: Trouble) -> str:
    return row.problem.sentence()


TROUBLE_COLUMNS = (
    Cell(words=N_("Weight"), text=_weight, picture=_weight_mark),
    Cell(words=N_("File and sheet"), text=_sheet),
    Cell(words=N_("Row"), text=_row, is_number=True),
    Cell(words=N_("Column"), text=_column),
    Cell(words=N_("What is wrong"), text=_sentence),
)


def _fate(row: Change) -> str:
    return _(FATES[row.fate])


def _fate_mark(row: Change) -> QIcon:
    return icons.icon(*FATE_MARKS[row.fate])


def _place(row: Change) -> str:
    return row.sheet


def _key(row: Change) -> str:
    return row.key


def _before(row: Change) -> str:
    return row.before


def _after(row: Change) -> str:
    return row.after


CHANGE_COLUMNS = (
    Cell(words=N_("Change"), text=_fate, picture=_fate_mark),
    Cell(words=N_("Sheet or questionnaire"), text=_place),
    Cell(words=N_("Row or question"), text=_key),
    Cell(words=N_("Before"), text=_before),
    Cell(words=N_("Now"), text=_after),
)


def _title(row: FormOutline | QuestionnaireRow) -> str:
    return row.title(language())


def _version(row: FormOutline | QuestionnaireRow | EditionRow) -> str:
    return row.version


def _sections(row: FormOutline) -> str:
    return str(row.sections)


def _questions(row: FormOutline) -> str:
    return str(row.questions)


def _languages(row: FormOutline) -> str:
    return format_list(CODE.sub("", name) for name in row.languages if name != "default")


def _fills(row: FormOutline) -> str:
    if not row.fills:
        return _("answers stay with the interview")
    return _("{count}: {names}").format(
        count=len(row.fills), names=format_list(item.label(language()) for item in row.fills)
    )


OUTLINE_COLUMNS: tuple[Cell[FormOutline], ...] = (
    Cell(words=N_("Questionnaire"), text=_title),
    Cell(words=N_("Version"), text=_version),
    Cell(words=N_("Sections"), text=_sections, is_number=True),
    Cell(words=N_("Questions"), text=_questions, is_number=True),
    Cell(words=N_("Languages"), text=_languages),
    Cell(words=N_("Data items of the register that it fills"), text=_fills),
)


def _use(row: QuestionnaireRow) -> str:
    if row.is_yearly:
        return _("yearly survey of every household")
    return _("of a household, fills the register") if row.concerns_household else _("of a household or of the village")


QUESTIONNAIRE_COLUMNS: tuple[Cell[QuestionnaireRow], ...] = (
    Cell(words=N_("Questionnaire"), text=_title),
    Cell(words=N_("Version"), text=_version),
    Cell(words=N_("Use"), text=_use),
)


def _number(row: EditionRow) -> str:
    return _("edition {number}").format(number=row.number) if row.number else _("came with the program")


def _day(row: EditionRow) -> str:
    return format_date(row.published_on) if row.published_on is not None else ""


def _forms(row: EditionRow) -> str:
    return format_list(title(language()) for title in row.questionnaires)


def _force(row: EditionRow) -> str:
    return _("in force") if row.is_current else ""


def _force_mark(row: EditionRow) -> QIcon:
    return icons.icon("good", "ok") if row.is_current else icons.icon("history", "ink_weak")


EDITION_COLUMNS: tuple[Cell[EditionRow], ...] = (
    Cell(words=N_("Edition"), text=_number, picture=_force_mark),
    Cell(words=N_("State"), text=_force),
    Cell(words=N_("Published"), text=_day),
    Cell(words=N_("Version"), text=_version),
    Cell(words=N_("Questionnaires"), text=_forms),
)
