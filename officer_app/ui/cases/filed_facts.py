"""What an application says beside the applicant's own facts, as the page of a case shows it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from officer_app.cases.filed import Filed, ShownMonth
from officer_app.i18n import _
from officer_app.quota.lists import pool_label
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Rule, SectionHeader, Text

_ACROSS = 3


def kind_told(filed: Filed) -> str:
    """Investor, entrepreneur or innovator; and whether on the list of urgently needed talent."""
    return filed.applicant_kind.label + ("·" + _("urgently needed") if filed.urgently_needed else "")


def family_told(filed: Filed) -> str:
    """Who moves along, names masked; empty where nobody is named."""
    return _(", ").join(
        f"{one.relation.label} {one.name}" + (f"（{one.born}）" if one.born is not None else "") for one in filed.family
    )


def employer_facts(filed: Filed) -> list[tuple[str, str]]:
    """The pool asked for, since when the enterprise is in the district, and the checklist that stays with the case."""
    facts = [(_("Pool of units"), pool_label(filed.pool))]
    if filed.purged_on is not None:
        words = _("removed on {day}, its period being over").format(day=filed.purged_on.isoformat())
        facts.append((_("Data of the applicant"), words))
    if filed.introduced_on is not None:
        facts.append((_("Introduced to the district"), filed.introduced_on.isoformat()))
    facts.append((_("Checklist of papers"), _("in force since {day}").format(day=filed.checklist_from.isoformat())))
    return facts


def filed_sections(filed: Filed) -> list[QWidget]:
    """Further sections of the application: the recommendation, and the bases month by month."""
    found: list[QWidget] = []
    if filed.recommendation:
        words = Text(filed.recommendation, "prose", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        found += [Rule(), SectionHeader(_("Recommendation")), words]
    if filed.months:
        note = _("multiple of the average wage in force in each month")
        found += [Rule(), SectionHeader(_("Contribution base by month"), note), MonthsShown(filed.months)]
    return found


class MonthsShown(QWidget):
    """The months down the columns, each with its base, masked or whole, and its multiple."""

    def __init__(self, months: tuple[ShownMonth, ...]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(dp(16))
        grid.setVerticalSpacing(dp(6))
        rows = -(-len(months) // _ACROSS)
        self._lines = [Text("", "body", "text2", wrap=True) for _month in months]
        for place, line in enumerate(self._lines):
            column, row = divmod(place, rows)
            grid.addWidget(line, row, column)
            grid.setColumnStretch(column, 1)
        self.tell(months)

    def tell(self, months: tuple[ShownMonth, ...]) -> None:
        """Say the same months in other words."""
        for line, month in zip(self._lines, months, strict=True):
            line.setText(
                _("{month}: {base} yuan, {n} times").format(
                    month=f"{month.month:%Y-%m}", base=month.base, n=f"{month.multiple:.2f}"
                )
            )
