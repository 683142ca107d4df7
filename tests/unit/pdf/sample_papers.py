"""Valid synthetic papers for the tests; a test replaces only what it is about."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from poverty_desktop.domain.values import Why
from poverty_desktop.pdf.values import (
    CardPaper,
    FilePart,
    HouseholdPaper,
    IncomeGroup,
    IncomeLine,
    IncomeSheet,
    IncomeTotal,
    PaperColumn,
    PaperFact,
    PaperMember,
    PaperRecords,
    PaperSection,
    PaperStamp,
    PaperTable,
    PaperTitles,
)

BEIJING = timezone(timedelta(hours=8))
TITLES = PaperTitles(
    household_file="防返贫监测对象一户一档",
    register_form="防返贫监测对象信息采集表",
    income_sheet="家庭收入测算表",
    assistance_card="帮扶明白卡",
)


def stamp(*, is_practice: bool = True, record_version: str = "37", printed_at: datetime | None = None) -> PaperStamp:
    return PaperStamp(
        template_version="2026.1",
        printed_at=printed_at or datetime(2026, 11, 23, 14, 5, tzinfo=BEIJING),
        record_version=record_version,
        record_id=bytes(range(16)),
        workspace="高坝洲镇白鸭垴村驻村工作队",
        is_practice=is_practice,
    )


def facts(**texts: str | Why) -> tuple[PaperFact, ...]:
    return tuple(PaperFact(label=label, text=text) for label, text in texts.items())


def _register() -> tuple[PaperSection, ...]:
    return (
        PaperSection(
            title="基本情况",
            facts=facts(
                户主姓名="王䶮",
                户编号="420581000123",
                联系电话="13000000000",
                户类型="监测对象",
                监测对象类别="突发严重困难户",
                贫困户属性="低保脱贫户",
                脱贫属性="稳定脱贫（不享受政策）",
                识别标准="国家标准",
                首次识别时间="2014年5月",
                脱贫年度="2018",
                计划脱贫年度=Why.NOT_APPLICABLE,
                是否军烈属="否",
                是否独生子女户="否",
                是否双女户=Why.BLANK,
                开户银行="农村商业银行",
                银行卡号="6200000000000000005",
                家庭住址="湖北省宜昌市宜都市高坝洲镇白鸭垴村三组十七号，过小学往西一百五十米路北第二家",
                备注=Why.BLANK,
            ),
        ),
    )


def _conditions() -> tuple[PaperSection, ...]:
    return (
        PaperSection(
            title="生产生活条件",
            facts=facts(
                **{
                    "耕地面积（亩）": "4.6",
                    "有效灌溉面积（亩）": "2",
                    "林地面积（亩）": "12.5",
                    "退耕还林面积（亩）": "0",
                    "林果面积（亩）": Why.BLANK,
                    "牧草地面积（亩）": Why.NOT_APPLICABLE,
                    "水面面积（亩）": "0",
                    "是否通生产用电": "是",
                    "是否通生活用电": "是",
                    "饮水是否困难": "否",
                    "饮水是否安全": "是",
                    "是否通广播电视": "是",
                    "与村主干路距离（千米）": "0.35",
                    "入户路类型": "水泥路",
                    "住房面积（平方米）": "86",
                    "住房结构": "砖混",
                    "是否危房户": "否",
                    "危房等级": Why.NOT_APPLICABLE,
                    "是否有卫生厕所": "是",
                    "主要燃料类型": "清洁能源",
                    "是否加入农民专业合作社": "是",
                    "是否有龙头企业带动": Why.DONT_KNOW,
                    "是否有创业致富带头人带动": "否",
                    "是否居住集中安置区": "否",
                }
            ),
        ),
    )


def _causes() -> tuple[PaperSection, ...]:
    return (
        PaperSection(
            title="致贫返贫风险",
            facts=facts(
                主要致贫原因="因病",
                其他致贫原因="缺劳力、缺技术",
                致贫返贫风险="因病、因自然灾害",
                风险说明="户主2025年7月因病住院，自付医疗费较多；同年8月洪水冲毁玉米一亩二分。" * 3,
            ),
        ),
    )


_NAMES = ("王䶮", "李秀英", "王𬭎", "王小丫", "欧阳㙍", "阿卜杜拉·买买提", "王建国", "张桂兰", "王子轩")


def member(number: int) -> PaperMember:
    return PaperMember(
        name=_NAMES[number % len(_NAMES)],
        sections=(
            PaperSection(
                title="身份",
                facts=facts(
                    与户主关系="户主" if number == 0 else "之孙子或孙女",
                    性别="女" if number % 2 else "男",
                    民族="土家族",
                    出生日期="1968-03-12",
                    年龄="58",
                    证件类型="居民身份证",
                    证件号码="420581196803129963",
                    政治面貌="群众",
                    联系电话="13000000000",
                ),
            ),
            PaperSection(
                title="教育和健康",
                facts=facts(
                    文化程度="初中" if number % 3 else Why.NOT_APPLICABLE,
                    在校生状况="义务教育阶段" if number % 3 == 0 else Why.NOT_APPLICABLE,
                    失学或辍学原因=Why.NOT_APPLICABLE,
                    健康状况="长期慢性病、残疾",
                    残疾类别=Why.BLANK,
                    残疾等级=Why.BLANK,
                    是否会讲普通话="是",
                ),
            ),
            PaperSection(
                title="劳动和务工",
                facts=facts(
                    **{
                        "劳动技能": "弱劳动力或半劳动力",
                        "务工状况": "乡外县内",
                        "务工所在地": "湖北省宜昌市西陵区",
                        "务工时间（月）": "7",
                        "务工企业名称": "宜都某建材有限公司",
                        "务工月收入（元）": "3,200.00",
                        "就业渠道": "自主外出",
                        "公益性岗位": "无",
                    }
                ),
            ),
            PaperSection(
                title="保障",
                facts=facts(
                    城乡居民基本医疗保险="是",
                    城镇职工基本医疗保险="否",
                    大病保险="是",
                    城乡居民基本养老保险="是",
                    城镇职工基本养老保险="否",
                    享受低保政策情况="农村低保",
                    享受特困供养政策情况="不享受",
                    是否接受医疗救助="否",
                    商业补充医疗保险="否",
                    人身意外保险="是",
                ),
            ),
        ),
    )


def income(*, lines: int = 4) -> IncomeSheet:
    def group(title: str, item: str, amount: int) -> IncomeGroup:
        rows = tuple(
            IncomeLine(
                item=item,
                member=_NAMES[index % 3],
                source="宜都某建材有限公司",
                quantity="7",
                unit_price="3,200.00",
                amount_fen=amount,
                counted="是" if index % 4 else "否",
                rule="按务工月数乘月工资，以工资条为据" if index % 2 else "教育资助不计入",
            )
            for index in range(lines)
        )
        return IncomeGroup(title=title, lines=rows, total_fen=amount * lines)

    return IncomeSheet(
        year=2026,
        period="2025年10月1日至2026年9月30日",
        groups=(
            group("工资性收入", "务工收入", 2_240_000),
            group("生产经营性收入", "种植业收入", 863_050),
            IncomeGroup(title="财产性收入", lines=(), total_fen=0),
            group("转移性收入", "养老保险金", 170_000),
            group("生产经营性支出", "种植业支出", 120_000),
        ),
        totals=(
            IncomeTotal(label="年收入", formula="89,600.00 + 34,522.00 + 0.00 + 6,800.00", amount_fen=13_092_200),
            IncomeTotal(label="家庭纯收入", formula="130,922.00 - 4,800.00", amount_fen=12_612_200),
            IncomeTotal(label="家庭人均纯收入", formula="126,122.00 ÷ 4 人", amount_fen=3_153_050),
        ),
        comparison=(
            PaperFact(label="监测范围参考线", text="8,600.00 元"),
            PaperFact(label="对照结果", text="高于参考线 22,930.50 元"),
            PaperFact(label="说明", text="监测范围参考线，不作硬性标准；是否纳入由评议决定。"),
        ),
        remarks=("人口以核算年度末家庭常住人口为准。",),
    )


MEASURES = PaperTable(
    title="帮扶措施",
    columns=(
        PaperColumn(label="类别"),
        PaperColumn(label="项目名称"),
        PaperColumn(label="金额（元）", is_number=True),
        PaperColumn(label="起止时间"),
        PaperColumn(label="帮扶责任人"),
        PaperColumn(label="进展"),
    ),
    rows=(
        ("产业帮扶", "养羊三十只，合作社保底收购", "30,000.00", "2026年3月至12月", "陈明", "实施中"),
        ("健康帮扶", "家庭医生签约，慢性病用药随访", Why.NOT_APPLICABLE, "2026年全年", "刘敏", "实施中"),
        ("教育帮扶", "义务教育生活补助", "625.00", "2026年春季", "陈明", "已完成"),
    ),
)


def household(*, member_count: int = 4, line_count: int = 4, **changes: object) -> HouseholdPaper:
    values: dict[str, object] = {
        "titles": TITLES,
        "head_name": "王䶮",
        "household_number": "420581000123",
        "village": "白鸭垴村",
        "group": "三组",
        "year": 2026,
        "cover": facts(户类型="监测对象", 家庭人口="4 人"),
        "register": _register(),
        "conditions": _conditions(),
        "causes": _causes(),
        "members": tuple(member(number) for number in range(member_count)),
        "income": (income(lines=line_count),),
        "records": (PaperRecords(part=FilePart.MEASURES, table=MEASURES),),
    }
    return HouseholdPaper(**{**values, **changes})  # type: ignore[arg-type]


def card(*, member_count: int = 4, **changes: object) -> CardPaper:
    def short(number: int) -> PaperMember:
        return PaperMember(
            name=_NAMES[number % len(_NAMES)],
            sections=(
                PaperSection(
                    title="基本情况",
                    facts=facts(
                        与户主关系="之子", 性别="男", 年龄="33", 在校生状况=Why.NOT_APPLICABLE, 劳动技能="普通劳动力"
                    ),
                ),
                PaperSection(title="保障", facts=facts(基本医疗保险="是", 基本养老保险="是", 低保="农村低保")),
            ),
        )

    values: dict[str, object] = {
        "titles": TITLES,
        "head_name": "王䶮",
        "household_number": "420581000123",
        "village": "白鸭垴村",
        "group": "三组",
        "year": 2026,
        "sections": (
            PaperSection(
                title="家庭基本情况",
                facts=facts(
                    户类型="监测对象",
                    监测对象类别="突发严重困难户",
                    家庭人口="4 人",
                    联系电话="13000000000",
                    住址="白鸭垴村三组十七号",
                ),
            ),
            PaperSection(
                title="三保障和饮水安全",
                facts=facts(义务教育="已保障", 基本医疗="已保障", 住房安全="已保障", 饮水安全="已保障"),
            ),
            PaperSection(
                title="年度收入（元）",
                facts=facts(
                    工资性收入="89,600.00",
                    生产经营性收入="34,522.00",
                    财产性收入="0.00",
                    转移性收入="6,800.00",
                    生产经营性支出="4,800.00",
                    家庭人均纯收入="31,530.50",
                ),
            ),
        ),
        "members": tuple(short(number) for number in range(member_count)),
        "tables": (
            MEASURES,
            PaperTable(
                title="帮扶责任人",
                columns=(PaperColumn(label="姓名"), PaperColumn(label="单位"), PaperColumn(label="联系电话")),
                rows=(("陈明", "宜都市农业农村局", "13000000001"), ("刘敏", "高坝洲镇卫生院", "13000000002")),
            ),
        ),
        "notes": ("如对本卡内容有疑问，请拨打防返贫监测咨询服务电话 12317。",),
    }
    return CardPaper(**{**values, **changes})  # type: ignore[arg-type]
