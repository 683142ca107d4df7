"""What the pack says of each outcome of a verification round: attributes of the code list ``round_outcome``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.verification import OutcomeRule
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Code
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.source import PackSource

OUTCOME_LIST, EVIDENCE_LIST, VISIT_LIST = "round_outcome", "round_evidence", "round_visit"
_PAGE_KEYS = ("N", "X")  # on to the next household, take an outcome back
_BALANCES = {"+1": 1, "-1": -1, "0": 0}
_ATTRIBUTES = frozenset(
    (
        *("key", "balance", "open", "evidence", "date", "how", "reason_in", "reason_out"),
        *("unchanged", "corrects", "missed"),
    )
)


def knows_rounds(pack: Pack) -> bool:
    """Say whether this pack has what a verification round needs; one of an older program has not."""
    return (RecordKind.OUTCOME, "outcome") in pack.by_name and OUTCOME_LIST in pack.code_lists


def outcome_rules(pack: Pack) -> Mapping[str, OutcomeRule]:
    """Return the rule of every outcome by its code, in the order of the sheet."""
    found = pack.code_lists.get(OUTCOME_LIST)
    return {code.code: _rule(code) for code in found.codes} if found else {}


def visit_keys(pack: Pack) -> Mapping[str, str]:
    """Return the results of a visit to a household outside the file by their keys; an older pack gives them none."""
    found = pack.code_lists.get(VISIT_LIST)
    return {code.schemes["key"]: code.code for code in found.codes if code.schemes.get("key")} if found else {}


def _rule(code: Code) -> OutcomeRule:
    said = code.schemes
    return OutcomeRule(
        code=code.code,
        balance=_BALANCES.get(said.get("balance", "0"), 0),
        key=said.get("key", ""),
        leaves_open=said.get("open") == "1",
        needs_evidence=said.get("evidence") == "1",
        needs_date=said.get("date") == "1",
        is_unchanged=said.get("unchanged") == "1",
        corrects=said.get("corrects") == "1",
        is_missed=said.get("missed") == "1",
        evidence=said.get("how", ""),
        reason_in=said.get("reason_in", ""),
        reason_out=said.get("reason_out", ""),
    )


BAD_BALANCE = N_("The balance of an outcome is +1, -1 or 0.")
BAD_KEY = N_("The key of an outcome is one digit from 1 or one capital letter, and no other outcome has it.")
BAD_REASON = N_("Who joins the books needs a reason_in of its list, who leaves them a reason_out, and nobody else any.")
BAD_ATTRIBUTE = N_("An outcome has no attribute “{text}”.")
BAD_EVIDENCE = N_("“{text}” is not in the code list {list}.")
NOT_ONE_UNCHANGED = N_("Exactly one outcome is marked unchanged=1: what a whole household gets by one key.")


def outcome_problems(source: PackSource) -> list[PackProblem]:
    """Return what is wrong with the outcomes; a pack without any has no rounds, which is no error."""
    lists: dict[str, set[str]] = {}
    for item in source.codes:
        lists.setdefault(item.value.list, set()).add(item.value.code.code)
    outcomes = [(item.row, item.value.code) for item in source.codes if item.value.list == OUTCOME_LIST]
    found: list[PackProblem] = []
    keys: set[str] = {"0", *_PAGE_KEYS}
    for row, code in outcomes:
        found += [
            PackProblem(sheet="codes", row=row, column="schemes", message_id=message, params=params)
            for message, params in _against(code, lists, keys)
        ]
    for item in source.codes:
        key = item.value.code.schemes.get("key", "")
        if item.value.list == VISIT_LIST and key:
            if key in keys or len(key) != 1 or not (key.isascii() and key.isupper()):
                found.append(PackProblem(sheet="codes", row=item.row, column="schemes", message_id=BAD_KEY))
            keys.add(key)
    if outcomes and sum(code.schemes.get("unchanged") == "1" for _row, code in outcomes) != 1:
        found.append(PackProblem(sheet="codes", row=outcomes[0][0], column="schemes", message_id=NOT_ONE_UNCHANGED))
    return found


def _against(
    code: Code, lists: Mapping[str, set[str]], keys: set[str]
) -> Iterator[tuple[str, Mapping[str, str | int]]]:
    said = code.schemes
    for name in sorted(set(said) - _ATTRIBUTES):
        yield BAD_ATTRIBUTE, {"text": name}
    balance = _BALANCES.get(said.get("balance", ""))
    if balance is None:
        yield BAD_BALANCE, {}
        return
    key = said.get("key", "")
    if len(key) != 1 or key in keys or not (key in "123456789" or (key.isascii() and key.isupper())):
        yield BAD_KEY, {}
    keys.add(key)
    wanted = {1: {"reason_in"}, -1: {"reason_out"}, 0: set[str]()}[balance]
    given = {name for name in ("reason_in", "reason_out") if name in said}
    if given != wanted or any(said[name] not in lists.get(name, set()) for name in given):
        yield BAD_REASON, {}
    if "how" in said and said["how"] not in lists.get(EVIDENCE_LIST, set()):
        yield BAD_EVIDENCE, {"text": said["how"], "list": EVIDENCE_LIST}
