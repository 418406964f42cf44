"""企业服务档案: an enterprise's file on paper, from what it is to what was done for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from officer_app.assignments.service import DutyRow
from officer_app.cases.lists import CaseRow
from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import VALUE
from officer_app.core.documents.grid import INSIDE, Grid, GridColumn
from officer_app.core.documents.house import (
    LEFT,
    Frame,
    Row,
    Text,
    check_code,
    feet,
    form_head,
    label,
    made,
    value,
)
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.progress import Progress, unwatched
from officer_app.core.words import chinese_day
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.service import DemandRow
from officer_app.directory.capital import capital_words
from officer_app.directory.file import ContactRow, EnterpriseFile, ListingRow
from officer_app.directory.recognition import Recognition
from officer_app.directory.years import YearRow
from officer_app.i18n import CHINESE, speaking
from officer_app.overview.dossier import Dossier, dossier
from officer_app.people.access import Permission
from officer_app.visits.browsing import VisitRow

TITLE: Final = "企业服务档案"
_ROW: Final = 7.6 * MM
_LABEL: Final = 20 * MM
_HALF: Final = INSIDE / 2 - _LABEL
_WIDE: Final = INSIDE - _LABEL
_TEXT: Final = 10
_LEAD: Final = 15

_DUTIES: Final = Grid(
    (GridColumn("职责", 24), GridColumn("姓名", 24), GridColumn("起止", 46), GridColumn("事由", 0, "left"))
)
_CONTACTS: Final = Grid(
    (GridColumn("姓名", 26), GridColumn("职务", 0, "left"), GridColumn("联系电话", 34), GridColumn("备注", 40))
)
_LISTINGS: Final = Grid(
    (
        GridColumn("目录", 22),
        GridColumn("类别", 34),
        GridColumn("层级", 12),
        GridColumn("入选日期", 22),
        GridColumn("入选理由", 0, "left"),
    )
)
_YEARS: Final = Grid(
    (
        GridColumn("年度", 16),
        GridColumn("年末人数", 22, "right"),
        GridColumn("营业收入（万元）", 32, "right"),
        GridColumn("来源", 0, "left"),
    )
)
_VISITS: Final = Grid(
    (
        GridColumn("编号、日期", 28),
        GridColumn("方式、结果", 19),
        GridColumn("走访人", 16),
        GridColumn("内容摘要", 0, "left"),
    )
)
_DEMANDS: Final = Grid(
    (
        GridColumn("诉求编号", 28),
        GridColumn("诉求内容", 0, "left"),
        GridColumn("承办", 17),
        GridColumn("办理期限", 22),
        GridColumn("状态、评价", 22),
    )
)
_CASES: Final = Grid(
    (GridColumn("办件编号", 44), GridColumn("岗位", 0, "left"), GridColumn("申报日期", 24), GridColumn("状态", 28))
)
_PAPERS: Final = Grid((GridColumn("材料名称", 0, "left"), GridColumn("说明", 50, "left"), GridColumn("归档日期", 24)))
# What the paper tells of a visit; the whole stands in its record.
_DIGEST: Final = 90


@dataclass(frozen=True, slots=True)
class DossierPrint:
    """What the paper says. `mode`, `state` and the like are words already, in Chinese as the paper is."""

    office: str
    made_at: datetime
    name: str
    uscc: str
    facts: tuple[tuple[str, str], ...]
    site: str
    scope: str
    note: str
    listings: tuple[tuple[str, ...], ...]
    years: tuple[tuple[str, ...], ...]
    duties: tuple[tuple[str, ...], ...]
    contacts: tuple[tuple[str, ...], ...]
    next_contact: str
    visits: tuple[tuple[str, ...], ...]
    visit_count: int
    demands: tuple[tuple[str, ...], ...]
    cases: tuple[tuple[str, ...], ...]
    papers: tuple[tuple[str, ...], ...]


@asks(Permission.REPORT)
def dossier_print(work: Work, enterprise_id: int) -> DossierPrint:
    """An enterprise's file as the paper prints it: phones masked, applicants unnamed. Raises NotFound."""
    found = dossier(work, enterprise_id)
    file = found.file
    with speaking(CHINESE):
        return DossierPrint(
            office=OFFICE_NAME.on(work, work.today),
            made_at=work.now.astimezone(OFFICE_ZONE),
            name=file.name,
            uscc=file.uscc,
            facts=_facts(file),
            site=file.actual_site or file.registered_address,
            scope=file.business_scope,
            note=file.note,
            listings=tuple(_listing(row) for row in file.listings),
            years=tuple(_year(row) for row in file.years),
            duties=tuple(_duty(row) for row in found.duties),
            contacts=tuple(_contact(row) for row in file.contacts),
            next_contact=_next_contact(found),
            visits=tuple(_visit(row) for row in found.visits),
            visit_count=found.visit_count,
            demands=tuple(_demand(row) for row in found.demands),
            cases=tuple(_case(row) for row in found.cases.rows),
            papers=tuple(
                (paper.name, paper.note, paper.added_at.date().isoformat())
                for paper in found.papers
                if paper.removed_at is None
            ),
        )


def dossier_paper(file: DossierPrint, progress: Progress = unwatched) -> bytes:
    """The PDF. Raises MissingGlyph for a character that no shipped face has, Cancelled."""
    paper = Paper(title=f"{TITLE} {file.uscc}", author=file.office, subject=TITLE, made_at=file.made_at)
    frame = Frame(lambda: _open(paper, file))
    frame.whole("企业", _enterprise(file))
    for title, words in (("范围", file.scope), ("备注", file.note)):
        if words.strip():
            frame.split(title, [Text(compose(words.strip(), VALUE, _TEXT, INSIDE - 14, justify=True), _LEAD)])
    shown = f"走访记录{len(file.visits)}条" if file.visit_count == len(file.visits) else f"最近{len(file.visits)}次走访"
    tables = (
        (_LISTINGS, "目录", file.listings, "尚未列入目录"),
        (_YEARS, "年度", file.years, "尚无年度数据"),
        (_DUTIES, "联络", file.duties, "尚未分配联络员"),
        (_CONTACTS, "联系人", file.contacts, "尚未登记联系人"),
        (_VISITS, "走访", file.visits, "尚无走访记录"),
        (_DEMANDS, "诉求", file.demands, "尚未收集到诉求"),
        (_CASES, "办件", file.cases, "尚无特殊人才办件"),
        (_PAPERS, "材料", file.papers, "尚无归档材料"),
    )
    for done, (grid, title, rows, empty) in enumerate(tables):
        progress(done, len(tables))
        grid.section(frame, title, rows, empty)
    frame.close()
    if file.visit_count > len(file.visits):
        frame.page.text(f"注：共走访{file.visit_count}次，本表列{shown}。", VALUE, 8.5, LEFT, frame.y + 14)
    paper.mark(f"{TITLE} {file.name}", paper.pages[0])
    feet(paper.pages, f"{TITLE} {file.uscc}  {made(file.made_at)}", check_code(file), len(paper.pages))
    return paper.finish()


def _open(paper: Paper, file: DossierPrint) -> tuple[Page, float]:
    page = paper.new_page()
    until = f"截至 {chinese_day(file.made_at.date())}"
    return page, form_head(page, TITLE, file.office, until, f"{TITLE}（续）　{file.name}", first=page.number == 1)


def _enterprise(file: DossierPrint) -> list[Row | Text]:
    rows: list[Row | Text] = [
        Row([label("企业名称", _LABEL), value(file.name, _WIDE, 10.5, strong=True)], _ROW),
    ]
    facts = [("信用代码", file.uscc), *file.facts]
    if len(facts) % 2:
        facts.append(("", ""))
    for (one, said), (other, also) in zip(facts[::2], facts[1::2], strict=True):
        cells = [label(one, _LABEL), value(said, _HALF), label(other, _LABEL)]
        # An odd fact leaves the last place blank, not a dash without a name.
        rows.append(Row([*cells, value(also if other else "　", _HALF)], _ROW))
    rows.append(Row([label("经营地址", _LABEL), value(file.site, _WIDE)], _ROW))
    rows.append(Row([label("下次联系", _LABEL), value(file.next_contact, _WIDE)], _ROW))
    return rows


def _facts(file: EnterpriseFile) -> tuple[tuple[str, str], ...]:
    capital = capital_words(file.capital_amount, file.capital_currency) if file.capital_amount is not None else ""
    signs = [
        *(["大客户"] if file.large_client else []),
        *(
            _recognition(name, held)
            for name, held in (("高新技术企业", file.high_tech), ("重点机构", file.key_body))
            if held
        ),
    ]
    known = [
        ("所属产业", file.industry.label if file.industry else ""),
        ("所在街镇", file.subdistrict),
        ("企业类型", file.enterprise_type),
        ("成立日期", _day(file.founded_on)),
        ("注册资本", capital),
        ("职工人数", str(file.headcount) if file.headcount is not None else ""),
        ("资质认定", "、".join(signs)),
        ("曾用名", file.former_names),
    ]
    own = [(field.name, _own(said)) for field, said in file.own if said is not None]
    return (*known, *own)


def _own(said: object) -> str:
    return said.isoformat() if isinstance(said, date) else str(said)


def _recognition(name: str, held: Recognition) -> str:
    until = f"（至{held.until.isoformat()}）" if held.until else ""
    return name + until


def _listing(row: ListingRow) -> tuple[str, ...]:
    left = f"{_day(row.removed_on)}移出：{row.removal_reason}" if row.removed_on else ""
    return (
        f"{row.year}年版",
        row.industry.label if row.industry else "",
        str(row.tier),
        _day(row.entered_on),
        "；".join(part for part in (row.reason, left) if part),
    )


def _year(row: YearRow) -> tuple[str, ...]:
    revenue = f"{row.revenue / 10_000:,.2f}" if row.revenue is not None else ""
    return (str(row.year), str(row.headcount) if row.headcount is not None else "", revenue, row.source)


def _duty(row: DutyRow) -> tuple[str, ...]:
    until = f"至{_day(row.ends_on)}" if row.ends_on else "至今" if row.serving else ""
    return (
        row.role.label,
        row.officer,
        f"{_day(row.starts_on)}{until}",
        "；".join(part for part in (row.reason, row.end_reason) if part),
    )


def _contact(row: ContactRow) -> tuple[str, ...]:
    marks = [*(["首要联系人"] if row.is_primary else []), *([row.hr_level.label] if row.hr_level else [])]
    return (row.name, row.title, row.phone, "、".join(marks))


def _visit(row: VisitRow) -> tuple[str, ...]:
    words = " ".join(row.content.split())
    digest = words if len(words) <= _DIGEST else words[:_DIGEST] + "……"
    return (f"{row.number}\n{_day(row.visited_on)}", f"{row.mode.label}\n{row.outcome.label}", row.by, digest)


def _demand(row: DemandRow) -> tuple[str, ...]:
    state = "\n".join(part for part in (row.state.label, row.rating.label if row.rating else "") if part)
    return (row.number, f"【{row.category.label}】{' '.join(row.text.split())}", row.handler, _day(row.due_on), state)


def _case(row: CaseRow) -> tuple[str, ...]:
    # Who applies is told on the case's own papers only.
    return (row.number, row.post, _day(row.filed_on), row.state.label)


def _next_contact(found: Dossier) -> str:
    if found.due is None:
        return ""
    how = "与企业约定" if found.due.agreed else "按走访周期"
    late = "，已逾期" if found.overdue else ""
    return f"{_day(found.due.due_on)}（{how}{late}）"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
