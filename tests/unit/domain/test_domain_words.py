"""Every sentence of domain and sample has Chinese words with the same placeholders and hardly a Latin letter."""

from __future__ import annotations

import re
import string

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from poverty_desktop import i18n, paths

ALLOWED = {"X", "A", "B", "C", "D"}


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("area", ["domain", "sample"])
def test_that_every_sentence_is_translated(area):
    root = paths.resources().parent
    found = extract_from_dir(str(root / "poverty_desktop" / area), keywords={"N_": None, "_": None})
    messages = {message for _, _, message, _, _ in found}
    catalogue = i18n.catalogue("zh_CN")
    with (paths.resources() / "locale" / "zh_CN" / f"{area}.po").open("rb") as file:
        own = {entry.id for entry in read_po(file) if entry.id}
    assert own <= messages  # nothing is left over
    for message in messages:
        chinese = catalogue.gettext(message)
        assert chinese != message
        assert placeholders(message) == placeholders(chinese)
        latin = set(re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", chinese)))
        assert latin <= ALLOWED, latin
        assert chinese.endswith("。") or not message.endswith(".")
