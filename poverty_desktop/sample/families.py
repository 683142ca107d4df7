"""Families that make sense: a head, and relatives whose ages and sexes fit, up to an exact size."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from poverty_desktop.domain.identity_number import Sex
from poverty_desktop.sample.names import Names

MALE, FEMALE = Sex.MALE, Sex.FEMALE
OLDEST = 97
MOST_CHILDREN = 4


@dataclass(slots=True, kw_only=True)
class Relative:
    """One member while a family is being made; ``age`` is in full years on the reference day."""

    relation: str  # wording of the national list 与户主关系
    sex: Sex
    age: int
    birth: date
    surname: str
    given: str
    is_married: bool = False
    partner_present: bool = False

    @property
    def name(self) -> str:
        """Return family name and given name."""
        return self.surname + self.given


class Family:
    """A family under construction."""

    def __init__(self, chance: random.Random, names: Names, reference: date, *, is_tujia: bool) -> None:
        self._chance = chance
        self._names = names
        self._reference = reference
        self._is_tujia = is_tujia
        self.members: list[Relative] = []

    @property
    def head(self) -> Relative:
        """Return the head, always the first."""
        return self.members[0]

    def build(self, size: int) -> list[Relative]:
        """Return ``size`` relatives in the order of a register, the head first."""
        stage = self._stage(size)
        self._add_head(stage, size)
        steps = _PLANS[stage]
        while len(self.members) < size:
            open_steps = dict(steps)
            while open_steps:
                step = self._chance.choices(list(open_steps), list(open_steps.values()))[0]
                if step(self):
                    break
                del open_steps[step]
            else:
                self._add("其他", self._sex(), self._around(self.head.age, 25, 8, 90), self._names.surname())
        return sorted(self.members, key=lambda member: _ORDER.index(member.relation))

    def _stage(self, size: int) -> str:
        old, middle, young = {1: (74, 24, 2), 2: (56, 30, 14), 3: (20, 46, 34), 4: (10, 46, 44)}.get(size, (24, 46, 30))
        return self._chance.choices(("old", "middle", "young"), (old, middle, young))[0]

    def _add_head(self, stage: str, size: int) -> None:
        low, high = {"old": (63, 88), "middle": (46, 62), "young": (27, 45)}[stage]
        is_man = self._chance.random() < (0.72 if size == 1 else 0.82)
        surname = self._names.surname(is_tujia=self._is_tujia)
        self._add("户主", MALE if is_man else FEMALE, self._chance.randint(low, high), surname)
        # The name that children bear: a man's own, a woman's husband's.
        self._house_name = surname if is_man else self._names.surname(is_tujia=self._is_tujia)

    def add_spouse(self) -> bool:
        """Add 配偶, once."""
        if self._of("配偶") or self._of("之兄弟姐妹"):
            return False
        man = self.head.sex is MALE
        age = self._around(self.head.age - 2 if man else self.head.age + 2, 5, 22 if man else 23, 95)
        self.head.is_married = True
        surname = self._names.surname(is_tujia=self._is_tujia) if man else self._house_name
        self._add("配偶", FEMALE if man else MALE, age, surname, is_married=True)
        return True

    def add_child(self) -> bool:
        """Add 之子 or 之女, twenty to forty years younger than the mother."""
        children = self._of("之子", "之女")
        parents = [self.head, *self._of("配偶")]
        mother_age = min(parent.age for parent in parents)
        low, high = max(0, max(parent.age for parent in parents) - 46, mother_age - 41), mother_age - 20
        ages = {child.age for child in children}
        free = [age for age in range(low, min(high, 62) + 1) if not ages & {age - 1, age, age + 1}]
        if self.head.age < 46:
            free = [age for age in free if age <= 21]
        if len(children) >= MOST_CHILDREN or not free:
            return False
        sex = self._sex()
        self._add("之子" if sex is MALE else "之女", sex, self._chance.choice(free), self._house_name)
        return True

    def add_child_in_law(self) -> bool:
        """Add the wife of a grown son or, seldom, the husband of a daughter; one young couple at most."""
        if self._of("之儿媳", "之女婿"):
            return False
        sons = [child for child in self._of("之子") if child.age >= 24]
        daughters = [child for child in self._of("之女") if child.age >= 24]
        pool = sons if sons and (not daughters or self._chance.random() < 0.9) else daughters
        if not pool:
            return False
        child = self._chance.choice(pool)
        child.is_married = child.partner_present = True
        man = child.sex is MALE
        age = self._around(child.age - 1 if man else child.age + 2, 3, 21 if man else 23, 66)
        surname = self._names.surname(is_tujia=self._is_tujia)
        self._add("之儿媳" if man else "之女婿", FEMALE if man else MALE, age, surname, is_married=True)
        return True

    def add_grandchild(self) -> bool:
        """Add a grandchild: of the young couple, else of a child who works far away or has died."""
        present = self._of("之孙子", "之孙女", "之外孙子", "之外孙女")
        couple = [child for child in self._of("之子", "之女") if child.partner_present]
        partner = self._of("之儿媳", "之女婿")
        if couple:
            ages = (couple[0].age, partner[0].age)
            low, high = max(0, min(ages) - 39), min(ages) - 21
            through_son = couple[0].sex is MALE
            surname = self._house_name if through_son else partner[0].surname
        else:
            youngest = min(parent.age for parent in [self.head, *self._of("配偶")])
            low, high = max(0, youngest - 70), min(youngest - 45, 24)
            through_son = not any(kin.relation.startswith("之外孙") for kin in present) and (
                bool(present) or self._chance.random() < 0.85
            )
            surname = self._house_name if through_son else (present or [self.head])[0].surname
            if not through_son and not present:
                surname = self._names.surname()
        taken = {kin.age for kin in present}
        free = [age for age in range(low, high + 1) if not taken & {age - 1, age, age + 1}]
        if len(present) >= MOST_CHILDREN or not free:
            return False
        sex = self._sex()
        relation = ("之孙" if through_son else "之外孙") + ("子" if sex is MALE else "女")
        self._add(relation, sex, self._chance.choice(free), surname)
        return True

    def add_mother(self) -> bool:
        """Add 之母, or 之婆婆 in the house of a married woman."""
        return self._add_parent(FEMALE)

    def add_father(self) -> bool:
        """Add 之父, or 之公公 in the house of a married woman."""
        return self._add_parent(MALE)

    def add_mother_in_law(self) -> bool:
        """Add 之岳母 in the house of a married man without parents of his own in it."""
        wife = self._of("配偶")
        if self.head.sex is FEMALE or not wife or self._of("之父", "之母", "之岳母"):
            return False
        return self._add_elder(
            "之岳母", FEMALE, max(wife[0].age, self.head.age - 4), self._names.surname(is_tujia=self._is_tujia)
        )

    def add_grandmother(self) -> bool:
        """Add 之祖母 of a young head."""
        if self._of("之祖母") or self.head.age > 40:
            return False
        age = self._chance.randint(self.head.age + 44, self.head.age + 58)
        if age > OLDEST:
            return False
        self._add("之祖母", FEMALE, age, self._names.surname(), is_married=True)
        return True

    def add_sibling(self) -> bool:
        """Add 之兄弟姐妹 to an unmarried head; they share the family name."""
        if self.head.is_married or self._of("配偶", "之子", "之女") or len(self._of("之兄弟姐妹")) > 1:
            return False
        age = self._around(self.head.age, 9, 18, 90)
        if abs(age - self.head.age) < 1:
            return False
        self._add("之兄弟姐妹", self._sex(), age, self.head.surname)
        return True

    def _add_parent(self, sex: Sex) -> bool:
        with_in_laws = self.head.sex is FEMALE and self.head.is_married
        if with_in_laws:
            relation = "之公公" if sex is MALE else "之婆婆"
            husband = self._of("配偶")
            base, surname = (husband[0].age if husband else self.head.age), self._house_name
        else:
            relation, base, surname = ("之父" if sex is MALE else "之母"), self.head.age, self.head.surname
        if self._of(relation, "之岳母", "之祖母"):
            return False
        siblings = [kin.age for kin in self._of("之兄弟姐妹")]
        if sex is FEMALE:
            surname = self._names.surname(is_tujia=self._is_tujia)
        return self._add_elder(relation, sex, max([base, *siblings]), surname)

    def _add_elder(self, relation: str, sex: Sex, base: int, surname: str) -> bool:
        low, high = base + 20, min(base + (36 if sex is FEMALE else 40), OLDEST)
        siblings = [kin.age for kin in self._of("之兄弟姐妹")]
        high = min([high, *(age + 44 for age in siblings)])
        if low > high:
            return False
        self._add(relation, sex, self._chance.randint(low, high), surname, is_married=True)
        return True

    def _add(self, relation: str, sex: Sex, age: int, surname: str, *, is_married: bool = False) -> None:
        birth = _years_before(self._reference, age) - timedelta(days=self._chance.randrange(364))
        used = [member.given for member in self.members]
        relative = Relative(
            relation=relation,
            sex=sex,
            age=age,
            birth=birth,
            surname=surname,
            given=self._names.given(sex, birth.year, other_than=used),
            is_married=is_married,
        )
        if relation == "之儿媳" and (dotted := self._names.dotted()):
            relative.surname, relative.given = "", dotted
        self.members.append(relative)

    def _of(self, *relations: str) -> list[Relative]:
        return [member for member in self.members if member.relation in relations]

    def _sex(self) -> Sex:
        return MALE if self._chance.random() < 0.53 else FEMALE

    def _around(self, middle: int, spread: int, low: int, high: int) -> int:
        return max(low, min(high, middle + self._chance.randint(-spread, spread)))


_ORDER = (
    *("户主", "配偶", "之子", "之儿媳", "之女", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女"),
    *("之父", "之母", "之公公", "之婆婆", "之岳母", "之祖母", "之兄弟姐妹", "其他"),
)
_Step = Callable[[Family], bool]
_PLANS: dict[str, dict[_Step, float]] = {
    "young": {
        Family.add_spouse: 130,
        Family.add_child: 40,
        Family.add_mother: 14,
        Family.add_father: 10,
        Family.add_sibling: 3,
        Family.add_grandmother: 1.5,
        Family.add_mother_in_law: 1,
    },
    "middle": {
        Family.add_spouse: 130,
        Family.add_child: 34,
        Family.add_mother: 16,
        Family.add_father: 8,
        Family.add_child_in_law: 40,
        Family.add_grandchild: 12,
        Family.add_sibling: 2,
        Family.add_mother_in_law: 1.5,
    },
    "old": {
        Family.add_spouse: 90,
        Family.add_child: 22,
        Family.add_child_in_law: 45,
        Family.add_grandchild: 20,
        Family.add_mother: 2,
        Family.add_sibling: 2,
    },
}


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
