"""Who woke up from a backup tells it, or is told, until it is answered: also where there is nothing else to say."""

from __future__ import annotations

import pytest
from county_of_sticks import County, key
from registers import add_family, change, is_alive, living, new, save, unlock, value

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.office import downstream as office_downstream
from poverty_desktop.office import receiving
from poverty_desktop.operations.handover import bundles, downstream, receipts
from poverty_desktop.operations.workspaces import backup as backups
from poverty_desktop.queries import today
from poverty_desktop.queries.handover import bundles as pages
from poverty_desktop.store import blobs, log


@pytest.fixture
def county(tmp_path, office, field, another):
    return County(tmp_path, office, field, another(worker="乙"))


@pytest.fixture
def restored(tmp_path):
    """Restore a backup in place of a workspace; what is opened here is closed in the end."""
    opened = []

    def again(session, image):
        session.db.conn.close()
        folder = tmp_path / f"again-{len(opened)}"
        backups.restore(image, folder)
        opened.append(unlock(folder, clock=session.clock))
        return opened[-1]

    yield again
    for session in opened:
        session.db.conn.close()


def has_to_tell(session) -> bool:
    page = pages.handover(session, is_admitted=True, office_name="")
    assert page.has_to_confirm or not page.has_to_tell
    assert today.today(session).has_to_tell == page.has_to_tell
    return page.has_to_tell


def receipt_for(county, session):
    (row,) = downstream.send(county.office, county.stick(session), [key(session)]).value
    assert row.path is None
    return row.receipt


def test_that_a_laptop_restored_with_nothing_in_it_still_says_so_and_gets_everything(county, restored):
    image = backups.back_up(county.one, county.folder).value
    add_family(county.one)
    county.round()
    expected = living(county.one)
    county.one = restored(county.one, image)
    assert (log.own_count(county.one.db, county.one.device), today.unsent(county.one)) == (0, 0)
    county.up(county.one)
    county.down(county.one)
    assert living(county.one) == expected


def test_that_what_a_restored_laptop_says_is_said_again_until_the_office_answers(county, restored):
    image = backups.back_up(county.one, county.folder).value
    add_family(county.one)
    county.round()
    county.one = restored(county.one, image)
    for _time in range(2):
        bundles.export_bundle(county.one, county.stick(county.one)).value.path.unlink()
        assert has_to_tell(county.one)
    receipts.take_receipt(county.one, county.up(county.one).receipt)
    assert not has_to_tell(county.one)
    county.round()
    county.round()  # an old bundle on the stick, which it has forgotten, was one more question
    with pytest.raises(RuleError):
        county.up(county.one)


def test_that_a_restored_office_asks_a_laptop_that_lacks_nothing_until_it_answers(county, restored):
    family = add_family(county.one)
    county.round()
    image = backups.back_up(county.office, county.folder).value
    save(county.one, change(RecordKind.HOUSEHOLD, family.household, phone=Value("lost at the office")))
    county.round()
    county.office = restored(county.office, image)
    with pytest.raises(RuleError):
        county.up(county.one)
    receipt_for(county, county.one).unlink()  # the stick is lost
    assert receipt_for(county, county.one) is not None
    assert receipt_for(county, county.one) is None  # what lies there still will do
    downstream.take_in(county.one, county.stick(county.one))
    assert has_to_tell(county.one)
    county.round()
    assert not has_to_tell(county.one)
    assert value(county.office, RecordKind.HOUSEHOLD, family.household, "phone") == "lost at the office"
    assert receipt_for(county, county.one) is None


def test_that_a_laptop_that_heard_nothing_before_is_asked_by_a_restored_office_too(county, restored):
    image = backups.back_up(county.office, county.folder).value
    family = add_family(county.one)
    county.round()
    county.office = restored(county.office, image)
    downstream.take_in(county.one, receipt_for(county, county.one))
    assert today.unsent(county.one) == 1
    county.round()
    assert is_alive(county.office, RecordKind.HOUSEHOLD, family.household)


def test_that_a_laptop_gives_back_what_a_restored_office_wrote_though_it_has_nothing_else(county, restored):
    image = backups.back_up(county.office, county.folder).value
    add_family(county.office)
    county.down(county.one)
    county.up(county.one)
    expected = living(county.office)
    county.office = restored(county.office, image)
    assert living(county.office) != expected
    downstream.take_in(county.one, receipt_for(county, county.one))
    county.up(county.one)
    assert living(county.office) == expected


def test_that_an_office_that_never_was_restored_asks_nobody(county):
    keys = receiving.office_keys(county.office)
    assert office_downstream.write_receipt(county.office, keys, key(county.one), county.folder) is None


def test_that_a_photo_that_only_a_teammate_still_has_comes_back_to_the_office_and_its_author(county, restored):
    family = add_family(county.one)
    county.round()
    images = [backups.back_up(session, county.folder).value for session in (county.office, county.one)]
    photo = blobs.keep(county.one, b"a photo of a roof")
    values = {"household": Value(family.household), "hash": Value(photo.to_bytes())}
    save(county.one, new(RecordKind.ATTACHMENT, RecordId(county.one.ids.new()), values))
    county.round()
    assert blobs.has(county.two, photo.digest)
    for path in county.stick(county.one).iterdir():
        path.unlink()
    county.office, county.one = restored(county.office, images[0]), restored(county.one, images[1])
    for _time in range(2):
        county.round()
    assert blobs.has(county.office, photo.digest)
    assert blobs.has(county.one, photo.digest)
