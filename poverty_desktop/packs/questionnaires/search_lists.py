"""``search('file', …)``, the older way of ODK Collect to choose from a .csv, turned into a list that travels.

https://docs.getodk.org/form-datasets/ ("search()"): on the sheet choices a row names the column of the codes and the
column, or several with commas, of the words; rows whose name is a number stay options of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as File
from typing import Final

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.tree import Call, Expression, Literal, Path, walk
from poverty_desktop.expressions.write import write
from poverty_desktop.i18n import N_
from poverty_desktop.interviews import secondary
from poverty_desktop.packs.problems import Detail, PackProblem
from poverty_desktop.packs.sheets.workbook import Workbook

_X: Final = "{http://www.w3.org/2002/xforms}"
_XML = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
_SEARCH = re.compile(r"\bsearch\s*\(")
_FIXED, _CODE, _WORDS = "__fixed", "__code", "__words"
_WAYS: Final[Mapping[str, str]] = {
    "matches": "{column} = {value}",
    "contains": "contains({column}, {value})",
    "startswith": "starts-with({column}, {value})",
    "endswith": "ends-with({column}, {value})",
}
MISUSED = N_("search() is not written as ODK Collect reads it: search('file', 'contains', 'column', 'value').")
NO_COLUMN = N_("The file {file} has no column “{column}”, which the sheet choices names for search().")
_MISSING = N_("The file {file} is missing. Lay it beside the questionnaire, or take this question out.")
_UNREADABLE = N_("The list in {file} cannot be read: {detail}")


def with_searches(
    xform: str, path: File, book: Workbook, problems: list[PackProblem], *, attachments: Sequence[File] = ()
) -> str:
    """Return ``xform`` with every ``search()`` as a list inside it; what cannot be one is a problem at its row."""
    if not _SEARCH.search(xform):
        return xform
    root = etree.fromstring(xform.encode(), _XML)
    for number, control in enumerate(_searching(root), start=1):
        name = (control.get("ref") or "").rpartition("/")[2]
        try:
            _turn(root, control, f"__search{number}", path, attachments)
        except RuleError as error:
            row = next((item.number for item in book.sheets["survey"].rows if item["name"] == name), 0)
            problems.append(
                PackProblem(
                    sheet=f"{book.file}: survey",
                    row=row,
                    column="appearance",
                    message_id=error.message_id,
                    params={
                        key: value if isinstance(value, Detail) else str(value) for key, value in error.params.items()
                    },
                )
            )
    return str(etree.tostring(root, encoding="unicode"))


def _searching(root: etree._Element) -> list[etree._Element]:
    return [item for item in root.iter(f"{_X}select1", f"{_X}select") if _SEARCH.search(item.get("appearance", ""))]


def _turn(root: etree._Element, control: etree._Element, name: str, path: File, attachments: Sequence[File]) -> None:
    before, called = _called(control.get("appearance", ""))
    texts = [argument.value if isinstance(argument, Literal) else None for argument in called.arguments]
    if not texts or not texts[0] or len(texts) not in (1, 4, 6):
        raise RuleError(MISUSED)
    file = texts[0] if texts[0].endswith(".csv") else f"{texts[0]}.csv"
    rows = _rows(file, path, attachments)
    known = set(rows[0]) if rows else set()
    condition = _condition(called, texts, known, file)
    listed = etree.Element(f"{_X}root")
    spoken = _Spoken(root, name)
    for item in list(control.iterchildren(f"{_X}item")):
        code = (item.findtext(f"{_X}value") or "").strip()
        words = _words(root, item)
        if re.fullmatch(r"-?\d+(\.\d+)?", code):
            _add(listed, {_CODE: code, _WORDS: spoken.keep(words), _FIXED: "1"})
        else:
            columns = {language: [column.strip() for column in said.split(",")] for language, said in words.items()}
            for column in (code, *(column for named in columns.values() for column in named)):
                if column not in known:
                    raise RuleError(NO_COLUMN, file=file, column=column)
            for row in rows:
                told = {
                    language: ", ".join(filter(None, (row.get(column, "") for column in named)))
                    for language, named in columns.items()
                }
                added = _add(listed, {**row, _CODE: row.get(code, "")})
                etree.SubElement(added, f"{_X}{_WORDS}").text = spoken.keep(told)
        control.remove(item)
    instance = etree.Element(f"{_X}instance", id=name)
    instance.append(listed)
    [*root.iter(f"{_X}instance")][-1].addnext(instance)
    filtered = f"[{condition} or {_FIXED} = '1']" if condition else ""
    itemset = etree.SubElement(control, f"{_X}itemset", nodeset=f"instance('{name}')/root/item{filtered}")
    etree.SubElement(itemset, f"{_X}value", ref=_CODE)
    etree.SubElement(itemset, f"{_X}label", ref=f"jr:itext({_WORDS})" if spoken.languages else _WORDS)
    control.set("appearance", before.strip() or "minimal")


def _called(appearance: str) -> tuple[str, Call]:
    """Return what stands around ``search(…)``, and the call."""
    match = _SEARCH.search(appearance)
    assert match is not None
    end = appearance.rfind(")") + 1
    try:
        tree: Expression = parse(appearance[match.start() : end])
    except ExpressionError:
        raise RuleError(MISUSED) from None
    if not isinstance(tree, Call):
        raise RuleError(MISUSED)
    return f"{appearance[: match.start()]} {appearance[end:]}", tree


def _condition(called: Call, texts: Sequence[str | None], known: set[str], file: str) -> str:
    """Return the filter that the arguments say: a way, a column and a value, perhaps a column that must be equal."""
    if len(texts) == 1:
        return ""
    found: list[str] = []
    for way, at in ((texts[1] or "", 2), ("matches", 4))[: len(texts) // 2 - 1]:
        column = texts[at] or ""
        if way not in _WAYS:
            raise RuleError(MISUSED)
        if column not in known:
            raise RuleError(NO_COLUMN, file=file, column=column)
        found.append("(" + _WAYS[way].format(column=column, value=_value(called.arguments[at + 1])) + ")")
    return "(" + " and ".join(found) + ")"


def _value(argument: Expression) -> str:
    """Return a value of ``search()`` as it is read inside a filter, where relative paths begin elsewhere."""
    relative = [part for part in walk(argument) if isinstance(part, Path) and not part.is_absolute and not part.origin]
    if not relative:
        return write(argument)
    if relative != [argument]:
        raise RuleError(MISUSED)
    return f"current()/{write(argument)}"


def _rows(file: str, path: File, attachments: Sequence[File]) -> list[Mapping[str, str]]:
    places = [item for item in attachments if item.name == file]
    places += [path.with_name(f"{path.stem}-media") / file, path.with_name(file)]
    source = next((item for item in places if item.is_file()), None)
    if source is None:
        raise RuleError(_MISSING, file=file)
    try:
        return secondary.csv_rows(source.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RuleError(_UNREADABLE, file=file, detail="UTF-8") from None
    except RuleError as error:
        raise RuleError(_UNREADABLE, file=file, detail=Detail.of(error)) from None
    except OSError as error:
        raise RuleError(_UNREADABLE, file=file, detail=error.strerror or "") from None


class _Spoken:
    """The words of one list: texts of their own in each language of a form that has several, else plain."""

    def __init__(self, root: etree._Element, name: str) -> None:
        found = [*root.iter(f"{_X}translation")]
        self.languages = {item.get("lang", ""): item for item in found} if len(found) > 1 else {}
        self._name = name
        self._ids: dict[tuple[str, ...], str] = {}

    def keep(self, words: Mapping[str, str]) -> str:
        """Return what stands in the list for ``words``, which are by language: themselves or the id of their text."""
        first = next(iter(words.values()), "")
        if not self.languages:
            return first
        said = tuple(words.get(language, first) for language in self.languages)
        if said not in self._ids:
            self._ids[said] = f"{self._name}-{len(self._ids)}"
            for text, translation in zip(said, self.languages.values(), strict=True):
                entry = etree.SubElement(translation, f"{_X}text", id=self._ids[said])
                etree.SubElement(entry, f"{_X}value").text = text
        return self._ids[said]


def _words(root: etree._Element, item: etree._Element) -> Mapping[str, str]:
    """Return the words of an option by language, a language that has none left out; "" where the form has none."""
    label = item.find(f"{_X}label")
    if label is None:
        return {"": ""}
    match = re.match(r"jr:itext\('([^']+)'\)", label.get("ref") or "")
    if match is None:
        return {"": "".join(label.itertext()).strip()}
    said: dict[str, str] = {}
    for translation in root.iter(f"{_X}translation"):
        texts: Iterator[etree._Element] = (text for text in translation if text.get("id") == match[1])
        values = ((value.text or "").strip() for text in texts for value in text if not value.get("form"))
        if words := next((words for words in values if words not in ("", "-")), ""):
            said[translation.get("lang", "")] = words
    return said or {"": ""}


def _add(listed: etree._Element, cells: Mapping[str, str]) -> etree._Element:
    item = etree.SubElement(listed, f"{_X}item")
    for name, text in cells.items():
        try:
            etree.SubElement(item, f"{_X}{name}").text = text or None
        except ValueError:
            raise RuleError(N_("The column “{name}” cannot be the name of an element."), name=name) from None
    return item
