"""A text of a questionnaire in any number of languages, with answers woven in by ``<output>``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.evaluate import Compiled

Part = str | Compiled
MISSING = "-"  # what pyxform writes where a translation is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """``texts`` holds the parts by language ("" = said in no particular language), ``forms`` the other renderings.

    A rendering is ``guidance``, ``image``, ``audio``, ``video``, ``short`` and so on, as itext has them.
    """

    texts: Mapping[str, tuple[Part, ...]]
    forms: Mapping[str, Mapping[str, tuple[Part, ...]]] = field(default_factory=dict)
    default: str = ""

    def say(self, language: str, context: Context | None = None) -> str:
        """Return the text in ``language``, else in the form's default, else in any."""
        return _join(self._choose(self.texts, language), context)

    def rendering(self, form: str, language: str, context: Context | None = None) -> str:
        """Return another rendering (``guidance``, ``image`` …) or ""."""
        return _join(self._choose(self.forms.get(form, {}), language), context)

    @property
    def outputs(self) -> tuple[Compiled, ...]:
        """Return every expression that is woven into the text, whatever the language."""
        texts = [*self.texts.values(), *(parts for texts in self.forms.values() for parts in texts.values())]
        return tuple(part for parts in texts for part in parts if not isinstance(part, str))

    def _choose(self, texts: Mapping[str, tuple[Part, ...]], language: str) -> tuple[Part, ...]:
        for name in (language, self.default, ""):
            parts = texts.get(name)
            if parts and parts != (MISSING,):
                return parts
        return next((parts for parts in texts.values() if parts != (MISSING,)), ())


def _join(parts: tuple[Part, ...], context: Context | None) -> str:
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return "".join(part if isinstance(part, str) else _woven(part, context) for part in parts).strip()


def _woven(part: Compiled, context: Context | None) -> str:
    """Return what a text has at an expression; nothing where it fails, so that the question is still asked."""
    try:
        return part.as_string(context) if context is not None else ""
    except ExpressionError:
        return ""
