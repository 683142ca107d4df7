"""One way of writing a compiled questionnaire: the standard's converter writes some things in an order of chance."""

from __future__ import annotations

import re

_ITEXT = re.compile(r"<itext>.*?</itext>", re.DOTALL)
_TEXT = re.compile(r"<text\s[^>]*>.*?</text>", re.DOTALL)
_VALUE = re.compile(r"<value(?P<kind>\s[^>]*?)?(?:/>|>.*?</value>)", re.DOTALL)


def canonical(xform: str) -> str:
    """Return ``xform`` with the values of each text in one order: the words themselves, then by their form.

    A text with both a hint and a guidance hint, or with pictures, has several values; pyxform keeps them in a set
    (survey.py, ``_add_empty_translations``), so that two runs give two orders. Which comes first means nothing.
    """
    return _ITEXT.sub(lambda itext: _TEXT.sub(_in_order, itext[0]), xform)


def _in_order(text: re.Match[str]) -> str:
    values = sorted(_VALUE.finditer(text[0]), key=lambda value: (value["kind"] or "", value[0]))
    following = iter(values)
    return _VALUE.sub(lambda _: next(following)[0], text[0])
