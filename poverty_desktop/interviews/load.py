"""Turns a compiled XForm into a form that can be run, or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.evaluate import Compiled, compile_expression
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.garbage import undisturbed
from poverty_desktop.i18n import N_, render
from poverty_desktop.interviews.form import Bind, Entity, Field, Form, Group, Initial, walk
from poverty_desktop.interviews.graph import build_graph
from poverty_desktop.interviews.load_body import BodyReader, resolve
from poverty_desktop.interviews.load_fields import Structure, read_structure
from poverty_desktop.interviews.load_texts import Texts
from poverty_desktop.interviews.pictures import PICTURES, read_pictures
from poverty_desktop.interviews.secondary import element_instance
from poverty_desktop.interviews.xml import ENTITIES, ROSA, child, local, parse_xml

_KEPT = 4
"""So many questionnaires are kept ready: the one in hand, what is asked with it, and the one of last year."""


@lru_cache(maxsize=_KEPT)
def load_form(xform: str | bytes) -> Form:
    """Return the questionnaire in ``xform``, the XML that pyxform compiles an XLSForm to.

    It is frozen, so that all its interviews share it. Raises ``RuleError`` where it is malformed, too large, refers to
    fields or texts that it does not have, has a formula that cannot be read, or formulas that wait for each other in
    a circle.
    """
    with undisturbed():
        return _loaded(xform)


def _loaded(xform: str | bytes) -> Form:
    root = parse_xml(xform)
    model = next((item for item in root.iter() if local(item) == "model"), None)
    body = child(root, "body")
    primary = next((item for item in model if local(item) == "instance"), None) if model is not None else None
    if model is None or body is None or primary is None or len(primary) == 0:
        raise RuleError(N_("The file is not a questionnaire: model, instance or body is missing. Publish it again."))
    texts = Texts(model, _compile)
    structure = read_structure(primary[0])
    around = f"/{structure.drafts[0].name}"
    binds, paths_by_id = _read_binds(model, around, texts)
    unknown = next((path for path in binds if path not in structure.by_path), None)
    if unknown is not None:
        raise RuleError(
            N_("The questionnaire has a rule for {path}, which it does not have. Publish it again."), path=unknown
        )
    reader = BodyReader(
        fields=structure.by_path,
        binds=binds,
        paths_by_id=paths_by_id,
        texts=texts,
        compile_formula=_compile,
    )
    items = reader.read(body, around)
    repeats = {item.field for item in walk(items) if isinstance(item, Group) and item.is_repeat and item.field}
    fields = structure.finish(repeats, binds)
    actions = reader.actions(model, around)
    instances, external, pictures = _read_instances(model)
    return Form(
        form_id=primary[0].get("id") or primary[0].get("xmlns") or local(primary[0]),
        version=primary[0].get("version", ""),
        title=_title(root),
        languages=tuple(texts.languages),
        default_language=texts.default,
        fields=fields,
        initial=structure.initial,
        templates={index: structure.templates[index] for index in repeats},
        body=items,
        actions=actions,
        entities=_read_entities(structure, fields),
        instances=instances,
        external=external,
        pictures=pictures,
        texts=texts.by_id,
        entities_version=model.get(f"{{{ENTITIES}}}entities-version", ""),
        graph=build_graph(fields, items),
    )


def _compile(text: str, path: str) -> Compiled:
    """Return the formula; raises ``RuleError`` that names the field it belongs to."""
    try:
        formula = compile_expression(text)
        if formula.faults:
            raise formula.faults[0]
    except RuleError as error:
        reason = N_("The formula of {path} cannot be read: {reason}")
        raise RuleError(reason, path=path or "…", reason=render(error)) from None
    return formula


def _read_binds(model: etree._Element, around: str, texts: Texts) -> tuple[dict[str, Bind], dict[str, str]]:
    binds: dict[str, Bind] = {}
    by_id: dict[str, str] = {}
    for element in model:
        if local(element) != "bind":
            continue
        path = resolve(element.get("nodeset", "").strip(), around)
        if element.get("id"):
            by_id[element.get("id", "")] = path
        formulas = {
            name: _compile(element.get(name, ""), path) if element.get(name) else None
            for name in ("required", "readonly", "relevant", "constraint", "calculate")
        }
        binds[path] = Bind(
            type=element.get("type", "string").rpartition(":")[2],
            required_message=texts.message(element.get(f"{{{ROSA}}}requiredMsg")),
            constraint_message=texts.message(element.get(f"{{{ROSA}}}constraintMsg")),
            preload=element.get(f"{{{ROSA}}}preload", ""),
            preload_parameters=element.get(f"{{{ROSA}}}preloadParams", ""),
            save_to=element.get(f"{{{ENTITIES}}}saveto", ""),
            **formulas,
        )
    return binds, by_id


def _read_instances(model: etree._Element) -> tuple[dict[str, Node], dict[str, str], Mapping[str, bytes]]:
    pictures: Mapping[str, bytes] = {}
    inside: dict[str, Node] = {}
    outside: dict[str, str] = {}
    for element in [item for item in model if local(item) == "instance"][1:]:
        name = element.get("id", "")
        if name == PICTURES and len(element):
            pictures = read_pictures(element[0])
        elif len(element):
            inside[name] = element_instance(element[0])
        elif element.get("src"):
            outside[name] = element.get("src", "")
    return inside, outside, pictures


def _read_entities(structure: Structure, fields: tuple[Field, ...]) -> tuple[Entity, ...]:
    """Find the declarations: a property belongs to the nearest container around it that has a meta/entity."""
    datasets = _datasets(structure.initial, fields)
    for template in structure.templates.values():
        datasets |= _datasets(template, fields)
    found: list[Entity] = []
    for element, dataset in sorted(datasets.items()):
        path = fields[element].path
        container = fields[element].lineage[-3]
        identity = structure.by_path.get(f"{path}/@id")
        if identity is None:
            raise RuleError(
                N_("The entity {dataset} of the questionnaire has no id. Publish it again."), dataset=dataset
            )
        found.append(
            Entity(
                dataset=dataset,
                element=element,
                container=container,
                identity=identity,
                label=structure.by_path.get(f"{path}/label"),
                properties={},
            )
        )
    by_container = {entity.container: entity for entity in found}
    properties: dict[int, dict[str, int]] = {entity.element: {} for entity in found}
    for field in fields:
        if field.bind.save_to:
            owner = next((by_container[item] for item in reversed(field.lineage[:-1]) if item in by_container), None)
            if owner is None:
                raise RuleError(
                    N_("{path} is to be saved, but no entity stands around it. Publish it again."), path=field.path
                )
            properties[owner.element][field.bind.save_to] = field.index
    return tuple(replace(entity, properties=properties[entity.element]) for entity in found)


def _datasets(item: Initial, fields: tuple[Field, ...]) -> dict[int, str]:
    found: dict[int, str] = {}
    field = fields[item.field]
    if field.name == "entity" and len(field.lineage) > 2 and fields[field.lineage[-2]].name == "meta":
        dataset = next((held.text for held in item.attributes if fields[held.field].name == "dataset"), "")
        if dataset:
            found[item.field] = dataset
    for below in item.children:
        found |= _datasets(below, fields)
    return found


def _title(root: etree._Element) -> str:
    title = next((item for item in root.iter() if local(item) == "title"), None)
    return (title.text or "").strip() if title is not None else ""
