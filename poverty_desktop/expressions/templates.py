"""Steps over template paths: where a step leads when only the shape of the form is known, not its answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from poverty_desktop.expressions.tree import KindTest, Step


@dataclass(frozen=True, slots=True)
class Place:
    """A template path of the primary instance; ``is_deep`` stands for any node at or below it."""

    path: tuple[str, ...]
    is_deep: bool = False


Places = list[Place | None]
"""Places of the primary instance; None is anywhere else (another instance)."""


def stepped(place: Place | None, step: Step) -> Places:
    """Return the places that ``step`` can reach from ``place``; more than it will, where the form decides."""
    if place is None:
        return [None]
    return _AXES[step.axis](place, _component(step))


def _component(step: Step) -> str:
    test = step.test
    if isinstance(test, KindTest):
        return "*"
    return f"{test.prefix}:{test.name}" if test.prefix else test.name


def _everything(place: Place) -> Place:
    return Place(place.path[:1] or ("*",), is_deep=True)


def _self(place: Place, _name: str) -> Places:
    return [place]


def _child(place: Place, name: str) -> Places:
    if place.is_deep:
        return [Place(place.path or ("*",), is_deep=True)]
    return [Place((*place.path, name))]


def _attribute(place: Place, name: str) -> Places:
    return [place] if place.is_deep else [Place((*place.path, f"@{name}"))]


def _descendant(place: Place, _name: str) -> Places:
    return [Place(place.path, is_deep=True)]


def _parent(place: Place, _name: str) -> Places:
    above = Place(place.path[:-1])
    return [place, above] if place.is_deep else [above]


def _ancestor(place: Place, name: str) -> Places:
    return _lineage(place, name, place.path[:-1])


def _ancestor_or_self(place: Place, name: str) -> Places:
    return _lineage(place, name, place.path)


def _lineage(place: Place, name: str, longest: tuple[str, ...]) -> Places:
    above: Places = [
        Place(longest[:count]) for count in range(1, len(longest) + 1) if name in ("*", longest[count - 1])
    ]
    return [*above, place] if place.is_deep else above


def _sibling(place: Place, name: str) -> Places:
    beside = Place((*place.path[:-1], name))
    return [beside, place] if place.is_deep else [beside]


def _anywhere(place: Place, _name: str) -> Places:
    return [_everything(place)]


def _nowhere(_place: Place, _name: str) -> Places:
    return []


_AXES: dict[str, Callable[[Place, str], Places]] = {
    "ancestor": _ancestor,
    "ancestor-or-self": _ancestor_or_self,
    "attribute": _attribute,
    "child": _child,
    "descendant": _descendant,
    "descendant-or-self": _descendant,
    "following": _anywhere,
    "following-sibling": _sibling,
    "namespace": _nowhere,
    "parent": _parent,
    "preceding": _anywhere,
    "preceding-sibling": _sibling,
    "self": _self,
}
