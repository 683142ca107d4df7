"""Two keyings of one paper form compared, question by question."""

from __future__ import annotations

from dataclasses import dataclass, field

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.interviews.form import Control
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.judging import is_asked
from poverty_desktop.interviews.outline import reading_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two persons keyed at one question; ``kept`` is the one that was chosen, None while nobody has."""

    path: str
    first: str = field(repr=False)
    second: str = field(repr=False)
    kept: str | None = field(repr=False)


def difference_at(first: Interview, second: Interview, path: str) -> Difference | None:
    """Return the difference at ``path``, None where both keyed the same, or where nobody keyed anything.

    Who fills in, when, and other answers with which a questionnaire begins differ without anybody's mistake. Photos and
    files lie on no paper form: those of the first keying stand.
    """
    control = _control(second, path)
    if control is not None and control.tag == "upload":
        return None
    if not (_is_keyed(first, path) or _is_keyed(second, path) or path in second.decisions):
        return None
    one, two = _text(first, path), _text(second, path)
    typed = second.decisions.get(path)
    if typed is not None and two in (one, typed):
        return Difference(path=path, first=one, second=typed, kept=two) if one != typed else None
    return Difference(path=path, first=one, second=two, kept=None) if not _is_same(second, path, one, two) else None


def differences(first: Interview, second: Interview) -> tuple[Difference, ...]:
    """Return every difference in reading order, also what only one of the two has."""
    paths = dict.fromkeys([*_asked(second), *_asked(first)])
    found = (difference_at(first, second, path) for path in paths)
    return tuple(item for item in found if item is not None)


def _asked(interview: Interview) -> list[str]:
    pairs = reading_order(interview.form, interview.running.tree)
    return [node.path for control, node in pairs if node.relevant and is_asked(control, node)]


def _text(interview: Interview, path: str) -> str:
    """Return the answer at ``path``, or the word for why there is none."""
    node = _node(interview, path)
    if node is None or not node.relevant:
        return ""
    return node.text or ("" if node.why in (Why.BLANK, Why.VALUE) else node.why.name.lower())


def _is_keyed(interview: Interview, path: str) -> bool:
    node = _node(interview, path)
    return node is not None and node in interview.keyed


def _node(interview: Interview, path: str) -> Answer | None:
    try:
        return interview.running.tree.find(path)
    except RuleError:
        return None


def _control(interview: Interview, path: str) -> Control | None:
    node = _node(interview, path)
    return interview.form.controls.get(node.field.index) if node is not None else None


def _is_same(interview: Interview, path: str, one: str, two: str) -> bool:
    control = _control(interview, path)
    if control is not None and control.kind == "select_multiple":
        return set(one.split()) == set(two.split())
    return one == two
