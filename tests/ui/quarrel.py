"""An office whose two laptops of one village wrote different things, and to which a lost laptop still hands over."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.handover import bundles, downstream, enrolment
from poverty_desktop.operations.register import facts
from poverty_desktop.operations.workspaces import sample, workspace
from poverty_desktop.packs import load
from poverty_desktop.sample import plan
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from tests.ui.visited import CHEAP, OFFICE, PASSPHRASE

HOLDER = "silver otter bridge 19 moon"
SAID = {
    "李明": ("一组", "13800000001", "二层砖瓦房，2024年加固"),
    "赵强": ("二组", "13800000002", "旧房已拆，住儿子家"),
}
LOST = "孙丽"


def make(scratch: Path, *, year: int) -> Path:
    """Return the folder of the office."""
    scratch.mkdir(parents=True)
    office, _sheet = workspace.create_office(
        scratch / "county", PASSPHRASE, worker="周主任", office_name=OFFICE, cost=CHEAP
    )
    enrolment.make_office_keys(office, scratch, PASSPHRASE, HOLDER)
    drawn = plan.practice_village(load.load_shipped(), year=year)
    laptops = {worker: _laptop(office, scratch, worker, drawn.villages[0].code) for worker in (*SAID, LOST)}
    stick = scratch / "stick"
    stick.mkdir()
    sample.fill(laptops["李明"], drawn)
    _hand_over(laptops["李明"], office, stick)
    downstream.send(office, stick)
    for worker in ("赵强", LOST):
        downstream.take_in(laptops[worker], stick)
    homes = [row[0] for row in office.db.conn.execute("SELECT id FROM household WHERE alive ORDER BY id LIMIT 4")]
    for worker, (group, phone, remark) in SAID.items():
        for home in homes[:3]:
            _correct(laptops[worker], home, "phone", phone)
        _correct(laptops[worker], homes[0], "group_name", group)
        _correct(laptops[worker], homes[1], "remarks", remark)
        _hand_over(laptops[worker], office, stick)
    device = enrolment.device_keys(laptops[LOST]).device
    enrolment.revoke(office, device, "电脑在乡镇丢失")
    _correct(laptops[LOST], homes[3], "phone", "13800000003")
    _hand_over(laptops[LOST], office, stick)
    for session in (office, *laptops.values()):
        workspace.close(session)
    return scratch / "county"


def _laptop(office: Session, scratch: Path, worker: str, village: str) -> Session:
    folder = scratch / worker
    laptop, _sheet = workspace.create_field(folder, PASSPHRASE, worker=worker, village=village, cost=CHEAP)
    asked = enrolment.ask(laptop, scratch).value
    admitted = enrolment.admit(office, asked.path, asked.fingerprint, scratch).value
    enrolment.accept(laptop, admitted, enrolment.office_fingerprint(office))
    return laptop


def _hand_over(laptop: Session, office: Session, stick: Path) -> None:
    bundles.receive(office, bundles.export_bundle(laptop, stick).value.path, stick)


def _correct(laptop: Session, home: bytes, name: str, text: str) -> None:
    facts.correct(laptop, RecordKind.HOUSEHOLD, RecordId(home), name, Value(text), seen=log.position(laptop.db))
