"""Completed interviews leave as OpenRosa submissions that ODK Central and KoboToolbox take."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from poverty_desktop import paths
from poverty_desktop.domain import media
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.interviews.references import identity
from poverty_desktop.interviews.xml import ENTITIES, parse_xml
from poverty_desktop.operations import disclosure
from poverty_desktop.progress import Progress
from poverty_desktop.queries.interviewing import submissions
from poverty_desktop.queries.interviewing.submissions import CompletedInterview
from poverty_desktop.store import blobs, log
from poverty_desktop.store.session import Session

NOTHING = N_("No completed interview of this questionnaire is found. Complete one first, or choose other households.")
NOT_WRITTEN = N_("The submissions could not be written. Choose another folder or free some space, then try again.")
_WRITING = N_("Writing the submissions")
_AUDIT = "audit.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSubmissions:
    """What was written: ``folder`` holds one folder per submission; ``missing`` photos have not arrived here."""

    folder: Path
    submissions: int
    media: int
    missing: int


def export_submissions(
    session: Session,
    target: Path,
    *,
    form_id: str | None = None,
    households: Collection[HouseholdId] | None = None,
    progress: Progress | None = None,
) -> ExportedSubmissions:
    """Write the completed interviews of a questionnaire below ``target``, as Collect and Briefcase lay them.

    ``instances/uuid…/submission.xml`` with its photos and files beside it, in clear; it is noted who did it for whom.
    ``form_id`` None means the yearly survey. Writing again replaces what is there by the same. Raises ``RuleError``
    where there is nothing, ``StorageError`` where the folder cannot be written.
    """
    form_id = form_id or session.pack.settings["yearly_form"]
    progress = progress or Progress()
    chosen = list(submissions.completed(session, form_id, households))
    if not chosen:
        raise RuleError(NOTHING)
    root = target / "instances"
    kept = missing = 0
    completions = log.completions(session.db)
    try:
        for number, item in enumerate(chosen):
            progress.step(_WRITING, number, len(chosen))
            folder = root / _folder_name(item.instance_id or item.id.hex())
            folder.mkdir(parents=True, exist_ok=True)
            xml, files = _renamed(session, item, completions)
            for name, reference in files.items():
                if blobs.has(session, reference.digest):
                    paths.write_whole(folder / name, blobs.read(session, reference))
                    kept += 1
                else:
                    missing += 1
            paths.write_whole(folder / "submission.xml", xml)
        progress.step(_WRITING, len(chosen), len(chosen))
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    disclosure.note(session, "export", list(dict.fromkeys(item.household for item in chosen)))
    return ExportedSubmissions(folder=root, submissions=len(chosen), media=kept, missing=missing)


def _folder_name(instance_id: str) -> str:
    """Return the name that Briefcase gives the folder of a submission: its id without what a file name cannot hold."""
    return re.sub(r"[^A-Za-z0-9._-]", "", instance_id).strip(".") or "submission"


def _renamed(
    session: Session, item: CompletedInterview, completions: Mapping[RecordId, int]
) -> tuple[bytes, dict[str, media.MediaReference]]:
    """Return the XML with short file names in place of references, and what those names stand for."""
    root = parse_xml(item.xml)
    _say_versions(session, root, completions.get(RecordId(item.id), 0), frozenset(completions.values()))
    files: dict[str, media.MediaReference] = {}
    for element in _leaves(root):
        reference = media.named_in(element.text or "")
        if reference is not None:
            ending = media.extension_of(element.text or "")
            name = f"{reference.digest[:8].hex()}.{ending}"
            if etree.QName(element).localname == "audit":
                name = _AUDIT
            element.text = name
            files[name] = reference
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data, files


def _say_versions(session: Session, root: etree._Element, completed: int, completions: Set[int]) -> None:
    """Say on which version of a record each update stands, as the entities specification wants it.

    ``baseVersion`` is the server's version that the form had before it (https://getodk.github.io/xforms-spec/entities,
    2024.1.0). A server counts what reaches it: version 1 is the submission that created the record, or the list that
    was laid down there, and each later submission that changes it adds one; what is edited here outside an interview
    never gets there. ``trunkVersion`` and ``branchId`` stay blank: they are for a chain of changes that a phone made
    offline on its own copy of the list, and ODK Central refuses the one without the other.
    """
    for entity in root.iter(f"{{{ENTITIES}}}entity", "entity"):
        if entity.get("update", "") not in {"1", "true"} or entity.get("baseVersion"):
            continue
        changes = log.changes_of(session.db, RecordId(identity(entity.get("id", ""))))
        before = sum(position < completed for position in changes if position in completions)
        was_laid_down = not changes or changes[0] not in completions
        entity.set("baseVersion", str(max(1, before + was_laid_down)))


def _leaves(root: etree._Element) -> Iterator[etree._Element]:
    yield from (element for element in root.iter() if len(element) == 0)
