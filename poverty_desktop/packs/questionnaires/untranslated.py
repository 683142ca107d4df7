"""Languages of a questionnaire in which words are missing: told when it is published, for the rest is said instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.compiled import survey_rows
from poverty_desktop.packs.questionnaires.xlsform_sheets import standard_name
from poverty_desktop.packs.sheets.workbook import Row, Workbook

_MISSING = "-"  # what pyxform writes where a translation is missing
_COLUMNS = {"jr:constraintMsg": "constraint_message", "jr:requiredMsg": "required_message"}
_SOME = N_(
    "In {language}, words are missing at {count} places, this one first; those of another language are shown there."
)


def untranslated(xform: str, book: Workbook) -> list[PackProblem]:
    """Return a remark for each language that lacks words, at the cell of the first one."""
    root = etree.fromstring(xform.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    return list(_untranslated(root, book))


def _untranslated(root: etree._Element, book: Workbook) -> Iterator[PackProblem]:
    questions = survey_rows(book)
    options = _options(book)
    for translation in root.iter("{*}translation"):
        language = translation.get("lang", "")
        lacking = [text.get("id", "") for text in translation if _MISSING in _plain(text)]
        if not lacking or language == "default":  # columns without a language beside others that have one
            continue
        asked = [
            (questions[path], _COLUMNS.get(part, part)) for path, part in map(_parts, lacking) if path in questions
        ]
        offered = [(options[name], "label") for name in lacking if name in options]
        sheet, found = ("survey", asked) if asked else ("choices", offered)
        row, column = found[0] if found else (None, "")
        yield PackProblem(
            sheet=f"{book.file}: {sheet}",
            row=row.number if row is not None else 0,
            column=_named(book, sheet, column, language),
            message_id=_SOME,
            params={"language": language, "count": str(len(lacking))},
        )


def _plain(text: etree._Element) -> list[str]:
    return ["".join(value.itertext()).strip() for value in text if value.get("form") is None]


def _parts(name: str) -> tuple[str, str]:
    """Return the path below the root of the question, and which of its texts one is (``/data/group/age:label``)."""
    path, _colon, part = name.partition(":")
    return "/".join(path.split("/")[2:]), part


def _options(book: Workbook) -> dict[str, Row]:
    """Return the rows of the choices by what pyxform calls their texts: the list and the place in it (``yn-0``)."""
    places: Counter[str] = Counter()
    found: dict[str, Row] = {}
    for row in book.sheets["choices"].rows if "choices" in book.sheets else ():
        found[f"{row['list_name']}-{places[row['list_name']]}"] = row
        places[row["list_name"]] += 1
    return found


def _named(book: Workbook, sheet: str, column: str, language: str) -> str:
    """Return the column of these texts in a language as the sheet has it, else without the language."""
    columns = book.sheets[sheet].columns if sheet in book.sheets else ()
    same = (one for one in columns if standard_name(sheet, one) == column and one.endswith(language))
    return next(same, column)
