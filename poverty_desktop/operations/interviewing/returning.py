"""Submissions of ODK Central and KoboToolbox come back in: shown first, then completed as interviews like any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from poverty_desktop.domain import media
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import pictures
from poverty_desktop.exchange.submission_files import SubmissionFiles, read_submissions
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, InterviewId, RecordId, derive_id
from poverty_desktop.interviews.attached import KINDS
from poverty_desktop.interviews.draft import DraftHead
from poverty_desktop.interviews.events import INSTANCE_ID
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.returned import Filled, Returned, fill, template_of
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.operations.interviewing.returned_facts import household_of, with_known
from poverty_desktop.operations.interviewing.returned_files import returned_in
from poverty_desktop.progress import Progress
from poverty_desktop.queries.interviewing import submissions
from poverty_desktop.queries.interviewing.register_lists import register_lists
from poverty_desktop.queries.register import households, years
from poverty_desktop.store import blobs, drafts, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import is_known

_LOOKING, _TAKING = N_("Looking at the submissions"), N_("Taking in the submissions")
NO_FORM = N_("The policy pack of this workspace has no such questionnaire.")


class Fate(StrEnum):
    """What will become of a submission."""

    COMPLETE = "complete"
    DRAFT = "draft"  # answers are missing or do not fit: a person finishes it
    HERE = "here"  # it was taken in before
    NO_HOUSEHOLD = "no_household"
    BUSY = "busy"  # an unfinished interview of the household is in the way
    REFUSED = "refused"


FATE_WORDS = {
    Fate.COMPLETE: N_("Will be completed"),
    Fate.DRAFT: N_("Becomes a draft: answers are missing or do not fit"),
    Fate.HERE: N_("Is here already; nothing changes"),
    Fate.NO_HOUSEHOLD: N_("Names no household of the register; left out"),
    Fate.BUSY: N_("The household has an unfinished interview; left out"),
    Fate.REFUSED: N_("Belongs to another questionnaire or cannot be read; left out"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSubmission:
    """One submission and what will happen; ``left_out`` answers have no place in this version of the form."""

    instance_id: str
    fate: Fate
    household: HouseholdId | None = None
    is_new_household: bool = False
    head_name: str = field(default="", repr=False)
    problems: int = 0
    left_out: int = 0
    media: int = 0
    media_missing: int = 0
    returned: Returned | None = field(default=None, repr=False)
    folder: str = ""
    file: str = ""
    reason: RuleError | None = None
    """Why a refused one cannot be taken in, and the file that it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPlan:
    """Everything that an export holds and what will become of it; nothing has happened yet."""

    form_id: str
    year: int
    files: SubmissionFiles
    submissions: tuple[PlannedSubmission, ...]

    @property
    def counts(self) -> Mapping[Fate, int]:
        """Return how many submissions there are of each fate."""
        return Counter(item.fate for item in self.submissions)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of a plan."""

    completed: int
    drafts: int
    left: int


def preview(
    session: Session,
    source: Path,
    *,
    form_id: str | None = None,
    year: int | None = None,
    adds_households: bool = False,
    progress: Progress | None = None,
) -> ReturnPlan:
    """Return what taking in the export ``source`` would do; nothing is changed.

    With ``adds_households`` a submission that names no household of the register begins a new one, or stays without
    one where the questionnaire writes no records. Raises ``RuleError`` and ``StorageError`` where the export cannot be
    read at all.
    """
    progress = progress or Progress()
    form_id = form_id or session.pack.settings["yearly_form"]
    form = _form(session, form_id)
    year = year or years.working_year(session)
    files = read_submissions(source)
    here = set(submissions.instance_ids(session, form_id))
    found: list[PlannedSubmission] = []
    busy = {draft.household for draft in drafts.every(session.db) if draft.form == form_id}
    for number, (folder, returned) in enumerate(returned_in(session, form, files), start=1):
        progress.step(_LOOKING, number - 1, number)
        if isinstance(returned, RuleError):
            found.append(PlannedSubmission(instance_id="", fate=Fate.REFUSED, file=folder, reason=returned))
            continue
        planned = _plan(session, form, returned, folder, files, year, adds_households=adds_households)
        if returned.instance_id in here:
            planned = replace(planned, fate=Fate.HERE)
        elif planned.household in busy:
            planned = replace(planned, fate=Fate.BUSY)
        if planned.fate is Fate.DRAFT and planned.household is not None:
            busy.add(planned.household)
        if returned.instance_id:
            here.add(returned.instance_id)
        found.append(planned)
    return ReturnPlan(form_id=form_id, year=year, files=files, submissions=tuple(found))


def take_in(session: Session, plan: ReturnPlan, progress: Progress | None = None) -> Done[TakenIn]:
    """Complete what the plan says, each submission as one interview that can be undone; leave the rest.

    What changed since the plan was made is looked at again: the same submission never comes in twice. Raises
    ``StorageError`` where the disk refuses; what was completed before stays.
    """
    progress = progress or Progress()
    form = _form(session, plan.form_id)
    completed = begun = 0
    chosen = [item for item in plan.submissions if item.fate in (Fate.COMPLETE, Fate.DRAFT)]
    here = submissions.instance_ids(session, plan.form_id)
    for number, item in enumerate(chosen):
        progress.step(_TAKING, number, len(chosen))
        if item.returned is None or item.instance_id in here:
            continue
        if item.household and drafts.of_household(session.db, item.household, plan.form_id) is not None:
            continue
        is_done = _take(session, form, plan, item)
        completed += is_done
        begun += not is_done
    progress.step(_TAKING, len(chosen), len(chosen))
    return Done(
        value=TakenIn(completed=completed, drafts=begun, left=len(plan.submissions) - completed - begun),
        changes=frozenset(RecordKind) | {Topic.DRAFTS, Topic.UNDO},
    )


def _plan(
    session: Session,
    form: Form,
    returned: Returned,
    folder: str,
    files: SubmissionFiles,
    year: int,
    *,
    adds_households: bool,
) -> PlannedSubmission:
    household = household_of(session, form, returned)
    if household is None and not adds_households:
        return PlannedSubmission(instance_id=returned.instance_id, fate=Fate.NO_HOUSEHOLD)
    names = [text for path, text in returned.values.items() if text and _is_media(form, path)]
    present = sum(files.has(folder, name) for name in names)
    opened, _head, filled = _open(session, form, returned, household, year)
    problems = len(opened.interview.problems())
    row = households.one(session, household) if household is not None else None
    return PlannedSubmission(
        instance_id=returned.instance_id,
        fate=Fate.DRAFT if problems else Fate.COMPLETE,
        household=household,
        is_new_household=household is None and form.fills_register,
        head_name=row.head_name if row is not None else "",
        problems=problems,
        left_out=len(filled.left_out),
        media=present,
        media_missing=len(names) - present,
        returned=returned,
        folder=folder,
    )


def _take(session: Session, form: Form, plan: ReturnPlan, item: PlannedSubmission) -> bool:
    """Put one submission into a draft and complete it; say whether it is complete."""
    assert item.returned is not None
    values = dict(item.returned.values)
    for path, name in item.returned.values.items():
        if name and _is_media(form, path):
            values[path] = _kept(session, form, path, plan.files.media(item.folder, name), name)
    returned = replace(item.returned, values=values)
    opened, head, filled = _open(session, form, returned, item.household, plan.year)
    interviews.begin_draft(session, opened, head, is_new_household=item.household is None)
    interviews.keep_steps(session, opened, filled.steps)
    if opened.interview.problems():
        return False
    try:
        interviews.complete(session, opened)
    except RuleError:
        return False  # an answer does not fit its data item: a person sees it at the draft
    return True


def _open(
    session: Session, form: Form, returned: Returned, household: HouseholdId | None, year: int
) -> tuple[OpenInterview, DraftHead, Filled]:
    """Return the submission as a running interview that is nowhere stored yet."""
    known, returned = with_known(session, form, returned, household, year)
    head = DraftHead(
        form_id=form.form_id,
        form_version=form.version,
        seed=session.ids.random_bytes(16),
        started_at=session.clock.now().astimezone().isoformat(timespec="milliseconds"),
        language=form.default_language,
        known=known,
        properties={"username": session.worker} | ({INSTANCE_ID: returned.instance_id} if returned.instance_id else {}),
    )
    lists = register_lists(session, form, household)
    interview = Interview.start(form, head, now=lambda: session.clock.now().astimezone(), instances=lists)
    filled = fill(interview, returned)
    opened = OpenInterview(
        id=_identity(session, returned.instance_id),
        household=household or HouseholdId(RecordId(session.ids.new())),
        year=year,
        pack=session.pack,
        form=form,
        interview=interview,
        seen=log.position(session.db),
    )
    return opened, head, filled


def _identity(session: Session, instance_id: str) -> InterviewId:
    """Return an id that two laptops give the same submission alike; a fresh one where it was taken back here."""
    identity = derive_id(RecordKind.INTERVIEW, b"", instance_id)
    is_free = bool(instance_id) and not is_known(session, RecordKind.INTERVIEW, identity)
    is_free = is_free and drafts.find(session.db, InterviewId(identity)) is None
    return InterviewId(identity if is_free else session.ids.new())


def _kept(session: Session, form: Form, path: str, data: bytes | None, name: str) -> str:
    """Keep a photo or file of a submission as one chosen here would be; return the answer, "" where it is missing."""
    if not data or len(data) > media.MAX_BYTES:
        return ""
    extension = media.extension_of(name)
    control = form.controls[form.by_path[template_of(path)].index]
    if control.kind == "image":
        try:
            data, extension = pictures.to_photo(data), media.PHOTO
        except RuleError:
            return ""
    return blobs.keep(session, data).to_name(extension)


def _is_media(form: Form, path: str) -> bool:
    known = form.by_path.get(template_of(path))
    control = form.controls.get(known.index) if known is not None else None
    return control is not None and control.kind in KINDS


def _form(session: Session, form_id: str) -> Form:
    published = session.pack.forms.get(form_id)
    if published is None:
        raise RuleError(NO_FORM)
    return load_form(published.xform)
