"""Funds and projects of the synthetic county: what pays the measures that its households have, and works beside it.

The money of households is drawn from the measures that stand in the sample, so that the three ledgers agree; a few
projects lie idle, a few payments came back, one list gives everybody the same, for the page of risks to have something.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import DONE
from poverty_desktop.domain.money import Purpose, Route, State, Way
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, RecordId, derive_id
from poverty_desktop.packs.pack import Pack
from poverty_desktop.sample.model import SampleHousehold, SampleRecord
from poverty_desktop.sample.project_steps import Days, steps_of

_LEVELS = (("01", "中央", 55), ("02", "省级", 25), ("03", "市级", 8), ("04", "县级", 12))
_WORKS = (
    ("通组路硬化", "03", "03", "硬化通组路{size}公里，宽4.5米", 260_000_00),
    ("安全饮水管网改造", "03", "04", "新建蓄水池1座，铺设管道{size}公里", 140_000_00),
    ("茶叶初制加工房", "01", "01", "新建加工房{size}00平方米，配套设备1套", 320_000_00),
    ("山坪塘整治", "03", "04", "清淤护坡{size}处", 90_000_00),
    ("村级光伏电站", "01", "09", "装机{size}0千瓦", 210_000_00),
    ("村卫生室改造", "05", "07", "改造面积{size}0平方米", 60_000_00),
)
_STAGES = ("06", "07", "08", "08", "05", "04", "01", "02")
_LOANS = "04"
_FIRMS = ("清江建筑公司", "荆南水利工程队", "白洋路桥公司", "枝城建设公司")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """A measure that a household has and that money of a project can have paid."""

    household: HouseholdId
    measure: RecordId
    person: RecordId | None
    item: str
    amount_fen: int
    account: str = field(repr=False)
    holder: str = field(repr=False)


Payables = dict[str, list[Payable]]


def note(found: Payables, household: SampleHousehold, measures: Iterable[SampleRecord]) -> None:
    """Keep what of a household's ``measures`` money can have paid, by village."""
    values = household.household.values
    account = values.get("bank_account")
    if account is None or not account.scalar:
        return
    holder = next(iter(household.members)).person.values["name"]
    for measure in measures:
        said = {name: value.scalar for name, value in measure.values.items()}
        amount = said.get("amount")
        is_loan = str(said.get("kind") or "") == _LOANS  # a bank lends it: no project pays it
        is_had = said.get("status") in DONE and said.get("item") and not is_loan
        if is_had and isinstance(amount, int) and amount > 0:
            person = said.get("person")
            found.setdefault(str(values["village"].scalar), []).append(
                Payable(
                    household=household.id,
                    measure=measure.id,
                    person=RecordId(person) if isinstance(person, bytes) else None,
                    item=str(said["item"]),
                    amount_fen=amount,
                    account=str(account.scalar),
                    holder=str(holder.scalar),
                )
            )


class Funds:
    """Makes the records of money for the villages of a county, the same for the same seed."""

    def __init__(self, pack: Pack, seed: int, year: int, villages: Sequence[str]) -> None:
        self._pack, self._year = pack, year
        self._chance = random.Random(f"{seed} funds")  # noqa: S311 - the same every time
        self._villages = villages
        self._needed: dict[int, int] = defaultdict(int)  # by number of the source

    def of_village(self, village: str, payables: Sequence[Payable]) -> Iterator[SampleRecord]:
        """Yield the projects of a village with allocations, contracts, payments and lines."""
        number = self._villages.index(village)
        yield from self._works(village, number)
        yield from self.to_households(village, payables, least=3)

    def to_households(
        self, village: str, payables: Sequence[Payable], *, least: int, stage: str = "06"
    ) -> Iterator[SampleRecord]:
        """Yield what pays every measure that at least ``least`` households (or persons) of a village have.

        ``stage`` is how far its projects are.
        """
        by_item: Mapping[str, list[Payable]] = defaultdict(list)
        for payable in payables:
            by_item[payable.item].append(payable)
        for item, some in sorted(by_item.items()):
            if len(some) >= least:
                yield from self._subsidy(village, item, some, stage)

    def sources(self) -> Iterator[SampleRecord]:
        """Yield the sources that pay for what was allocated, with a little left of each."""
        for number, (level, name, _share) in enumerate(_LEVELS):
            needed = self._needed[number]
            if not needed:
                continue
            issued = date(self._year, 1 + 2 * number, 15)
            values = {
                "year": Value(self._year),
                "document": Value(f"{name}财农〔{self._year}〕{11 + number}号"),
                "level": Value(level),
                "kind": Value("01" if number < 2 else "03"),
                "amount": Value(needed + (5_0000_00 - needed % 1_0000_00)),
                "issued_on": Value(issued.isoformat()),
                "title": Value(f"关于下达{self._year}年{name}财政衔接推进乡村振兴补助资金的通知"),
            }
            yield SampleRecord(kind=RecordKind.FUND, id=self._fund(number), values=values)

    def _fund(self, number: int) -> RecordId:
        return derive_id(RecordKind.FUND, b"sample", self._year, number)

    def _works(self, village: str, number: int) -> Iterator[SampleRecord]:
        chance = self._chance
        for place, (name, kind, aspect, content, cost) in enumerate(chance.sample(_WORKS, 2)):
            stage = _STAGES[(number * 2 + place) % len(_STAGES)]
            planned = cost + chance.randrange(0, 40) * 1_000_00
            project = derive_id(RecordKind.VILLAGE_PROJECT, village.encode(), self._year, name)
            route = Route.BUSINESS if kind == "01" else Route.PUBLIC
            goal = {"goal": Value(f"按期完工，群众满意度95%以上；{name}投入使用")} if stage != "01" else {}
            link = {"benefit_link": Value("土地流转、务工和收益分红")} if kind == "01" and number % 7 else {}
            text = content.format(size=chance.randrange(1, 6))
            yield self._project(
                project, village, name, kind, stage, planned,
                {"route": Value(route.value), "aspect": Value(aspect), "content": Value(text), **goal, **link},
            )  # fmt: skip
            if stage in ("05", "06", "07", "08"):
                yield from self._built(project, village, stage, planned, is_idle=stage == "05" and number % 3 == 0)
            else:
                yield from steps_of(self._pack, project, village, stage, Days(year=self._year, given=self._spring))

    @property
    def _spring(self) -> date:
        return date(self._year, 3, 1)

    def _built(
        self, project: RecordId, village: str, stage: str, planned: int, *, is_idle: bool
    ) -> Iterator[SampleRecord]:
        """Yield what happened to the money of works that are as far as ``stage``."""
        chance = self._chance
        begun = date(self._year - 1 if is_idle else self._year, chance.randrange(2, 5), chance.randrange(1, 28))
        yield self._given(project, planned, begun)
        if stage == "05":
            yield from steps_of(self._pack, project, village, stage, Days(year=begun.year, given=begun))
            return
        contract = derive_id(RecordKind.CONTRACT, project, self._year)
        signed = begun + timedelta(days=chance.randrange(20, 60))
        agreed = planned - chance.randrange(0, 30) * 1_000_00
        accepted = signed + timedelta(days=chance.randrange(60, 120))
        days = Days(year=self._year, given=begun, begun=signed, accepted=accepted)
        yield from steps_of(self._pack, project, village, stage, days)
        values = {
            "project": Value(project),
            "number": Value(f"YD-{self._year}-{chance.randrange(100, 999)}"),
            "contractor": Value(chance.choice(_FIRMS)),
            "amount": Value(agreed),
            "signed_on": Value(signed.isoformat()),
            "due_on": Value((signed + timedelta(days=120)).isoformat()),
        }
        if stage != "06":
            values |= {"accepted_on": Value(accepted.isoformat()), "settled": Value(agreed)}
        yield SampleRecord(kind=RecordKind.CONTRACT, id=contract, values=values)
        advance = agreed * 30 // 100
        yield self._paid(project, contract, 1, advance, Purpose.ADVANCE, signed + timedelta(days=7), values)
        if stage == "06":
            return
        keep = agreed * 3 // 100
        rest = agreed - advance - keep
        yield self._paid(project, contract, 2, rest, Purpose.SETTLEMENT, accepted + timedelta(days=15), values)
        if stage == "08":
            yield self._paid(project, contract, 3, keep, Purpose.RETENTION, accepted + timedelta(days=30), values)

    def _paid(
        self,
        project: RecordId,
        contract: RecordId,
        number: int,
        amount: int,
        purpose: Purpose,
        on: date,
        agreed: Mapping[str, Value],
    ) -> SampleRecord:
        values = {
            "project": Value(project),
            "contract": Value(contract),
            "year": Value(self._year),
            "way": Value(Way.CONTRACTOR.value),
            "purpose": Value(purpose.value),
            "payee": agreed["contractor"],
            "amount": Value(amount),
            "state": Value(State.PAID.value),
            "paid_on": Value(on.isoformat()),
        }
        if self._chance.random() > 0.04:
            values["voucher"] = Value(f"记{self._chance.randrange(1, 400)}")
        return SampleRecord(kind=RecordKind.PAYMENT, id=derive_id(RecordKind.PAYMENT, contract, number), values=values)

    def _subsidy(self, village: str, item: str, some: Sequence[Payable], stage: str) -> Iterator[SampleRecord]:
        """Yield a project for households whose lines are what the households have, a few of them returned at first."""
        chance, total = self._chance, sum(payable.amount_fen for payable in some)
        title = self._pack.measure_items[item].title.zh
        name = f"{title}到户项目"
        project = derive_id(RecordKind.VILLAGE_PROJECT, village.encode(), self._year, name)
        yield self._project(
            project, village, name, "01" if item.startswith("01") else "05", stage, total,
            {"route": Value(Route.HOUSEHOLDS.value), "item": Value(item), "aspect": Value("99"), "progress": Value(100),
             "content": Value(f"对{len(some)}户（人）发放{title}"), "goal": Value("补助发放到户到人，满意度95%以上"),
             "benefit_link": Value("直接补助到户"), "households": Value(len({payable.household for payable in some}))},
        )  # fmt: skip
        begun = date(self._year, chance.randrange(3, 7), chance.randrange(1, 28))
        yield self._given(project, total, begun)
        yield from steps_of(self._pack, project, village, stage, Days(year=self._year, given=begun))
        payment = derive_id(RecordKind.PAYMENT, project, 1)
        sent = begun + timedelta(days=chance.randrange(10, 90))
        arrived = sent + timedelta(days=3)
        values = {
            "project": Value(project),
            "year": Value(self._year),
            "way": Value(Way.HOUSEHOLDS.value),
            "purpose": Value(Purpose.SUBSIDY.value),
            "title": Value(f"{self._year}年{title}"),
            "item": Value(item),
            "period": Value(str(self._year)),
            "amount": Value(total),
            "state": Value(State.PAID.value),
            "planned_on": Value(begun.isoformat()),
            "printed_on": Value(begun.isoformat()),
            "sent_on": Value(sent.isoformat()),
            "paid_on": Value(arrived.isoformat()),
        }
        if chance.random() > 0.15:
            values["displayed_on"] = Value((begun + timedelta(days=2)).isoformat())
        yield SampleRecord(kind=RecordKind.PAYMENT, id=payment, values=values)
        for payable in some:
            line = {
                "household": Value(payable.household),
                "payment": Value(payment),
                "project": Value(project),
                "measure": Value(payable.measure),
                "year": Value(self._year),
                "item": Value(item),
                "period": Value(str(self._year)),
                "amount": Value(payable.amount_fen),
                "holder": Value(payable.holder),
                "account": Value(payable.account),
                "state": Value(State.PAID.value),
                "sent_on": Value(sent.isoformat()),
                "paid_on": Value(arrived.isoformat()),
                "attempts": Value(1),
                "project_name": Value(name),
            }
            if payable.person is not None:
                line["person"] = Value(payable.person)
            yield SampleRecord(
                kind=RecordKind.BENEFICIARY,
                id=derive_id(RecordKind.BENEFICIARY, payable.measure, self._year),
                values=line,
            )
            yield SampleRecord(
                kind=RecordKind.MEASURE,
                id=payable.measure,
                values={"village_project": Value(project), "project": Value(name)},
            )

    def _project(
        self, project: RecordId, village: str, name: str, kind: str, stage: str, planned: int, more: Mapping[str, Value]
    ) -> SampleRecord:
        status = {"06": "02", "07": "03", "08": "03"}.get(stage, "01")
        values = {
            "village": Value(village),
            "year": Value(self._year),
            "name": Value(name),
            "code": Value(f"{village[:9]}{self._chance.randrange(1000, 9999)}"),
            "kind": Value(kind),
            "nature": Value("01"),
            "place": Value(self._pack.divisions[village].name),
            "unit": Value("乡镇人民政府"),
            "planned": Value(planned),
            "sources": Value("01"),
            "households": Value(self._chance.randrange(12, 160)),
            "participation": Value("村民代表会议表决，群众监督"),
            "stage": Value(stage),
            "status": Value(status),
            "progress": Value({"06": 45, "07": 100, "08": 100}.get(stage, 0)),
            "ends_on": Value(f"{self._year}-12-20"),
            **more,
        }
        return SampleRecord(kind=RecordKind.VILLAGE_PROJECT, id=project, values=values)

    def _given(self, project: RecordId, amount: int, on: date) -> SampleRecord:
        weights = [share for _level, _name, share in _LEVELS]
        number = self._chance.choices(range(len(_LEVELS)), weights)[0]
        self._needed[number] += amount
        values = {
            "fund": Value(self._fund(number)),
            "project": Value(project),
            "amount": Value(amount),
            "appropriated_on": Value(on.isoformat()),
        }
        return SampleRecord(
            kind=RecordKind.APPROPRIATION, id=derive_id(RecordKind.APPROPRIATION, project, 1), values=values
        )
