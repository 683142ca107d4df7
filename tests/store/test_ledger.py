"""The log as a Merkle ledger: what is in it, that nobody changes it unnoticed, and who would be witness against it."""

from __future__ import annotations

import pytest
from registers import add_family, admit, make_field, make_office, reopen

from poverty_desktop.crypto import cbor, merkle
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.handover import bundles, downstream, enrolment, receipts, witnessing
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.lookback import findings_exchange
from poverty_desktop.operations.paperwork import papers, printing, village_papers
from poverty_desktop.operations.register import household_lists
from poverty_desktop.operations.workspaces import backup, daily_backup, log_book, verification
from poverty_desktop.store import ledger, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act


class Way:
    def __init__(self, folder):
        self.office, self.field = make_office(folder / "office"), make_field(folder / "field")
        self.stick = folder / "stick"
        self.stick.mkdir()
        admit(self.office, self.field, folder / "admission")

    def hand_over(self):
        add_family(self.field)
        sent = bundles.export_bundle(self.field, self.stick).value
        received = bundles.receive(self.office, sent.path).value
        return receipts.take_receipt(self.field, received.receipt).value

    def rewrite(self, number):
        """Change an entry at the office as one who knows the program would: the tree is made again."""
        rows = [row[0] for row in self.office.db.conn.execute("SELECT entry FROM ledger ORDER BY number")]
        changed = cbor.decode(rows[number - 1], max_bytes=9999)
        changed[1] -= 86_400_000
        rows[number - 1] = cbor.encode(changed)
        _make_again(self.office, rows)


def _make_again(session, rows):
    grown = merkle.Growing()
    with Write(session.db) as connection:
        connection.execute("DELETE FROM ledger")
        for number, entry in enumerate(rows, 1):
            connection.execute("INSERT INTO ledger VALUES(?, ?)", (number, entry))
            grown.add(merkle.leaf_hash(entry))
        settings.put_secret(session.db, "ledger_state", cbor.encode([grown.size, grown.peaks]))


@pytest.fixture
def way(tmp_path):
    made = Way(tmp_path)
    yield made
    made.office.db.conn.close()
    made.field.db.conn.close()


def _acts(session):
    return [entry.act for entry in ledger.entries(session.db)]


def test_that_every_door_out_of_the_program_is_written_down(field, tmp_path):
    family = add_family(field)
    household_lists.export_list(field, [family.household], tmp_path / "list.xlsx")
    findings_exchange.write_out(field, tmp_path / "findings.xlsx")
    printing.print_households(field, [family.household], papers.on_offer(field)[0][:1], tmp_path / "file.pdf")
    village_papers.print_village(field, field.village, tmp_path / "village.pdf")
    disclosure.note(field, "reveal", [family.household])
    backup.back_up(field, tmp_path)
    daily_backup.back_up_now(field)
    acts = _acts(field)
    assert acts[0] == Act.EXPORT
    assert acts.count(Act.PRINT) == 2
    assert acts[-3:] == [Act.REVEAL, Act.BACKUP, Act.BACKUP]
    newest = log_book.lines(field)[0]
    assert (newest.who, newest.what) == ("测试员", "Backed up")
    assert log_book.lines(field)[-1].how_much == "1 record"


def test_that_every_entry_is_proven_and_a_forged_one_is_not(way):
    way.hand_over()
    way.hand_over()
    size = ledger.checkpoint(way.office.db).size
    assert size >= 3
    for number in range(1, size + 1):
        assert log_book.prove(way.office, number).holds()
    proof = log_book.prove(way.office, 1)
    other = log_book.prove(way.office, 2)
    assert not merkle.is_included(merkle.leaf_hash(other.entry), 0, proof.size, proof.path, proof.root)
    with pytest.raises(RuleError, match="no entry"):
        log_book.prove(way.office, size + 1)


def test_that_a_tampered_row_is_found_wherever_it_lies(way):
    family = add_family(way.field)
    disclosure.note(way.field, "print", [family.household])
    way.hand_over()
    verification.verify(way.field)
    tampering = (
        "UPDATE ledger SET entry = (SELECT entry FROM ledger WHERE number = 2) WHERE number = 1",
        "DELETE FROM ledger WHERE number = 1",
        "DELETE FROM ledger WHERE number = (SELECT max(number) FROM ledger)",
        "UPDATE disclosure SET at = '2020-01-01'",
        "DELETE FROM disclosure",
        "UPDATE disclosure SET actor = x'00'",
    )
    for statement in tampering:
        connection = way.field.db.conn
        connection.execute("BEGIN")
        connection.execute(statement)
        assert ledger.broken(way.field.db) is not None, statement
        connection.execute("ROLLBACK")
    way.field.db.conn.execute(tampering[3])
    with pytest.raises(StorageError, match="entry 1"):
        verification.verify(way.field)


def test_that_an_office_cannot_change_what_came_in(way):
    way.hand_over()
    way.hand_over()
    verification.verify(way.office)
    connection = way.office.db.conn
    connection.execute("BEGIN")
    connection.execute("UPDATE tx SET h = zeroblob(32) WHERE arrived = 1")
    assert ledger.broken(way.office.db) is not None
    connection.execute("ROLLBACK")


def test_that_receipts_carry_checkpoints_that_go_on_from_each_other(way):
    sizes = []
    for _time in range(4):
        assert not way.hand_over().is_contradicted
        sizes.append(witnessing.seen(way.field).size)
        assert witnessing.seen(way.field) == ledger.checkpoint(way.office.db) or sizes
    assert sizes == sorted(set(sizes))
    found = verification.verify(way.field)
    assert found.office_ledger.size == sizes[-1]


@pytest.mark.parametrize("entry", [1, 2])
def test_that_a_laptop_finds_out_an_office_that_rewrote_its_log(way, entry):
    way.hand_over()
    way.hand_over()
    way.rewrite(entry)
    taken = way.hand_over()
    assert taken.is_contradicted or Act.CONTRADICTION in _acts(way.office)
    assert Act.CONTRADICTION in _acts(way.office), "the laptop told what it saw, and the office noted the difference"
    _without_the_note(way)
    with pytest.raises(StorageError, match="laptops saw"):
        verification.verify(way.office)


def _without_the_note(way):
    """An administrator who removes the note as well still contradicts what the laptop told."""
    rows = [row[0] for row in way.office.db.conn.execute("SELECT entry FROM ledger ORDER BY number")]
    found = [item for row in rows if (item := cbor.decode(row, max_bytes=9999))[3] != Act.CONTRADICTION]
    _make_again(way.office, [cbor.encode([number, *item[1:]]) for number, item in enumerate(found, 1)])


def test_that_a_log_cut_short_is_found_out_by_the_next_receipt(way):
    way.hand_over()
    way.hand_over()
    rows = [row[0] for row in way.office.db.conn.execute("SELECT entry FROM ledger ORDER BY number")]
    _make_again(way.office, rows[:1])
    assert way.hand_over().is_contradicted
    assert Act.CONTRADICTION in _acts(way.field)


def test_that_an_office_restored_from_a_backup_is_no_liar(way, tmp_path):
    way.hand_over()
    made = backup.back_up(way.office, tmp_path).value
    way.hand_over()
    way.office.db.conn.close()
    backup.restore(made, tmp_path / "again")
    from registers import unlock

    way.office = unlock(tmp_path / "again", clock=way.field.clock)
    taken = way.hand_over()
    assert taken.office_was_restored
    assert not taken.is_contradicted
    assert not way.hand_over().is_contradicted
    verification.verify(way.office)


def test_that_what_goes_down_carries_the_checkpoint_too(way, tmp_path):
    way.hand_over()
    before = witnessing.seen(way.field).size
    second = make_field(tmp_path / "second", seed=6)
    admit(way.office, second, tmp_path / "more")
    enrolment.revoke(way.office, device_keys(second).device, "lost")
    second.db.conn.close()
    down = tmp_path / "down"
    down.mkdir()
    downstream.send(way.office, down)
    downstream.take_in(way.field, down)
    assert witnessing.seen(way.field).size > before
    assert [act for act in _acts(way.office) if act in (Act.ADMIT, Act.REVOKE)] == [Act.ADMIT, Act.ADMIT, Act.REVOKE]


def test_that_the_log_goes_on_after_the_workspace_was_closed(field):
    family = add_family(field)
    disclosure.note(field, "print", [family.household])
    again = reopen(field)
    disclosure.note(again, "export", [family.household])
    assert ledger.broken(again.db) is None
    assert _acts(again) == [Act.PRINT, Act.EXPORT]
    again.db.conn.close()
