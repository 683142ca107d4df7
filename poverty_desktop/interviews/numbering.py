"""The numbers of the questions as a printed questionnaire has them, by which its answers are found on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from poverty_desktop.interviews.form import Control, Form, Group
from poverty_desktop.interviews.instance import Choice
from poverty_desktop.interviews.outline import columns, parts, table_in


@lru_cache(maxsize=8)
def numbers(form: Form) -> Mapping[str, str]:
    """Return the number of each question and table by its template path.

    Counted is what is asked of a person: no notes, nothing that is worked out or shown only.
    """
    found: dict[str, str] = {}
    for at, part in enumerate(parts(form), start=1):
        found |= _numbered(form, part.items, str(at))
    return found


def label_without(number: int, choice: Choice) -> str:
    """Return the label of an option beside its number: rows of a table come with theirs in it, which is their code."""
    has_own = choice.code == choice.label and choice.label.startswith(str(number))
    label = choice.label.removeprefix(str(number)).strip() if has_own else choice.label
    return label or choice.label


def template(path: str) -> str:
    """Return the path of a question or table as it stands in the form, whichever the row."""
    return "/".join(step.partition("[")[0] for step in path.split("/"))


def _numbered(form: Form, items: tuple[Group | Control, ...], before: str) -> dict[str, str]:
    found: dict[str, str] = {}
    counted = (item for item in _questions_and_tables(items) if isinstance(item, Group) or _is_counted(form, item))
    for at, item in enumerate(counted, start=1):
        number = f"{before}.{at}"
        assert item.field is not None
        found[form.fields[item.field].path] = number
        if isinstance(item, Group):
            found |= _row(form, item, number)
    return found


def _row(form: Form, repeat: Group, number: str) -> dict[str, str]:
    """Return the numbers in one row of a table: its questions, then the tables inside it."""
    asked = [one for one in columns(form, repeat) if _is_counted(form, one)]
    found = {form.fields[one.field].path: f"{number}.{at}" for at, one in enumerate(asked, start=1)}
    inside = [item for item in _questions_and_tables(repeat.children) if isinstance(item, Group)]
    for at, item in enumerate(inside, start=len(asked) + 1):
        assert item.field is not None
        found[form.fields[item.field].path] = f"{number}.{at}"
        found |= _row(form, item, f"{number}.{at}")
    return found


def _questions_and_tables(items: tuple[Group | Control, ...]) -> Iterator[Group | Control]:
    """Yield the questions, and of the groups only the tables, in reading order."""
    for item in items:
        repeat = table_in(item)
        if repeat is not None:
            yield repeat
        elif isinstance(item, Group):
            yield from _questions_and_tables(item.children)
        else:
            yield item


def _is_counted(form: Form, control: Control) -> bool:
    bind = form.fields[control.field].bind
    is_shown_only = bind.calculate is not None or (bind.readonly is not None and bind.readonly.text.strip() == "true()")
    return control.kind != "note" and control.label is not None and not is_shown_only
