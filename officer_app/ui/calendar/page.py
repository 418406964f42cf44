"""The page "calendar": month, week or agenda; the day and who has no date yet at the side."""

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from functools import partial
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from officer_app.directory.lists.browsing import SubdistrictName, list_subdistricts
from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission, Role
from officer_app.people.service import AccountRow, list_officers
from officer_app.ui.calendar.agenda import Agenda
from officer_app.ui.calendar.board import Board
from officer_app.ui.calendar.diary import Diary, month_later, month_span, week_span
from officer_app.ui.calendar.legend import Legend
from officer_app.ui.calendar.month import MonthBoard
from officer_app.ui.calendar.moves import Moves
from officer_app.ui.calendar.outputs import Outputs
from officer_app.ui.calendar.plan_form import PlanForm
from officer_app.ui.calendar.side import CalendarSide
from officer_app.ui.calendar.week import WeekBoard
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import EnterpriseWanted, ListToTake, NewVisit, RouteWanted, ShowVisit
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, FilterChip, Hit, PageHeading, PushButton, Rule, Segment, Segmented, Text
from officer_app.ui.widgets.sheet import Sheet
from officer_app.ui.wording import day_in_prose, month_in_prose
from officer_app.visits.calendar import (
    CalendarEntry,
    DayOfCalendar,
    Undated,
    UndatedContacts,
    Whose,
    calendar_days,
    undated_contacts,
)
from officer_app.visits.plans import PlanDraft, Planned

VIEWS: Final = ("month", "week", "agenda")


class CalendarPage(PageView):
    """See the module. Its target may be a date."""

    reload_on = frozenset({"visit", "visit_plan", "enterprise", "assignment", "calendar_day", "cover", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.diary = Diary(desk.today())
        self.moves = Moves(desk, self)
        self.moves.done.connect(self._done)
        self._own_id: int | None = getattr(desk.jobs.actor, "id", None)
        self._known = False
        self._shown: tuple[date, date] | None = None
        self.views = Segmented(
            [
                Segment("month", _("Monthly"), "calendar-days"),
                Segment("week", _("Weekly"), "columns-3"),
                Segment("agenda", _("Agenda"), "list"),
            ],
            _("View"),
        )
        self.views.chosen.connect(self._view_chosen)
        self.officer = FilterChip(_("Our officer"), otherwise=_("Everybody"))
        self.town = FilterChip(_("Sub-district"))
        for chip in (self.officer, self.town):
            chip.chosen.connect(lambda _value: self.reload())
        self.plan_button = PushButton(_("Plan a visit"), "calendar-plus")
        self.plan_button.clicked.connect(lambda: self.begin_plan())
        self.propose_button = PushButton(_("Propose a week"), "route")
        self.propose_button.clicked.connect(self.propose)
        self.list_button = PushButton(_("Visit list"), "printer")
        self.list_button.clicked.connect(self.take_along)
        self.export_button = PushButton(_("Export"), "calendar-sync", menu_arrow=True)
        self.export_button.clicked.connect(self.export)
        buttons = (self.propose_button, self.list_button, self.export_button, self.plan_button)
        self.put_heading(PageHeading(_("Calendar"), (self.views,), (self.officer, self.town, *buttons)))
        for button in (self.plan_button, self.propose_button):
            button.setVisible(desk.may(Permission.VISIT_PLAN))
        self.list_button.setVisible(desk.may(Permission.REPORT))
        self.outputs = Outputs(self)
        self.main.addWidget(self._bar())
        self.main.addWidget(Rule())
        self.month, self.week = MonthBoard(self.diary), WeekBoard(self.diary)
        self.agenda = Agenda(self.diary)
        self._views: dict[str, QWidget] = dict(zip(VIEWS, (self.month, self.week, self.agenda), strict=True))
        self.stack = QStackedWidget()
        for view in self._views.values():
            self.stack.addWidget(view)
        self.main.addWidget(self.stack, 1)
        self.side = CalendarSide(self.diary)
        self.put_side(self.side, gives_way=True)
        self.form = PlanForm(desk)
        self.form.planned.connect(self._form_planned)
        self.form.left.connect(self.leave_form)
        self.form.setParent(self)
        self.form.hide()
        self._wire()
        self._own_first()
        kept = str(desk.settings.value("calendar/view") or "")
        self.show_view(kept if kept in VIEWS else "month")

    # What is in view.

    def opened(self, target: object = None) -> None:
        self.diary.today = self.desk.today()
        if isinstance(target, date):
            self.diary.go(target)
        self.board().setFocus()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Left Right", N_("day")),
            Key("PgUp PgDown", N_("month or week")),
            Key("N", N_("plan a visit"), "visit_plan"),
            Key("V", N_("log a visit"), "visit_log"),
        )

    def has_filled(self) -> bool:
        return not self.form.isHidden() or super().has_filled()

    def board(self) -> QWidget:
        """The view in use."""
        return self._views[self.views.value()]

    def whose(self) -> Whose:
        """Whose calendar is in view."""
        officer, town = self.officer.value(), self.town.value()
        return Whose(officer if isinstance(officer, int) else None, town if isinstance(town, int) else None)

    def span(self) -> tuple[date, date]:
        """The days in view."""
        week = self.views.value() == "week"
        return week_span(self.diary.day) if week else month_span(self.diary.day)

    def show_view(self, view: str) -> None:
        """Month, week or agenda."""
        self.views.set_value(view)
        self._view_chosen(view)

    def reload(self) -> None:
        if not self._known:
            self._known = True
            if self.desk.may(Permission.ASSIGNMENT_READ):
                self.desk.jobs.read(list_officers, then=self._know_officers, owner=self)
            self.desk.jobs.read(list_subdistricts, then=self._know_towns, owner=self)
        first, last = self._shown = self.span()
        whose = self.whose()
        self.desk.jobs.read(calendar_days, whose, first, last, then=self._show, owner=self, latest="days")
        until = max(last, self.desk.today())
        self.desk.jobs.read(
            undated_contacts, whose, until, then=partial(self._show_undated, until), owner=self, latest="undated"
        )

    def step(self, by: int) -> None:
        """The month, or the week, before or after."""
        day = self.diary.day
        self.diary.go(day + timedelta(days=7 * by) if self.views.value() == "week" else month_later(day, by))

    def go_today(self) -> None:
        """Back to today."""
        self.diary.go(self.desk.today())

    # What is done.

    def begin_plan(self, row: Undated | None = None) -> None:
        """Open the form for the day in view."""
        if not self.desk.may(Permission.VISIT_PLAN):
            return
        hit = Hit(row.enterprise_id, row.enterprise, row.subdistrict) if row is not None else None
        officer = row.officer_id if row is not None else self.whose().officer_id or self._own_id or 0
        self.side.show_form(self.form)
        self.show_panel(True)
        self.form.begin(max(self.diary.day, self.desk.today()), officer, hit)
        self.fit_filled()

    def leave_form(self) -> None:
        """Back to the lists."""
        self.side.show_form(None)
        self.fit_filled()
        self.show_panel(False)
        self.board().setFocus()

    def plan_undated(self, place: int, day: date, at: time | None = None) -> None:
        """Give somebody without a date this day."""
        row = self.side.undated_row(place)
        if row is not None and self.desk.may(Permission.VISIT_PLAN):
            draft = PlanDraft(str(uuid4()), row.enterprise_id, row.officer_id, day, at)
            self.moves.plan(draft, row.enterprise)

    def open_entry(self, entry: CalendarEntry) -> None:
        """A visit made in the list of visits, else the enterprise's file."""
        if entry.visit_id is not None:
            self.desk.go("visits", ShowVisit(entry.visit_id))
        else:
            self.desk.go("enterprise", EnterpriseWanted(entry.enterprise_id))

    def chosen(self) -> CalendarEntry | None:
        """The entry one stands at."""
        return self.agenda.current_row() if self.views.value() == "agenda" else self.diary.entry()

    def log_visit(self) -> None:
        """Log a visit, of the chosen entry's enterprise."""
        entry = self.chosen()
        if self.desk.may(Permission.VISIT_LOG):
            wanted = NewVisit(entry.enterprise_id, entry.plan_id) if entry is not None else NewVisit()
            self.desk.go("visit", wanted)

    def call_off(self) -> None:
        """Ask why, and call the chosen plan off."""
        entry = self.chosen()
        if entry is None or entry.plan_id is None or not self.desk.may(Permission.VISIT_PLAN):
            return
        reason = Entry(_("Reason"), _("Why it is called off"))
        reason.setMinimumWidth(dp(240))

        def take() -> bool:
            if not reason.text().strip():
                sheet.show_wrong(_("Say why."))
                return False
            self.moves.call_off(entry, reason.text(), self.board().setFocus)
            return True

        sheet = Sheet(self.board(), [reason], take, words=_("Call off"), icon="calendar-days")
        sheet.setAccessibleName(_("Call off {name}").format(name=entry.enterprise))
        board = self.board()
        if isinstance(board, Board):
            sheet.open_at(board.day_rect(entry.day).center().toPoint())
        else:
            sheet.open_below()

    def propose(self) -> None:
        """A week's visits for the officer whose calendar it is."""
        officer = self.whose().officer_id
        if not self.desk.may(Permission.VISIT_PLAN):
            return
        if officer is None:
            self.error_bar.say(_("A week is proposed to one officer."), _("Choose one above."), kind="warn")
            return
        names = dict(self.officer.choices())
        self.desk.go("route", RouteWanted(officer, names.get(officer, ""), self._from_today()))

    def take_along(self) -> None:
        """The list of the day in view, or of the week."""
        if self.desk.may(Permission.REPORT):
            day = self.diary.day
            first, last = week_span(day) if self.views.value() == "week" else (day, day)
            self.desk.go("take-along", ListToTake(first, last, self.whose().officer_id))

    def export(self) -> None:
        """Offer the ways a calendar leaves the office."""
        below = self.export_button
        menu = self.outputs.menu(below, self.whose().officer_id)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def letter(self, key: str) -> None:
        """A single letter while the calendar has the focus."""
        acts: dict[str, Callable[[], object]] = {
            "1": partial(self.show_view, "month"),
            "2": partial(self.show_view, "week"),
            "3": partial(self.show_view, "agenda"),
            "M": partial(self.show_view, "month"),
            "W": partial(self.show_view, "week"),
            "A": partial(self.show_view, "agenda"),
            "T": self.go_today,
            "N": self.begin_plan,
            "V": self.log_visit,
            "P": self.propose,
            "Delete": self.call_off,
        }
        if key in acts:
            acts[key]()

    # How it is put together.

    def _bar(self) -> QWidget:
        bar = QWidget()
        bar.setMinimumHeight(dp(metrics.FILTER_BAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), dp(6))
        row.setSpacing(dp(8))
        before = PushButton(icon="chevron-left", name=_("Before"), height=metrics.SMALL)
        after = PushButton(icon="chevron-right", name=_("After"), height=metrics.SMALL)
        before.clicked.connect(lambda: self.step(-1))
        after.clicked.connect(lambda: self.step(1))
        today = PushButton(_("Today"), keys="T", height=metrics.SMALL)
        today.clicked.connect(self.go_today)
        self._title = Text("", "section")
        self._figures = Text("", "body", "text2")
        self._figures.setContentsMargins(dp(8), 0, 0, 0)
        self._title.setContentsMargins(dp(8), 0, 0, 0)
        for widget in (before, after, today, self._title, self._figures):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(Legend())
        return bar

    def _wire(self) -> None:
        may_plan = self.desk.may(Permission.VISIT_PLAN)
        for board in (self.month, self.week):
            board.may_move = may_plan
            board.opened.connect(self.open_entry)
            board.day_opened.connect(self._open_day)
            board.moved.connect(self.moves.move)
            board.letter.connect(self.letter)
        self.agenda.opened.connect(self.open_entry)
        for key in ("1", "2", "3", "M", "W", "A", "T", "N", "V", "P", "Delete"):
            self.agenda.on_key(key, partial(self.letter, key))
        self.agenda.on_key("Left", lambda: self.step(-1))
        self.agenda.on_key("Right", lambda: self.step(1))
        self.agenda.on_key("Ctrl+Left", lambda: self._move_by(-1))
        self.agenda.on_key("Ctrl+Right", lambda: self._move_by(1))
        self.side.entry_opened.connect(self.open_entry)
        self.side.letter.connect(self.letter)
        undated = self.side.undated
        undated.opened.connect(lambda place: self.plan_undated(place, self._from_today()))
        undated.letter.connect(self._undated_letter)
        undated.carried.connect(self._carried)
        undated.dropped.connect(self._dropped)
        undated.let_go.connect(lambda: self._hover(None))
        self.diary.moved.connect(self._moved)
        self.on_key("Ctrl+P", self.take_along)
        self.on_key("Ctrl+E", self.export)

    def _own_first(self) -> None:
        """Officers begin with their own calendar, the others with everybody's."""
        role = getattr(self.desk.jobs.actor, "role", "")
        if role in (Role.LIAISON, Role.SPECIALIST) and self._own_id is not None:
            self.officer.set_choices([(self._own_id, self.desk.account.name)])
            self.officer.set_value(self._own_id)

    def _know_officers(self, officers: list[AccountRow]) -> None:
        own = [row for row in officers if row.id == self._own_id]
        others = [row for row in officers if row.id != self._own_id]
        self.officer.set_choices([(row.id, row.name) for row in (*own, *others)])
        plans_for_all = getattr(self.desk.jobs.actor, "role", "") == Role.SUPERVISOR
        self.form.offer_officers([(row.id, row.name) for row in (officers if plans_for_all else own)])

    def _know_towns(self, towns: Sequence[SubdistrictName]) -> None:
        self.town.set_choices([(row.id, row.name) for row in towns])

    def _view_chosen(self, view: str) -> None:
        had_focus = self.stack.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.stack.setCurrentWidget(self._views[view])
        self.desk.settings.setValue("calendar/view", view)
        if had_focus:
            self.board().setFocus()
        if self._shown is not None and self.span() != self._shown:
            self.reload()
        self._say()

    def _show(self, days: tuple[DayOfCalendar, ...]) -> None:
        self.diary.show_days(days)
        self._fill_agenda()
        self._say()

    def _show_undated(self, until: date, found: UndatedContacts) -> None:
        self.diary.show_undated(found.rows)
        self.side.show_undated(found, until, may_plan=self.desk.may(Permission.VISIT_PLAN))
        self._fill_agenda()

    def _fill_agenda(self) -> None:
        first = self.diary.day.replace(day=1)
        self.agenda.show_month(first, month_later(first, 1) - timedelta(days=1))

    def _moved(self) -> None:
        if self._shown is not None and self.span() != self._shown:
            self.reload()

    def _say(self) -> None:
        """The title and the figures of what is in view."""
        day = self.diary.day
        if self.views.value() == "week":
            first, last = week_span(day)
            words = _("{first} to {last}, week {week}")
            title = words.format(first=day_in_prose(first), last=day_in_prose(last), week=day.isocalendar().week)
        else:
            first = day.replace(day=1)
            last = month_later(first, 1) - timedelta(days=1)
            title = month_in_prose(first)
        self._title.setText(title)
        working, made = self.diary.working_days(first, last), self.diary.visits(first, last)
        days = ngettext("{n} workday", "{n} workdays", working).format(n=working)
        visits = ngettext("{n} visit made", "{n} visits made", made).format(n=made)
        self._figures.setText(_("{days}, {visits}").format(days=days, visits=visits) if self.diary.days else "")

    def _from_today(self) -> date:
        return max(self.diary.day, self.desk.today())

    def _open_day(self, day: date) -> None:
        self.diary.go(day)
        self.show_panel(True)
        self.side.entries.setFocus()

    def _move_by(self, days: int) -> None:
        entry = self.chosen()
        if entry is not None and self.desk.may(Permission.VISIT_PLAN):
            self.moves.move(entry, entry.day + timedelta(days=days), entry.starts_at)

    def _undated_letter(self, key: str) -> None:
        place = self.side.undated.place()
        row = self.side.undated_row(place)
        if key == "S":
            self.plan_undated(place, self._from_today())
        elif key == "N" and row is not None:
            self.begin_plan(row)
        elif key == "V" and row is not None and self.desk.may(Permission.VISIT_LOG):
            self.desk.go("visit", NewVisit(row.enterprise_id))

    def _hover(self, where: QPoint | None) -> tuple[date, time | None] | None:
        """The day and time of the board under a place of the screen, marked."""
        board = self.board()
        if not isinstance(board, Board):
            return None
        inside = None
        if where is not None and board.rect().contains(board.mapFromGlobal(where)):
            inside = QPointF(board.mapFromGlobal(where))
        spot = board.hover(inside)
        return (spot.day, spot.at) if spot is not None else None

    def _carried(self, _place: int, where: QPoint) -> None:
        if self.desk.may(Permission.VISIT_PLAN):
            self._hover(where)

    def _dropped(self, place: int, where: QPoint) -> None:
        over = self._hover(where)
        self._hover(None)
        if over is not None:
            self.plan_undated(place, *over)

    def _form_planned(self, draft: PlanDraft, made: Planned) -> None:
        hit = self.form.enterprise.hit()
        self.leave_form()
        self.moves.planned(draft, made, hit.title if hit is not None else "")

    def _done(self, day: date, plan_id: int, words: str, odd: str) -> None:
        """Say what was done, and stand where the plan is now."""
        self.diary.expect(day, plan_id)
        if words:
            self.error_bar.say(words, odd, kind="warn" if odd else "ok")
