"""Cells of one sheet turned into values; every cell that cannot be turned is noted with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from poverty_desktop.domain.kinds import RecordKind, kind_of
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.workbook import Row, Sheet

E = TypeVar("E", bound=StrEnum)


class RowReader:
    """Turns the cells of one sheet into values and notes every cell that cannot be turned."""

    def __init__(self, sheet: Sheet | None, problems: list[PackProblem]) -> None:
        self._sheet = sheet
        self._problems = problems
        self._row: Row | None = None
        self._sound = True

    def rows(self) -> Iterator[Row]:
        """Yield the rows; between two yields every error counts against the current row."""
        for row in self._sheet.rows if self._sheet else ():
            self._row, self._sound = row, True
            for column in layout.SHEETS[self._name].required:
                if not row[column] and column in self._columns:
                    self.refuse(column, N_("This cell must be filled in."))
            yield row

    @property
    def is_sound(self) -> bool:
        """Say whether the current row has no error so far."""
        return self._sound

    @property
    def _name(self) -> str:
        return self._sheet.name if self._sheet else ""

    @property
    def _columns(self) -> tuple[str, ...]:
        return self._sheet.columns if self._sheet else ()

    def refuse(self, column: str, message_id: str, **params: str | int) -> None:
        """Note an error in ``column`` of the current row."""
        self._sound = False
        number = self._row.number if self._row else 0
        self._problems.append(
            PackProblem(sheet=self._name, row=number, column=column, message_id=message_id, params=params)
        )

    def text(self, column: str) -> str:
        """Return the text of ``column``, empty where the cell is blank."""
        return self._row[column] if self._row else ""

    def optional(self, column: str) -> str | None:
        """Return the text of ``column``, None where the cell is blank."""
        return self.text(column) or None

    def label(self, prefix: str) -> Label:
        """Return the words of the columns ``<prefix>_zh`` and ``<prefix>_en``."""
        return Label(zh=self.text(f"{prefix}_zh"), en=self.text(f"{prefix}_en"))

    def optional_label(self, prefix: str) -> Label | None:
        """Return the words, None where both cells are blank; one without the other is an error."""
        label = self.label(prefix)
        if not label.zh and not label.en:
            return None
        if not label.zh or not label.en:
            self.refuse(f"{prefix}_zh", N_("Give both the Chinese and the English words, or neither."))
        return label

    def integer(self, column: str) -> int | None:
        """Return a whole number, None where the cell is blank or holds something else, which is an error."""
        text = self.text(column)
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            self.refuse(column, N_("“{text}” is not a whole number."), text=text)
            return None
        return int(text)

    def year(self, column: str) -> int | None:
        """Return a year from 1900 to 2199, None where the cell is blank or holds something else."""
        year = self.integer(column)
        if year is not None and not 1900 <= year <= 2199:
            self.refuse(column, N_("“{text}” is not a year."), text=year)
            return None
        return year

    def member(self, column: str, kind: type[E], fallback: E) -> E:
        """Return the member of ``kind`` that the cell names; ``fallback`` after noting an unknown one."""
        text = self.text(column)
        try:
            return kind(text)
        except ValueError:
            if text:
                self.unknown(column, text, tuple(kind))
            return fallback

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        """Return the text of ``column`` and note it where it is none of ``allowed``."""
        text = self.text(column)
        if text and text not in allowed:
            self.unknown(column, text, allowed)
        return text

    def kind(self, column: str) -> RecordKind | None:
        """Return the kind of record that the cell names, None where it is blank or unknown."""
        text = self.text(column)
        try:
            return kind_of(text) if text else None
        except KeyError:
            self.unknown(column, text, tuple(kind.table for kind in RecordKind))
            return None

    def unknown(self, column: str, text: str, allowed: tuple[str, ...]) -> None:
        """Note a word that is none of ``allowed``."""
        self.refuse(
            column, N_("“{text}” is not known here. Use one of: {allowed}."), text=text, allowed=", ".join(allowed)
        )
