"""Secondary instances: code lists, external files and the register as trees that ``instance('…')`` reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.xml import parse_xml, split_name

MAX_ROWS = 500_000


def records_instance(rows: Iterable[Mapping[str, str]]) -> Node:
    """Return rows as ``/root/item`` with one child element per column, as ODK reads a CSV file or an entity list."""
    document = Node("", kind="document")
    root = document.append(Node("root"))
    for row in rows:
        item = root.append(Node("item"))
        for name, text in row.items():
            item.append(Node(name, text))
    return document


def csv_instance(text: str) -> Node:
    """Return a CSV file with a header line as an instance; raises ``RuleError`` where it is not one."""
    return records_instance(csv_rows(text))


def csv_rows(text: str) -> list[Mapping[str, str]]:
    """Return the rows of a CSV file by the names in its header line, blank lines left out.

    Where the header line has no comma, semicolons or tabs part the cells, as Excel writes them in some countries.
    Raises ``RuleError`` where it has no header, two columns of one name, too many rows or a line that is no CSV.
    """
    plain = text.lstrip("\ufeff")
    head = plain.partition("\n")[0]
    mark = next((sign for sign in ",;\t" if sign in head), ",")
    reader = csv.reader(io.StringIO(plain), delimiter=mark, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not header or not all(header) or len(set(header)) != len(header):
            raise RuleError(N_("The list has no header line, or two columns of one name. Correct the CSV file."))
        rows: list[Mapping[str, str]] = []
        for cells in reader:
            if len(rows) >= MAX_ROWS:
                raise RuleError(N_("The list has more than {limit} rows. Shorten the CSV file."), limit=MAX_ROWS)
            if any(cells):
                rows.append(dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=False)))
    except csv.Error:
        raise RuleError(
            N_("Line {line} of the list cannot be read. Correct the CSV file."), line=reader.line_num
        ) from None
    return rows


def geojson_rows(text: str) -> list[Mapping[str, str]]:
    """Return the features of a GeoJSON file as rows: ``id``, ``geometry`` as ODK writes places, their properties.

    Raises ``RuleError`` where it is no collection of features.
    """
    try:
        features = json.loads(text)["features"]
        rows: list[Mapping[str, str]] = [_feature(item) for item in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RuleError(N_("The list is no collection of GeoJSON features. Correct the file.")) from None
    if len(rows) > MAX_ROWS:
        raise RuleError(N_("The list has more than {limit} rows. Shorten the CSV file."), limit=MAX_ROWS)
    return rows


def _feature(item: Mapping[str, Any]) -> Mapping[str, str]:
    kind, points = item["geometry"]["type"], item["geometry"]["coordinates"]
    if kind == "Point":
        points = [points]
    elif kind == "Polygon":
        points = points[0]
    elif kind != "LineString":
        raise ValueError(kind)
    held = item.get("properties") or {}
    return {
        **({"id": str(item["id"])} if "id" in item else {}),
        **{str(name): str(value) for name, value in held.items() if isinstance(value, (str, int, float))},
        "geometry": "; ".join(f"{float(point[1])} {float(point[0])} 0 0" for point in points),
    }


def xml_instance(data: str | bytes) -> Node:
    """Return an XML file as an instance; raises ``RuleError`` where it is malformed."""
    return element_instance(parse_xml(data))


def element_instance(element: etree._Element) -> Node:
    """Return ``element`` as the root of an instance of its own."""
    document = Node("", kind="document")
    document.append(_copy(element))
    return document


def _copy(element: etree._Element) -> Node:
    namespace, name = split_name(element.tag)
    node = Node(name, (element.text or "") if len(element) == 0 else "", namespace=namespace)
    for tag, text in element.attrib.items():
        attribute_namespace, attribute = split_name(tag)
        node.set_attribute(attribute, text, namespace=attribute_namespace)
    for item in element:
        node.append(_copy(item))
    return node
