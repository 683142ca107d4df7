"""Policy packs: the office prepares and publishes an edition, lays it onto a stick, and a laptop takes it over."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import PovertyDesktopError, RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.office.receiving import office_keys
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.handover.enrolment import enrolment
from poverty_desktop.operations.handover.shipped_pack import KNOWN_SECRET
from poverty_desktop.packs.history import is_successor
from poverty_desktop.packs.load import load
from poverty_desktop.packs.materials import sort_out
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.problems import PackProblem, PackRefusedError
from poverty_desktop.packs.proposal import Proposal, propose
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover.office_news import NEWS_AT, NEWS_UNTIL
from poverty_desktop.store import by_hand, settings
from poverty_desktop.store import packs as stored
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.sync import repository

SERIES_SECRET = "repository_series"  # noqa: S105 - the name of a row
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""When an office looks at its own stick: for itself, its word never runs out."""

NOT_ADMITTED = N_("This laptop is not admitted by an office yet. Write a request first.")
NOT_OFFICE = N_("Only an office workspace publishes policy packs.")
NOTHING_NEW = N_("Nothing differs from the edition in force. Nothing was published.")
OVERTAKEN = N_("Another edition was published in the meantime. Look at the files once more.")
NOTHING_PUBLISHED = N_("This office has not published an edition yet. Publish one first.")
NEWER_ELSEWHERE = N_(
    "This office has published edition {number} already, which this workspace does not know, for it was restored from"
    " a backup. Take that edition in from this stick first."
)
NO_SUCCESSOR = N_(
    "Edition {number} contradicts the policy pack of this workspace. Nothing was changed; tell the office."
)
OLDER_EDITION = N_(
    "The stick holds edition {number}, but this workspace has edition {own} already. Nothing was changed."
)
CANNOT_RUN = N_("A questionnaire of the new edition needs a newer version of this program. Update the program first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What the next edition is made from; it may leave the store thread."""

    pack: Pack
    published: bytes = field(repr=False)
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was found on the stick: the edition, whether it is new here, which questionnaires came or changed."""

    number: int
    is_new: bool
    questionnaires: tuple[Label, ...]
    properties: int


def base(session: Session) -> Base:
    """Return what the next edition of this office is made from; raises ``RuleError`` where this is no office."""
    if not session.is_office:
        raise RuleError(NOT_OFFICE)
    return Base(pack=stored.current(session.db), published=stored.published(session.db), day=session.clock.today())


def prepare(
    found: Base, files: Iterable[Path], *, without: Set[str] = frozenset(), progress: Progress | None = None
) -> Proposal:
    """Return the next edition with what is laid down in ``files`` (workbooks, lists, folders), or all that is wrong.

    Needs no session and takes seconds. Nothing is written. Errors as in ``packs.proposal.propose``.
    """
    problems: list[PackProblem] = []
    remarks: list[PackProblem] = []
    materials = sort_out(files, problems, remarks)
    return propose(
        materials,
        base=found.pack,
        published=found.published,
        day=found.day,
        without=without,
        problems=tuple(problems),
        remarks=tuple(remarks),
        progress=progress,
    )


def publish(session: Session, proposal: Proposal) -> Done[Pack]:
    """Make a proposal the edition in force of this office, for ever under its number and hash.

    Raises ``PackRefusedError`` while problems stand, ``RuleError`` where nothing is new, the proposal was made from
    another edition, or this is no office.
    """
    if not session.is_office:
        raise RuleError(NOT_OFFICE)
    if proposal.pack is None:
        raise PackRefusedError(proposal.problems)
    if not proposal.is_new:
        raise RuleError(NOTHING_NEW)
    if proposal.pack.edition.parent != session.pack.content_hash:
        raise RuleError(OVERTAKEN)
    with Write(session.db):
        stored.put_in_force(session.db, proposal.pack, proposal.data, session.pack)
    session.pack = by_hand.completed(session.db, proposal.pack)
    return _changed(proposal.pack)


def write_repository(session: Session, folder: Path, progress: Progress | None = None) -> Done[Path]:
    """Write the edition in force onto the stick ``folder``, signed, where laptops take it over; return the repository.

    Raises ``RuleError`` where nothing was published, the office has no keys or its root key is needed and offline,
    the folder belongs to another office, or holds an edition that this office has forgotten.
    """
    from poverty_desktop.sync import repository_writer as writer

    keys = office_keys(session)
    if not session.pack.edition.number:
        raise RuleError(NOTHING_PUBLISHED)
    series = writer.release(keys, writer.read_series(settings.secret(session.db, SERIES_SECRET)), session.clock)
    _require_newest(session, folder, keys.root_certificate.public)
    with Write(session.db):  # first, so that no number is ever given twice
        settings.put_secret(session.db, SERIES_SECRET, writer.series_to_bytes(series))
    place = writer.write_repository(
        keys, series, stored.published(session.db), folder, clock=session.clock, progress=progress
    )
    return Done(value=place, changes=frozenset({Topic.PACK}))


def refresh_repository(session: Session, folder: Path, progress: Progress | None = None) -> PovertyDesktopError | None:
    """Lay the edition in force beside a receipt; return what kept it from there, for the receipt is written already.

    An office that has published nothing lays nothing down; what is there already and was signed today stays.
    """
    if not session.pack.edition.number:
        return None
    try:
        if not _is_fresh(session, folder):
            write_repository(session, folder, progress)
    except PovertyDesktopError as error:
        return error
    return None


def is_offered(place: Path) -> bool:
    """Say whether a repository of an office lies in ``place`` or beside it."""
    return repository.find(place) is not None


def take_in(session: Session, place: Path, progress: Progress | None = None) -> Done[Taken]:
    """Take over the policy pack of the repository in or beside ``place``, once it is proved to come from our office.

    Interviews in progress keep the edition that they were begun with. An office takes back its own edition this way
    after it was restored from a backup. Raises ``RuleError`` (``Refusal``) with one sentence for everything that is
    not the newest word of the office that admitted this laptop; nothing is changed then.
    """
    from poverty_desktop.sync import repository_reader as reader

    progress = progress or Progress()
    found = repository.find(place)
    if found is None:
        raise RuleError(reader.NO_REPOSITORY)
    progress.step(N_("Proving the policy pack"), 0, 3)
    known = settings.secret(session.db, KNOWN_SECRET)
    fetched = reader.fetch(
        found,
        _pinned(session),
        reader.read_known(known) if known else None,
        at=_ANY_TIME if session.is_office else session.clock.now(),
    )
    progress.step(N_("Proving the policy pack"), 1, 3)
    before, pack = session.pack, load(fetched.pack)
    is_new = pack.content_hash != before.content_hash
    if is_new:
        _require_successor(pack, before)
        progress.step(N_("Proving the policy pack"), 2, 3)
        require_runs(pack, before)
    with Write(session.db):
        if is_new:
            stored.put_in_force(session.db, pack, fetched.pack, before)
        settings.put_secret(session.db, KNOWN_SECRET, reader.known_to_bytes(fetched.known))
        settings.put(session.db, NEWS_AT, session.clock.now().isoformat())
        settings.put(session.db, NEWS_UNTIL, fetched.known.news_end.isoformat())
    session.pack = by_hand.completed(session.db, pack)
    taken = Taken(
        number=pack.edition.number,
        is_new=is_new,
        questionnaires=tuple(
            form.title
            for name, form in pack.forms.items()
            if name not in before.forms or before.forms[name].xform != form.xform
        ),
        properties=len(pack.properties) - len(before.properties),
    )
    return Done(value=taken, changes=_changed(pack).changes if is_new else frozenset({Topic.PACK}))


def _changed(pack: Pack) -> Done[Pack]:
    return Done(value=pack, changes=frozenset(RecordKind) | {Topic.PACK, Topic.SETTINGS})


def _pinned(session: Session) -> bytes:
    """Return the root key that this workspace trusts: the one compared at its admission; an office trusts its own."""
    if session.is_office:
        return office_keys(session).root_certificate.public
    admitted = enrolment(session)
    if admitted is None:
        raise RuleError(NOT_ADMITTED)
    return admitted.root.public


def _require_successor(pack: Pack, before: Pack) -> None:
    number, own = pack.edition.number, before.edition.number
    if number <= own:
        raise RuleError(OLDER_EDITION, number=number, own=own)
    if not is_successor(pack, before):
        raise RuleError(NO_SUCCESSOR, number=number)


def require_runs(pack: Pack, before: Pack) -> None:
    """Load every questionnaire that is new here, so that no interview meets one that this program cannot run."""
    from poverty_desktop.interviews.load import load_form

    for name, form in pack.forms.items():
        if name in before.forms and before.forms[name].xform == form.xform:
            continue
        try:
            load_form(form.xform)
        except RuleError as error:
            raise RuleError(CANNOT_RUN) from error


def _require_newest(session: Session, folder: Path, root: bytes) -> None:
    """Raise where the stick holds a later edition of this very office; whatever else lies there may be replaced."""
    from poverty_desktop.sync import repository_reader as reader

    found = repository.find(folder)
    if found is None or found.name != repository.FOLDER:
        return
    try:
        pack = load(reader.fetch(found, root, None, at=_ANY_TIME).pack)
    except PovertyDesktopError:
        return
    if pack.edition.number > session.pack.edition.number:
        raise RuleError(NEWER_ELSEWHERE, number=pack.edition.number)


def _is_fresh(session: Session, folder: Path) -> bool:
    """Say whether the folder has the pack in force in a release of the last day."""
    from poverty_desktop.sync import repository_reader as reader

    found = repository.find(folder)
    if found is None or found.name != repository.FOLDER:
        return False
    now = session.clock.now()
    try:
        fetched = reader.fetch(found, office_keys(session).root_certificate.public, None, at=now)
    except PovertyDesktopError:
        return False
    return (
        fetched.pack == stored.published(session.db)
        and (fetched.known.news_end - repository.TIMESTAMP_VALID).date() == now.date()
    )
