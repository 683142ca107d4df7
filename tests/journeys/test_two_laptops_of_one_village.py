"""Two laptops of one village and the office, as real processes: both edit one household, the office decides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from rosters import VILLAGE, YEAR, village_rows, write_roster
from terminal import Terminal, state_of

from poverty_desktop.packs.load import load_shipped
from poverty_desktop.sample.roster import COLUMNS

ONE, TWO, OFFICE = "one", "two", "office"


@dataclass(frozen=True, slots=True)
class Village:
    """Two laptops, the office, a stick that goes between them, and one household that both work on."""

    terminal: Terminal
    folder: Path
    household: str

    def ask(self, command: str, who: str, *arguments: str | Path):
        return self.terminal.ask(command, self.folder / who, *arguments)

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def up(self, who: str) -> dict:
        return self.ask("receive", OFFICE, self.ask("export", who, self.stick)["file"])

    def down(self, who: str) -> dict:
        return self.ask("receive", who, self.stick)

    def set(self, who: str, name: str, value: str) -> None:
        self.ask("set", who, self.household, name, value, "--reason", "入户核实")

    def fact(self, who: str, name: str) -> str:
        shown = self.ask("history", who, self.household, name)
        return shown[0]["after"]


@pytest.fixture
def village(tmp_path: Path):
    """Admit both laptops, bring the roster in on one, and let it reach the other through the office."""
    folder = tmp_path / "village"
    folder.mkdir()
    rows = village_rows(load_shipped(), filed=6, dirt_share=0)
    head = dict(zip(COLUMNS, rows[0].cells, strict=True))
    found = Village(Terminal(folder), folder, head["户编号"])
    found.stick.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POVERTY_DESKTOP_HOME", str(folder / "home"))
        for who, worker in ((ONE, "李明"), (TWO, "赵强")):
            found.ask("init", who, "--worker", worker, "--village", VILLAGE)
        found.ask("init", OFFICE, "--worker", "王主任", "--office", "宜都市乡村振兴办公室")
        holder = found.terminal.passphrase_file("赵副主任的另一句口令 1987")
        keys = found.ask("keys", OFFICE, found.stick, "--holder-passphrase-file", holder)
        for who in (ONE, TWO):
            asked = found.ask("request", who, found.stick)
            made = found.ask("admit", OFFICE, asked["file"], found.stick, "--fingerprint", asked["fingerprint"])
            found.ask("accept", who, made["file"], "--fingerprint", keys["fingerprint"])
        book = write_roster(folder / "roster.xlsx", rows)
        found.ask("import", ONE, book, "--year", str(YEAR), "--rejected", folder / "rejected.xlsx")
        found.up(ONE)
        found.ask("send", OFFICE, found.stick)
        assert found.down(TWO)["new entries"] > 0
        yield found


def test_that_both_laptops_end_with_what_the_office_decided(village):
    village.set(ONE, "phone", "13800000001")
    village.set(ONE, "group_name", "七组")
    village.set(TWO, "address", "东坡十二号")
    village.set(TWO, "group_name", "八组")
    for who in (ONE, TWO):
        assert village.up(who)["refused entries"] == 0

    (conflict,) = village.ask("conflicts", OFFICE)
    assert {item["by"] for item in conflict["values"]} == {"李明", "赵强"}
    assert conflict["fact"] == "Group (natural village)"
    kept = next(item for item in conflict["values"] if item["by"] == "赵强")
    told = village.ask("resolve", OFFICE, conflict["conflict"], "--keep", str(kept["number"]), "--reason", "村委会证明")
    assert told["conflicts left"] == 0

    sent = village.ask("send", OFFICE, village.stick)
    assert all(Path(row["file"]).exists() for row in sent)
    for who in (ONE, TWO):
        news = village.down(who)
        assert (news["refused entries"], news["new conflicts"]) == (0, 0)
        assert village.ask("conflicts", who) == []
        assert village.fact(who, "group_name") == "八组"
        assert village.fact(who, "address") == "东坡十二号"
    digests = {state_of(village.folder / who)[0] for who in (ONE, TWO, OFFICE)}
    assert len(digests) == 1

    for who in (ONE, TWO):
        village.up(who)
    assert {row["file"] for row in village.ask("send", OFFICE, village.stick)} == {"has everything already"}
    assert all(row["confirmed"] for row in village.ask("devices", OFFICE))
    assert village.down(ONE)["new entries"] == 0
    assert village.ask("verify", ONE)["transactions"] == village.ask("verify", TWO)["transactions"]


def test_that_a_lost_laptop_is_revoked_and_gets_nothing_more(village, tmp_path):
    digits = village.ask("devices", OFFICE)[0]["digits"]
    village.ask("revoke", OFFICE, digits, "--reason", "lost")
    keys = ("--passphrase-file", village.terminal.passphrase_file())
    said = village.terminal.refused(
        1, "send", village.folder / OFFICE, tmp_path, "--laptop", digits, *keys, "--language", "en"
    )
    assert "revoked" in said
    assert sum(bool(row["revoked"]) for row in village.ask("devices", OFFICE)) == 1
    assert digits not in {row["digits"] for row in village.ask("send", OFFICE, tmp_path)}
