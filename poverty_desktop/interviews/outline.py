"""The reading order of a questionnaire: sections, and in each the questions, headings and tables of one row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poverty_desktop.interviews.form import Control, Form, Group, walk
from poverty_desktop.interviews.instance import Answer, Tree
from poverty_desktop.interviews.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the body: a top-level group, a top-level table, or the loose questions between two of them."""

    path: str
    label: Words | None
    group: Group | None
    items: tuple[Group | Control, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that stands on the screen: ``node`` is a question's or group's, or the element around a table."""

    item: Group | Control
    node: Answer
    level: int
    label: Words | None = None


def parts(form: Form) -> tuple[Part, ...]:
    """Return the sections in reading order; the path of each is its own, loose questions have that of the first."""
    found: list[Part] = []
    loose: list[Group | Control] = []

    def close() -> None:
        if loose:
            found.append(Part(path=_first_path(form, loose), label=None, group=None, items=tuple(loose)))
            loose.clear()

    for item in form.body:
        if isinstance(item, Control):
            loose.append(item)
        elif _controls((item,)):
            close()
            path = form.fields[item.field].path if item.field is not None else _first_path(form, [item])
            repeat = table_in(item)
            inside = item.children if repeat is None and not item.is_repeat else (item,)
            found.append(Part(path=path, label=item.label, group=item, items=inside))
    close()
    return tuple(found)


def places(
    form: Form, tree: Tree, items: tuple[Group | Control, ...], row: Answer | None, level: int = 0
) -> Iterator[Place]:
    """Yield what stands in ``items`` inside ``row``; the rows of a table are not entered."""
    for item in items:
        repeat = table_in(item)
        if repeat is not None:
            assert repeat.field is not None
            parent = form.fields[repeat.field].parent
            assert parent is not None
            for node in tree.nodes(parent, row):
                yield Place(item=repeat, node=node, level=level, label=repeat.label or item.label)
        elif isinstance(item, Group):
            nodes = tree.nodes(item.field, row) if item.field is not None else [row or tree.root]
            for node in nodes:
                yield Place(item=item, node=node, level=level, label=item.label)
            yield from places(form, tree, item.children, row, level + 1)
        else:
            for node in tree.nodes(item.field, row):
                yield Place(item=item, node=node, level=level)


def columns(form: Form, repeat: Group) -> tuple[Control, ...]:
    """Return the questions of one row of a table, those of tables inside it left out."""
    assert repeat.field is not None
    depth = len(form.fields[repeat.field].repeats)
    return tuple(item for item in _controls(repeat.children) if len(form.fields[item.field].repeats) == depth)


def table_in(item: Group | Control) -> Group | None:
    """Return the repeat that ``item`` is, or is nothing but the frame of (as pyxform writes a repeat)."""
    if not isinstance(item, Group):
        return None
    if item.is_repeat:
        return item
    inner = item.children[0] if len(item.children) == 1 else None
    if isinstance(inner, Group) and inner.is_repeat and item.field in {None, inner.field}:
        return inner
    return None


def reading_order(form: Form, tree: Tree) -> Iterator[tuple[Control, Answer]]:
    """Yield every question with its node in the order in which they are asked, row by row, relevant or not."""

    def go(items: tuple[Group | Control, ...], row: Answer | None) -> Iterator[tuple[Control, Answer]]:
        for place in places(form, tree, items, row):
            if isinstance(place.item, Control):
                yield place.item, place.node
            elif place.item.is_repeat and place.item.field is not None:
                name = form.fields[place.item.field].name
                for inner in tuple(place.node.by_name.get(name, ())):
                    yield from go(place.item.children, inner)

    yield from go(form.body, None)


def _controls(items: tuple[Group | Control, ...]) -> list[Control]:
    return [item for item in walk(items) if isinstance(item, Control)]


def _first_path(form: Form, items: list[Group | Control]) -> str:
    return form.fields[_controls(tuple(items))[0].field].path
