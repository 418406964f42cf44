"""What a report is of: which paper, which days, and whose."""

from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import SubdistrictName
from officer_app.i18n import CHINESE, N_, _, language
from officer_app.overview.archive import IssuedKind, PaperWish
from officer_app.people.service import AccountRow
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Choice, DateEdit, Segment, Segmented
from officer_app.ui.wording import month_in_prose
from officer_app.visits.periods import Period, month_of, quarter_of
from officer_app.visits.reporting import EVERYTHING, Scope

RECORDS: Final = "records"
MONTH, QUARTER, YEAR, DAYS = "month", "quarter", "year", "days"
_MONTHS: Final = 24
_QUARTERS: Final = 12
_YEARS: Final = 10
_PAPERS: Final = (
    (IssuedKind.VISIT_REPORT.value, N_("Visit report")),
    (RECORDS, N_("Visit records")),
    (IssuedKind.DEMAND_LEDGER.value, N_("Demand ledger")),
    (IssuedKind.OVERDUE_LIST.value, N_("What is late")),
    (IssuedKind.TALENT_SUMMARY.value, N_("Summary of special talent")),
)
_ABOUT: Final = {
    IssuedKind.VISIT_REPORT.value: N_(
        "Cover with figures and charts, the table of all visits, then every record whole."
    ),
    RECORDS: N_("A page for each visit, with a place for the enterprise's signature; all in one print."),
    IssuedKind.DEMAND_LEDGER.value: N_("The demands collected in these days, and what became of each."),
    IssuedKind.OVERDUE_LIST.value: N_("Contacts and demands past their day, officer by officer, as of today."),
    IssuedKind.TALENT_SUMMARY.value: N_(
        "A letter with the cases finished by channel and the special talent admitted, against the year before and the "
        "city. Every percentage has its fraction; what is not on record is named, never guessed."
    ),
}


class Chooser(QWidget):
    """Paper, days and scope; `changed` whenever another choice was made. Fields that do not apply are hidden."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._quiet = False
        self._figures = False
        self._talent = False
        self.paper = Choice(_("Paper"), [(value, _(words)) for value, words in _PAPERS])
        kinds = [(MONTH, _("Month")), (QUARTER, _("Quarter")), (YEAR, _("Year")), (DAYS, _("Days"))]
        self.kind = Segmented([Segment(value, words) for value, words in kinds], _("Period"))
        today = desk.today()
        self.month = Choice(_("Month"), _months(today))
        self.quarter = Choice(_("Quarter"), _quarters(today))
        self.year = Choice(_("Year"), [(year, str(year)) for year in range(today.year, today.year - _YEARS, -1)])
        # A report is mostly made of what has ended.
        self.month.setCurrentIndex(1)
        self.quarter.setCurrentIndex(1)
        ended = month_of(month_of(today).first - timedelta(days=1))
        self.first = DateEdit(_("First day of the report"), desk.today, ended.first)
        self.last = DateEdit(_("Last day of the report"), desk.today, ended.last)
        self.officer = Choice(_("Our officer"), [(0, _("All officers"))])
        self.town = Choice(_("Sub-district"), [(0, _("All sub-districts"))])
        self.industry = Choice(
            _("Industry"), [("", _("All industries")), *((one.value, one.label) for one in Industry)]
        )
        self.records = Check(_("With the full records"))
        self.records.setChecked(True)
        self.form = Form()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(self.form)
        self.form.add("paper", _("Paper"), self.paper)
        self.form.add("kind", _("Period"), self.kind)
        self.form.add("month", _("Month"), self.month)
        self.form.add("quarter", _("Quarter"), self.quarter)
        self.form.add("year", _("Year"), self.year)
        self.form.add("first", _("First day of the report"), self.first)
        self.form.add("last", _("Last day of the report"), self.last)
        self.form.add("officer", _("Our officer"), self.officer)
        self.form.add("town", _("Sub-district"), self.town)
        self.form.add("industry", _("Industry"), self.industry)
        self.form.add_wide(self.records)
        for choice in (self.paper, self.month, self.quarter, self.year, self.officer, self.town, self.industry):
            choice.currentIndexChanged.connect(lambda _row: self._tell())
        for edit in (self.first, self.last):
            edit.changed.connect(self._tell)
        self.kind.chosen.connect(lambda _value: self._tell())
        self.records.toggled.connect(lambda _on: self._tell())
        self._fit()

    def choose_month(self, month: date) -> None:
        """The month a day lies in, if it is offered."""
        self.kind.choose(MONTH)
        self.month.set_value(month.replace(day=1).isoformat())

    def choose_officer(self, officer_id: int, name: str) -> None:
        """One officer only, before all are known."""
        self._offer(self.officer, [(0, _("All officers")), (officer_id, name)])
        self.officer.set_value(officer_id)

    def know_officers(self, officers: list[AccountRow]) -> None:
        """Offer these officers."""
        self._offer(self.officer, [(0, _("All officers")), *((row.id, row.name) for row in officers)])

    def know_towns(self, towns: list[SubdistrictName]) -> None:
        """Offer these sub-districts."""
        self._offer(self.town, [(0, _("All sub-districts")), *((row.id, row.name) for row in towns)])

    def only_figures(self, wanted: bool, *, talent: bool = False) -> None:
        """Figures are of visits, or of special talent in the whole office: no paper is chosen for them."""
        self._figures, self._talent = wanted, talent
        if talent and self.kind.value() == MONTH:
            self.kind.set_value(YEAR)
        self._fit()

    def about(self) -> str:
        """What the paper chosen is, in a sentence."""
        if self._talent:
            return _("Cases finished by channel and the special talent admitted, against the year before and the city.")
        if self._figures:
            return _("The figures of the visit report with its charts, of any days.")
        return _(_ABOUT[str(self.paper.value())])

    @property
    def counts_visits(self) -> bool:
        """Whether the number of visits says something about the paper."""
        return self._kind() in (None, IssuedKind.VISIT_REPORT)

    @property
    def wants_records(self) -> bool:
        """Whether the paper is the records alone."""
        return self.paper.value() == RECORDS

    def period(self) -> Period | None:
        """The days chosen; None while they are no period."""
        if self._kind() is IssuedKind.OVERDUE_LIST:
            today = self._desk.today()
            return Period(today, today)
        if self.kind.value() == MONTH:
            return month_of(date.fromisoformat(str(self.month.value())))
        if self.kind.value() == QUARTER:
            return quarter_of(date.fromisoformat(str(self.quarter.value())))
        if self.kind.value() == YEAR:
            year = int(str(self.year.value()))
            return Period(date(year, 1, 1), date(year, 12, 31))
        first, last = self.first.value(), self.last.value()
        return Period(first, last) if first and last and first <= last else None

    def scope(self) -> Scope:
        """Whose visits; only what applies to the paper."""
        if self._kind() is IssuedKind.TALENT_SUMMARY:
            return EVERYTHING
        whole = self._kind() in (None, IssuedKind.VISIT_REPORT)
        industry = self.industry.value() if whole else ""
        return Scope(
            officer_id=_number(self.officer.value()),
            subdistrict_id=_number(self.town.value()) if whole else None,
            industry=Industry(str(industry)) if industry else None,
        )

    def wish(self) -> PaperWish | None:
        """The paper chosen; None while the days are no period. Records are the visits of a report."""
        period = self.period()
        if period is None:
            return None
        kind = self._kind() or IssuedKind.VISIT_REPORT
        records = self.records.isChecked() or kind is not IssuedKind.VISIT_REPORT or self.wants_records
        return PaperWish(kind, period.first, period.last, self.scope(), records)

    def period_words(self) -> str:
        """The days chosen, as the window calls them."""
        period = self.period()
        return "" if period is None else period_in_words(period)

    def _kind(self) -> IssuedKind | None:
        """The paper that can be issued; None for records and for figures."""
        value = self.paper.value()
        return None if self._figures or value == RECORDS or value is None else IssuedKind(str(value))

    def _offer(self, choice: Choice, choices: list[tuple[object, str]]) -> None:
        kept = choice.value()
        self._quiet = True
        choice.set_choices(choices, kept)
        self._quiet = False

    def _tell(self) -> None:
        if not self._quiet:
            self._fit()
            self.changed.emit()

    def _fit(self) -> None:
        kind, chosen = self._kind(), self.kind.value()
        timed = kind is not IssuedKind.OVERDUE_LIST
        whole = kind in (None, IssuedKind.VISIT_REPORT) and not self._talent
        self.form.show_row("paper", shown=not self._figures)
        self.form.show_row("kind", shown=timed)
        self.form.show_row("month", shown=timed and chosen == MONTH)
        self.form.show_row("quarter", shown=timed and chosen == QUARTER)
        self.form.show_row("year", shown=timed and chosen == YEAR)
        for name in ("first", "last"):
            self.form.show_row(name, shown=timed and chosen == DAYS)
        self.form.show_row("officer", shown=kind is not IssuedKind.TALENT_SUMMARY and not self._talent)
        for name in ("town", "industry"):
            self.form.show_row(name, shown=whole)
        self.records.setVisible(kind is IssuedKind.VISIT_REPORT)


def period_in_words(period: Period) -> str:
    """A period as the window calls it: 2026年9月, Q3 2026, 2026-09-03 – 2026-10-04."""
    if language() == CHINESE:
        return period.in_chinese
    if period.months == 1:
        return month_in_prose(period.first)
    if period.is_quarter:
        return f"Q{period.first.month // 3 + 1} {period.first.year}"
    if period.months == 12 and period.first.month == 1:
        return str(period.first.year)
    return f"{period.first.isoformat()} – {period.last.isoformat()}"


def _months(today: date) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = []
    first = today.replace(day=1)
    for _n in range(_MONTHS):
        found.append((first.isoformat(), month_in_prose(first)))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _quarters(today: date) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = []
    quarter = quarter_of(today)
    for _n in range(_QUARTERS):
        found.append((quarter.first.isoformat(), period_in_words(quarter)))
        quarter = quarter.before
    return found


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and value else None
