"""The head of the ledger: granted = used + reserved + left as type, the bar, the pace, and the course of the year."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _
from officer_app.quota.forecast import Forecast
from officer_app.quota.lists import Balance, Pace, QuotaStatus
from officer_app.quota.pools import PoolRow
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Balance as Point
from officer_app.ui.widgets import Burndown, Gauge, Icon, Link, Text
from officer_app.ui.widgets.swatch import Swatch
from officer_app.ui.wording import day_in_prose


class LedgerHead(QWidget):
    """Fed by the page; asks for nothing itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.figures = [Text("", "figure") for _place in range(4)]
        self._gauge = Gauge(legend=False)
        self._pace_icon = Icon("trending-down", "warn")
        self._pace = Text("", "body", "text", wrap=True)
        self._forecast_icon = Icon("hourglass", "text3")
        self._forecast = Text("", "body", "text", wrap=True)
        self.details = Link(_("how it is counted"))
        self._frozen = Text("", "body", "warn", wrap=True)
        self._verdict_icon = Icon("shield-check", "text3")
        self.verdict = Text("", "body", "text", wrap=True)
        self._chart_note = Text("", "caption", "text2")
        self._chart = Burndown()
        row = QHBoxLayout(self)
        row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), dp(12))
        row.setSpacing(dp(32))
        left = QWidget()
        left.setFixedWidth(dp(432))
        left.setLayout(self._numbers())
        row.addWidget(left)
        row.addLayout(self._course(), 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_status(self, status: QuotaStatus) -> None:
        """Show the four figures."""
        units = (status.granted, status.used, status.reserved, status.left)
        for figure, count in zip(self.figures, units, strict=True):
            figure.setText(str(count))
        self._gauge.show_units(status.used, status.reserved, status.left)
        words = _("{granted} granted = {used} used + {reserved} reserved + {left} left")
        self._equation.setAccessibleName(
            words.format(granted=status.granted, used=status.used, reserved=status.reserved, left=status.left)
        )

    def show_pace(self, pace: Pace, left: int) -> None:
        """Say how fast the units go, and when none is left."""
        if pace.empty_on is None:
            words = _("No unit went in the last {days} days.").format(days=pace.days)
            icon, tone = "minus", "text3"
        else:
            this_year = pace.empty_on.year <= self._desk.today().year
            words = _("{taken} units went in the last {days} days; at that pace they last the year.")
            if this_year:
                words = _("{taken} units went in the last {days} days; at that pace none is left on {day}.")
            words = words.format(taken=pace.taken, days=pace.days, day=day_in_prose(pace.empty_on))
            icon, tone = "trending-down", "warn" if this_year else "text3"
        if not left:
            words, icon, tone = _("No unit is left; nothing more can pass first review."), "triangle-alert", "danger"
        self._pace_icon.show_icon(icon, tone)
        self._pace.setText(words)

    def hide_pace(self) -> None:
        """A year that is over has no pace."""
        self._pace_icon.show_icon("history", "text3")
        self._pace.setText(_("This year is over."))
        self._forecast_line.hide()

    def show_forecast(self, told: Forecast) -> None:
        """Say what the cases under way and those to come are expected to use."""
        under_way = sum(row.count for row in told.pipe)
        if told.empty_on is not None:
            words = _("{count} cases under way; by the forecast every unit is used on {day}.")
            text = words.format(count=under_way, day=day_in_prose(told.empty_on))
        else:
            words = _("{count} cases under way; by the forecast {units} more units are used this year.")
            text = words.format(count=under_way, units=round(told.expected))
        self._forecast_icon.show_icon("hourglass", "warn" if told.empty_on is not None else "text3")
        self._forecast.setText(text)
        self.details.show()
        self._forecast_line.show()

    def show_no_forecast(self, words: str) -> None:
        """Say why nothing is foretold."""
        self._forecast_icon.show_icon("hourglass", "text3")
        self._forecast.setText(words)
        self.details.hide()
        self._forecast_line.show()

    def show_frozen(self, pool: PoolRow | None) -> None:
        """Say that the pool is frozen, by whom and why; nothing otherwise."""
        frozen = pool is not None and pool.frozen_at is not None
        self._frozen_line.setVisible(frozen)
        if pool is not None and pool.frozen_at is not None:
            day = day_in_prose(pool.frozen_at.astimezone(OFFICE_ZONE).date())
            words = _("Frozen by {name} on {day}: {reason}")
            self._frozen.setText(words.format(name=pool.frozen_by, day=day, reason=pool.freeze_reason))

    def show_verdict(self, words: str, *, sound: bool) -> None:
        """Say what the last proof found."""
        self._verdict_icon.show_icon("circle-check" if sound else "circle-alert", "ok" if sound else "danger")
        self.verdict.set_tone("text" if sound else "danger")
        self.verdict.setText(words)

    def show_course(self, year: int, balances: list[Balance]) -> None:
        """Draw the year, entry by entry."""
        self._chart_note.setText(_("{year}, entry by entry").format(year=year))
        points = [Point(max(b.day, b.day.replace(year=year, month=1, day=1)), b.left, b.granted) for b in balances]
        self._chart.show_balances([point for point in points if point.day.year == year], self._desk.today())

    def _numbers(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Text(_("The four figures agree; proven with every entry"), "caption", "text2"))
        column.addSpacing(dp(8))
        self._equation = QWidget()
        grid = QGridLayout(self._equation)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        captions = ((None, _("Granted")), ("accent", _("Used")), ("reserved", _("Reserved")), ("rest", _("Left")))
        for place, (figure, (token, words)) in enumerate(zip(self.figures, captions, strict=True)):
            grid.addWidget(figure, 0, 2 * place)
            caption = QHBoxLayout()
            caption.setSpacing(dp(5))
            if token is not None:
                caption.addWidget(Swatch(token))
            caption.addWidget(Text(words, "caption", "text2"))
            caption.addStretch(1)
            grid.addLayout(caption, 1, 2 * place)
            grid.setColumnStretch(2 * place, 3)
            if place < 3:
                sign = Text("=" if place == 0 else "+", "section", "text2", weight=400)
                grid.addWidget(sign, 0, 2 * place + 1, Qt.AlignmentFlag.AlignCenter)
                grid.setColumnMinimumWidth(2 * place + 1, dp(44))
        column.addWidget(self._equation)
        column.addSpacing(dp(14))
        column.addWidget(self._gauge)
        column.addSpacing(dp(14))
        self._frozen_line = self._line(Icon("lock", "warn"), self._frozen)
        self._forecast_line = self._line(self._forecast_icon, self._forecast, self.details)
        pace, verdict = self._line(self._pace_icon, self._pace), self._line(self._verdict_icon, self.verdict)
        for line in (self._frozen_line, pace, self._forecast_line, verdict):
            column.addWidget(line)
            column.addSpacing(dp(6))
        self._frozen_line.hide()
        self._forecast_line.hide()
        column.addStretch(1)
        return column

    @staticmethod
    def _line(icon: Icon, sentence: Text, *after: QWidget) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(dp(8))
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(sentence, 1)
        for widget in after:
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _course(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(dp(4))
        head = QHBoxLayout()
        head.setSpacing(dp(8))
        head.addWidget(Text(_("Units left"), "body", weight=600))
        head.addWidget(self._chart_note)
        head.addStretch(1)
        head.addWidget(Swatch("accent", line=True))
        head.addWidget(Text(_("balance"), "caption", "text2"))
        head.addWidget(Swatch("text3", line=True, dashed=True))
        head.addWidget(Text(_("even pace"), "caption", "text2"))
        column.addLayout(head)
        column.addWidget(self._chart, 1)
        return column
