"""Scenes of the frame itself, with invented rows: the measure for every page built on it."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import Conflict, SignInFailed
from officer_app.i18n import N_
from officer_app.ui.cells import Cell, Group
from officer_app.ui.form import Form
from officer_app.ui.login import LoginView
from officer_app.ui.page import Account, Desk, Key, Page, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import INDUSTRY_DOTS, Tone
from officer_app.ui.welcome import WelcomeView
from officer_app.ui.widgets import (
    Avatar,
    Balance,
    Burndown,
    Check,
    Choice,
    DateEdit,
    DayDots,
    EmptyState,
    Facts,
    FilterBar,
    FilterChip,
    Gauge,
    Hit,
    Link,
    PageHeading,
    Picker,
    Pill,
    PillSpec,
    Prose,
    PushButton,
    Rule,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    Step,
    StepChain,
    StripDay,
    Text,
    TimeEdit,
    Token,
    TokenField,
    Way,
    WeekStrip,
)
from officer_app.ui.widgets.day_dots import Mark
from officer_app.ui.widgets.search_box import Deliver
from tests.gallery import TODAY, Scene, Stage

LIAISON = Account("王敏", "联络员·顾村镇", frozenset({"visit_log"}), "重点企业联系")
PLANNED: tuple[Mark, ...] = ("planned", "planned", "planned")
OVERDUE = PillSpec("逾期 4 个工作日", "danger", "clock-alert")


@dataclass(frozen=True)
class Firm:
    name: str
    code: str
    industry: str
    dot: Tone
    town: str
    officer: str
    last: date
    due: date
    pill: PillSpec | None
    demands: int


def firms() -> list[Firm]:
    words = {
        "biomedicine": "生物医药",
        "advanced_materials": "先进材料",
        "robotics": "机器人智造",
        "next_gen_it": "新一代信息技术",
        "cruise": "邮轮经济",
        "other_contributor": "其他贡献突出",
    }
    names = (
        "澜启生物科技",
        "朔明智能装备股份",
        "旻拓精密模具",
        "玖弘新材料",
        "翊沧信息技术",
        "穹川碳纤维制品",
        "珂域诊断技术",
        "屹泊邮轮服务",
        "曜砺传感科技",
        "岚圻石墨烯应用与先进纳米复合材料联合研究",
    )
    pills = (PillSpec("逾期 4", "danger"), PillSpec("逾期 1", "danger"), PillSpec("今天", "warn"), None)
    kinds = list(words)
    made = []
    for number in range(40):
        kind = kinds[number % 6]
        made.append(
            Firm(
                f"上海{names[number % 10]}有限公司",
                f"91310113MA1EUHU{number:02}J",
                words[kind],
                INDUSTRY_DOTS[kind],
                "宝山工业园区" if number % 5 == 1 else "顾村镇",
                "" if number == 7 else "王敏",
                date(2026, 6, 10),
                date(2026, 9, 11 + number // 3),
                pills[min(number, 3)],
                number % 4,
            )
        )
    return made


def due(firm: Firm) -> Cell:
    return Cell(firm.due.isoformat(), "danger" if firm.pill and firm.pill.tone == "danger" else "text", pill=firm.pill)


FIRM_COLUMNS: tuple[Column[Firm], ...] = (
    Column("name", N_("Enterprise"), lambda f: Cell(f.name, weight=400), 160, stretch=True, sort="name"),
    Column("code", N_("Credit code"), lambda f: Cell(f.code, "text2", small=True), 148),
    Column("industry", N_("Industry"), lambda f: Cell(f.industry, dot=f.dot, small=True), 118),
    Column("town", N_("Sub-district"), lambda f: Cell(f.town, "text2"), 100),
    Column(
        "officer",
        N_("Liaison officer"),
        lambda f: f.officer or Cell(pill=PillSpec("暂缺", "warn", "user-x")),
        76,
    ),
    Column("last", N_("Last visit"), lambda f: Cell(f.last.isoformat(), "text2"), 92),
    Column("due", N_("Next due"), due, 140, sort="due"),
    Column("demands", N_("Demands"), lambda f: Cell(str(f.demands)) if f.demands else Cell("–", "text3"), 74, "right"),
)


class DirectoryScene(PageView):
    def __init__(self, desk: Desk, trouble: bool = False) -> None:
        super().__init__(desk)
        edition = PushButton("2026 年版", kind="quiet", menu_arrow=True)
        view = PushButton("视图：近期要访", "bookmark", kind="quiet", menu_arrow=True)
        buttons = (PushButton("导出", "download"), PushButton("新增企业", "plus"))
        self.put_heading(PageHeading("企业目录", (edition, view), buttons))
        chips = (
            FilterChip("走访", [(90, "90 天内应访")], 90),
            FilterChip("街镇", [("g", "顾村镇")]),
            FilterChip("产业", [("b", "生物医药")]),
            Link("清除", "body"),
        )
        columns = PushButton(icon="columns-3-cog", kind="quiet", height=28, name="列")
        self.main.addWidget(FilterBar(chips, (Text("26 家", "body", "text2"), columns)))
        self.table: Table[Firm] = Table(FIRM_COLUMNS, "企业")
        self.table.show_sort("due", False)
        self.table.show_rows(firms())
        self.main.addWidget(self.table, 1)
        self.put_side(self._file())
        if trouble:
            error = Conflict()
            self.error_bar.say(
                error.cause, error.next_step, [("看两处差异", self.reload), ("载入新值再改", self.reload)]
            )

    def opened(self, target: object = None) -> None:
        self.table.setFocus()

    def _file(self) -> SidePanel:
        panel = SidePanel()
        panel.column.addWidget(Text("上海澜启生物科技有限公司", "record"))
        panel.column.addWidget(Text("91310113MA1EUHUX2J", "caption", "text2"))
        row = QHBoxLayout()
        for spec in (
            PillSpec("生物医药", dot="biomedicine"),
            PillSpec("2026 年版目录"),
            PillSpec("大客户", icon="star"),
        ):
            row.addWidget(Pill(spec))
        row.addStretch(1)
        panel.column.addLayout(row)
        panel.add_rule()
        panel.column.addWidget(
            Facts([("街镇", "顾村镇·联杨路片区"), ("联系频次", "每季度一次"), ("规模", "412 人，硕博占 46 %")])
        )
        panel.add_rule()
        panel.column.addWidget(SectionHeader("联系人", "", Link("全部 4")))
        panel.column.addStretch(1)
        return panel


class TodayScene(PageView):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(dp(24), dp(16), dp(24), dp(4))
        column.addWidget(Text("上午好，王敏", "greeting"))
        column.addWidget(Text("今天有 3 次走访，另有 2 家已逾期；1 件诉求今天到期。", "prose", "text2"))
        column.addWidget(
            Segmented([Segment("all", "全部 11"), Segment("v", "走访 5"), Segment("d", "诉求 3")], "分组", height=28)
        )
        self.put_heading(head)
        keys = (("V", "记走访"), ("S", "改期"))
        columns: tuple[Column[tuple[str, str, str, Cell]], ...] = (
            Column("who", N_("Enterprise"), lambda r: Cell(r[0], weight=500, icon="map-pin"), 300),
            Column("what", N_("Content"), lambda r: Cell(r[1], "text2", keys=keys), 300, stretch=True),
            Column("person", N_("Person"), lambda r: Cell(r[2], "text2"), 96),
            Column("when", N_("When"), lambda r: r[3], 150),
        )
        table: Table[tuple[str, str, str, Cell]] = Table(columns, "今日", row_height=36, header=False, inset=16)
        self.table = table
        rows: list[tuple[str, str, str, Cell] | Group] = [
            Group("已逾期", 2, "danger", "clock-alert", "先处理这些"),
            ("上海澜启生物科技有限公司", "季度走访·上次 2026-06-10，上门", "刘芳", Cell(pill=OVERDUE)),
            ("上海旻拓精密模具有限公司", "季度走访·两次电话未接", "沈国梁", Cell(pill=OVERDUE)),
            Group("今天", 3, "accent", "sun"),
            ("隽沛细胞技术（上海）有限公司", "上门·已约，带人才公寓申请表", "唐晓岚", Cell("10:00 – 11:00", "text2")),
            ("上海苒芯微电子有限公司", "电话·回访 9 月 3 日反映的落户材料问题", "钱立", Cell("14:00", "text2")),
        ]
        table.show_rows(rows)
        table.set_current(4)
        holder = QHBoxLayout()
        holder.setContentsMargins(dp(8), 0, dp(8), 0)
        holder.addWidget(table)
        self.main.addLayout(holder, 1)
        panel = SidePanel(304)
        days = [
            StripDay(
                date(2026, 9, 14 + n),
                ("done", "missed") if n < 3 else PLANNED[: n % 4],
                "休" if n == 5 else "班" if n == 6 else "",
                "warn" if n == 6 else "text3",
                n == 5,
            )
            for n in range(7)
        ]
        panel.column.addWidget(SectionHeader("本周", "", Text("周日调休上班", "caption", "text3")))
        panel.column.addWidget(WeekStrip(days, TODAY))
        panel.add_rule()
        gaps = Pill(PillSpec("3 家", "warn", "user-x"))
        panel.column.addWidget(SectionHeader("联系缺口", "", Link("全部"), after=gaps))
        panel.column.addStretch(1)
        self.put_side(panel)

    def opened(self, target: object = None) -> None:
        self.table.setFocus()


class CaseScene(PageView):
    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.put_heading(
            PageHeading("宝人特〔2026〕47 号", (Pill(PillSpec("初审中", "accent", "circle-dot")),), (DayDots(3, 5),))
        )
        self.main.addWidget(Rule())
        body = QHBoxLayout()
        left = SidePanel(240, left=True)
        left.column.addWidget(Text("办理环节", weight=600))
        left.column.addWidget(
            StepChain(
                [
                    Step("预审", "done", "09-08 至 09-11", ("王敏·联络员", "补正 1 次，停表 2 天")),
                    Step("受理", "done", "09-14", ("陈思齐·窗口",)),
                    Step("初审", "now", "09-15 起", ("李国强·主管",)),
                    Step("评审会", "ahead", "", ("召集人待定",)),
                    Step("公示", "ahead"),
                    Step("落户", "ahead"),
                ]
            )
        )
        left.column.addStretch(1)
        body.addWidget(left)
        middle = QVBoxLayout()
        middle.setContentsMargins(dp(24), dp(20), dp(24), dp(20))
        middle.setSpacing(dp(12))
        form = Form()
        found = Hit(1, "上海澜启生物科技有限公司", "顾村镇·生物医药", pill=OVERDUE)
        picker = Picker("企业", "名称、拼音首字母或代码片段", lambda _text, deliver: deliver([found]))
        picker.set_hit(found)
        form.add("enterprise", "企业", picker, needed=True)
        modes = QHBoxLayout()
        modes.addWidget(
            Segmented([Segment("a", "上门", "map-pin", "Alt 1"), Segment("b", "电话", "phone", "2")], "方式")
        )
        modes.addStretch(1)
        form.add_row("方式", {}, modes)
        times = QHBoxLayout()
        times.setSpacing(dp(8))
        day, start = DateEdit("日期", lambda: TODAY, TODAY), TimeEdit("开始")
        times.addWidget(day)
        times.addWidget(start)
        times.addStretch(1)
        times.addWidget(Choice("结果", [(1, "见到了，正常完成")]))
        form.add_row("时间", {"day": day, "start": start}, times, needed=True)
        people = TokenField("见到", "再加一位…")
        people.set_tokens([Token("刘芳", "人事经理"), Token("何建平", "副总经理")])
        form.add("met", "见到", people)
        form.add("text", "内容", Prose("内容", lines=6), needed=True)
        form.show_error(SignInFailed(field="day"))
        middle.addWidget(form)
        chart = Burndown(
            [
                Balance(date(2026, 1, 1), 50, 50),
                Balance(date(2026, 3, 2), 30),
                Balance(date(2026, 6, 18), 38, 8),
                Balance(date(2026, 9, 10), 11),
            ],
            TODAY,
        )
        middle.addWidget(chart, 1)
        body.addLayout(middle, 1)
        right = SidePanel(300)
        right.column.addWidget(SectionHeader("2026 年专用额度", "", Link("台账")))
        right.column.addWidget(Text("剩 11 / 58", "figure"))
        right.column.addWidget(Gauge(41, 6, 11))
        right.add_rule()
        checked = Check("核对联系人与电话")
        checked.setChecked(True)
        right.column.addWidget(checked)
        right.column.addWidget(Check("问特殊人才申请意向"))
        right.column.addWidget(Prose("意见", "初审意见，将写入审批表"))
        approve = PushButton(
            "通过初审，预留 1 个额度", "lock", kind="primary", height=metrics.DECISION, deliberate=True
        )
        approve.set_reason("补齐上面 2 项后可用")
        right.column.addWidget(approve)
        right.column.addWidget(PushButton("不予通过…", kind="danger"))
        right.column.addWidget(Avatar("周颖", 24))
        right.column.addStretch(1)
        body.addWidget(right)
        self.main.addLayout(body, 1)


class EmptyScene(PageView):
    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.put_heading(PageHeading("企业目录", (PushButton("2026 年版", kind="quiet", menu_arrow=True),)))
        self.main.addWidget(Rule())
        ways = [
            Way(
                "file-spreadsheet",
                "导入企业工作簿",
                "xlsx、csv，逐行校验，可先预览再写入",
                "选择文件…",
                self.reload,
                "Ctrl I",
            ),
            Way("plus", "逐家新增", "输入统一社会信用代码，自动校验末位", "新增企业", self.reload, "Ctrl Shift E"),
            Way("flask-conical", "先用示例数据看看", "40 家虚构企业，一键移除", "载入示例", self.reload),
        ]
        sentence = "先放进企业，才能排走访、派联络员、记诉求。"
        self.main.addWidget(EmptyState("building-2", "目录里还没有企业", sentence, ways, "也可以把文件直接拖进窗口"), 1)


KEYS = (Key("Up Down", N_("choose")), Key("Enter", N_("open")), Key("V", N_("Log a visit")), Key("S", N_("reschedule")))


def _pages() -> tuple[Page, ...]:
    return (
        Page("today", N_("Today"), "sun", TodayScene, keys=KEYS),
        Page("directory", N_("Directory"), "building-2", DirectoryScene, keys=KEYS),
        Page("network", N_("Network"), "network", EmptyScene, keys=KEYS),
        Page(
            "visits", N_("Visits"), "map-pin-check-inside", lambda desk: DirectoryScene(desk, trouble=True), keys=KEYS
        ),
        Page("talent", N_("Special talent"), "award", CaseScene, keys=KEYS),
        Page("reports", N_("Reports"), "chart-column", EmptyScene),
        Page("administration", N_("Administration"), "settings", EmptyScene, at_foot=True),
    )


def _page(key: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = stage.window(stage.desk(), _pages(), LIAISON)
        for place, count in (("today", 11), ("visits", 5), ("talent", 3)):
            window.side.show_count(place, count)
        window.go(key)
        return window

    return scene


def _search(stage: Stage) -> QWidget:
    window = _page("today")(stage)
    hits = [
        Hit(
            1,
            "上海澜启生物科技有限公司",
            "顾村镇·生物医药·王敏",
            frozenset({2, 3, 4, 5}),
            pill=OVERDUE,
            tail="91310113MA1EUHUX2J",
        ),
        Hit(2, "上海黎勤商务服务有限公司", "大场镇·其他贡献突出", frozenset({2, 3, 4, 5}), tail="91310113MA1AGKR015"),
        Hit(3, "上海朔明智能装备股份有限公司", "曾用名：上海浪圈商务有限公司", tail="91310113MA1F8MGM8T"),
        Hit(4, "刘倩", "联系人·138****2046·上海澜启生物科技有限公司", frozenset({0, 1}), icon="user"),
    ]

    def find(_text: str, deliver: Deliver) -> None:
        deliver(hits)

    window.top.search._fetch = find  # type: ignore[attr-defined]  # the window of this scene
    window.show()
    window.top.search.setText("lqsw")  # type: ignore[attr-defined]  # as above
    window.top.search.search()  # type: ignore[attr-defined]  # as above
    return window


def _login(_stage: Stage) -> QWidget:
    facts = [("history", "上次登录：9月16日 17:42，本机"), ("file-clock", "有 1 份未完成的走访草稿等你继续")]
    view = LoginView(
        "数据只存本机，已加密", "上海市宝山区人力资源和社会保障局", [("王敏", "联络员"), ("李国强", "主管")], facts
    )
    view.setFocus()
    return view


def _login_failed(_stage: Stage) -> QWidget:
    view = LoginView("数据只存本机", "", [])
    view.failed(SignInFailed())
    return view


def _welcome(_stage: Stage) -> QWidget:
    return WelcomeView("数据只存本机")


def _welcome_form(_stage: Stage) -> QWidget:
    view = WelcomeView("数据只存本机")
    view._show_form()
    view._want_office()
    return view


SCENES: dict[str, Scene] = {
    "frame-login": _login,
    "frame-login-failed": _login_failed,
    "frame-welcome": _welcome,
    "frame-welcome-form": _welcome_form,
    "frame-today": _page("today"),
    "frame-search": _search,
    "frame-list": _page("directory"),
    "frame-error": _page("visits"),
    "frame-empty": _page("network"),
    "frame-case": _page("talent"),
    "frame-shortcuts": _page("shortcuts"),
}
