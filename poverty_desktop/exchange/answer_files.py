"""The answers of one interview in a file: JSON or CSV by the names of the questions, or an OpenRosa submission."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange.delimited import read_delimited
from poverty_desktop.exchange.workbook import text_of
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.returned import Returned, read_xml, template_of

MOST_BYTES = 16 << 20
WHYS: Mapping[str, Why] = {"dont_know": Why.DONT_KNOW, "refused": Why.REFUSED, "not_applicable": Why.NOT_APPLICABLE}
"""What may stand in place of an answer: ``{"why": "refused"}`` in JSON, the third column of a CSV file."""

NOT_READABLE = N_("The file {file} cannot be read. Check that it is there and that it is whole.")
NO_ANSWERS = N_("The file {file} holds no answers. It is JSON, CSV with the columns path and answer, or a submission.")
UNKNOWN = N_("There is no question “{name}” in this questionnaire.")
SEVERAL = N_("Several questions are called “{name}”. Write its whole path, as {path}.")
NO_REASON = N_("“{why}” is no reason for a missing answer. Write dont_know, refused or not_applicable.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a file answers: ``given`` as a submission has it, ``nothings`` by path why there is no answer."""

    given: Returned
    nothings: Mapping[str, Why] = field(default_factory=dict)


def read_answers(form: Form, source: Path) -> Answers:
    """Return the answers in ``source``, told apart by what is in it.

    Raises ``RuleError`` where it is none of the three, names a question that is not there, or belongs to another
    questionnaire; ``StorageError`` where it cannot be read.
    """
    try:
        with source.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise StorageError(NOT_READABLE, file=source.name) from error
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if len(data) > MOST_BYTES or not start:
        raise RuleError(NO_ANSWERS, file=source.name)
    if start == b"<":
        return Answers(given=read_xml(form, data))
    pairs = _json_pairs(form, source, data) if start in (b"{", b"[") else _csv_pairs(form, source, data)
    values: dict[str, str] = {}
    nothings: dict[str, Why] = {}
    for path, answer in pairs:
        if isinstance(answer, Why):
            nothings[path] = answer
        else:
            values[path] = answer
    given = Returned(form_id=form.form_id, version="", instance_id="", values=values, rows={})
    return Answers(given=given, nothings=nothings)


_Pair = tuple[str, str | Why]


def _csv_pairs(form: Form, source: Path, data: bytes) -> Iterator[_Pair]:
    rows = [[text_of(cell).strip() for cell in row] for row in read_delimited(data).rows]
    head = [name.lower() for name in rows[0]] if rows else []
    if "path" not in head or "answer" not in head:
        raise RuleError(NO_ANSWERS, file=source.name)
    for row in rows[1:]:
        line = dict(zip(head, row, strict=False))
        if line["path"]:
            why = line.get("why", "")
            yield _path(form, "", line["path"]), _why(why) if why else line["answer"]


def _json_pairs(form: Form, source: Path, data: bytes) -> Iterator[_Pair]:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RuleError(NO_ANSWERS, file=source.name) from error
    if not isinstance(found, dict):
        raise RuleError(NO_ANSWERS, file=source.name)
    yield from _in_object(form, "", found)


def _in_object(form: Form, around: str, found: Mapping[str, object]) -> Iterator[_Pair]:
    """Yield the answers of an object: a group, a row of a table, or the whole; a list of objects is a table."""
    for name, value in found.items():
        path = _path(form, around, name)
        match value:
            case {"why": str(why), **others} if not others:
                yield path, _why(why)
            case dict():
                yield from _in_object(form, path, value)
            case list() if any(isinstance(item, dict) for item in value):
                for number, item in enumerate(value, start=1):
                    if isinstance(item, dict):
                        yield from _in_object(form, f"{path}[{number}]", item)
            case list():
                yield path, " ".join(_text(item) for item in value)
            case _:
                yield path, _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _why(text: str) -> Why:
    if text not in WHYS:
        raise RuleError(NO_REASON, why=text)
    return WHYS[text]


def _path(form: Form, around: str, name: str) -> str:
    """Return the concrete path of what is called ``name`` in the row or group ``around``, or anywhere by its name."""
    top = form.fields[0].path
    if name.startswith("/"):
        if template_of(name) not in form.by_path:
            raise RuleError(UNKNOWN, name=name)
        return name
    for above in (around, top) if around else (top,):
        if f"{template_of(above)}/{name}" in form.by_path:
            return f"{above}/{name}"
    inside = template_of(around)
    found = [item for item in form.fields if item.name == name and item.path.startswith(f"{inside}/")]
    found = [item for item in found if _repeats(form, item.path) == _repeats(form, inside) or item.is_repeat]
    if not found:
        raise RuleError(UNKNOWN, name=name)
    if len(found) > 1:
        raise RuleError(SEVERAL, name=name, path=found[0].path)
    return f"{around or top}{found[0].path.removeprefix(inside or top)}"


def _repeats(form: Form, path: str) -> tuple[int, ...]:
    """Return in which tables something stands."""
    known = form.by_path.get(path)
    return known.repeats if known is not None else ()
