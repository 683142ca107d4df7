"""Reads the words of an XForm: itext in every language, labels, hints, messages and the outputs woven into them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.words import Part, Words
from poverty_desktop.interviews.xml import child, local

Compile = Callable[[str, str], Compiled]
"""Takes the text of a formula and the path it belongs to."""

ITEXT_REFERENCE = re.compile(r"""^\s*jr:itext\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*$""")
ITEXT_OF_NODE = re.compile(r"^\s*jr:itext\(\s*([^'\"]+?)\s*\)\s*$")


class Texts:
    """Every text of a form by its itext id."""

    def __init__(self, model: etree._Element, compile_formula: Compile) -> None:
        self._compile = compile_formula
        self.languages: list[str] = []
        self.default = ""
        self.by_id: dict[str, Words] = {}
        itext = child(model, "itext")
        if itext is not None:
            self._read(itext)

    def _read(self, itext: etree._Element) -> None:
        found: dict[str, dict[str, dict[str, tuple[Part, ...]]]] = defaultdict(lambda: defaultdict(dict))
        for translation in itext:
            language = translation.get("lang", "")
            if not self.languages or translation.get("default") is not None:
                self.default = language
            self.languages.append(language)
            for text in translation:
                for value in text:
                    found[text.get("id", "")][value.get("form", "")][language] = self._parts(value)
        for name, forms in found.items():
            plain = forms.get("") or forms.get("long") or {}
            others = {form: texts for form, texts in forms.items() if form}
            self.by_id[name] = Words(texts=plain, forms=others, default=self.default)

    def of(self, owner: etree._Element, name: str) -> Words | None:
        """Return the words of a ``<label>`` or ``<hint>`` under ``owner``."""
        element = child(owner, name)
        if element is None:
            return None
        reference = element.get("ref")
        return self.message(reference) if reference else Words(texts={"": self._parts(element)})

    def message(self, text: str | None) -> Words | None:
        """Return the words of a message attribute: an itext reference or the sentence itself."""
        if not text:
            return None
        match = ITEXT_REFERENCE.match(text)
        if match is None:
            return Words(texts={"": (text.strip(),)})
        name = match.group(1) or match.group(2) or ""
        if name not in self.by_id:
            raise RuleError(N_("The questionnaire has no text called {name}. Publish it again."), name=name)
        return self.by_id[name]

    def _parts(self, element: etree._Element) -> tuple[Part, ...]:
        parts = list(self._pieces(element))
        if len(parts) == 1 and isinstance(parts[0], str):
            return (parts[0].strip(),)
        return tuple(part for part in parts if part != "")

    def _pieces(self, element: etree._Element) -> Iterator[Part]:
        yield element.text or ""
        for item in element:
            if local(item) == "output":
                yield self._compile(item.get("value") or item.get("ref") or "", "")
            else:
                yield "".join(item.itertext())
            yield item.tail or ""
