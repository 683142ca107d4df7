"""An interview that comes back from elsewhere: a submission of ODK Central or KoboToolbox, as answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.answers import canonical
from poverty_desktop.interviews.draft import DraftRow
from poverty_desktop.interviews.form import Field, Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.kinds import value_type
from poverty_desktop.interviews.prefill import KnownRecord
from poverty_desktop.interviews.references import identity
from poverty_desktop.interviews.xml import child, local, parse_xml

_LEAST_ALIKE, _SHARE_ALIKE = 3, 0.9
"""So many questions, and such a share of all, must be those of a form for a submission of another name to be its."""
_PASSES = 3
"""Answers may set off others (triggers) or open them: what then stands otherwise is answered again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The answers of one submission.

    ``values`` are texts by concrete path (``/data/member[2]/age``), ``rows`` the number of rows by table path
    (``/data/member``), ``known`` the entities that it names, to be put into ``DraftHead.known``, and ``ids`` the id of
    the entity that each concrete path contains (``/data/member[2]``).
    """

    form_id: str
    version: str
    instance_id: str
    values: Mapping[str, str]
    rows: Mapping[str, int]
    known: tuple[KnownRecord, ...] = ()
    ids: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The steps that put a submission into an interview, to be stored, and the paths whose answers found no place."""

    steps: tuple[DraftRow, ...]
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    values: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    ids: dict[str, bytes] = field(default_factory=dict)


def read_xml(form: Form, data: str | bytes) -> Returned:
    """Return the submission in ``data``, OpenRosa XML; raises ``RuleError`` where it is of another form or no XML."""
    root = parse_xml(data)
    if (root.get("id") or root.get("xmlns")) != form.form_id:
        raise RuleError(N_("This submission belongs to another questionnaire."))
    return _returned(form, root)


def read_all(form: Form, data: str | bytes) -> tuple[Returned | None, ...]:
    """Return the submissions in ``data``: the one that it is, or those in a list as KoboToolbox answers with.

    KoboToolbox calls a questionnaire by a name of its own: a submission whose questions are those of ``form`` counts
    as one of it. One of another questionnaire is None; raises ``RuleError`` where it is no XML.
    """
    root = parse_xml(data)
    if _is_of(form, root):
        return (_returned(form, root),)
    below = [item for item in root if local(item) == "results" or item.get("id")]
    listed = [item for one in below for item in (one if local(one) == "results" else [one])]
    return tuple(_returned(form, item) if _is_of(form, item) else None for item in listed)


def _is_of(form: Form, root: etree._Element) -> bool:
    if (root.get("id") or root.get("xmlns")) == form.form_id:
        return True
    if not root.get("id"):
        return False
    top = form.fields[0].path
    leaves = [path for path in _leaf_paths(root, top) if not path.startswith((f"{top}/_", f"{top}/formhub/"))]
    known = sum(path in form.by_path for path in leaves)
    return known >= _LEAST_ALIKE and known >= len(leaves) * _SHARE_ALIKE


def _leaf_paths(element: etree._Element, path: str) -> Iterator[str]:
    for item in element:
        here = f"{path}/{local(item)}"
        if len(item):
            yield from _leaf_paths(item, here)
        else:
            yield here


def _returned(form: Form, root: etree._Element) -> Returned:
    found = _Found()
    top = form.fields[0].path
    for item in root:
        _read(form, item, top, top, found)
    return Returned(
        form_id=form.form_id,
        version=root.get("version", ""),
        instance_id=found.values.get(f"{top}/meta/instanceID", ""),
        values=found.values,
        rows=found.rows,
        known=tuple(_entities(root)),
        ids=found.ids,
    )


def fill(interview: Interview, returned: Returned, *, removes: bool = True) -> Filled:
    """Answer ``interview`` as ``returned`` has it; raises ``RuleError`` where it is another form's.

    Rows that ``returned`` does not have are removed where ``removes`` says so. What this version of the form does not
    ask, or sets itself, is in ``left_out``.
    """
    if returned.form_id != interview.form.form_id:
        raise RuleError(N_("This submission belongs to another questionnaire."))
    asked = sorted(
        (path for path in returned.values if _can_be_answered(interview.form, path)),
        key=lambda path: _place(interview.form, path),
    )
    steps: list[DraftRow] = []
    for _pass in range(_PASSES):
        done = [row for path in asked for row in _answer(interview, path, returned.values[path])]
        steps += [*done, *(_remove_surplus(interview, returned.rows) if removes else ())]
        if not done:
            break
    left_out = [path for path in returned.values if not _agrees(interview, path, returned.values[path])]
    return Filled(steps=tuple(steps), left_out=tuple(left_out))


def template_of(path: str) -> str:
    """Return the template path of a concrete one."""
    return "/".join(step.partition("[")[0] for step in path.split("/"))


def _read(form: Form, element: etree._Element, above: str, template: str, found: _Found) -> None:
    name = local(element)
    known = form.by_path.get(f"{template}/{name}")
    path = f"{above}/{name}"
    if known is not None and known.is_repeat:
        found.rows[path] = found.rows.get(path, 0) + 1
        path = f"{path}[{found.rows[path]}]"
    if name == "entity" and element.get("id") and above.endswith("/meta"):
        found.ids[above.removesuffix("/meta")] = identity(element.get("id", ""))
    if len(element) == 0:
        if known is None or known.is_leaf:
            found.values[path] = element.text or ""
        return
    for item in element:
        _read(form, item, path, f"{template}/{name}", found)


def _entities(element: etree._Element) -> Iterator[KnownRecord]:
    """Yield the entities that are declared in ``element``, each with those inside its container."""
    meta = child(element, "meta")
    entity = child(meta, "entity") if meta is not None else None
    inside = tuple(record for item in element for record in _entities(item))
    if entity is None or not entity.get("dataset") or not entity.get("id"):
        yield from inside
        return
    yield KnownRecord(
        dataset=entity.get("dataset", ""),
        id=identity(entity.get("id", "")),
        exists=entity.get("update", "") in {"1", "true"},
        children=inside,
    )


def _can_be_answered(form: Form, path: str) -> bool:
    known = form.by_path.get(template_of(path))
    if known is None or not known.is_leaf or known.is_attribute:
        return False
    return known.bind.calculate is None and "/meta/" not in known.path


def _place(form: Form, path: str) -> tuple[tuple[int, int], ...]:
    """Return where a question stands in reading order: the field and row of each of its steps."""
    steps = path.split("/")[1:]
    lineage = _lineage(form, form.by_path[template_of(path)])
    return tuple(
        (item.order, int(step.rstrip("]").partition("[")[2] or 1)) for item, step in zip(lineage, steps, strict=True)
    )


def _lineage(form: Form, item: Field) -> list[Field]:
    return [form.fields[index] for index in item.lineage]


def _answer(interview: Interview, path: str, text: str) -> Iterator[DraftRow]:
    try:
        yield from rows_for(interview, path)
        node = interview.running.tree.find(path)
        if not _agrees(interview, path, text) and not node.is_readonly:
            before = node.text
            effect = interview.answer(path, text)
            if node.text != before:
                yield effect.row
    except RuleError:
        return  # the form of this laptop has no such row or question; fill() tells


def rows_for(interview: Interview, path: str) -> Iterator[DraftRow]:
    """Add the rows in which the question at ``path`` stands."""
    steps = path.split("/")
    for length in range(2, len(steps) + 1):
        name, _bracket, number = steps[length - 1].rstrip("]").partition("[")
        if number:
            parent = interview.running.tree.find("/".join(steps[: length - 1]))
            while len(parent.by_name.get(name, ())) < int(number):
                yield interview.add_repeat(f"{parent.path}/{name}").row


def _remove_surplus(interview: Interview, rows: Mapping[str, int]) -> Iterator[DraftRow]:
    """Remove rows that the submission does not have, as the blank one with which a table begins."""
    for node in [item for item in interview.running.tree.root.subtree() if item.field.is_repeat][::-1]:
        table = node.path.rpartition("[")[0]
        if node.position > rows.get(table, 0) and interview.running.can_remove(node):
            yield interview.remove_repeat(node.path).row


def _agrees(interview: Interview, path: str, text: str) -> bool:
    """Say whether the answer at ``path`` is ``text``, or is none of an interviewer's to give."""
    known = interview.form.by_path.get(template_of(path))
    if known is None:
        return not text
    if not _can_be_answered(interview.form, path):
        return True
    try:
        node = interview.running.tree.find(path)
    except RuleError:
        return not text
    control = interview.form.controls.get(known.index)
    return node.text == canonical(value_type(known.bind, control.kind if control else ""), text)
