from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

from poverty_desktop import interviews, paths

_MARKED = re.compile(r"\b(?:N_|_)\(\s*\"((?:[^\"\\]|\\.)*)\"")


def test_that_every_sentence_has_its_chinese() -> None:
    folder = Path(interviews.__file__).parent
    said = {match for module in folder.glob("*.py") for match in _MARKED.findall(module.read_text(encoding="utf-8"))}
    with (paths.resources() / "locale" / "zh_CN" / "interviews.po").open("rb") as file:
        translated = {message.id: message.string for message in read_po(file) if message.id}
    assert said
    assert said == set(translated)
    for english, chinese in translated.items():
        assert set(re.findall(r"\{(\w+)\}", english)) == set(re.findall(r"\{(\w+)\}", chinese)), english
