"""CPU time of one household file: ours, reportlab and fpdf2 with the same marks, others with the content.

Run ``python tests/benchmarks/bench_pdf.py [households]``. The others are no dependency of the program: where
``pip install typst fpdf2 weasyprint`` or LibreOffice is missing, their lines are left out. Figures are CPU
milliseconds of the whole process, medians over the households; ratios are of the same run.
"""

from __future__ import annotations

import io
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit" / "pdf")]

import sample_papers

from poverty_desktop.i18n import format_yuan
from poverty_desktop.pdf import fonts, qr
from poverty_desktop.pdf.contents import default_contents
from poverty_desktop.pdf.household_file import compose_household_file, household_file
from poverty_desktop.pdf.page import Document
from poverty_desktop.pdf.values import HouseholdPaper, PaperFact, PaperMember, PaperSection
from poverty_desktop.pdf.volume import write_volume
from poverty_desktop.pdf.words import cell_words, words

PEER_COUNT = 10
"""Households for the slow ones."""
LANGUAGE = "zh_CN"
SAY = words(LANGUAGE)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = "秀英桂兰建国志强丽娟海燕永福明华春梅德贵玉珍大勇小红天佑"


def varied(seed: int) -> HouseholdPaper:
    """Return a household whose texts and numbers differ from every other, so that no cache flatters the figure."""
    chance = random.Random(seed)

    def name() -> str:
        return chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2))

    def changed(fact: PaperFact) -> PaperFact:
        if isinstance(fact.text, str) and any(letter.isdigit() for letter in fact.text):
            digits = "".join(str(chance.randrange(10)) if letter.isdigit() else letter for letter in fact.text)
            return replace(fact, text=digits)
        if isinstance(fact.text, str) and len(fact.text) > 12:
            return replace(fact, text=name() + fact.text[: chance.randrange(12, len(fact.text))])
        return fact

    def section(one: PaperSection) -> PaperSection:
        return replace(one, facts=tuple(changed(fact) for fact in one.facts))

    def member(one: PaperMember) -> PaperMember:
        return replace(one, name=name(), sections=tuple(section(part) for part in one.sections))

    paper = sample_papers.household(member_count=chance.randrange(2, 6), head_name=name())
    return replace(
        paper,
        register=tuple(section(one) for one in paper.register),
        conditions=tuple(section(one) for one in paper.conditions),
        causes=tuple(section(one) for one in paper.causes),
        members=tuple(member(one) for one in paper.members),
    )


def ours(paper: HouseholdPaper) -> bytes:
    """Return the file as the program makes it: laid out and painted."""
    return household_file(paper, sample_papers.stamp(), language=LANGUAGE)


def bare_canvas(document: Document) -> bytes:
    """Return the marks of an already composed file, drawn one by one with reportlab's own calls and nothing else."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pageCompression=1, invariant=1, initialFontName=fonts.face().name)
    for page in document.pages:
        canvas.setPageSize((page.width, page.height))
        canvas.setFillGray(0.955)
        for box in page.tints:
            canvas.rect(box.left, page.height - box.bottom, box.right - box.left, box.bottom - box.top, 0, 1)
        canvas.setFillGray(0)
        for rule in page.rules:
            canvas.setLineWidth(rule.width)
            canvas.line(rule.x0, page.height - rule.y0, rule.x1, page.height - rule.y1)
        for text in page.texts:
            canvas.setFont(fonts.face(bold=text.bold).name, text.size)
            canvas.drawString(text.x, page.height - text.y, text.words)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def typst_input(paper: HouseholdPaper, document: Document) -> str:
    """Return the same content as JSON for the typst template."""

    def facts(entries: Sequence[PaperFact]) -> list[list[str]]:
        return [[fact.label, cell_words(fact.text, SAY)] for fact in entries]

    rows = qr.symbol(document.code)
    side = len(rows)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in qr.bars(rows))
    income = paper.income[0]
    return json.dumps(
        {
            "title": paper.titles.household_file,
            "register_title": paper.titles.register_form,
            "income_title": paper.titles.income_sheet,
            "measures_title": paper.records[0].table.title,
            "subtitle": f"{paper.village}{paper.group}　{paper.year}年度",
            "period": income.period,
            "practice": SAY("Practice"),
            "mark": SAY("Practice, not a record"),
            "owner": document.subject,
            "foot": document.pages[0].texts[-2].words,
            "code": (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {side + 8} {side + 8}">'
                f'<path d="{path}"/></svg>'
            ),
            "cover": facts(paper.cover),
            "contents": {
                "columns": ["序号", "材料名称", "在档", "起始页", "页数", "备注"],
                "rows": [
                    [str(number), item.title, "□", "", "", ""]
                    for number, item in enumerate(default_contents(paper.titles, SAY), start=1)
                ],
            },
            "sections": [
                {"title": one.title, "facts": facts(one.facts)}
                for one in (*paper.register, *paper.conditions, *paper.causes)
            ],
            "signers": ["户主签名", "手印", "填表人签名", "工作队负责人签名"],
            "members": [
                {
                    "columns": ["姓名", *(fact.label for fact in paper.members[0].sections[index].facts)],
                    "rows": [
                        [one.name, *(cell_words(fact.text, SAY) for fact in one.sections[index].facts)]
                        for one in paper.members
                    ],
                }
                for index in range(len(paper.members[0].sections))
            ],
            "income": [
                {
                    "title": group.title,
                    "columns": ["序号", "收支项目", "成员姓名", "数量", "单价", "金额", "是否计入", "计算口径和依据"],
                    "rows": [
                        [
                            str(number),
                            f"{line.item} {cell_words(line.source, SAY)}",
                            cell_words(line.member, SAY),
                            cell_words(line.quantity, SAY),
                            cell_words(line.unit_price, SAY),
                            format_yuan(line.amount_fen),
                            line.counted,
                            line.rule,
                        ]
                        for number, line in enumerate(group.lines, start=1)
                    ],
                }
                for group in income.groups
            ],
            "totals": {
                "columns": ["计算过程", "", ""],
                "rows": [[one.label, one.formula, format_yuan(one.amount_fen)] for one in income.totals],
            },
            "comparison": facts(income.comparison),
            "measures": {
                "columns": [column.label for column in paper.records[0].table.columns],
                "rows": [[cell_words(one, SAY) for one in row] for row in paper.records[0].table.rows],
            },
        },
        ensure_ascii=False,
    )


def typst_maker() -> Callable[[str], bytes] | None:
    """Return a function that sets one household with a reused typst compiler; none where typst is not installed."""
    try:
        import typst
    except ImportError:
        return None
    compiler = typst.Compiler(
        str(HERE / "household_file.typ"),
        root=str(HERE),
        font_paths=[str(ROOT / "resources" / "fonts")],
        ignore_system_fonts=True,
    )
    return lambda paper: compiler.compile(format="pdf", pdf_tags=False, sys_inputs={"paper": paper})


def peer_html(paper: HouseholdPaper) -> str:
    """Return the same content as HTML tables, for WeasyPrint and for LibreOffice."""

    def table(rows: Sequence[Sequence[str]]) -> str:
        cells = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        return f"<table>{cells}</table>"

    def facts(sections: Sequence[PaperSection]) -> str:
        return "".join(
            f"<h2>{escape(section.title)}</h2>"
            + table([(fact.label, cell_words(fact.text, SAY)) for fact in section.facts])
            for section in sections
        )

    lines = [
        (line.item, format_yuan(line.amount_fen), cell_words(line.member, SAY), line.counted, line.rule)
        for income in paper.income
        for group in income.groups
        for line in group.lines
    ]
    contents = [(str(number), item.title) for number, item in enumerate(default_contents(paper.titles, SAY), start=1)]
    records = "".join(
        table([[cell_words(cell, SAY) for cell in row] for row in record.table.rows]) for record in paper.records
    )
    style = (
        "@page{size:A4;margin:20mm 16mm 17mm 24mm}body{font:9.5pt 'Noto Sans SC'}table{border-collapse:collapse;"
        "width:100%}td{border:.4pt solid #000;padding:1mm}h1{text-align:center;break-before:page}"
    )
    members = "".join(f"<h2>{escape(member.name)}</h2>" + facts(member.sections) for member in paper.members)
    return (
        f"<html lang='zh-CN'><head><meta charset='utf-8'><style>{style}</style></head><body>"
        f"<h1>{escape(paper.titles.household_file)}</h1>{table(contents)}<h1>{escape(paper.titles.register_form)}</h1>"
        f"{facts((*paper.register, *paper.conditions, *paper.causes))}{members}"
        f"<h1>{escape(paper.titles.income_sheet)}</h1>{table(lines)}{records}</body></html>"
    )


def fpdf_maker() -> Callable[[Document], bytes] | None:
    """Return what draws the marks of a document with fpdf2, None where it is not installed."""
    try:
        from fpdf import FPDF
    except ImportError:
        return None

    folder = ROOT / "resources" / "fonts"

    def make(document: Document) -> bytes:
        pdf = FPDF(unit="pt")
        pdf.set_auto_page_break(auto=False)
        pdf.add_font("noto", "", folder / "NotoSansSC-Regular.ttf")
        pdf.add_font("noto", "B", folder / "NotoSansSC-Bold.ttf")
        for page in document.pages:
            pdf.add_page(format=(page.width, page.height))
            pdf.set_fill_color(244)
            for box in page.tints:
                pdf.rect(box.left, box.top, box.right - box.left, box.bottom - box.top, style="F")
            for rule in page.rules:
                pdf.set_line_width(rule.width)
                pdf.line(rule.x0, rule.y0, rule.x1, rule.y1)
            for text in page.texts:
                pdf.set_font("noto", "B" if text.bold else "", text.size)
                pdf.text(text.x, text.y, text.words)
        return bytes(pdf.output())

    return make


def weasy_maker() -> Callable[[str], bytes] | None:
    """Return what makes a PDF of HTML with WeasyPrint, None where it is not installed."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):
        return None
    return lambda html: bytes(HTML(string=html).write_pdf() or b"")


def office_merge(pages: Sequence[str]) -> tuple[float, int] | None:
    """Return CPU milliseconds per file, and bytes, of LibreOffice turning all files in one call; None without it."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, page in enumerate(pages):
            (folder / f"{number}.html").write_text(page, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
        files = [str(path) for path in sorted(folder.glob("*.html"))]
        subprocess.run(
            [*command, "pdf:writer_web_pdf_Export", "--outdir", str(folder), *files], check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        made = list(folder.glob("*.pdf"))
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return spent * 1000 / max(1, len(made)), sum(path.stat().st_size for path in made) // max(1, len(made))


def measured(make: Callable[[int], bytes], count: int) -> tuple[float, int, bytes]:
    """Return the median CPU milliseconds per household, the median size in bytes and the last file."""
    times: list[float] = []
    sizes: list[int] = []
    made = make(0)  # fonts and modules are loaded before the clock starts
    for index in range(1, count + 1):
        start = time.process_time()
        made = make(index)
        times.append((time.process_time() - start) * 1000)
        sizes.append(len(made))
    return statistics.median(times), int(statistics.median(sizes)), made


def main() -> None:
    """Measure and print."""
    from poverty_desktop.pdf.preview import page_count

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    papers = [varied(seed) for seed in range(count + 1)]
    documents = [compose_household_file(paper, sample_papers.stamp(), language=LANGUAGE) for paper in papers]
    unseen = [varied(seed) for seed in range(5000, 5001 + count)]
    print(f"one household file, {count} different households, CPU ms each")
    results = {
        "ours": measured(lambda index: ours(unseen[index]), count),
        "bare canvas, same marks": measured(lambda index: bare_canvas(documents[index]), count),
    }
    make_typst = typst_maker()
    if make_typst is None:
        print("typst                     not installed: pip install typst, then run again")
    else:
        inputs = [typst_input(paper, document) for paper, document in zip(papers, documents, strict=True)]
        results["typst, same content"] = measured(lambda index: make_typst(inputs[index]), count)
    few = min(count, PEER_COUNT)
    make_fpdf, make_weasy = fpdf_maker(), weasy_maker()
    if make_fpdf is not None:
        results["fpdf2, same marks"] = measured(lambda index: make_fpdf(documents[index]), few)
    if make_weasy is not None:
        results["WeasyPrint, same content"] = measured(lambda index: make_weasy(peer_html(papers[index])), few)
    base = results["ours"][0]
    merged = office_merge([peer_html(paper) for paper in papers[:few]])
    if merged is not None:
        cpu_ms, size = merged
        print(f"{'LibreOffice, one call':25} {cpu_ms:7.1f} ms  ours is {base / cpu_ms:4.2f} x  {size / 1000:6.0f} kB")
    for name, (cpu_ms, size, pdf) in results.items():
        ratio = base / cpu_ms
        print(f"{name:25} {cpu_ms:7.1f} ms  ours is {ratio:4.2f} x  {size / 1000:6.0f} kB  {page_count(pdf)} pages")
    fresh = [varied(seed) for seed in range(1000, 1000 + count)]
    start = time.process_time()
    pages = write_volume(
        io.BytesIO(),
        (compose_household_file(paper, sample_papers.stamp(), language=LANGUAGE) for paper in fresh),
        title="benchmark",
    )
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"one volume of {count}: {spent / count * 1000:.1f} ms per household, {pages / spent:.0f} pages per CPU second"
    )
    print(f"peak memory of the process {peak:.0f} MB")


if __name__ == "__main__":
    main()
