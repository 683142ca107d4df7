"""Invented names: common surnames and given names of each time and sex, put together by chance."""

from __future__ import annotations

import random
from collections.abc import Sequence

from poverty_desktop.domain.identity_number import Sex

# The commonest surnames of the country, commoner ones first; rank stands for frequency.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
    "钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔"
    "赖文单仇解查区朴盖乐冼裴岳柳欧倪聂章鲁葛柏"
)
_COMPOUND = ("欧阳", "司马", "上官", "诸葛")
_TUJIA = "向田覃彭冉谭邓张李刘黄杨"

_MALE = (
    (1949, "德明正国良文光华大道志永福贵有发元开先清生全昌万成云启祖家兴", 0.45),
    (1969, "国建军华明志平文林强新民忠卫东永红生贵春成才学义安海金祥友清", 0.40),
    (1989, "伟强勇军斌涛波辉刚鹏飞峰杰磊亮超华平兵俊毅宏建海龙云小文明洪", 0.50),
    (2009, "浩宇杰鑫俊博文凯帆旭晨阳航佳豪瑞成龙天翔志远子轩明哲毅恒家伟", 0.30),
    (2099, "梓轩浩然宇泽子涵俊熙奕辰沐阳一诺博文铭锦程思远嘉睿煜城皓昊霖承", 0.08),
)
_FEMALE = (
    (1949, "秀英桂兰珍玉芝淑贞凤翠香莲菊素清芳大菊春腊先翠云祖", 0.30),
    (1969, "秀兰桂芳英玉珍红春梅凤霞琴翠平菊云华丽莲香芬秋群荣金大会玲", 0.35),
    (1989, "丽艳敏娟燕红霞玲芳静萍莉梅琴华晓小雪丹春平慧云群琼英兰洁蓉娥", 0.45),
    (2009, "婷欣怡雨倩雅琪佳慧梦洁思雯静文悦颖晶玉梓涵诗子晓莹蕊露馨妍", 0.25),
    (2099, "梓涵欣怡诗语子萱一诺若汐可馨雨桐语嫣芷晴沐瑶依诺思琪佳琪念慕", 0.06),
)

# Characters that old fonts, GBK files and keyboards do not have; they are in real village and personal names.
_RARE = "䶮㛃㙟垚犇珺璟旻昇玥堃喆彧翀赟晢墘塆垱墕琞甪璠燚𡐓𬭎𫖯𬀩𬍛𫍽𬣙𣒍"
_NEVER_ALONE = frozenset("小大先有元开家子会诗一")
RARE_SHARE = 0.008

_DOTTED = ("阿依古丽·买买提", "古丽娜尔·艾合买提", "阿米娜·依明", "热娜·吐尔逊")
DOTTED_SHARE = 0.02


class Names:
    """Names of one village: a few families make up most of it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        weights = [1 / (rank + 4) for rank in range(len(_SURNAMES))]
        self._clans = chance.choices(_SURNAMES, weights, k=9)
        self._weights = weights

    def surname(self, *, is_tujia: bool = False) -> str:
        """Return a family name of the village."""
        draw = self._chance.random()
        if is_tujia and draw < 0.8:
            return self._chance.choice(_TUJIA)
        if draw < 0.6:
            return self._chance.choice(self._clans)
        if draw > 0.997:
            return self._chance.choice(_COMPOUND)
        return self._chance.choices(_SURNAMES, self._weights)[0]

    def given(self, sex: Sex, birth_year: int, *, other_than: Sequence[str] = ()) -> str:
        """Return a given name of one or two characters, in the taste of the time."""
        while True:
            name = self._draw_given(sex, birth_year)
            if name not in other_than:
                return name

    def dotted(self) -> str | None:
        """Return now and then a name that is written with a dot, for who married in from far away."""
        return self._chance.choice(_DOTTED) if self._chance.random() < DOTTED_SHARE else None

    def _draw_given(self, sex: Sex, birth_year: int) -> str:
        table = _MALE if sex is Sex.MALE else _FEMALE
        _, pool, single = next(row for row in table if birth_year <= row[0])
        first, second = self._chance.sample(pool, 2)
        if self._chance.random() < RARE_SHARE:
            second = self._chance.choice(_RARE)
        is_single = self._chance.random() < single and second not in _NEVER_ALONE
        return second if is_single else first + second
