"""XML that came from outside: no entities, no network, no document type, bounded in bytes, depth and elements."""

from __future__ import annotations

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

MAX_BYTES = 32 * 1024 * 1024
MAX_ELEMENTS = 500_000

XFORMS = "http://www.w3.org/2002/xforms"
ROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ENTITIES = "http://www.opendatakit.org/xforms/entities"


def parse_xml(data: str | bytes) -> etree._Element:
    """Return the root element of ``data``.

    Raises ``RuleError`` where it is too large, not well formed, too deep, or carries a document type
    (entity expansion and external entities come by one).
    """
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        raise RuleError(N_("The file is larger than {limit} MB. Publish a smaller one."), limit=MAX_BYTES // 1024**2)
    if isinstance(data, str) and data.lstrip("\ufeff").startswith("<?xml"):
        raw = data[data.index("?>") + 2 :].encode() if "?>" in data else raw
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        line = error.position[0] if error.position else 0
        raise RuleError(N_("The file is not well-formed XML (line {line}). Publish it again."), line=line) from None
    if root.getroottree().docinfo.doctype:
        raise RuleError(N_("The file has a document type declaration, which is not allowed. Publish it again."))
    for count, _element in enumerate(root.iter(), start=1):
        if count > MAX_ELEMENTS:
            raise RuleError(N_("The file has more than {limit} elements. Publish a smaller one."), limit=MAX_ELEMENTS)
    return root


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    tag: str = element.tag
    return tag[tag.rfind("}") + 1 :]


def split_name(tag: str) -> tuple[str, str]:
    """Return namespace and local name of ``{namespace}name``; the namespace of XForms itself counts as none."""
    if tag.startswith("{"):
        namespace, _brace, name = tag[1:].partition("}")
        return ("" if namespace == XFORMS else namespace), name
    return "", tag


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child element called ``name`` in any namespace."""
    return next((item for item in element if local(item) == name), None)
