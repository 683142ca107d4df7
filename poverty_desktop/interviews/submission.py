"""The OpenRosa submission of an interview: what ODK Central and Kobo accept, and what stays with the interview."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID

from lxml import etree

from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.references import identity
from poverty_desktop.interviews.xml import ENTITIES, OPENROSA, ROSA

_PREFIXES = {"orx": OPENROSA, "jr": ROSA, "entities": ENTITIES}
_CLOCK = re.compile(r"(?:^|T)\d\d:\d\d(?::[\d.]+)?$")  # without Z or an offset behind it
_MODES = frozenset({"create", "update"})


def instance_xml(interview: Interview, ids: Mapping[bytes, bytes] | None = None) -> bytes:
    """Return the instance as UTF-8 XML: only what is relevant, with ``meta/instanceID`` and the entity elements.

    ``ids`` says under which id the register keeps an entity, where that is another one. An entity that stands for a
    record of the register says ``update``, any other what the form says.
    """
    element = _element(interview, interview.running.tree.root, None)
    for entity in element.iter(f"{{{ENTITIES}}}entity") if ids else ():
        kept = (ids or {}).get(identity(entity.get("id", "")))
        if kept is not None:
            entity.set("id", str(UUID(bytes=kept)))
    data: bytes = etree.tostring(element, encoding="utf-8", xml_declaration=True)
    return data


def submitted_text(interview: Interview, node: Answer) -> str:
    """Return the answer of ``node`` as it is sent: a time without an offset gets that of the laptop's zone."""
    if node.type not in {"time", "dateTime"} or not _CLOCK.search(node.text):
        return node.text
    try:
        if node.type == "time":
            moment = datetime.combine(interview.running.moment.date(), time.fromisoformat(node.text))
        else:
            moment = datetime.fromisoformat(node.text)
    except ValueError:
        return node.text
    offset = moment.replace(tzinfo=interview.running.moment.tzinfo).strftime("%z")
    return f"{node.text}{offset[:3]}:{offset[3:5]}"


def _element(interview: Interview, node: Answer, parent: etree._Element | None) -> etree._Element:
    tag = f"{{{node.namespace}}}{node.name}" if node.namespace else node.name
    element = etree.Element(tag, nsmap=_PREFIXES) if parent is None else etree.SubElement(parent, tag)
    for item in node.attributes:
        assert isinstance(item, Answer)
        if item.relevant and not (node.exists and item.name in _MODES):
            element.set(f"{{{item.namespace}}}{item.name}" if item.namespace else item.name, item.text)
    if node.exists:
        element.set("update", "1")
    if not node.children:
        element.text = submitted_text(interview, node) or None
    for below in node.children:
        assert isinstance(below, Answer)
        if below.relevant:
            _element(interview, below, element)
    return element
