"""Reads the body of an XForm: groups, repeats and questions in reading order, with choices and actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.form import Bind, Control, Group, Item, Itemset, SetValue
from poverty_desktop.interviews.kinds import kind_of_question
from poverty_desktop.interviews.load_texts import ITEXT_OF_NODE, Compile, Texts
from poverty_desktop.interviews.words import Words
from poverty_desktop.interviews.xml import ROSA, child, local

QUESTIONS = frozenset({"input", "secret", "select1", "select", "rank", "range", "upload", "trigger"})
WITHOUT_EFFECT = frozenset({"label", "hint", "setgeopoint", "recordaudio"})
"""Read elsewhere, or asking for a sensor: a place is stored only where a question asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyReader:
    """What is needed to read a body: the fields by path, their binds, the texts, and the compiler of formulas."""

    fields: Mapping[str, int]
    binds: Mapping[str, Bind]
    paths_by_id: Mapping[str, str]  # of binds that a control names by bind="…"
    texts: Texts
    compile_formula: Compile

    def read(self, element: etree._Element, around: str = "") -> tuple[Group | Control, ...]:
        """Return the groups and questions under ``element``, whose own path is ``around``.

        Raises ``RuleError`` for a reference to no field and for an element that no questionnaire here can have.
        """
        found: list[Group | Control] = []
        for item in element:
            name = local(item)
            if name in QUESTIONS:
                asked = self._question(item, name, around)
                if not _is_bare_head(asked):
                    found.append(asked)
            elif name == "group":
                found.append(self._group(item, around))
            elif name == "repeat":
                found.append(self._repeat(item, around))
            elif name not in WITHOUT_EFFECT and name != "setvalue":
                raise RuleError(
                    N_("The questionnaire uses {feature}, which this program does not know. Publish it without."),
                    feature=name,
                )
        return tuple(found)

    def actions(self, element: etree._Element, around: str) -> tuple[SetValue, ...]:
        """Return the ``<setvalue>`` actions directly under ``element``."""
        found: list[SetValue] = []
        for item in element:
            if local(item) != "setvalue":
                continue
            path = self._path(item, around)
            event = next((text for name, text in item.attrib.items() if name.endswith("event")), "")
            value = item.get("value")
            found.append(
                SetValue(
                    target=self.fields[path],
                    events=frozenset(event.split()),
                    value=self.compile_formula(value, path) if value else None,
                    text="" if value is not None else (item.text or ""),
                )
            )
        return tuple(found)

    def _group(self, element: etree._Element, around: str) -> Group:
        path = self._path(element, around, is_optional=True)
        return Group(
            field=self.fields[path] if path else None,
            appearance=_appearance(element),
            label=self.texts.of(element, "label"),
            hint=self.texts.of(element, "hint"),
            children=self.read(element, path or around),
            actions=self.actions(element, path or around),
        )

    def _repeat(self, element: etree._Element, around: str) -> Group:
        path = self._path(element, around)
        count = element.get(f"{{{ROSA}}}count")
        fixed = element.get(f"{{{ROSA}}}noAddRemove", "")
        return Group(
            field=self.fields[path],
            appearance=_appearance(element),
            label=self.texts.of(element, "label"),
            children=self.read(element, path),
            is_repeat=True,
            count=self.compile_formula(count, path) if count else None,
            no_add_remove=fixed.strip().lower() in {"true", "true()", "1"},
            actions=self.actions(element, path),
        )

    def _question(self, element: etree._Element, tag: str, around: str) -> Control:
        path = self._path(element, around)
        appearance = _appearance(element)
        bind = self.binds.get(path, Bind())
        return Control(
            tag=tag,
            field=self.fields[path],
            kind=kind_of_question(tag, bind, element.get("mediatype", ""), appearance),
            appearance=appearance,
            label=self.texts.of(element, "label"),
            hint=self.texts.of(element, "hint"),
            items=self._items(element),
            itemset=self._itemset(element, path),
            media_type=element.get("mediatype", ""),
            minimum=element.get("start", ""),
            maximum=element.get("end", ""),
            step=element.get("step", ""),
            actions=self.actions(element, path),
        )

    def _items(self, element: etree._Element) -> tuple[Item, ...]:
        found: list[Item] = []
        for item in element:
            if local(item) == "item":
                value = child(item, "value")
                code = (value.text or "").strip() if value is not None else ""
                found.append(Item(code=code, label=self.texts.of(item, "label") or Words(texts={"": (code,)})))
        return tuple(found)

    def _itemset(self, element: etree._Element, path: str) -> Itemset | None:
        itemset = child(element, "itemset")
        if itemset is None:
            return None
        value, label = child(itemset, "value"), child(itemset, "label")
        if value is None:
            raise RuleError(N_("The choices of {path} have no codes. Publish the questionnaire again."), path=path)
        reference = label.get("ref", "") if label is not None else ""
        match = ITEXT_OF_NODE.match(reference)
        return Itemset(
            nodes=self.compile_formula(itemset.get("nodeset", ""), path),
            code=self.compile_formula(value.get("ref", ""), path),
            label=self._optional(reference, path) if match is None else None,
            label_itext=self._optional(match.group(1), path) if match else None,
        )

    def _optional(self, text: str, path: str) -> Compiled | None:
        return self.compile_formula(text, path) if text else None

    def _path(self, element: etree._Element, around: str, *, is_optional: bool = False) -> str:
        text = element.get("ref") or element.get("nodeset")
        if not text and element.get("bind"):
            text = self.paths_by_id.get(element.get("bind", ""), "?")
        if not text:
            if is_optional:
                return ""
            raise RuleError(N_("A question of the questionnaire asks for no field. Publish it again."))
        path = resolve(text.strip(), around)
        if path not in self.fields:
            raise RuleError(
                N_("The questionnaire asks for {path}, which it does not have. Publish it again."), path=path
            )
        return path


def _is_bare_head(asked: Control) -> bool:
    """Say whether a question only shows the options above a grid, with no word of its own."""
    if asked.kind != "note" or asked.tag == "input" or asked.label is None:
        return False
    return not any(str(part).strip() for parts in asked.label.texts.values() for part in parts)


def resolve(reference: str, around: str) -> str:
    """Return the template path that ``reference`` means inside the element at ``around``: local names, no prefixes."""
    steps = [] if reference.startswith("/") else [step for step in around.split("/") if step]
    for step in reference.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step and step != ".":
            steps.append(step.rpartition(":")[2])
    return "/" + "/".join(steps)


def _appearance(element: etree._Element) -> tuple[str, ...]:
    return tuple(element.get("appearance", "").split())
