"""Every sentence that the program can say is there in Chinese, with the same placeholders."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from poverty_desktop import i18n, paths

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "N_": None, "pgettext": ((1, "c"), 2), "ngettext": (1, 2)}


def said_messages() -> set[str]:
    found = set()
    for package in ("poverty_desktop", "ui"):
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / package, keywords=KEYWORDS):
            messages = message if isinstance(message, tuple) else (message,)
            found.update(item for item in messages if item)
    return found


def translations() -> dict[str, str]:
    found = {}
    for source in sorted((paths.resources() / "locale" / "zh_CN").glob("*.po")):
        with source.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                found.update({item: texts[0] for item in ids if item})
    return found


def contradictions() -> list[str]:
    known: dict[tuple[object, str], str] = {}
    found = []
    for source in sorted((paths.resources() / "locale" / "zh_CN").glob("*.po")):
        with source.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                first = known.setdefault((message.context, str(message.id)), str(message.string))
                if message.id and first != str(message.string):
                    found.append(str(message.id))
    return found


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)", text))


def test_that_every_sentence_has_a_chinese_translation():
    known = translations()
    missing = sorted(message for message in said_messages() if not known.get(message))
    assert missing == []


def test_that_translations_keep_their_placeholders():
    wrong = [message for message, text in translations().items() if placeholders(message) != placeholders(text)]
    assert wrong == []


def test_that_a_sentence_said_twice_is_said_the_same_way():
    assert contradictions() == []


def test_that_no_translation_is_left_over():
    assert sorted(set(translations()) - said_messages()) == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_that_a_sentence_with_parameters_is_said_in_the_language(language):
    i18n.set_language(language)
    sentence = "{count} answers are missing or do not fit. The list beside the questions shows them."
    said = i18n.say(sentence, {"count": 2})
    assert "2" in said
    assert ("answers" in said) == (language == "en")


def test_that_parts_are_joined_as_the_language_joins_them():
    i18n.set_language("en")
    english = i18n.format_parts(["not true", "deed of transfer"])
    i18n.set_language("zh_CN")
    assert (english, i18n.format_parts(["不属实", "过户证明"])) == ("not true; deed of transfer", "不属实；过户证明")
