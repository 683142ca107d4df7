"""Verification rounds: everybody is accounted for, whatever is keyed, and undo brings back what stood."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network import serves
from registers import VILLAGE, Family, add_family, admit, living, make_field, new, save
from test_team import visit

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.domain.verification import Standing
from poverty_desktop.errors import Cancelled, RuleError
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.operations.handover import bundles
from poverty_desktop.operations.lookback import newcomers, outcomes, rounds
from poverty_desktop.operations.lookback.newcomers import Newcomer
from poverty_desktop.operations.lookback.outcome_given import Given, NewFact
from poverty_desktop.operations.lookback.rounds import NewRound
from poverty_desktop.operations.register import household_photos, membership_events
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.packs.outcomes import outcome_rules
from poverty_desktop.progress import Progress
from poverty_desktop.queries.lookback import round_outcomes, round_papers
from poverty_desktop.queries.lookback import rounds as queries
from poverty_desktop.queries.lookback.round_frame import Scope
from poverty_desktop.queries.lookback.round_state import PersonRow, RoundState
from poverty_desktop.queries.register import history, photos
from poverty_desktop.store import projection
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

DEADLINE = date(2026, 12, 31)
DAY = date(2026, 5, 1)


def add_member(session: Session, family: Family, name: str, relation: str = "20") -> PersonId:
    person, membership = RecordId(session.ids.new()), RecordId(session.ids.new())
    save(
        session,
        new(RecordKind.PERSON, person, {"name": Value(name), "sex": Value("1")}),
        new(
            RecordKind.MEMBERSHIP,
            membership,
            {"person": Value(person), "household": Value(family.household), "relation": Value(relation)},
        ),
    )
    return PersonId(person)


def village(session: Session, count: int = 3) -> list[Family]:
    """Add households of one, two, three … persons in two groups, each third one filed and each fourth exited."""
    families = []
    for number in range(count):
        kind = ("01", "04", "01", "02")[number % 4]
        family = add_family(
            session,
            household={
                "group_name": Value(("一组", "二组")[number % 2]),
                "household_type": Value(kind),
                "national_number": Value(f"42058100{number:02d}"),
            },
            head={"name": Value(f"户主{number}")},
        )
        for member in range(number % 4):
            add_member(session, family, f"成员{number}之{member}")
        families.append(family)
    return families


def begun(session: Session, **wanted: object) -> RecordId:
    return rounds.begin(session, NewRound(name="2026年回头看", deadline=DEADLINE, **wanted)).value[0]  # type: ignore[arg-type]


def state(session: Session, record: RecordId) -> RoundState:
    return queries.state(session, record, language="en")


def persons_of(session: Session, record: RecordId, family: Family) -> Sequence[PersonRow]:
    return [person for person in state(session, record).persons if person.household == family.household]


def on_books(session: Session, record: RecordId) -> int:
    sql = (
        "SELECT count(*) FROM membership m WHERE m.alive AND m.to_date IS NULL AND m.household IN"
        " (SELECT household FROM outcome WHERE alive AND round = ? AND person IS NULL)"
    )
    return int(session.db.conn.execute(sql, (record,)).fetchone()[0])


def test_that_a_round_freezes_who_is_on_the_books(field: Session) -> None:
    families = village(field)
    record = begun(field)
    found = state(field, record)
    assert found.row.balance.base == found.row.balance.open == 1 + 2 + 3
    assert [household.sheet_number for household in found.households] == [1, 2, 3]
    assert found.households[0].group_name == "一组"
    assert found.row.village == VILLAGE
    add_member(field, families[0], "后来的人")
    later = state(field, record)
    assert later.row.balance.base == 6
    assert [name for _household, name in later.outside] == ["后来的人"]


@pytest.mark.parametrize(
    ("scope", "wanted", "expected"),
    [
        (Scope.VILLAGE, {}, 4),
        (Scope.FILED, {}, 2),
        (Scope.GROUPS, {"groups": ("二组",)}, 2),
        (Scope.LISTED, {"households": (1,)}, 1),
    ],
)
def test_that_the_scope_says_which_households_are_visited(
    field: Session, scope: Scope, wanted: dict[str, object], expected: int
) -> None:
    families = village(field, 4)
    if "households" in wanted:
        wanted = {"households": (families[1].household,)}
    record = begun(field, scope=scope, **wanted)
    assert len(state(field, record).households) == expected


def test_that_an_office_begins_one_round_in_every_village(office: Session) -> None:
    add_family(office)
    neighbour = "420581001002"
    add_family(office, village=neighbour, household={"village": Value(neighbour)})
    made = rounds.begin(office, NewRound(name="回头看", deadline=DEADLINE)).value
    assert len(made) == 2
    assert {row.village for row in queries.series_of(office, made[0])} == {VILLAGE, neighbour}


def test_that_a_round_without_name_people_or_time_is_refused(field: Session) -> None:
    with pytest.raises(RuleError, match="No household fits"):
        begun(field)
    village(field, 1)
    with pytest.raises(RuleError, match="Type a name"):
        rounds.begin(field, NewRound(name=" ", deadline=DEADLINE))
    with pytest.raises(RuleError, match="before the start"):
        rounds.begin(field, NewRound(name="回头看", deadline=date(2026, 11, 1)))


def test_that_one_key_confirms_a_whole_household(field: Session) -> None:
    families = village(field)
    record = begun(field)
    outcomes.give(field, record, [persons_of(field, record, families[2])[0].id], Given(outcome="02"))
    assert outcomes.confirm_households(field, record, [families[2].household]).value == 2
    found = persons_of(field, record, families[2])
    assert sorted(person.outcome for person in found) == ["01", "01", "02"]
    assert {person.evidence for person in found} == {"", "By telephone"}
    with pytest.raises(RuleError, match="Nobody in this household"):
        outcomes.confirm_households(field, record, [families[2].household])
    # A household outside the file is done when what the visit showed is keyed too.
    assert state(field, record).row.households_open == 3
    outcomes.visit(field, record, families[2].household, "01")
    found_round = state(field, record)
    assert found_round.row.households_open == 2 == sum(not home.is_done for home in found_round.households)


def test_that_a_death_ends_the_membership_on_its_day_and_one_undo_brings_it_back(field: Session) -> None:
    families = village(field)
    record = begun(field)
    before = living(field)
    person = persons_of(field, record, families[1])[1]
    outcomes.give(field, record, [person.id], Given(outcome="04", happened_on=DAY, evidence="04"))
    stands = round_outcomes.row_of(field, RecordKind.MEMBERSHIP, person.membership)
    assert (stands["to_date"], stands["reason_out"]) == ("2026-05-01", "01")
    assert round_outcomes.row_of(field, RecordKind.PERSON, person.person)["death_date"] == "2026-05-01"
    balance = state(field, record).row.balance
    assert (balance.base, balance.removed, balance.after, balance.open) == (6, 1, 5, 5)
    undo.undo(field)
    assert living(field) == before


def test_that_a_person_who_leaves_is_never_deleted(field: Session) -> None:
    families = village(field)
    record = begun(field)
    person = persons_of(field, record, families[1])[1]
    outcomes.give(field, record, [person.id], Given(outcome="06", happened_on=DAY, evidence="07"))
    assert round_outcomes.row_of(field, RecordKind.PERSON, person.person)
    labels = {row.label for row in history.of_household(field, families[1].household, "en")}
    assert "Reason for leaving" in labels


def test_that_another_outcome_takes_the_first_one_back(field: Session) -> None:
    families = village(field)
    record = begun(field)
    person = persons_of(field, record, families[1])[1]
    outcomes.give(field, record, [person.id], Given(outcome="04", happened_on=DAY, evidence="04"))
    outcomes.give(field, record, [person.id], Given(outcome="02"))
    stands = round_outcomes.row_of(field, RecordKind.MEMBERSHIP, person.membership)
    assert (stands["to_date"], stands["reason_out"]) == (None, None)
    assert round_outcomes.row_of(field, RecordKind.PERSON, person.person)["death_date"] is None
    outcomes.take_back(field, record, [person.id])
    assert persons_of(field, record, families[1])[1].standing is Standing.OPEN


def test_that_a_correction_writes_the_facts_and_keeps_the_pairs(field: Session) -> None:
    families = village(field)
    record = begun(field)
    person = persons_of(field, record, families[0])[0]
    given = Given(
        outcome="03",
        facts=(
            NewFact(kind=RecordKind.PERSON, name="name", value=Value("户主〇")),
            NewFact(kind=RecordKind.PERSON, name="document_number", value=Value("420581197002039992")),
            NewFact(kind=RecordKind.MEMBERSHIP, name="relation", value=Value("02")),
        ),
    )
    outcomes.give(field, record, [person.id], given)
    found = persons_of(field, record, families[0])[0]
    assert found.name == "户主〇"
    first = found.corrections[0]
    assert (first.label, first.before, first.after) == ("Name", "户主0", "户主〇")
    assert len(found.corrections) == 2, "a fact that is the same already is no correction"
    outcomes.give(field, record, [person.id], Given(outcome="03", facts=given.facts[:1]))
    found = persons_of(field, record, families[0])[0]
    assert [(pair.before, pair.after) for pair in found.corrections] == [("户主0", "户主〇")]
    assert round_outcomes.row_of(field, RecordKind.MEMBERSHIP, found.membership)["relation"] == "01"
    outcomes.give(field, record, [person.id], Given(outcome="01"))
    assert persons_of(field, record, families[0])[0].name == "户主0"


def test_that_pairs_of_secrets_are_masked(field: Session) -> None:
    families = village(field)
    record = begun(field)
    person = persons_of(field, record, families[0])[0]
    fact = NewFact(kind=RecordKind.PERSON, name="document_number", value=Value("42058119700203001X"))
    outcomes.give(field, record, [person.id], Given(outcome="03", facts=(fact,)))
    pair = persons_of(field, record, families[0])[0].corrections[0]
    assert "19700203" not in pair.before + pair.after
    assert pair.after.endswith("001X")


def test_that_a_newborn_joins_and_taking_it_back_leaves_no_trace_on_the_books(field: Session) -> None:
    families = village(field)
    record = begun(field)
    before = living(field)
    added = newcomers.add(
        field,
        record,
        families[0].household,
        Newcomer(relation="20", values={"name": Value("新生儿"), "birth_date": Value("2026-05-01")}),
        Given(outcome="21", happened_on=DAY),
    ).value
    found = state(field, record)
    assert (found.row.balance.added, found.row.balance.after) == (1, 7)
    assert found.of(Standing.JOINED)[0].person == added
    row = found.of(Standing.JOINED)[0]
    stands = round_outcomes.row_of(field, RecordKind.MEMBERSHIP, row.membership)
    assert (stands["from_date"], stands["reason_in"]) == ("2026-05-01", "01")
    outcomes.take_back(field, record, [row.id])
    assert living(field) == before


def test_that_a_former_member_returns_as_the_same_person(field: Session) -> None:
    families = village(field)
    person = add_member(field, families[0], "外出多年")
    membership = field.db.conn.execute("SELECT id FROM membership WHERE person = ?", (person,)).fetchone()[0]
    membership_events.leave(field, [RecordId(membership)], day=date(2020, 1, 1), reason="06")
    record = begun(field)
    assert round_outcomes.former_members(field, families[0].household) == ((person, "外出多年"),)
    given = Given(outcome="24", happened_on=DAY, evidence="01")
    newcomers.add(field, record, families[0].household, Newcomer(relation="20", person=person), given)
    assert [row.person for row in state(field, record).of(Standing.JOINED)] == [person]
    with pytest.raises(RuleError, match="still on the books"):
        newcomers.add(field, record, families[1].household, Newcomer(relation="20", person=person), given)


def test_that_a_household_that_nobody_had_listed_is_taken_up_with_its_head(field: Session) -> None:
    village(field)
    record = begun(field)
    before = living(field)
    head = Newcomer(relation="01", values={"name": Value("漏登户主"), "document_number": Value("420581198001010017")})
    given_ = Given(outcome="28", happened_on=DAY, evidence="01")
    home = newcomers.add_household(field, record, {"group_name": Value("二组")}, head, given_).value
    found = state(field, record)
    assert (found.row.balance.base, found.row.balance.added, found.row.balance.after) == (6, 1, 7)
    taken_up = found.households[-1]
    assert (taken_up.id, taken_up.sheet_number, taken_up.category) == (home, 4, "03")
    assert taken_up.persons[0].birth_date == date(1980, 1, 1)
    outcomes.visit(field, record, home, "02")
    undo.undo(field)
    undo.undo(field)
    assert living(field) == before


def test_that_one_who_moves_between_households_is_told_by_the_id_number(field: Session) -> None:
    one, other = village(field, 2)
    record = begun(field)
    leaver = persons_of(field, record, one)[0]
    number = "420581197002039992"
    joining = Newcomer(relation="20", values={"name": Value("户主0"), "document_number": Value(number)})
    given = Given(outcome="22", happened_on=DAY, evidence="06")
    with pytest.raises(RuleError, match="still on the books"):
        newcomers.add(field, record, other.household, joining, given)
    for person in (leaver, persons_of(field, record, other)[0]):
        outcomes.give(field, record, [person.id], Given(outcome="05", happened_on=DAY, evidence="06"))
    joined = newcomers.add(field, record, other.household, joining, given).value
    assert joined in (leaver.person, persons_of(field, record, other)[0].person)


@pytest.mark.parametrize(
    ("given_", "sentence"),
    [
        (Given(outcome="04", evidence="04"), "day on which it happened"),
        (Given(outcome="04", happened_on=DAY), "how this is known"),
        (Given(outcome="04", happened_on=date(2026, 12, 24), evidence="04"), "in the future"),
        (Given(outcome="03"), "at least one corrected fact"),
        (Given(outcome="21", happened_on=DAY), "cannot join"),
        (Given(outcome="77"), "no such outcome"),
    ],
)
def test_that_what_is_missing_is_said_and_nothing_is_changed(field: Session, given_: Given, sentence: str) -> None:
    families = village(field)
    record = begun(field)
    before = living(field)
    with pytest.raises(RuleError, match=sentence):
        outcomes.give(field, record, [persons_of(field, record, families[0])[0].id], given_)
    assert living(field) == before


def test_that_who_was_not_found_or_refused_is_still_open(field: Session) -> None:
    families = village(field)
    record = begun(field)
    for person, code in zip(persons_of(field, record, families[2]), ("08", "09", "02"), strict=True):
        outcomes.give(field, record, [person.id], Given(outcome=code, evidence="06"))
    assert [person.standing for person in persons_of(field, record, families[2])] == [
        Standing.OPEN,
        Standing.OPEN,
        Standing.KEPT,
    ]


def test_that_a_visit_to_a_household_outside_the_file_is_written_down(field: Session) -> None:
    families = village(field)
    record = begun(field)
    outcomes.visit(field, record, families[0].household, "02", note="户主患病")
    found = next(item for item in state(field, record).households if item.id == families[0].household)
    assert (found.category, found.visit, found.note) == ("03", "02", "户主患病")


def test_that_a_closed_round_takes_no_outcome_until_it_is_opened_again(field: Session) -> None:
    families = village(field)
    record = begun(field)
    rounds.close(field, record)
    with pytest.raises(RuleError, match="round is closed"):
        outcomes.confirm_households(field, record, [families[0].household])
    rounds.reopen(field, record)
    with pytest.raises(RuleError, match="open already"):
        rounds.reopen(field, record)
    outcomes.confirm_households(field, record, [families[0].household])


def test_that_the_certificate_counts_whoever_is_open_among_those_on_the_books(field: Session) -> None:
    families = village(field)
    record = begun(field)
    outcomes.confirm_households(field, record, [families[0].household])
    now = state(field, record)
    statement = round_papers.certificate_paper(field, now, language="en").statement
    balance = now.row.balance
    assert f"{balance.after} are on the books after verification. Of these, {balance.open} are still" in statement


def test_that_a_picture_is_filed_with_the_household(field: Session, tmp_path) -> None:
    from PIL import Image

    picture = tmp_path / "certificate.png"
    Image.new("RGB", (40, 30), "white").save(picture)
    families = village(field)
    record = begun(field)
    given_ = Given(outcome="04", happened_on=DAY, picture=picture)
    outcomes.give(field, record, [persons_of(field, record, families[0])[0].id], given_)
    assert persons_of(field, record, families[0])[0].has_photo
    assert len(photos.of_household(field, families[0].household)) == 1
    now = state(field, record)
    shown = household_photos.small_picture(field, now.persons[0].photo or b"", 20)
    assert shown.startswith((b"\x89PNG", b"\xff\xd8"))
    (sheet,) = (item for item in now.households if item.id == families[0].household)
    paper = round_papers.verification_paper(field, now, sheet, language="zh_CN")
    assert "有照片" in paper.persons[0].found or "with a picture" in paper.persons[0].found
    tables = round_papers.certificate_paper(field, now, language="zh_CN").tables
    assert tables[1].rows[0][-1] == "1"


def test_that_a_round_follows_from_the_journal(field: Session) -> None:
    families = village(field)
    record = begun(field)
    outcomes.confirm_households(field, record, [families[2].household])
    before = living(field)
    with Write(field.db):
        projection.rebuild(field.db, field.pack)
    assert living(field) == before


# Any sequence of keys ---------------------------------------------------------------------------------------------

_LEAVING, _STAYING, _JOINING = ("04", "05", "06", "07", "14"), ("01", "02", "08", "09", "10"), ("21", "22", "28")


def _act(session: Session, record: RecordId, homes: Sequence[HouseholdId], dice: random.Random) -> bool:
    """Do one thing that a team may do; say whether it was one."""
    people = state(session, record).persons
    person = dice.choice(people)
    what = dice.randrange(7)
    try:
        if what == 0:
            outcomes.confirm_households(session, record, [dice.choice(homes)])
        elif what == 1:
            given_ = Given(
                outcome=dice.choice(_LEAVING), happened_on=DAY - timedelta(days=dice.randrange(90)), evidence="04"
            )
            outcomes.give(session, record, [person.id], given_)
        elif what == 2:
            values = {"name": Value(f"新人{dice.randrange(1000)}")}
            given_ = Given(outcome=dice.choice(_JOINING), happened_on=DAY, evidence="01")
            newcomers.add(session, record, dice.choice(homes), Newcomer(relation="20", values=values), given_)
        elif what == 3:
            outcomes.take_back(session, record, [person.id])
        elif what == 4:
            fact = NewFact(kind=RecordKind.PERSON, name="name", value=Value(f"更正{dice.randrange(1000)}"))
            outcomes.give(session, record, [person.id], Given(outcome="03", facts=(fact,)))
        else:
            outcomes.give(session, record, [person.id], Given(outcome=dice.choice(_STAYING), evidence="02"))
    except RuleError:
        return False
    return True


def _steps(session: Session) -> int:
    """Return how many steps of undo there are; what says what stands already makes none."""
    return int(session.db.conn.execute("SELECT count(*) FROM action").fetchone()[0])


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_that_the_balance_adds_up_to_every_person_whatever_is_keyed_and_undo_restores_it(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    session = make_field(tmp_path_factory.mktemp("round") / "field")
    try:
        homes = [family.household for family in village(session, 4)]
        record = begun(session)
        base = state(session, record).row.balance.base
        dice = random.Random(seed)
        stood = [living(session)]
        for _step in range(12):
            steps = _steps(session)
            if _act(session, record, homes, dice) and _steps(session) > steps:
                stood.append(living(session))
            found = state(session, record)
            balance = found.row.balance
            assert balance.base == base
            assert balance.after == on_books(session, record)
            assert balance.base == sum(person.in_base for person in found.persons)
            assert sum(len(found.of(standing)) for standing in Standing) == len(found.persons)
            assert balance.after == balance.open + len(found.of(Standing.KEPT)) + balance.added
            total = sum((item for _group, item in found.by_group()), start=type(balance)())
            assert total == balance
            assert not found.outside
        while len(stood) > 1:
            assert living(session) == stood.pop()
            undo.undo(session)
        assert living(session) == stood.pop()
    finally:
        session.db.conn.close()


def test_that_every_shipped_outcome_has_a_key_of_its_own(field: Session) -> None:
    rules = outcome_rules(field.pack)
    assert len({rule.key for rule in rules.values()}) == len(rules) == 22
    assert [rule.code for rule in rules.values() if rule.is_unchanged] == ["01"]


def test_that_the_office_counts_from_the_same_base_as_the_laptop(tmp_path, office: Session, field: Session) -> None:
    families = village(field)
    record = begun(field)
    person = persons_of(field, record, families[1])[1]
    outcomes.give(field, record, [person.id], Given(outcome="04", happened_on=DAY, evidence="04"))
    outcomes.confirm_households(field, record, [families[2].household])
    admit(office, field, tmp_path / "admission")
    (tmp_path / "stick").mkdir()
    bundles.receive(office, bundles.export_bundle(field, tmp_path / "stick").value.path)
    assert state(office, record).row == state(field, record).row
    assert [row.standing for row in state(office, record).persons] == [
        row.standing for row in state(field, record).persons
    ]


def test_that_a_round_that_is_stopped_while_the_books_are_frozen_leaves_nothing(field, monkeypatch):
    monkeypatch.setattr("poverty_desktop.store.writing._MANY", 1)
    village(field)
    told = []

    def listen(_what: str, done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            progress.cancel()

    progress = Progress(listen)
    wanted = NewRound(name="2026年回头看", deadline=DEADLINE)
    with pytest.raises(Cancelled):
        rounds.begin(field, wanted, progress)
    assert told == [(0, 4), (1, 4), (2, 4)]
    assert queries.all_rounds(field) == ()
    assert len(rounds.begin(field, wanted).value) == 1


def test_that_who_goes_to_another_household_of_the_village_stays_on_the_books(field: Session) -> None:
    one, two, three, _four = village(field, 4)
    record = begun(field)
    base = state(field, record).row.balance.base
    leaving = persons_of(field, record, three)[1]
    membership_events.split(field, three.household, {leaving.membership: "01"}, day=DAY)
    alone = persons_of(field, record, one)[0]
    membership_events.merge(field, two.household, one.household, {alone.membership: "20"}, day=DAY)
    found = state(field, record)
    assert [person.name for person in found.persons if person.moved_to is not None] == [alone.name, leaving.name]
    assert not found.outside
    outcomes.give(field, record, [leaving.id], Given(outcome="01"))
    assert state(field, record).row.balance.after == base
    outcomes.confirm_households(field, record, [one.household])
    assert state(field, record).row.balance.after == base
    certificate = round_papers.certificate_paper(field, state(field, record), language="en")
    assert any("another household" in table.title for table in certificate.tables)
    # An outcome acts on the membership where the person is now, and taking it back brings that one back.
    outcomes.give(field, record, [leaving.id], Given(outcome="04", happened_on=DAY, evidence="04"))
    books = "SELECT count(*) FROM membership WHERE alive AND to_date IS NULL"
    assert field.db.conn.execute(books).fetchone()[0] == base - 1
    assert state(field, record).row.balance.after == base - 1
    outcomes.take_back(field, record, [leaving.id])
    assert field.db.conn.execute(books).fetchone()[0] == base
    assert state(field, record).row.balance.after == base


def test_that_a_round_over_the_village_tells_of_a_household_that_came_beside_it(field: Session) -> None:
    village(field, 2)
    record = begun(field)
    add_family(field, household={"group_name": Value("一组")}, head={"name": Value("后来的")})
    found = state(field, record)
    assert [name for _household, name in found.outside] == ["后来的"]
    certificate = round_papers.certificate_paper(field, found, language="en")
    assert any("beside this round" in table.title for table in certificate.tables)


def test_that_two_laptops_that_found_two_things_leave_the_person_open_and_a_late_bundle_is_told(
    tmp_path, office: Session, field: Session, another
) -> None:
    other = another(worker="乙")
    admit(office, field, tmp_path / "a")
    admit(office, other, tmp_path / "b")
    families = village(field, 4)
    record = begun(field)

    def exchange() -> None:
        with serves(field) as host:
            visit(host, other)

    exchange()
    dead, _gone, late = persons_of(field, record, families[3])[:3]
    outcomes.give(field, record, [dead.id], Given(outcome="04", happened_on=DAY, evidence="04"))
    other.clock.advance(timedelta(hours=2))  # type: ignore[attr-defined]
    outcomes.give(other, record, [dead.id], Given(outcome="01"))
    outcomes.give(other, record, [dead.id], Given(outcome="02"))
    exchange()
    for session in (field, other):
        (person,) = (item for item in state(session, record).persons if item.id == dead.id)
        assert (person.outcome, person.standing, person.is_gone) == ("02", Standing.OPEN, True)
    rounds.close(field, record)
    assert not state(field, record).row.is_changed
    outcomes.give(other, record, [late.id], Given(outcome="06", happened_on=DAY, evidence="04"))
    exchange()
    for session in (field, other):
        row = state(session, record).row
        assert row.is_changed
        assert row.closed_balance is not None
        assert (row.closed_balance.removed, row.balance.removed) == (0, 1)
    assert "was closed it was" in round_papers.certificate_paper(field, state(field, record), language="en").statement
    rounds.reopen(field, record)
    assert not state(field, record).row.is_changed


def test_that_who_joined_beside_the_round_is_counted_in_and_stays_when_that_is_taken_back(field: Session) -> None:
    families = village(field, 3)
    record = begun(field)
    base = state(field, record).row.balance.base
    add_member(field, families[1], "迁来的")
    assert [name for _household, name in state(field, record).outside] == ["迁来的"]
    newcomer = Newcomer(relation="20", values={"name": Value("迁来的")})
    newcomers.add(field, record, families[1].household, newcomer, Given(outcome="23", happened_on=DAY, evidence="04"))
    found = state(field, record)
    assert not found.outside
    assert found.row.balance.after == base + 1 == on_books(field, record)
    (row,) = found.of(Standing.JOINED)
    outcomes.take_back(field, record, [row.id])
    assert on_books(field, record) == base + 1
    assert len(state(field, record).outside) == 1
