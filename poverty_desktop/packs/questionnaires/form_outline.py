"""A questionnaire at a glance, for the office before it publishes: how long, in which languages, what it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from poverty_desktop.domain.kinds import RecordKind, kind_of
from poverty_desktop.interviews.form import Control, Form, Group, walk
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.outline import parts
from poverty_desktop.interviews.pictures import PICTURES
from poverty_desktop.packs.model import Label, Property, PublishedForm
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.questionnaires.save_to import property_of

_XFORMS = "{http://www.w3.org/2002/xforms}"
_RULES = ("relevant", "constraint", "required", "readonly", "calculate")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOutline:
    """What a questionnaire is; ``fills`` are the properties of the register that its answers reach."""

    form_id: str
    version: str
    title: Label
    sections: int
    questions: int
    repeats: int
    languages: tuple[str, ...]
    fills: tuple[Property, ...]
    concerns_household: bool


def outline(published: PublishedForm, pack: Pack) -> FormOutline:
    """Return a questionnaire of ``pack`` at a glance."""
    form = load_form(published.xform)
    items = walk(form.body)
    found: list[Property] = []
    for entity, name in form.owners.values():
        item = _property(pack, entity.dataset, name)
        if item is not None and item not in found:
            found.append(item)
    return FormOutline(
        form_id=published.form_id,
        version=published.version,
        title=published.title,
        sections=len(parts(form)),
        questions=sum(isinstance(item, Control) for item in items),
        repeats=sum(isinstance(item, Group) and item.is_repeat for item in items),
        languages=form.languages,
        fills=tuple(found),
        concerns_household=published.concerns_household,
    )


def question_texts(form: Form) -> Mapping[str, str]:
    """Return the questions of a form by path: type and words in the form's first language, to compare two versions."""
    return {
        form.fields[item.field].path: f"{item.kind}: {item.label.say(form.default_language) if item.label else ''}"
        for item in walk(form.body)
        if isinstance(item, Control)
    }


def rule_texts(xform: str) -> Mapping[str, str]:
    """Return the rules of a form by question and rule, and its options by list and code, to compare two versions."""
    root = etree.fromstring(xform.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    found: dict[str, str] = {}
    said: dict[str, str] = {}
    for text in root.iter(f"{_XFORMS}text"):
        said.setdefault(text.get("id", ""), "".join(text.itertext()).strip())
    for bind in root.iter(f"{_XFORMS}bind"):
        for rule in _RULES:
            if expression := bind.get(rule):
                found[f"{bind.get('nodeset', '')} · {rule}"] = " ".join(expression.split())
    for instance in root.iter(f"{_XFORMS}instance"):
        for item in instance.iter(f"{_XFORMS}item") if instance.get("id") != PICTURES else ():
            cells = {etree.QName(cell).localname: (cell.text or "").strip() for cell in item}
            words = cells.get("label") or said.get(cells.get("itextId", ""), "")
            found[f"/{instance.get('id', '')}/{instance.get('id', '')} · {cells.get('name', '')}"] = words
    return found


def _property(pack: Pack, dataset: str, save_to: str) -> Property | None:
    try:
        kind: RecordKind = kind_of(dataset)
    except KeyError:
        return None
    return property_of(pack, kind, save_to)
