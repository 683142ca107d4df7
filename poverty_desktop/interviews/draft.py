"""A draft: where an interview started and one row per step, enough to stand at the very question again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.prefill import KnownRecord

ANSWER = "answer"
NOTHING = "nothing"
ADD = "add"
REMOVE = "remove"
NOTE = "note"
POSITION = "position"
FINISH = "finish"
TYPING = "typing"
DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One step of an interview, stored at once. ``at`` is the local time of the step, ISO with its offset.

    ``kind`` is answer, nothing, add, remove, note, position, finish, typing or decide. Of the position rows only the
    last counts. Typing is what stood in a field that was not handed over yet: no answer, and gone with the next step.
    Decide says what a second person keyed where two keyings differed; the answer is then the one that was chosen.
    """

    kind: str
    path: str
    text: str = ""
    why: int = 0
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftHead:
    """What an interview started from; unchanged while the draft lives, but for a property that no answer depends on.

    ``seed`` (16 unpredictable bytes) settles every id and random number of the interview, ``started_at`` is local
    time, ISO with its offset, ``properties`` are those of the device (username, deviceid, phonenumber, email).
    """

    form_id: str
    form_version: str
    seed: bytes
    started_at: str
    language: str = ""
    known: tuple[KnownRecord, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        """Return the head as JSON for one column."""
        plain = {
            "form_id": self.form_id,
            "form_version": self.form_version,
            "seed": self.seed.hex(),
            "started_at": self.started_at,
            "language": self.language,
            "known": [_plain(record) for record in self.known],
            "properties": dict(self.properties),
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> DraftHead:
        """Return the head that :meth:`to_text` wrote; raises ``StorageError`` where it is damaged."""
        try:
            plain = json.loads(text)
            return cls(
                form_id=plain["form_id"],
                form_version=plain["form_version"],
                seed=bytes.fromhex(plain["seed"]),
                started_at=plain["started_at"],
                language=plain["language"],
                known=tuple(_record(item) for item in plain["known"]),
                properties=plain["properties"],
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise StorageError(
                N_("This draft is damaged. Restore the last backup, or start the interview again.")
            ) from None


def _plain(record: KnownRecord) -> dict[str, object]:
    plain = asdict(record)
    plain["id"] = record.id.hex()
    plain["whys"] = {name: int(why) for name, why in record.whys.items()}
    plain["children"] = [_plain(child) for child in record.children]
    return plain


def _record(plain: dict[str, object]) -> KnownRecord:
    match plain:
        case {
            "dataset": str(dataset),
            "id": str(identity),
            "values": dict(values),
            "whys": dict(whys),
            "last": dict(last),
            "as_of": str(as_of),
            "exists": bool(exists),
            "children": list(children),
        }:
            return KnownRecord(
                dataset=dataset,
                id=bytes.fromhex(identity),
                values=values,
                whys={name: Why(number) for name, number in whys.items()},
                last=last,
                as_of=as_of,
                exists=exists,
                dates=_dates(plain.get("dates")),
                children=tuple(_record(child) for child in children),
            )
    raise ValueError


def _dates(plain: object) -> dict[str, str]:
    """Return the dates of a record; a draft of an earlier version has none."""
    return {str(name): str(day) for name, day in plain.items()} if isinstance(plain, dict) else {}
