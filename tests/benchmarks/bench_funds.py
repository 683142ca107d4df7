"""The three ledgers of the county compared to the fen, and its risks, beside the bare read of the same rows."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop.operations.workspaces import sample, workspace
from poverty_desktop.queries.money import money, money_risks
from poverty_desktop.sample import plan
from tests.benchmarks.county import PASSPHRASE, YEAR, County, copy_of
from tests.benchmarks.figures import Figure, timed

TIMES = 5
KINDS = ("fund", "appropriation", "village_project", "contract", "payment", "beneficiary")


def measure(county: County, folder: Path) -> list[Figure]:
    """Return the figures of the ledgers; the money is put into a copy of the county."""
    session = workspace.unlock(copy_of(county.workspace, folder / "funds"), PASSPHRASE)
    sample.add_funds(session, plan.article_county(session.pack, year=YEAR))
    books, ledgers = money.ledgers(session)
    assert ledgers.differences == ()

    def bare() -> int:
        return sum(len(session.db.conn.execute(f"SELECT * FROM {kind} WHERE alive").fetchall()) for kind in KINDS)

    ours = timed(lambda: money.ledgers(session), TIMES)
    risks = timed(lambda: money_risks.risks(session, "zh_CN"), TIMES)
    peer = timed(bare, TIMES)
    name = "bare read of the same rows"
    what = f"funds: three ledgers, {len(books.projects)} projects, {len(books.shares):,} lines to households"
    workspace.close(session)
    return [
        Figure(what=what, ours=ours.wall_ms, peer=peer.wall_ms, peer_name=name, aim="≤ 1,000 ms"),
        Figure(what=f"{what}, CPU", ours=ours.cpu_ms, peer=peer.cpu_ms, peer_name=name),
        Figure(what="funds: all risks with their cases", ours=risks.wall_ms, aim="≤ 1,000 ms"),
    ]
