"""A department's list of clues in whatever columns it has, and the same list sent back with the results in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from poverty_desktop.domain import textual
from poverty_desktop.domain.textual import Reading
from poverty_desktop.exchange.person_list import told
from poverty_desktop.exchange.table import Table
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.packs.model import CodeList

ASKED = (
    "source", "sender", "received_on", "deadline", "content", "person_name", "document_number", "phone", "place",
)  # fmt: skip
ANSWERED = ("visited_on", "visitors", "result", "result_note")
"""What is filled in before the list goes back."""
_DATES = frozenset({"received_on", "deadline", "visited_on"})
ANSWER_WORDS = {"visited_on": "核实日期", "visitors": "核实人员", "result": "核实结果", "result_note": "核实情况"}
"""Captions of the columns that are added where the sender left none for the results: the sender reads Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueLine:
    """One row: what was read of it by property name, and the row as it was sent; ``troubles`` are msgids."""

    number: int
    values: Mapping[str, str] = field(repr=False)
    cells: tuple[str, ...] = field(repr=False)
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderRow:
    """A row in the sender's own columns; ``targets`` say which column is which property.

    ``titles`` are the lines that stood above the columns.
    """

    captions: tuple[str, ...]
    cells: tuple[str, ...] = field(repr=False)
    targets: Mapping[int, str]
    titles: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Return it as it is kept beside the clue."""
        targets = {str(index): name for index, name in self.targets.items()}
        said = {"captions": self.captions, "cells": self.cells, "targets": targets}
        return json.dumps(said | ({"titles": self.titles} if self.titles else {}), ensure_ascii=False)


def read_sender_row(text: str) -> SenderRow | None:
    """Return what :meth:`SenderRow.to_text` wrote, None for anything else."""
    try:
        found = json.loads(text)
        return SenderRow(
            captions=tuple(map(str, found["captions"])),
            cells=tuple(map(str, found["cells"])),
            targets={int(index): str(name) for index, name in found["targets"].items()},
            titles=tuple(map(str, found.get("titles", ()))),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def read_lines(table: Table, columns: Mapping[int, str], sources: CodeList | None) -> Iterable[ClueLine]:
    """Yield the rows; a cell that cannot be read is a trouble of its row and stays in the row as it was sent.

    Where no column is the content, it is what the columns say that are nothing else.
    """
    for number, cells in zip(table.numbers, table.rows, strict=True):
        values: dict[str, str] = {}
        troubles: list[str] = []
        for index, target in columns.items():
            text = cells[index].strip() if index < len(cells) else ""
            if not text or target in ANSWERED:
                continue
            reading = _read(target, text, sources)
            if reading.problem is not None and reading.problem.is_error:
                troubles.append(reading.problem.message_id)
            elif reading.value:
                values[target] = str(reading.value.scalar)
        if "content" not in columns.values() and (rest := told(table, cells, without=columns)):
            values["content"] = rest  # whoever goes there is to know what the list says
        yield ClueLine(number=number, values=values, cells=tuple(cells), troubles=tuple(troubles))


def _read(target: str, text: str, sources: CodeList | None) -> Reading:
    if target in _DATES:
        return textual.read_date(text)
    if target == "document_number":
        return textual.read_text(text.replace(" ", "").upper())
    if target == "source":
        found = (sources.find_label(text) or sources.find(text)) if sources is not None else None
        return textual.read_text(found.code if found is not None else "")
    return textual.read_text(text)


def write_feedback(path: Path, rows: Sequence[tuple[SenderRow, Mapping[str, str]]], *, name: str) -> int:
    """Write a batch in the sender's own columns, under its title, with the answers in them; return how many.

    Raises ``StorageError`` where it cannot be written.
    ``rows`` are pairs of the row as it was sent and the answers by property name. Where the sender has no column for
    an answer, one is added on the right.
    """
    first = rows[0][0] if rows else SenderRow(captions=(), cells=(), targets={})
    places = {target: index for index, target in first.targets.items()}
    added = [target for target in ANSWERED if target not in places]
    width = len(first.captions)

    def cells(sent: SenderRow, answers: Mapping[str, str]) -> list[str]:
        made = [*sent.cells, *[""] * width][:width]
        for target, text in answers.items():
            if target in places and text:
                sent_text = made[places[target]].strip() if target == "result_note" else ""
                # A remark of the sender stays where the answer stands in the same column.
                made[places[target]] = f"{sent_text}；{text}" if sent_text and sent_text != text else text
        return [*made, *(answers.get(target, "") for target in added)]

    captions = [*first.captions, *(ANSWER_WORDS[target] for target in added)]
    return write_text_sheet(path, (cells(*row) for row in rows), name=name, titles=first.titles, captions=captions)
