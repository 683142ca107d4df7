"""A small questionnaire on paper: every kind of question, a narrow and a wide table."""

from __future__ import annotations

from poverty_desktop.pdf.form_values import (
    FormHeading,
    FormList,
    FormOption,
    FormPaper,
    FormPart,
    FormQuestion,
    FormTable,
)

YES_NO = (FormOption(digit="1", label="是", is_chosen=True), FormOption(digit="2", label="否"))
MANY = tuple(FormOption(digit=str(number), label=f"选项{number}") for number in range(1, 40))


def form() -> FormPaper:
    wide = tuple(
        FormQuestion(number=f"2.2.{number}", label=f"第{number}栏", kind="integer" if number % 2 else "text")
        for number in range(1, 9)
    )
    return FormPaper(
        title="样表",
        head_name="王䶮",
        household_number="420581000123",
        village="白鸭垴村",
        group="三组",
        year=2026,
        code="PD1/QF/SAMPLE/1/" + "0" * 32,
        key="1234 5678 9012",
        parts=(
            FormPart(
                title="住房",
                items=(
                    FormQuestion(number="", label="先看房，再问。", kind="note"),
                    FormQuestion(number="1.1", label="是否危房", kind="select_one", options=YES_NO, is_required=True),
                    FormHeading(title="改造", condition="若第1.1题是“是”，则答"),
                    FormQuestion(
                        number="1.2",
                        label="改造日期",
                        kind="date",
                        condition="若第1.1题是“是”，则答",
                        hint="按完工那天",
                    ),
                    FormQuestion(number="1.3", label="面积", kind="decimal", answer="87.5"),
                    FormQuestion(number="1.4", label="民族", kind="select_one", options=MANY, list_number=1),
                    FormQuestion(number="1.5", label="风险", kind="select_multiple", options=YES_NO),
                    FormQuestion(number="1.6", label="房屋照片", kind="image"),
                    FormQuestion(number="1.7", label="知情", kind="acknowledge"),
                    FormQuestion(number="1.8", label="时间", kind="time"),
                    FormQuestion(number="1.9", label="建房年月", kind="month"),
                ),
            ),
            FormPart(
                title="人口",
                condition="若第1.1题是“否”，则答",
                items=(
                    FormTable(
                        title="牲畜",
                        questions=(
                            FormQuestion(number="2.1.1", label="种类", kind="select_one", options=YES_NO),
                            FormQuestion(number="2.1.2", label="头数", kind="integer"),
                        ),
                        rows=(("1 是", "12"),),
                        blanks=2,
                    ),
                    FormTable(title="成员", questions=wide, rows=(("7",) * 8,), blanks=4, condition="视第1.2题而定"),
                ),
            ),
        ),
        signers=("户主", "填表人", "补录人"),
        lists=(FormList(number=1, questions=("1.4",), options=MANY),),
    )
