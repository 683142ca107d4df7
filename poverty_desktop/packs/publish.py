"""Publish a pack: a folder of Excel workbooks becomes one validated, immutable file, or a list of every error."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.county_codes import COUNTY_CODES
from poverty_desktop.packs.history import breaches
from poverty_desktop.packs.load import PUBLISHED_NAME, hash_file, load
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.problems import PackProblem, PackRefusedError
from poverty_desktop.packs.published.encoding import encode
from poverty_desktop.packs.questionnaires.canonical import canonical
from poverty_desktop.packs.questionnaires.formula_cells import formula_problems
from poverty_desktop.packs.questionnaires.questionnaires import compile_form
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.source import PackSource, read_source
from poverty_desktop.packs.sheets.workbook import read_workbook
from poverty_desktop.packs.validation.references import Vocabulary, vocabulary
from poverty_desktop.packs.validation.validate import source_problems
from poverty_desktop.paths import write_whole
from poverty_desktop.progress import Progress

WORKBOOK = "pack.xlsx"
FORMS = "forms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The published bytes, the pack that they hold, and what the office should look at all the same."""

    data: bytes
    pack: Pack
    remarks: tuple[PackProblem, ...] = ()


def check(folder: Path, *, previous: Pack | None) -> tuple[PackProblem, ...]:
    """Return every error of the pack source in ``folder``, in the order of its sheets; none means it can be published.

    ``previous`` is the last published version, None for the first. Raises ``RuleError`` where a file is no
    workbook and ``StorageError`` where one cannot be read.
    """
    return tuple(_prepare(folder, previous)[2])


def publish(folder: Path, *, previous: Pack | None) -> Publication:
    """Return the pack source in ``folder`` (``pack.xlsx``, ``forms/*.xlsx``, ``county_codes.csv``) as published bytes.

    The same source gives the same bytes. Raises ``PackRefusedError`` with every error, and what :func:`check` raises.
    """
    source, forms, problems, remarks = _prepare(folder, previous)
    if problems:
        raise PackRefusedError(tuple(problems))
    data = encode(source, forms)
    return Publication(data=data, pack=load(data), remarks=tuple(remarks))


def write(publication: Publication, folder: Path) -> Path:
    """Write the published file and its hash into ``folder`` and return the file; raises ``StorageError``."""
    target = folder / PUBLISHED_NAME
    digest = f"{hashlib.sha256(publication.data).hexdigest()}  {target.name}\n"
    try:
        write_whole(target, publication.data)
        write_whole(hash_file(target), digest.encode())
    except OSError as error:
        raise StorageError(N_("The policy pack could not be written. Nothing was published.")) from error
    return target


def _prepare(
    folder: Path, previous: Pack | None
) -> tuple[PackSource, list[PublishedForm], list[PackProblem], list[PackProblem]]:
    problems: list[PackProblem] = []
    remarks: list[PackProblem] = []
    county_codes = folder / COUNTY_CODES
    source, known = read_pack(
        folder / WORKBOOK, county_codes if county_codes.exists() else None, problems, previous=previous
    )
    titles = {key: item.value for key, item in source.texts.items()}
    paths = sorted((folder / FORMS).glob("[!~]*.xlsx"))
    before = len(problems)
    forms = compile_forms(paths, known, titles, problems, remarks, previous=previous)
    if len(problems) == before:
        problems += missing_yearly_form(source, {form.form_id for form in forms})
    return source, forms, problems, remarks


def read_pack(
    workbook: Path, county_codes: Path | None, problems: list[PackProblem], *, previous: Pack | None
) -> tuple[PackSource, Vocabulary]:
    """Return what the workbook of a pack holds and the names in it; every error is appended to ``problems``."""
    problems += formula_problems(workbook)
    source = read_source(read_workbook(workbook, header_row=layout.HEADER_ROW), county_codes, problems)
    known = vocabulary(source)
    problems += source_problems(source, known)
    problems += breaches(source, known, previous)
    return source, known


def _reused_version(form: PublishedForm, file: str, previous: Pack | None) -> list[PackProblem]:
    """Return a problem where another questionnaire was published under this version: drafts would not fit it."""
    old = previous.forms.get(form.form_id) if previous else None
    if old is None or old.version != form.version or canonical(old.xform) == canonical(form.xform):
        return []
    message = N_("The questionnaire {form} ({file}) has changed since it was published. Give it a new version.")
    params = {"form": form.form_id, "file": file}
    return [PackProblem(sheet=f"{file}: settings", row=2, column="version", message_id=message, params=params)]


def missing_yearly_form(source: PackSource, forms: Set[str]) -> list[PackProblem]:
    """Return a problem where the settings name a yearly survey that is not among ``forms``."""
    yearly = source.settings.get("yearly_form")
    if yearly is None or yearly.value in forms:
        return []
    return [
        PackProblem(
            sheet="settings",
            row=yearly.row,
            column="value",
            message_id=N_("There is no questionnaire {form}."),
            params={"form": yearly.value},
        )
    ]


def compile_forms(
    paths: Sequence[Path],
    known: Vocabulary,
    titles: Mapping[str, Label],
    problems: list[PackProblem],
    remarks: list[PackProblem],
    *,
    previous: Pack | None,
    attachments: Sequence[Path] = (),
    progress: Progress | None = None,
) -> list[PublishedForm]:
    """Return the questionnaires that could be compiled, by form_id; two of one form_id are a problem.

    So is one that differs from what ``previous`` has under its version.
    """
    progress = progress or Progress()
    found: dict[str, PublishedForm] = {}
    for number, path in enumerate(paths):
        progress.step(N_("Reading the questionnaires"), number, len(paths))
        try:
            form = compile_form(path, known, titles, problems, remarks, attachments=attachments)
        except RuleError as error:
            problems.append(PackProblem(sheet=path.name, message_id=error.message_id, params={"file": path.name}))
            continue
        if form is None:
            continue
        if form.form_id in found:
            problems.append(
                PackProblem(
                    sheet=f"{path.name}: settings",
                    row=2,
                    column="form_id",
                    message_id=N_("Another questionnaire of this pack has the same form_id."),
                )
            )
        problems += _reused_version(form, path.name, previous)
        found[form.form_id] = form
    return [found[name] for name in sorted(found)]
