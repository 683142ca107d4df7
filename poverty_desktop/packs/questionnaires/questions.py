"""Where the answers of a questionnaire go: its entities, its ``save_to`` and its choices against the pack."""

from __future__ import annotations

import re
from collections.abc import Mapping

from poverty_desktop.domain.kinds import RecordKind, is_kind, kind_of
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.save_to import property_name
from poverty_desktop.packs.sheets.workbook import Row, Workbook
from poverty_desktop.packs.validation.references import Vocabulary

_SELECT = re.compile(r"(select[_ ](?:one|multiple))(?:[_ ]from[_ ]file)?\s+(\S+)")
_HIDDEN = frozenset({"calculate", "hidden"})
_TEXT = frozenset({"text", "string", "barcode", "username", "start", "end", "deviceid", "select_one"}) | _HIDDEN
_NUMBER = frozenset({"decimal", "integer", "int", "range"}) | _HIDDEN
FITTING: Mapping[PropertyType, frozenset[str]] = {
    PropertyType.TEXT: _TEXT,
    PropertyType.INTEGER: frozenset({"integer", "int", "range"}) | _HIDDEN,
    PropertyType.DECIMAL: _NUMBER,
    PropertyType.MONEY: _NUMBER,
    PropertyType.DATE: frozenset({"date", "today"}) | _HIDDEN,
    PropertyType.MONTH: frozenset({"text", "string"}) | _HIDDEN,
    PropertyType.YEAR: frozenset({"integer", "int"}) | _HIDDEN,
    PropertyType.BOOLEAN: frozenset({"select_one"}) | _HIDDEN,
    PropertyType.CHOICE: frozenset({"select_one"}) | _HIDDEN,
    PropertyType.CHOICES: frozenset({"select_multiple"}) | _HIDDEN,
    PropertyType.DIVISION: frozenset({"text", "string", "select_one"}) | _HIDDEN,
    PropertyType.REFERENCE: frozenset({"select_one"}) | _HIDDEN,
    PropertyType.PHOTO: frozenset({"image", "photo"}),
}
"""The types of question whose answer can become a value of each type of property."""

WHICH_LIST = N_("The sheet entities has several lists. Write the one that is meant before it, such as {example}.")

_USUAL = (
    RecordKind.HOUSEHOLD,
    RecordKind.PERSON,
    RecordKind.MEMBERSHIP,
    RecordKind.HOUSEHOLD_YEAR,
    RecordKind.PERSON_YEAR,
    RecordKind.INCOME_LINE,
    RecordKind.NEED,
)
"""What questionnaires ask about; the other kinds are kept on pages of their own."""

YES_NO = frozenset({"0", "1"})
"""The choice names of a question that fills a boolean property."""


def question_problems(book: Workbook, vocabulary: Vocabulary) -> list[PackProblem]:
    """Return every place where an answer has nowhere to go, or a choice is no code of its property's list."""
    return _Questions(book, vocabulary).check()


def foreign_datasets(book: Workbook) -> list[PackProblem]:
    """Return a remark for each entity list that is no kind of record here: its answers stay with the interview."""
    message = N_(
        "“{text}” is no kind of record here, so its answers stay with the interview and go out in the submission."
        " To fill the register use one of: {allowed}."
    )
    allowed = ", ".join(kind.table for kind in _USUAL)
    return [
        PackProblem(
            sheet=f"{book.file}: entities",
            row=row.number,
            column="dataset" if "dataset" in row.cells else "list_name",
            message_id=message,
            params={"text": row["list_name"], "allowed": allowed},
        )
        for row in (book.sheets["entities"].rows if "entities" in book.sheets else ())
        if not is_kind(row["list_name"])
    ]


class _Questions:
    """One questionnaire under examination."""

    def __init__(self, book: Workbook, vocabulary: Vocabulary) -> None:
        self._book = book
        self._vocabulary = vocabulary
        self._problems: list[PackProblem] = []
        self._checked: set[tuple[str, str]] = set()

    def check(self) -> list[PackProblem]:
        datasets = self._datasets()
        for row in self._rows("survey"):
            if save_to := row["save_to"]:
                self._check_question(row, save_to, datasets)
        return self._problems

    def _rows(self, sheet: str) -> tuple[Row, ...]:
        return self._book.sheets[sheet].rows if sheet in self._book.sheets else ()

    def _refuse(self, sheet: str, row: Row, column: str, message_id: str, **params: str) -> None:
        place = f"{self._book.file}: {sheet}"
        self._problems.append(
            PackProblem(sheet=place, row=row.number, column=column, message_id=message_id, params=params)
        )

    def _datasets(self) -> Mapping[str, RecordKind | None]:
        """Return the declared datasets; None stands for an entity list of another office."""
        found: dict[str, RecordKind | None] = {}
        for row in self._rows("entities"):
            name = row["list_name"]
            try:
                found[name] = kind_of(name)
            except KeyError:
                found[name] = None
        return found

    def _check_question(self, row: Row, save_to: str, datasets: Mapping[str, RecordKind | None]) -> None:
        dataset, mark, name = save_to.rpartition("#")
        if not mark and len(datasets) == 1:
            dataset = next(iter(datasets))
        if not mark and len(datasets) > 1:
            self._refuse("survey", row, "save_to", WHICH_LIST, example=f"{next(iter(datasets))}#{save_to}")
            return
        if dataset not in datasets:
            self._refuse("survey", row, "save_to", N_("“{text}” names no dataset of the sheet entities."), text=save_to)
            return
        kind = datasets[dataset]
        if kind is None:
            return
        item = self._vocabulary.properties.get((kind, property_name(kind, name)))
        if item is None:
            self._refuse("survey", row, "save_to", N_("“{name}” is no property of {kind}."), name=name, kind=kind.table)
            return
        self._check_type(row, item)

    def _check_type(self, row: Row, item: Property) -> None:
        select = _SELECT.match(row["type"])
        question = select[1].replace(" ", "_") if select else row["type"].split()[0] if row["type"] else ""
        if question not in FITTING[item.type]:
            self._refuse(
                "survey",
                row,
                "type",
                N_("A question of type “{question}” cannot fill {name}, which is of type {type}."),
                question=question,
                name=item.name,
                type=item.type.value,
            )
        elif select and not select[2].startswith("${"):
            self._check_choices(select[2], item)

    def _check_choices(self, choices: str, item: Property) -> None:
        target = item.code_list or ""
        if item.type is PropertyType.BOOLEAN:
            allowed, target = YES_NO, "0, 1"
        elif target in self._vocabulary.codes:
            allowed = frozenset(self._vocabulary.codes[target])
        else:
            return
        if (choices, target) in self._checked:
            return
        self._checked.add((choices, target))
        for row in self._rows("choices"):
            if row["list_name"] == choices and row["name"] not in allowed:
                self._refuse(
                    "choices",
                    row,
                    "name",
                    N_("“{text}” is no code of {list}, which {name} uses."),
                    text=row["name"],
                    list=target,
                    name=item.name,
                )
