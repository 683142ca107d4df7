"""A whole village is verified: from the first command to a balance that adds up, and the certificate."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from terminal import Terminal, state_of, words_of

from poverty_desktop.operations.lookback import outcomes
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.queries.lookback import rounds

TODAY = datetime.now().astimezone().date()
DEADLINE, LAST_MONTH = (TODAY + timedelta(days=30)).isoformat(), (TODAY - timedelta(days=30)).isoformat()


def test_that_a_round_over_a_village_ends_with_a_balance_and_a_certificate(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("POVERTY_DESKTOP_HOME", str(tmp_path / "home"))
    terminal, village = Terminal(tmp_path), tmp_path / "village"
    done = terminal.run("sample", village)
    assert done.returncode == 0, done.stderr

    made = terminal.ask("round-new", village, "2026年秋季回头看", "--deadline", DEADLINE)
    base = made[0]["base"]
    assert base > 500
    printed = terminal.ask("round-print", village, tmp_path / "sheet.pdf", "--household", "9000000007")
    assert printed["printed households"] == 1
    assert made[0]["households"] == 322

    def give(sheet: int, *options: str) -> dict[str, int]:
        return dict(terminal.ask("round-outcome", village, str(sheet), *options))

    give(1, "--unchanged")
    give(2, "--member", "1", "--outcome", "02")
    give(3, "--member", "1", "--outcome", "03", "--fact", "phone=13800138000")
    give(4, "--member", "1", "--outcome", "04", "--day", LAST_MONTH, "--evidence", "04")
    give(5, "--add", "新生儿", "--outcome", "21", "--relation", "20", "--day", LAST_MONTH, "--born", LAST_MONTH)
    found = give(6, "--member", "1", "--outcome", "08", "--evidence", "06", "--note", "未见面")
    assert (found["added"], found["taken off"], found["after verification"]) == (1, 1, base)
    refused = terminal.refused(1, "round-outcome", village, "7", "--member", "1", "--outcome", "04")
    assert "evidence" in refused

    unvisited = go_on(village, leave=3)
    balance = terminal.ask("round-balance", village)
    assert unvisited > 100
    assert balance["households open"] == 1 + 3 + unvisited
    assert balance["on the books"] + balance["added"] - balance["taken off"] == balance["after verification"]
    groups = terminal.ask("round-balance", village, "--groups")
    assert sum(row["base"] for row in groups) == base
    assert sum(row["after"] for row in groups) == balance["after verification"]
    who = {name: terminal.ask("round-balance", village, "--who", name) for name in ("open", "kept", "left", "joined")}
    assert len(who["open"]) + len(who["kept"]) + len(who["joined"]) == balance["after verification"]
    assert len(who["open"]) == balance["to be verified"]

    for row in terminal.ask("round-sample", village, "--seed", "2026136", "--size", "02=1", "--size", "03=1"):
        found = ("--seen", str(row["persons"]), "--poor", "0", "--approves", "yes")
        terminal.ask("round-sample", village, "--household", str(row["sheet"]), *found)
    rates = {row["rate"]: row for row in terminal.ask("round-rates", village)}
    assert rates["Wrong-exit rate"]["share"] == "0.00%"
    assert rates["Overall incidence of poverty"]["share"] == ""

    terminal.ask("round-close", village)
    assert "closed" in terminal.refused(1, "round-outcome", village, "8", "--unchanged")
    certificate = tmp_path / "certificate.pdf"
    terminal.ask("round-print", village, certificate, "--paper", "certificate")
    text = words_of(certificate)
    assert str(base) in text
    assert who["left"][0]["name"] in text
    assert "新生儿" in text
    assert all(row["name"] in text for row in who["open"])
    state_of(village)


def go_on(village: Path, *, leave: int) -> int:
    """Verify household after household as the team does, and leave the last ones open.

    Return how many households outside the file are verified, but have no conclusion of a visit yet.
    """
    session = workspace.unlock(village, "")
    record = rounds.all_rounds(session)[0].id
    waiting = [home for home in rounds.state(session, record).households if home.open and home.sheet_number > 6]
    outcomes.confirm_households(session, record, [home.id for home in waiting[: len(waiting) - leave]])
    remaining = [home.id for home in rounds.state(session, record).households if home.open and home.sheet_number < 6]
    outcomes.confirm_households(session, record, remaining)
    unvisited = sum(not home.open and home.wants_visit for home in rounds.state(session, record).households)
    workspace.close(session)
    return unvisited
