"""Languages of a questionnaire in which words are missing: told when it is published, for the rest is said instead."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from poverty_desktop.i18n import N_
from poverty_desktop.packs.compiled import survey_rows
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.workbook import Workbook

_MISSING = "-"  # what pyxform writes where a translation is missing
_SOME = N_(
    "In {language}, words are missing at {count} places, this one first; those of another language are shown there."
)


def untranslated(xform: str, book: Workbook) -> list[PackProblem]:
    """Return a remark for each language that lacks words, at the row of the first one."""
    root = etree.fromstring(xform.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    return list(_untranslated(root, book))


def _untranslated(root: etree._Element, book: Workbook) -> Iterator[PackProblem]:
    rows = survey_rows(book)
    for translation in root.iter("{*}translation"):
        language = translation.get("lang", "")
        lacking = [text.get("id", "") for text in translation if _MISSING in _plain(text)]
        if not lacking or language == "default":  # columns without a language beside others that have one
            continue
        found = [rows[path] for path in (_path(name) for name in lacking) if path in rows]
        yield PackProblem(
            sheet=f"{book.file}: {'survey' if found else 'choices'}",
            row=found[0].number if found else 0,
            message_id=_SOME,
            params={"language": language, "count": str(len(lacking))},
        )


def _plain(text: etree._Element) -> list[str]:
    return ["".join(value.itertext()).strip() for value in text if value.get("form") is None]


def _path(name: str) -> str:
    """Return the path below the root of the question that a text belongs to (``/data/group/age:label``)."""
    return "/".join(name.partition(":")[0].split("/")[2:])
