"""One person in two villages: two laptops hand over, the office decides, and each laptop learns its part of it."""

from __future__ import annotations

import pytest
from registers import NEIGHBOUR, VILLAGE, add_family, admit, change, is_alive, make_field, make_office, save, value

from poverty_desktop.domain.duplicates import Reason
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.operations.handover import bundles, downstream
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.register import duplicates
from poverty_desktop.queries.handover.quarantine import set_aside
from poverty_desktop.queries.register.duplicates import candidates

PERSON, MEMBERSHIP = RecordKind.PERSON, RecordKind.MEMBERSHIP
NUMBER, ONE_DIGIT_OFF = "420581197002031015", "420581197002031025"


class Villages:
    """An office and the laptops of two villages, each with a household; sticks go both ways."""

    def __init__(self, folder):
        self.folder = folder
        self.office = make_office(folder / "office", seed=9)
        self.one = make_field(folder / "one", seed=1, worker="李明")
        self.two = make_field(folder / "two", seed=2, worker="赵强", village=NEIGHBOUR)
        for number, laptop in enumerate((self.one, self.two)):
            admit(self.office, laptop, folder / f"admission-{number}")
        self.kept = self.enter(self.one, VILLAGE, "张秀英", NUMBER)
        self.other = self.enter(self.two, NEIGHBOUR, "张秀瑛", ONE_DIGIT_OFF, phone=Value("13800000009"))
        for laptop in (self.one, self.two):
            self.up(laptop)

    def enter(self, laptop, village, name, number, **head):
        said = {"name": Value(name), "document_number": Value(number), "sex": Value("2"), **head}
        return add_family(laptop, village=village, household={"village": Value(village)}, head=said)

    def stick(self):
        made = self.folder / f"stick-{len(list(self.folder.iterdir()))}"
        made.mkdir()
        return made

    def up(self, laptop):
        return bundles.receive(self.office, bundles.export_bundle(laptop, self.stick()).value.path).value

    def down(self):
        stick = self.stick()
        sent = {item.device for item in downstream.send(self.office, stick).value if item.path is not None}
        for laptop in (self.one, self.two):
            if device_keys(laptop).device in sent:
                downstream.take_in(laptop, stick)


@pytest.fixture
def villages(tmp_path):
    found = Villages(tmp_path)
    yield found
    for session in (found.office, found.one, found.two):
        session.db.conn.close()


def ended(session, family):
    return value(session, MEMBERSHIP, family.membership, "to_date")


def test_that_the_office_finds_one_person_in_two_villages_with_its_reasons(villages):
    (row,) = candidates(villages.office)
    assert {row.candidate.one.person, row.candidate.other.person} == {villages.kept.head, villages.other.head}
    assert {Reason.ONE_DIGIT, Reason.SAME_BIRTH} <= set(row.reasons_for)
    assert Reason.SOUND_ALIKE in row.reasons_for or Reason.SHAPE_ALIKE in row.reasons_for
    for laptop in (villages.one, villages.two):
        assert candidates(laptop) == ()


def test_that_a_joined_person_reaches_both_laptops_and_their_work_goes_on(villages):
    duplicates.join(villages.office, villages.kept.head, villages.other.head)
    assert candidates(villages.office) == ()
    villages.down()
    assert value(villages.one, PERSON, villages.kept.head, "phone") == "13800000009"
    assert ended(villages.one, villages.kept) is None
    assert ended(villages.two, villages.other) is not None
    assert not is_alive(villages.two, RecordKind.HOUSEHOLD, villages.other.household)
    assert is_alive(villages.two, PERSON, villages.other.head)
    for laptop, village, family in ((villages.one, VILLAGE, villages.kept), (villages.two, NEIGHBOUR, villages.other)):
        save(laptop, change(PERSON, family.head, phone=Value("13900000000")), village=village)
        assert villages.up(laptop).refused == 0
    assert set_aside(villages.office) == ()
    assert value(villages.office, PERSON, villages.kept.head, "phone") == "13900000000"


def test_that_two_persons_are_not_proposed_again_whatever_arrives(villages):
    duplicates.keep_apart(villages.office, [(villages.kept.head, villages.other.head)], note="twins")
    assert candidates(villages.office) == ()
    villages.down()
    save(villages.two, change(PERSON, villages.other.head, phone=Value("1")), village=NEIGHBOUR)
    assert villages.up(villages.two).refused == 0
    assert candidates(villages.office) == ()
    links = villages.two.db.conn.execute("SELECT count(*) FROM person_link WHERE alive").fetchone()
    assert links == (1,)
