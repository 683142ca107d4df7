"""The Chinese words of exchange have the same placeholders as its sentences, and no Latin letters."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

from poverty_desktop import exchange, paths

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def said() -> set[str]:
    found = set()
    for source in Path(exchange.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("N_", "_"):
                found |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def test_that_only_sentences_of_exchange_are_kept_with_their_placeholders_and_no_latin_letter():
    with (paths.resources() / "locale" / "zh_CN" / "exchange.po").open("rb") as file:
        words = {message.id: message.string for message in read_po(file, locale="zh_CN") if message.id}
    assert set(words) <= said()  # words that a page says as well may stand with the page
    for english, chinese in words.items():
        assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(chinese)), english
        assert not re.search("[A-Za-z]", PLACEHOLDER.sub("", chinese)), chinese
