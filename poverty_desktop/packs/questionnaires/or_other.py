"""The two texts that the converter adds for ``or_other``, in the languages of the questionnaire."""

from __future__ import annotations

import re

from poverty_desktop.i18n import N_
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.workbook import Row, Workbook

_OTHER, _SPECIFY = "Other", "Specify other."
_CHINESE = {_OTHER: "其他", _SPECIFY: "请注明"}
_ENGLISH = re.compile(r"english|en\b|.*\(en", re.IGNORECASE)
_IN_CHINESE = re.compile(r"中文|汉语|.*\(zh|zh\b")
UNTRANSLATED = N_(
    "or_other adds “Other” and “Specify other.” in English to the language {language} as well. Write an option and a"
    " question of your own to have them translated."
)
_TRANSLATION = re.compile(r'(<translation [^>]*lang="(?P<lang>[^"]*)"[^>]*>)(?P<texts>.*?)(</translation>)', re.DOTALL)
_ITEM = re.compile(r"<itextId>(?P<id>[^<]*)</itextId>\s*<name>other</name>")
_PLAIN_ITEM = re.compile(r"(<name>other</name>\s*<label>)Other(</label>)")
_ASKED = re.compile(rf'(<input [^>]*ref="(?P<path>[^"]*_other)"[^>]*>\s*)<label>{re.escape(_SPECIFY)}</label>')


def asks_for_other(row: Row) -> bool:
    """Say whether a question of the survey has ``or_other``."""
    return re.search(r"\bor[_ ](?:specify )?other$", row["type"].strip()) is not None


def or_other_remarks(xform: str, book: Workbook) -> list[PackProblem]:
    """Return, at each ``or_other``, in which languages its words are not translated."""
    languages = [match["lang"] for match in _TRANSLATION.finditer(xform)]
    foreign = [name for name in languages if name != "default" and not _knows(name)]
    return [
        PackProblem(
            sheet=f"{book.file}: survey",
            row=row.number,
            column="type",
            message_id=UNTRANSLATED,
            params={"language": "、".join(foreign)},
        )
        for row in (book.sheets["survey"].rows if foreign and "survey" in book.sheets else ())
        if asks_for_other(row)
    ]


def _knows(language: str) -> bool:
    return bool(_ENGLISH.match(language) or _IN_CHINESE.match(language))


def in_form_languages(xform: str) -> str:
    """Return ``xform`` with “Other” and “Specify other.” in Chinese where the questionnaire speaks Chinese.

    pyxform writes both in English whatever the language (xls2json.py), and the second without a translation.
    """
    if "<translation" not in xform:
        label = next(iter(re.findall(r"<label>([^<]*)</label>", xform[xform.find("</model>") :])), "")
        if not re.search(r"[\u4e00-\u9fff]", label):
            return xform
        xform = _PLAIN_ITEM.sub(rf"\g<1>{_CHINESE[_OTHER]}\g<2>", xform)
        return _ASKED.sub(rf"\g<1><label>{_CHINESE[_SPECIFY]}</label>", xform)
    items = {match["id"] for match in _ITEM.finditer(xform)}
    asked = [match["path"] for match in _ASKED.finditer(xform)]

    def translated(block: re.Match[str]) -> str:
        texts = block["texts"]
        is_chinese = _IN_CHINESE.match(block["lang"]) is not None
        is_chinese = is_chinese or (block["lang"] == "default" and re.search(r"[\u4e00-\u9fff]", texts) is not None)
        if is_chinese:
            for item in sorted(items):
                found = rf'(<text id="{re.escape(item)}">\s*<value>){_OTHER}(</value>)'
                texts = re.sub(found, rf"\g<1>{_CHINESE[_OTHER]}\g<2>", texts)
        word = _CHINESE[_SPECIFY] if is_chinese else _SPECIFY
        added = "".join(f'<text id="{path}:label"><value>{word}</value></text>' for path in asked)
        return f"{block[1]}{texts}{added}{block[4]}"

    xform = _TRANSLATION.sub(translated, xform)
    return _ASKED.sub(lambda match: f"{match[1]}<label ref=\"jr:itext('{match['path']}:label')\"/>", xform)
