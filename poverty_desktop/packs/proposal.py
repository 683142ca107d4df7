"""The next edition of a pack as it would be published, or everything that stands against it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.changes import Change, changes, form_changes
from poverty_desktop.packs.load import load
from poverty_desktop.packs.materials import Materials
from poverty_desktop.packs.model import Edition, PublishedForm
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_draft import read_draft
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.publish import compile_forms, missing_yearly_form, read_pack
from poverty_desktop.packs.published.encoding import encode, with_forms, with_papers
from poverty_desktop.packs.questionnaires.form_outline import FormOutline, outline
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.validation.references import published_vocabulary
from poverty_desktop.progress import Progress

NOTHING_TO_PUBLISH = N_("There is nothing to publish. Lay down a pack workbook or questionnaires (.xlsx).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What would be published. ``data`` is empty and ``pack`` None while there are problems."""

    data: bytes = field(default=b"", repr=False)
    pack: Pack | None = None
    problems: tuple[PackProblem, ...] = ()
    remarks: tuple[PackProblem, ...] = ()
    outlines: tuple[FormOutline, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_new(self) -> bool:
        """Say whether anything differs from the edition in force."""
        return bool(self.changes)


def propose(
    materials: Materials,
    *,
    base: Pack,
    published: bytes,
    day: date,
    without: Set[str] = frozenset(),
    problems: tuple[PackProblem, ...] = (),
    remarks: tuple[PackProblem, ...] = (),
    progress: Progress | None = None,
) -> Proposal:
    """Return the edition after ``base``, whose bytes are ``published``, with what ``materials`` adds or replaces.

    A pack workbook replaces every sheet, one of papers these and the texts that it has; questionnaires that are not
    laid down stay, but for those that ``without`` names. ``problems`` and ``remarks`` are what sorting the files out
    has found already. Raises ``RuleError`` where there is nothing at all, ``StorageError`` where a file cannot be read.
    """
    if not (materials.workbook or materials.papers or materials.forms or without or problems):
        raise RuleError(NOTHING_TO_PUBLISH)
    progress = progress or Progress()
    found, noted = list(problems), list(remarks)
    source, known, titles = None, published_vocabulary(base), base.texts
    if materials.workbook is not None:
        source, known = read_pack(materials.workbook, materials.county_codes, found, previous=base)
        if materials.county_codes is None:
            source = replace(source, county_codes=base.county_codes)
        titles = {key: item.value for key, item in source.texts.items()}
    rows = published
    if materials.papers is not None and materials.workbook is None:
        draft = read_draft(materials.papers, base)
        found += draft.problems
        rows = rows if draft.pack is None else with_papers(rows, draft.pack)
    before = len(found)
    made = compile_forms(
        materials.forms,
        known,
        titles,
        found,
        noted,
        previous=base,
        attachments=materials.attachments,
        progress=progress,
    )
    forms = {name: form for name, form in base.forms.items() if name not in without}
    forms |= {form.form_id: form for form in made}
    if len(found) == before:
        found += _yearly(source, base, forms)
    if found:
        return Proposal(problems=tuple(found), remarks=tuple(noted))
    progress.step(N_("Comparing with the edition in force"), 0, 1)
    edition = Edition(number=base.edition.number + 1, parent=base.content_hash, published_on=day)
    ordered = [forms[name] for name in sorted(forms)]
    data = encode(source, ordered, edition) if source is not None else with_forms(rows, ordered, edition)
    return _proposal(data, base, published, ordered, noted)


def _proposal(
    data: bytes, base: Pack, published: bytes, forms: Sequence[PublishedForm], remarks: Sequence[PackProblem]
) -> Proposal:
    pack = load(data)
    return Proposal(
        data=data,
        pack=pack,
        remarks=tuple(remarks),
        outlines=tuple(outline(form, pack) for form in forms),
        changes=(*form_changes(base, pack), *changes(published, data)),
    )


def _yearly(source: PackSource | None, base: Pack, forms: dict[str, PublishedForm]) -> list[PackProblem]:
    if source is not None:
        return missing_yearly_form(source, forms.keys())
    yearly = base.settings["yearly_form"]
    if yearly in forms:
        return []
    message = N_("The questionnaire {form} is the yearly survey of this pack and stays in it.")
    return [PackProblem(sheet=yearly, message_id=message, params={"form": yearly})]
