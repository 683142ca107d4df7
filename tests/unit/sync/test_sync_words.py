"""Every sentence of cryptography and bundles has its Chinese, and no sentence can carry a secret."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import poverty_desktop
from poverty_desktop import i18n, paths
from poverty_desktop.sync.refusal import SENTENCES, Reason

PACKAGE = Path(poverty_desktop.__file__).parent
SOURCES = sorted([*PACKAGE.glob("crypto/*.py"), *PACKAGE.glob("sync/*.py")])


def sentences() -> set[str]:
    return {
        node.args[0].value
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "N_"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def placeholders(text: str) -> set[str | None]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_that_every_sentence_is_translated_with_the_same_placeholders() -> None:
    catalogue = i18n.catalogue("zh_CN")
    for sentence in sentences():
        chinese = catalogue.gettext(sentence)
        assert chinese != sentence, sentence
        assert placeholders(chinese) == placeholders(sentence)
        assert not any("a" <= letter.lower() <= "z" for letter in string.Formatter().vformat(chinese, (), Blank()))


class Blank(dict[str, str]):
    """Fills every placeholder with nothing."""

    def __missing__(self, _key: str) -> str:
        return ""


def test_that_no_translation_is_left_over() -> None:
    from babel.messages.pofile import read_po

    with (paths.resources() / "locale" / "zh_CN" / "sync.po").open("rb") as file:
        known = {message.id for message in read_po(file, locale="zh_CN") if message.id}
    assert known <= sentences()


@pytest.mark.parametrize("reason", list(Reason))
def test_that_every_reason_has_its_sentence(reason: Reason) -> None:
    assert SENTENCES[reason] in sentences()


def test_that_placeholders_are_numbers_and_days_only() -> None:
    allowed = {"day", "days", "today", "groups", "characters", "typed", "number", "most", "volume", "volumes"}
    assert {name for sentence in sentences() for name in placeholders(sentence)} <= allowed
