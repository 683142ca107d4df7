"""The village of a field workspace: what it is called, and the official code that takes the place of one made here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.packs.by_hand import CODE_RESERVED, VillageByHand, divisions_of, is_local
from poverty_desktop.packs.model import Division
from poverty_desktop.store import by_hand, log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

HAS_CODE = N_("The village of this workspace has an official code already. Nothing was changed.")
OFFICIAL_CODE = N_("Took the official code of the village")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVillage:
    """The village of a field workspace; ``above`` is the places over it, from high to low.

    ``is_by_hand`` says that the pack in force does not name it, ``is_local`` that its code was made by the program.
    """

    code: str
    name: str
    above: tuple[str, ...]
    is_by_hand: bool
    is_local: bool


def home_village(session: Session) -> HomeVillage | None:
    """Return the village of this workspace, nothing in an office."""
    own = session.pack.divisions.get(session.village)
    if own is None:
        return None
    chain = list(_above(session, own))
    return HomeVillage(
        code=own.code,
        name=own.name,
        above=tuple(item.name for item in reversed(chain)),
        is_by_hand=own.is_by_hand,
        is_local=is_local(own.code),
    )


def take_official_code(session: Session, code: str) -> Done[str]:
    """Let the official ``code`` of the village take the place of the one that was made here; return it.

    Every household of the village moves to it in one action; what is in the journal already stays in the older
    chains, for which the laptop stays admitted. Afterwards it asks the office once more. Raises ``RuleError`` where
    the village has an official code already, or ``code`` is none.
    """
    own = session.pack.divisions.get(session.village)
    if own is None or not is_local(own.code):
        raise RuleError(HAS_CODE)
    if is_local(code.strip()):
        raise RuleError(CODE_RESERVED)
    found = session.pack.divisions.get(code.strip())
    entered: tuple[Division, ...] = ()
    if found is None or found.level != "village":
        entered = divisions_of(session.pack, _typed(session, own, code))
        found = entered[-1]
    old, new = own.code, found.code
    saves = [
        Save(
            village=new,
            edits=(RecordEdit(kind=RecordKind.HOUSEHOLD, record=RecordId(row[0]), values={"village": Value(new)}),),
        )
        for row in session.db.conn.execute("SELECT id FROM household WHERE alive AND village = ?", (old,))
    ]

    def settle() -> None:
        by_hand.enter(session.db, entered)
        by_hand.move_home(session.db, old, new)

    commit(session, saves, seen=log.position(session.db), reason=OFFICIAL_CODE, alongside=settle)
    session.village = new
    session.pack = by_hand.completed(session.db, session.pack)
    return Done(value=new, changes=frozenset(RecordKind) | {Topic.SETTINGS, Topic.DEVICES})


def _typed(session: Session, own: Division, code: str) -> VillageByHand:
    """Return the village as it would be entered with its code; a code of another county is refused by its digits."""
    above = list(_above(session, own))
    county = next((item.name for item in above if item.level == "county"), "")
    town = next((item.name for item in above if item.level == "town"), "")
    return VillageByHand(county=county, town=town, village=own.name, code=code or "-")


def _above(session: Session, division: Division) -> Iterator[Division]:
    parent = session.pack.divisions.get(division.parent or "")
    while parent is not None:
        yield parent
        parent = session.pack.divisions.get(parent.parent or "")
