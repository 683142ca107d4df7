"""Bugs of the protocol, planted one at a time; the simulator has to find each (the mutation score of sync.md 5, S3).

``python tests/simulator/sim_mutants.py [--count N] [name …]`` prints who was found, after how many sequences, and the
score.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from sim_desk import Patch, in_memory, patched
from sim_world import World

from poverty_desktop.domain.values import Value
from poverty_desktop.ids import TransactionHash
from poverty_desktop.journal import fold, hlc
from poverty_desktop.journal.fold import FieldState, Status
from poverty_desktop.journal.operation import Change, Operation, OperationKind
from poverty_desktop.office import downstream, receipts, revocations, statements
from poverty_desktop.operations.handover import bundles, conflicts
from poverty_desktop.operations.handover import receipts as laptop_receipts
from poverty_desktop.store import arrival, chains, changes, engine, gate, incarnation, inverse, log, replicas
from poverty_desktop.store.arrival import Refused
from poverty_desktop.sync import merging
from poverty_desktop.sync.manifest import ChainEnd
from poverty_desktop.sync.receipt_state import ReceiptState, accept_receipt

Delivery = arrival._Delivery


@dataclass(frozen=True)
class Mutant:
    """One planted bug and what it says of itself."""

    name: str
    patches: tuple[Patch, ...]


def _but(module: Any, **others: object) -> Any:
    """Return a module as another one sees it, with some of its names meaning something else."""
    return SimpleNamespace(**(vars(module) | others))


def _always(value: object) -> Callable[..., object]:
    return lambda *_args, **_options: value


# ---- the merge


def _later_wins(operations: list[Operation]) -> tuple[Operation, ...]:
    return (max(operations, key=lambda item: (item.hlc, item.id)),) if operations else ()


def _one_head(operations: list[Operation]) -> tuple[Operation, ...]:
    return fold_heads(operations)[-1:]


def _by_rank_only(operations: list[Operation]) -> tuple[Operation, ...]:
    heads = fold_heads(operations)
    most = max((head.rank for head in heads), default=0)
    return tuple(head for head in heads if head.rank == most)


def _removal_wins(own: tuple[Operation, ...], _fields: object) -> tuple[bool, Status]:
    return not any(item.kind is OperationKind.REMOVE for item in own), Status.CLEAN


def _directly_decided(operations: list[Operation], rank: int | None) -> tuple[Operation, ...]:
    if rank is None:
        return ()
    deciding = [item for item in operations if item.rank >= rank]
    replaced = {pred for item in deciding for pred in item.pred}
    return tuple(item for item in deciding if item.id not in replaced)


def _take_from_all(operations: list[Operation], heads: tuple[Operation, ...]) -> FieldState:
    """A taken option is gone, whoever chose it unseen."""
    taken = {item.value for item in operations if item.kind is OperationKind.TAKE}
    state = fold_set(operations, heads)
    return state._replace(
        heads=tuple(item for item in state.heads if item.value not in taken or item.kind is not OperationKind.ADD)
    )


def _same_is_conflict(operations: list[Operation], rule: fold.FieldRule) -> FieldState:
    state = fold_field(operations, rule)
    is_one = not rule.is_set and len(state.heads) > 1 and state.status is Status.CLEAN
    return state._replace(status=Status.HARD) if is_one else state


def _display_by_clock(operation: Operation) -> Any:
    return operation.hlc, operation.rank, operation.id


def _no_missing(operations: Any, rules: Any) -> Any:
    return replace(fold_fold(operations, rules), missing=frozenset())


fold_heads, fold_set, fold_field, fold_fold = fold._heads, fold._fold_set, fold._fold_field, fold.fold

# ---- what a save replaces


def _as_of_now(db: Any, entity: int, record: Any, *, until: int | None = None) -> Any:
    return log.operations_of(db, entity, record)


def _not_all_heads(self: Any, properties: Any, state: Any, kind: OperationKind = OperationKind.SET) -> Any:
    for change in updates(self, properties, state, kind):
        yield change._replace(pred=change.pred[:1])


def _replace_nothing(self: Any, properties: Any, state: Any, kind: OperationKind = OperationKind.SET) -> Any:
    for change in updates(self, properties, state, kind):
        yield change._replace(pred=())


def _remove_only_itself(state: Any) -> tuple[Change, ...]:
    own = tuple(sorted(head.id for head in state.existence_heads))
    return (Change(OperationKind.REMOVE, 0, pred=own),) if state.is_alive else ()


def _whole_set(item: Any, value: Value, field: FieldState | None) -> Any:
    """A set is written as a whole: every option is taken and added anew."""
    heads = field.heads if field else ()
    for head in heads:
        if head.kind is OperationKind.ADD and head.value:
            yield Change(OperationKind.TAKE, item.number, head.value, (head.id,))
    for code in sorted(set(str(value.scalar).split()) if value else set()):
        yield Change(OperationKind.ADD, item.number, Value(code), tuple(sorted(head.id for head in heads)))


updates = changes.Drafting._updates

# ---- what comes in


def _refusal(forgives: Refused) -> Callable[..., Any]:
    def judge(self: Any, run: Any, number: int, transaction: Any, last: bytes) -> Any:
        reason = refusal(self, run, number, transaction, last)
        return None if reason is forgives else reason

    return judge


def _no_forks(self: Any, run: Any, number: int, transaction: Any, last: bytes) -> Any:
    reason = refusal(self, run, number, transaction, last)
    if reason is None and log.has_sequence(self._session.db, run.replica, number):
        return Refused.FOREIGN
    return reason


def _no_future(self: Any, run: Any, number: int, transaction: Any, last: bytes) -> Any:
    reason = refusal(self, run, number, transaction, last)
    ahead = self._session.clock.now() + timedelta(days=1)
    return reason or (Refused.VALUE if hlc.moment(transaction.header.hlc) > ahead else None)


def _lost_aside(self: Any, run: Any, low: int, items: Any, reason: Refused) -> None:
    self.outcome.refused.append(arrival.Stopped(replica=run.replica, low=low, high=low, reason=reason))


def _skip_refused(self: Any, run: Any) -> None:
    """What is refused is passed over, and the chain goes on behind it as if it were there."""
    refusal, passed = self._refusal, set[bytes]()

    def lenient(run: Any, number: int, transaction: Any, last: bytes) -> Any:
        reason = refusal(run, number, transaction, last)
        if reason is Refused.GAP and transaction.header.previous in passed:
            return None
        if reason is not None:
            passed.add(transaction.hash)
        return reason

    self._refusal = lenient
    for number, item in enumerate(run.transactions, run.low):
        take(self, arrival.Run(replica=run.replica, low=number, transactions=(item,)))


def _fork_unflagged(*args: Any, **options: Any) -> Any:
    return replace(of_device(*args, **options), forks=())


def _any_village(session: Any, bundle: Any, allowed: Any) -> Any:
    return merge(session, bundle, replace(allowed, villages=None))


def _no_own_name(session: Any, bundle: Any, allowed: Any) -> Any:
    return merge(session, bundle, replace(allowed, names={}))


def _signatures_forgotten(session: Any, bundle: Any, allowed: Any) -> Any:
    outcome = merge(session, bundle, allowed)
    session.db.conn.execute("DELETE FROM head_sig WHERE rep NOT IN (SELECT rep FROM replica WHERE is_own)")
    return outcome


class _Kept(engine.Write):
    """What was written before something went wrong stays."""

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")


def _insert_without_heads(connection: Any, transactions: Any, *, origin: int, arrived: int) -> Any:
    before = connection.execute("SELECT * FROM head").fetchall()
    found = insert(connection, transactions, origin=origin, arrived=arrived)
    connection.executemany("INSERT OR IGNORE INTO head VALUES(?,?,?)", before)
    return found


refusal, take, of_device, merge, insert = (
    Delivery._refusal,
    Delivery.take,
    receipts.of_device,
    merging.merge,
    log.insert,
)

# ---- receipts, statements, downstream


def _newest_comes_last(known: ReceiptState | None, receipt: Any, **_options: Any) -> Any:
    return replace(accept_receipt(None, receipt), office_was_restored=False)


def _epochs_come_back(known: ReceiptState | None, receipt: Any, **_options: Any) -> Any:
    return accept_receipt(known and replace(known, retired_epochs=()), receipt)


def _delta(session: Any, receipt: Any, state: bytes, **options: Any) -> None:
    before = session.db.conn.execute("SELECT * FROM ack").fetchall()
    acknowledge(session, receipt, state, **options)
    session.db.conn.executemany("INSERT OR IGNORE INTO ack VALUES(?,?,?,?,?,?,?)", before)


def _all_is_safe(session: Any, *args: Any, **options: Any) -> Any:
    receipt = of_device(session, *args, **options)
    return replace(receipt, durable=receipt.heads)


def _wishful(session: Any, *args: Any, **options: Any) -> Any:
    """What waits in quarantine counts as merged."""
    receipt = of_device(session, *args, **options)
    rows = session.db.conn.execute("SELECT rep, h, seq FROM quarantine WHERE device = ?", (receipt.device,))
    waiting = tuple(ChainEnd(replica=rep, hash=TransactionHash(end), sequence=seq) for rep, end, seq in rows)
    return replace(receipt, heads=receipt.heads + waiting)


def _acks_stay(session: Any) -> None:
    before = session.db.conn.execute("SELECT * FROM ack").fetchall()
    begin(session)
    session.db.conn.executemany("INSERT INTO ack VALUES(?,?,?,?,?,?,?)", before)


def _unsigned_too(*args: Any, **options: Any) -> Any:
    return chains.stretch(*args, **(options | {"ends": None}))


def _one_branch(db: Any, replica: Any) -> list[bytes]:
    return leaves(db, replica)[-1:]


def _told_when_written(session: Any, keys: Any, device: bytes, said: Any) -> Any:
    """What was sent once counts as arrived."""
    found = downstream_chains(session, keys, device, said)
    key = f"told {device.hex()}"
    told = getattr(session, "told", {})
    session.told = told
    mine = told.setdefault(key, set())
    own = [item for item in found.own if item.positions[-1] not in mine]
    others = [item for item in found.others if item.positions[-1] not in mine]
    mine.update(item.positions[-1] for item in (*own, *others))
    return found._replace(own=own, others=others)


def _every_village(session: Any, device: bytes) -> list[str]:
    return [row[0] for row in session.db.conn.execute("SELECT DISTINCT village FROM replica ORDER BY 1")]


def _latest_statement(_session: Any, _one: Any, other: Any) -> Any:
    return other


def _decide_incomplete(session: Any, row: Any, *args: Any, **options: Any) -> Any:
    return decide(session, replace(row, is_incomplete=False), *args, **options)


def _back_in_time(last: int, now: Any) -> int:
    return int(now.timestamp() * 1000) << hlc.COUNTER_BITS


acknowledge, begin, leaves = laptop_receipts._replace_acknowledgements, incarnation.begin, chains._leaves
downstream_chains, decide = downstream._chains, conflicts.decide

MUTANTS: tuple[Mutant, ...] = tuple(
    Mutant(name, (patch,))
    for name, patch in (
        ("the later clock wins", (fold, "_heads", _later_wins)),
        ("one of two concurrent values is dropped", (fold, "_heads", _one_head)),
        ("the higher rank drops the other value", (fold, "_heads", _by_rank_only)),
        ("a removal is forgotten", (fold, "_existence", _always((True, Status.CLEAN)))),
        ("a removal wins over a change that nobody saw", (fold, "_existence", _removal_wins)),
        ("a decision of rank does not stand", (fold, "_decided", _always(()))),
        ("a decision is replaced only directly", (fold, "_decided", _directly_decided)),
        ("an option is taken from whoever chose it", (fold, "_fold_set", _take_from_all)),
        ("the same value twice is a conflict", (fold, "_fold_field", _same_is_conflict)),
        ("the clock comes before the rank", (fold, "_display_order", _display_by_clock)),
        ("missing predecessors are not told", (sys.modules["sim_desk"], "fold", _no_missing)),
        ("the base is taken when saving", (changes, "log", _but(log, operations_of=_as_of_now))),
        ("a decision does not cover all values", (changes.Drafting, "_updates", _not_all_heads)),
        ("a change replaces nothing", (changes.Drafting, "_updates", _replace_nothing)),
        ("a removal covers only the record", (changes, "_removal", _remove_only_itself)),
        ("a set is written as a whole", (changes, "_set_changes", _whole_set)),
        ("a gap is accepted", (Delivery, "_refusal", _refusal(Refused.GAP))),
        ("too high a rank is accepted", (Delivery, "_refusal", _refusal(Refused.RANK))),
        ("what the office owns is accepted", (gate, "is_allowed", _always(True))),
        ("a value of another type is accepted", (gate, "fits", _always(True))),
        ("another's chain is accepted", (Delivery, "_belongs_elsewhere", _always(False))),
        ("another's village is accepted", (merging, "merge", _any_village)),
        ("the office does not know its own chain", (merging, "merge", _no_own_name)),
        ("what a revoked laptop brings is merged", (revocations, "is_revoked", _always(False))),
        ("a fork is discarded", (Delivery, "_refusal", _no_forks)),
        ("a clock in the future is refused", (Delivery, "_refusal", _no_future)),
        ("a clock in the future is followed", (hlc, "observe", lambda last, remote, _now: max(last, remote))),
        ("a clock may go back", (hlc, "tick", _back_in_time)),
        ("what is refused is thrown away", (Delivery, "_keep_aside", _lost_aside)),
        ("what is refused is stepped over", (Delivery, "take", _skip_refused)),
        ("what was written in half stays", (arrival, "Write", _Kept)),
        ("half a save stays", (sys.modules["poverty_desktop.store.writing"], "Write", _Kept)),
        ("the ends of chains do not move", (log, "insert", _insert_without_heads)),
        ("signatures of others are not kept", (merging, "merge", _signatures_forgotten)),
        ("a restored workspace keeps its chains", (replicas, "retire_own", _always(None))),
        ("a restored workspace keeps its receipts", (incarnation, "begin", _acks_stay)),
        ("an older receipt replaces a newer one", (laptop_receipts, "accept_receipt", _newest_comes_last)),
        ("an earlier epoch is believed again", (laptop_receipts, "accept_receipt", _epochs_come_back)),
        ("a restored office calls safe what it did before", (receipts, "forget_durable", _always(None))),
        ("a receipt only adds", (laptop_receipts, "_replace_acknowledgements", _delta)),
        ("all that is merged is called safe", (receipts, "of_device", _all_is_safe)),
        ("what waits is called merged", (receipts, "of_device", _wishful)),
        ("a fork is not told", (receipts, "of_device", _fork_unflagged)),
        ("what nobody signed is sent on", (downstream, "chains", _but(chains, stretch=_unsigned_too))),
        ("what was sent counts as arrived", (downstream, "_chains", _told_when_written)),
        ("every village is sent", (receipts, "villages_of", _every_village)),
        ("any statement replaces the last", (statements, "_in_both", _latest_statement)),
        ("a forked chain is one branch", (chains, "_leaves", _one_branch)),
        ("nothing goes back to a restored office", (bundles, "_lost_at_the_office", _always(({}, [])))),
        ("an undo takes back what others wrote", (inverse, "_concerns", _always(False))),
        ("what is incomplete is decided", (conflicts, "decide", _decide_incomplete)),
        ("anybody decides", (conflicts, "DECIDING_RANKS", {})),
    )
)


def hunt(mutant: Mutant, *, seed: int, count: int, steps: int) -> tuple[int | None, str]:
    """Return after how many sequences a mutant was found, and by what; None where it was not."""
    for number in range(count):
        with in_memory(), patched(mutant.patches):
            broken = _breach(seed + number, steps)
        if broken is not None and _is_clean(seed + number, steps):
            return number + 1, broken
    return None, "survived"


@cache
def _is_clean(seed: int, steps: int) -> bool:
    """Say whether a history breaks nothing by itself: one that does tells nothing of a planted bug."""
    with in_memory():
        return _breach(seed, steps) is None


def _breach(seed: int, steps: int) -> str | None:
    world = World(seed)
    try:
        world.run(steps)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:80]
    finally:
        for node in world.nodes:
            node.session.db.conn.close()
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--steps", type=int, default=150)
    chosen = parser.parse_args(arguments)
    some = [item for item in MUTANTS if not chosen.names or any(name in item.name for name in chosen.names)]
    print(f"seeds {chosen.seed} to {chosen.seed + chosen.count - 1}, {chosen.steps} steps each")
    found = 0
    for mutant in some:
        began = time.process_time()
        after, by = hunt(mutant, seed=chosen.seed, count=chosen.count, steps=chosen.steps)
        found += after is not None
        print(f"{mutant.name}: {after or '-'} ({time.process_time() - began:.1f} s) {by}", flush=True)
    print(f"score: {found} of {len(some)}")
    return 0 if found == len(some) else 1


if __name__ == "__main__":
    sys.exit(main())
