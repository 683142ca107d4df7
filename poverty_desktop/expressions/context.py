"""Everything outside its own text that an expression may look at."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from poverty_desktop.expressions.dialect import JAVAROSA, Dialect
from poverty_desktop.expressions.nodes import Node

NAMESPACES: Mapping[str, str] = {
    "h": "http://www.w3.org/1999/xhtml",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "ev": "http://www.w3.org/2001/xml-events",
    "entities": "http://www.opendatakit.org/xforms/entities",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
"""The prefixes of ODK XForms."""


def _no_text(_identity: str) -> str:
    return ""


def _no_name(_value: str, _path: str) -> str:
    return ""


def _no_row(_file: str, _column: str, _key_column: str, _key: str) -> str:
    return ""


def _no_uuid() -> str:
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Where and with what an expression is evaluated.

    ``node`` is the context node and ``document`` the primary instance (its document node, or its root element, which
    then counts as the only child of a document). ``instances`` maps the id of each secondary instance to its document
    node (or ``<instance>`` element): ``instance('x')/root`` finds a child called ``root``. ``current`` is what
    ``current()`` means, by default ``node``. ``now`` is aware and its zone is the zone of every date. ``itext``
    returns the text of an id in the language of the screen, ``choice_name(value, path)`` the label of a choice of the
    question at ``path``, ``pulldata(file, column, key column, key)`` a cell of a CSV file, ``setting`` a property of
    the device (``deviceid``, ``username`` …). ``version`` is the form's.
    """

    node: Node
    document: Node
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    position: int = 1
    size: int = 1
    current: Node | None = None
    instances: Mapping[str, Node] = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=lambda: NAMESPACES)
    random: Callable[[], float] = random.random
    uuid: Callable[[], str] = _no_uuid
    itext: Callable[[str], str] = _no_text
    choice_name: Callable[[str, str], str] = _no_name
    pulldata: Callable[[str, str, str, str], str] = _no_row
    setting: Callable[[str], str] = _no_text
    version: str = ""
    dialect: Dialect = JAVAROSA

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now needs a time zone")

    @property
    def zone(self) -> tzinfo:
        """Return the zone in which dates without an offset are meant."""
        return self.now.tzinfo or UTC


class Scope:
    """The moving part of an evaluation: the focus of XPath (node, position, size) over one unchanging context.

    ``stays`` says whether absolute paths stay in the repeat instance of the context node (see ``Dialect``). ``held``
    keeps, while a predicate goes over its nodes, what is the same for all of them.
    """

    __slots__ = ("context", "held", "node", "position", "size", "stays")

    def __init__(self, context: Context, node: Node, position: int, size: int, *, stays: bool) -> None:
        self.context = context
        self.node = node
        self.position = position
        self.size = size
        self.stays = stays
        self.held: dict[object, Any] | None = None
