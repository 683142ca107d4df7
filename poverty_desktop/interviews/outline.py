"""The reading order of a questionnaire: sections, and in each the questions, headings and tables of one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from poverty_desktop.interviews.form import Control, Form, Group, walk
from poverty_desktop.interviews.instance import Answer, Tree
from poverty_desktop.interviews.words import Words

SCREENFUL = 20
"""A top-level group of more questions, most of which stand in groups of their own, gives each of these a section."""

MOST_TOGETHER = 60
"""A section of more questions goes on in another one: the screen draws a section whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the body: a group, a table, or the loose questions between two of them.

    ``group`` is None for loose questions; a table may have the questions that lead to it before it in ``items``.
    Of a section cut into several, ``span`` says which of its questions, counted from 1, stand in this one.
    """

    path: str
    label: Words | None
    group: Group | None
    items: tuple[Group | Control, ...]
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that stands on the screen: ``node`` is a question's or group's, or the element around a table."""

    item: Group | Control
    node: Answer
    level: int
    label: Words | None = None


@lru_cache(maxsize=8)
def parts(form: Form) -> tuple[Part, ...]:
    """Return the sections in reading order; the path of each is its own, loose questions have that of the first."""
    return tuple(piece for part in _parts(form, form.body, None) for piece in _cut(form, part))


def part_of(form: Form, template: str) -> Part | None:
    """Return the section in which the field at a template path stands; of a group spread over several the first."""
    return _parts_by_path(form).get(template)


@lru_cache(maxsize=8)
def _parts_by_path(form: Form) -> Mapping[str, Part]:
    found: dict[str, Part] = {}
    for part in parts(form):
        for item in walk(part.items):
            if item.field is not None:
                found.setdefault(form.fields[item.field].path, part)
    for part in parts(form):
        steps = part.path.split("/")
        for length in range(len(steps), 2, -1):
            found.setdefault("/".join(steps[:length]), part)
    return found


def _parts(form: Form, items: tuple[Group | Control, ...], around: Group | None) -> Iterator[Part]:
    """Yield the sections of ``items``; ``around`` is the group that they were taken out of."""
    label = around.label if around is not None else None
    loose: list[Group | Control] = []

    def between() -> Iterator[Part]:
        if loose:
            yield Part(path=_first_path(form, loose), label=label, group=None, items=tuple(loose))
            loose.clear()

    for item in items:
        if isinstance(item, Control):
            loose.append(item)
            continue
        if not _controls((item,)):
            continue
        repeat = table_in(item)
        leading = tuple(loose) if repeat is not None and around is not None else ()
        if leading:
            loose.clear()
        yield from between()
        if _is_spread(item):
            yield from _parts(form, item.children, item)
            continue
        path = form.fields[item.field].path if item.field is not None else _first_path(form, [item])
        inside = (*leading, item) if repeat is not None else item.children
        yield Part(path=path, label=item.label or (repeat.label if repeat else None) or label, group=item, items=inside)
    yield from between()


def _cut(form: Form, part: Part) -> Iterator[Part]:
    """Yield a section, one that is too long piece by piece; the first piece keeps its path."""
    if len(_controls(part.items)) <= MOST_TOGETHER or len(part.items) == 1:
        yield part
        return
    pieces: list[list[Group | Control]] = [[]]
    counts = [0]
    for item in part.items:
        more = len(_controls((item,)))
        if pieces[-1] and counts[-1] + more > MOST_TOGETHER:
            pieces.append([])
            counts.append(0)
        pieces[-1].append(item)
        counts[-1] += more
    before = 0
    for piece, count in zip(pieces, counts, strict=True):
        path = _first_path(form, piece) if before else part.path
        yield replace(part, path=path, items=tuple(piece), span=(before + 1, before + count))
        before += count


def _is_spread(group: Group) -> bool:
    """Say whether ``group`` is too long for one screen and made of groups and tables."""
    if table_in(group) is not None or "field-list" in group.appearance or len(_controls((group,))) <= SCREENFUL:
        return False
    loose = sum(isinstance(item, Control) for item in group.children)
    return sum(bool(_controls((item,))) for item in group.children if isinstance(item, Group)) > loose


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


def table_label(form: Form, repeat: int) -> Words | None:
    """Return what the table of the field ``repeat`` is called: its own label, else that of the frame around it."""
    named = (item.label for item in walk(form.body) if isinstance(item, Group) and item.field == repeat and item.label)
    return form.groups[repeat].label or next(named, None)


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
