"""The forms beside the ledger about pools: a further one, a move, carrying over, freezing; and the forecast.

Each says before it is pressed what will stand afterwards.
"""

from collections.abc import Sequence
from fractions import Fraction
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from officer_app.core.charts import Spread
from officer_app.core.errors import Invalid
from officer_app.directory.industries import Industry
from officer_app.i18n import N_, _
from officer_app.quota.forecast import Forecast
from officer_app.quota.lists import PoolKind, pool_label
from officer_app.quota.moving import CarryDraft, CarryRule, MoveDraft, carry_over, carry_rule, move_units
from officer_app.quota.pools import PoolDraft, PoolRow, freeze_pool, open_pool, thaw_pool
from officer_app.ui.cases.ledger_side import LedgerSide, whole
from officer_app.ui.form import Form
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, Facts, Prose, PushButton, Segment, Segmented, Text
from officer_app.ui.widgets.chart import ChartView
from officer_app.ui.wording import day_in_prose


def rounded(units: Fraction) -> str:
    """Expected units to a tenth."""
    return f"{float(units):.1f}".removesuffix(".0")


class PoolSide(LedgerSide):
    """The forms of entries, and those about pools."""

    def ask_move(self, year: int, pools: Sequence[PoolRow], source: str) -> None:
        """Ask how many units go from one pool to another."""
        if len(pools) < 2:
            return
        self._year, self._draft_id, self._pools = year, str(uuid4()), {row.name: row for row in pools}
        column = self._begin(_("Move units between pools"))
        self.form = Form(labels_above=True)
        names = [(row.name, row.label) for row in pools]
        self.source = Choice(_("From pool"), names, source)
        other = next(row.name for row in pools if row.name != source)
        self.target = Choice(_("To pool"), names, other)
        self.count = Entry(_("Units"), _("for instance 8"))
        self.document = Entry(_("Document"), _("number of the document"))
        self.reason = Prose(_("Reason"), _("why the units are moved"), lines=3)
        self.form.add("source", _("From pool"), self.source, needed=True)
        self.form.add("target", _("To pool"), self.target, needed=True)
        self.form.add("count", _("Units"), self.count, needed=True)
        self.form.add("document", _("Document"), self.document)
        self.form.add("opinion", _("Reason"), self.reason, needed=True)
        column.addWidget(self.form)
        self.preview = Text("", "body", "text2", wrap=True)
        column.addWidget(self.preview)
        self.save = self._button(_("Move the units"), "arrow-left-right")
        self.save.clicked.connect(self._move)
        for choice in (self.source, self.target):
            choice.currentIndexChanged.connect(lambda _index: self._preview_move())
        self.count.textChanged.connect(lambda _text: self._preview_move())
        self._preview_move()
        self._end()
        self.count.setFocus()

    def ask_carry(self, year: int, pool: str) -> None:
        """Ask how many units of a year's pool go into the next year; the rule in force says how many may."""
        self._year, self._pool, self._draft_id = year, pool, str(uuid4())
        column = self._begin(_("Carry over into {year}").format(year=year + 1))
        self.form = Form(labels_above=True)
        self.count = Entry(_("Units"))
        self.document = Entry(_("Document"), _("number of the document"))
        self.reason = Prose(_("Reason"), _("why they are carried over"), lines=3)
        self.form.add("count", _("Units"), self.count, needed=True)
        self.form.add("document", _("Document"), self.document)
        self.form.add("opinion", _("Reason"), self.reason, needed=True)
        self.preview = Text("", "body", "text2", wrap=True)
        column.addWidget(self.preview)
        column.addWidget(self.form)
        self.save = self._button(_("Carry over"), "arrow-right")
        self.save.clicked.connect(self._carry)
        self.save.set_reason(_("Being read"))
        self._end()
        self.count.setFocus()
        self._desk.jobs.read(carry_rule, year, pool, then=self._know_rule, owner=self, latest="rule")

    def ask_freeze(self, pool: PoolRow) -> None:
        """Ask why a pool is to be frozen, or may go on."""
        self._row_of_pool = pool
        frozen = pool.frozen_at is not None
        column = self._begin(_("Thaw the pool") if frozen else _("Freeze the pool"))
        facts: list[tuple[str, str | QWidget]] = [
            (_("Pool"), pool.label),
            (_("Left"), str(pool.left)),
            (_("Reserved"), str(pool.reserved)),
        ]
        if frozen:
            facts += [(_("Frozen by"), pool.frozen_by), (_("Reason"), pool.freeze_reason)]
        column.addWidget(Facts(facts, label_width=56))
        words = _(
            "No case can pass first review or be approved from this pool until it is thawed; units can still be given "
            "back. Cases that hold a reserved unit wait: {count}."
        )
        if frozen:
            words = _("Units can be reserved and used again; cases that waited with a reserved unit: {count}.")
        self.preview = Text(words.format(count=pool.reserved), "body", "text2" if frozen else "warn", wrap=True)
        column.addWidget(self.preview)
        self.form = Form(labels_above=True)
        self.reason = Prose(_("Reason"), _("it stays on record"), lines=4)
        self.form.add("opinion", _("Reason"), self.reason, needed=True)
        column.addWidget(self.form)
        self.save = self._button(_("Thaw") if frozen else _("Freeze"), "lock-open" if frozen else "lock")
        self.save.clicked.connect(self._freeze)
        self._end()
        self.reason.setFocus()

    def ask_open(self, year: int) -> None:
        """Ask what a further pool of the year is for."""
        self._year = year
        column = self._begin(_("Open a pool"))
        self.pool_kind = Segmented(
            [
                Segment(PoolKind.CAMPAIGN.value, PoolKind.CAMPAIGN.label),
                Segment(PoolKind.INDUSTRY.value, PoolKind.INDUSTRY.label),
            ],
            _("What the pool is for"),
            height=28,
        )
        self.pool_kind.chosen.connect(lambda _kind: self._say_pool_kind())
        column.addWidget(self.pool_kind)
        self.form = Form(44)
        self.name = Entry(_("Name"), _("for instance: autumn round for start-ups"))
        self.industry = Choice(_("Industry"), [(industry, industry.label) for industry in Industry])
        self.form.add("name", _("Name"), self.name, needed=True)
        self.form.add("industry", _("Industry"), self.industry, needed=True)
        column.addWidget(self.form)
        words = _("It is open for {year} and empty; units come to it by a grant or a move.").format(year=year)
        column.addWidget(Text(words, "caption", "text2", wrap=True))
        self.save = self._button(_("Open the pool"), "check")
        self.save.clicked.connect(self._open_pool)
        self._end()
        self._say_pool_kind()
        self.name.setFocus()

    def show_forecast(self, told: Forecast) -> None:
        """What a forecast rests on, month by month and state by state."""
        column = self._begin(_("Forecast to the end of the year"))
        if told.empty_on is not None:
            words = _("All {unused} unused units would be used on {day}.")
            line = words.format(unused=told.unused, day=day_in_prose(told.empty_on))
        else:
            words = _("Of {unused} unused units {expected} would be used, {left} would remain.")
            remain = max(Fraction(0), told.unused - told.expected)
            line = words.format(unused=told.unused, expected=rounded(told.expected), left=rounded(remain))
        column.addWidget(Text(line, "body", "warn" if told.empty_on is not None else "text", wrap=True))
        months = tuple(_("month {month}").format(month=month.first.month) for month in told.months)
        use = tuple(round(month.expected) for month in told.months)
        if months:
            column.addSpacing(dp(4))
            column.addWidget(ChartView(Spread(_("Expected use by month"), _("units"), months, use), height=180))
        column.addWidget(Text(_("Cases under way"), "body", weight=600))
        shares: list[tuple[str, str | QWidget]] = [
            (
                row.state.label,
                _("{count} × {approved}/{ended} = {expected}").format(
                    count=row.count,
                    approved=row.share.approved,
                    ended=row.share.ended,
                    expected=rounded(row.expected),
                ),
            )
            for row in told.pipe
            if row.count
        ]
        column.addWidget(Facts(shares or [(_("none"), "")], label_width=132))
        basis = _(
            "In the last twelve months {approved} of {ended} cases that were approved or ended were approved; half of "
            "them within {days} days of filing; {filed} were filed for this pool."
        )
        column.addWidget(
            Text(
                basis.format(
                    approved=told.overall.approved, ended=told.overall.ended, days=told.days, filed=told.filed
                ),
                "caption",
                "text2",
                wrap=True,
            )
        )
        column.addStretch(1)
        self.show()

    def _button(self, words: str, icon: str) -> PushButton:
        return PushButton(words, icon, kind="primary", height=metrics.DECISION, deliberate=True, wide=True)

    def _preview_move(self) -> None:
        source, target = (self._pools.get(str(choice.value())) for choice in (self.source, self.target))
        count = whole(self.count.text())
        if source is None or target is None:
            return
        tone = "text2"
        if source is target:
            words, tone = _("Choose two different pools."), "warn"
        elif count is None or count < 1:
            words = _("“{pool}” has {left} left.").format(pool=source.label, left=source.left)
        elif count > source.left:
            words, tone = _("“{pool}” has only {left} left.").format(pool=source.label, left=source.left), "warn"
        else:
            words = _("Afterwards: “{source}” {less} left, “{target}” {more} left.").format(
                source=source.label, less=source.left - count, target=target.label, more=target.left + count
            )
        self.preview.set_tone("warn" if tone == "warn" else "text2")
        self.preview.setText(words)

    def _move(self) -> None:
        self.form.clear_errors()
        count = self._units()
        if count is not None:
            source, target = str(self.source.value()), str(self.target.value())
            reason, document = self.reason.toPlainText(), self.document.text()
            self._perform(move_units, MoveDraft(self._draft_id, self._year, source, target, count, reason, document))

    def _know_rule(self, rule: CarryRule) -> None:
        self.save.set_reason(rule.refusal)
        self.count.setText(str(rule.most) if rule.most else "")
        words = rule.refusal or _(
            "By the rule in force up to {most} units can be carried over until {day}; carried over so far: {carried}."
        ).format(most=rule.most, day=day_in_prose(rule.until), carried=rule.carried)
        self.preview.set_tone("warn" if rule.refusal else "text2")
        self.preview.setText(words)

    def _carry(self) -> None:
        self.form.clear_errors()
        count = self._units()
        if count is not None:
            reason, document = self.reason.toPlainText(), self.document.text()
            self._perform(carry_over, CarryDraft(self._draft_id, self._year, reason, self._pool, count, document))

    def _units(self) -> int | None:
        count = whole(self.count.text())
        if count is None:
            self.form.show_errors([Invalid(N_("Enter a whole number of units."), field="count")])
        return count

    def _freeze(self) -> None:
        self.form.clear_errors()
        pool = self._row_of_pool
        use_case = freeze_pool if pool.frozen_at is None else thaw_pool
        done = _("The pool is frozen.") if pool.frozen_at is None else _("The pool is thawed.")
        self._run(use_case, pool.year, pool.name, self.reason.toPlainText(), said=done)

    def _say_pool_kind(self) -> None:
        of_industry = self.pool_kind.value() == PoolKind.INDUSTRY.value
        self.form.show_row("name", shown=not of_industry)
        self.form.show_row("industry", shown=of_industry)

    def _open_pool(self) -> None:
        self.form.clear_errors()
        kind = PoolKind(str(self.pool_kind.value()))
        chosen = self.industry.value()
        industry = chosen if kind is PoolKind.INDUSTRY and isinstance(chosen, Industry) else None
        name = industry.value if industry is not None else self.name.text()
        said = _("The pool “{pool}” is open.").format(pool=pool_label(name))
        self._run(open_pool, PoolDraft(self._year, kind, name, industry), said=said)

    def _run(self, use_case: object, *arguments: object, said: str) -> None:
        """Perform something that makes no entry."""
        self.save.set_reason(_("Being saved"))
        assert callable(use_case)

        def done(_value: object) -> None:
            self.leave()
            self.entered.emit(said)

        self._desk.jobs.perform(use_case, *arguments, then=done, failed=self._failed, owner=self)
