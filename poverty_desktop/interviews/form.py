"""A questionnaire as it was published: fields, binds, controls, words, entities; frozen, shared by all interviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from poverty_desktop.domain.kinds import is_kind
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.interviews.rules import Graph
from poverty_desktop.interviews.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """What a ``<bind>`` says of a field; absent expressions are None."""

    type: str = "string"
    required: Compiled | None = None
    required_message: Words | None = None
    readonly: Compiled | None = None
    relevant: Compiled | None = None
    constraint: Compiled | None = None
    constraint_message: Words | None = None
    calculate: Compiled | None = None
    preload: str = ""
    preload_parameters: str = ""
    save_to: str = ""


NO_BIND = Bind()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One element or attribute of the primary instance, wherever it is repeated.

    ``path`` is the template path (``/data/member/age``), ``repeats`` the indexes of the repeats around it, outermost
    first and itself included when it is one.
    """

    index: int
    path: str
    name: str
    namespace: str
    parent: int | None
    is_attribute: bool
    is_repeat: bool
    is_leaf: bool
    repeats: tuple[int, ...]
    lineage: tuple[int, ...]
    order: int
    bind: Bind


@dataclass(frozen=True, slots=True, kw_only=True)
class Initial:
    """An element as the form first has it: its field, text, attributes and children."""

    field: int
    text: str = ""
    attributes: tuple[Initial, ...] = ()
    children: tuple[Initial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetValue:
    """A ``<setvalue>``: when one of ``events`` happens, ``target`` takes the value."""

    target: int
    events: frozenset[str]
    value: Compiled | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A choice written into the question itself."""

    code: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Itemset:
    """Choices taken from nodes: where they are and which child is code and label."""

    nodes: Compiled
    code: Compiled
    label: Compiled | None
    label_itext: Compiled | None  # the id of the text, of jr:itext(…)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A question of the body: how a field is asked."""

    tag: str  # input, select1, select, rank, range, upload, trigger
    field: int
    kind: str
    appearance: tuple[str, ...]
    label: Words | None
    hint: Words | None
    items: tuple[Item, ...] = ()
    itemset: Itemset | None = None
    media_type: str = ""
    minimum: str = ""
    maximum: str = ""
    step: str = ""
    actions: tuple[SetValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group or a repeat of the body with what stands in it; ``field`` is None for a group of looks only."""

    field: int | None
    appearance: tuple[str, ...]
    label: Words | None
    hint: Words | None = None
    children: tuple[Group | Control, ...]
    is_repeat: bool = False
    count: Compiled | None = None
    no_add_remove: bool = False
    actions: tuple[SetValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An ODK entity declaration; ``container`` owns it and the ``save_to`` fields in it."""

    dataset: str
    element: int
    container: int
    identity: int
    label: int | None
    properties: Mapping[str, int]  # property name to field


@dataclass(frozen=True, kw_only=True, eq=False)
class Form:
    """A questionnaire, ready to run; built by ``load.load_form``."""

    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    default_language: str
    fields: tuple[Field, ...]
    initial: Initial
    templates: Mapping[int, Initial]
    body: tuple[Group | Control, ...]
    actions: tuple[SetValue, ...]
    entities: tuple[Entity, ...]
    instances: Mapping[str, Node]
    external: Mapping[str, str]
    pictures: Mapping[str, bytes] = field(repr=False)
    texts: Mapping[str, Words] = field(repr=False)
    entities_version: str = ""
    graph: Graph = field(repr=False)

    @cached_property
    def by_path(self) -> Mapping[str, Field]:
        """Return the fields by template path."""
        return {item.path: item for item in self.fields}

    @cached_property
    def controls(self) -> Mapping[int, Control]:
        """Return the questions by the index of their field; of two asking one field the first."""
        found: dict[int, Control] = {}
        for item in walk(self.body):
            if isinstance(item, Control):
                found.setdefault(item.field, item)
        return found

    @cached_property
    def groups(self) -> Mapping[int, Group]:
        """Return the groups and repeats by the index of their field; a repeat wins over the group around it."""
        found: dict[int, Group] = {}
        for item in walk(self.body):
            if isinstance(item, Group) and item.field is not None and (item.is_repeat or item.field not in found):
                found[item.field] = item
        return found

    @cached_property
    def row_actions(self) -> Mapping[int, tuple[SetValue, ...]]:
        """Return, for each repeat, the actions written in it and in the repeats inside it."""
        found: dict[int, list[SetValue]] = {}
        for item in walk(self.body):
            if isinstance(item, Group) and item.is_repeat and item.field is not None:
                for repeat in self.fields[item.field].repeats:
                    found.setdefault(repeat, []).extend(item.actions)
        return {repeat: tuple(actions) for repeat, actions in found.items()}

    @cached_property
    def owners(self) -> Mapping[int, tuple[Entity, str]]:
        """Return, for each field with ``save_to``, the entity that owns it and the property's name."""
        return {item: (entity, name) for entity in self.entities for name, item in entity.properties.items()}

    @cached_property
    def fills_register(self) -> bool:
        """Say whether an entity is a kind of record of the register; lists of other offices have names of their own."""
        return any(is_kind(entity.dataset) for entity in self.entities)

    @cached_property
    def datasets(self) -> frozenset[str]:
        """Return the datasets that an interview writes."""
        return frozenset(entity.dataset for entity in self.entities)

    def language_for(self, code: str) -> str:
        """Return the form's own name of a language of the screen (``zh_CN``, ``en``), or its default language.

        XLSForm names languages ``中文 (zh)`` or ``English (en)``; a bare ``zh`` or ``zh-CN`` is understood too.
        """
        wanted = code.replace("_", "-").lower()
        short = wanted.split("-")[0]
        for ask in (wanted, short):
            for name in self.languages:
                tag = name[name.rfind("(") + 1 :].rstrip(") ") if "(" in name else name
                tag = tag.strip().replace("_", "-").lower()
                if tag == ask or (ask == short and tag.split("-")[0] == short):
                    return name
        return self.default_language


def walk(items: tuple[Group | Control, ...]) -> list[Group | Control]:
    """Return the items of a body and everything in them, in reading order."""
    found: list[Group | Control] = []
    for item in items:
        found.append(item)
        if isinstance(item, Group):
            found.extend(walk(item.children))
    return found
