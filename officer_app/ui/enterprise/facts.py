"""What is known of an enterprise at a glance: officers, size, recognitions, addresses, the office's own fields."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from officer_app.assignments.cover import Standing as StandsIn
from officer_app.assignments.service import Duty, DutyRow
from officer_app.directory.capital import capital_words
from officer_app.directory.custom_fields import value_text
from officer_app.directory.file import EnterpriseFile
from officer_app.directory.recognition import Recognition, Standing
from officer_app.i18n import _, ngettext
from officer_app.overview.dossier import Dossier
from officer_app.ui.enterprise.years import change_words, revenue_words
from officer_app.ui.page import Desk
from officer_app.ui.targets import DutiesWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Avatar, ElidedText, Link, Pill, PillSpec, Text
from officer_app.ui.widgets.pill import PillTone

Fact = tuple[str, str | QWidget]
_STANDINGS: Final[dict[Standing, PillTone]] = {
    Standing.COMING: "neutral",
    Standing.SOON: "warn",
    Standing.EXPIRED: "danger",
}


def tenure(spent: DutyRow) -> str:
    """From when to when."""
    start = spent.starts_on.isoformat()
    if spent.ends_on is not None:
        return f"{start} – {spent.ends_on.isoformat()}"
    return (_("since {day}") if spent.serving else _("from {day}")).format(day=start)


def facts_of(desk: Desk, shown: Dossier, *, wide: bool) -> list[Fact]:
    """What is known, label by label; `wide` tells everything."""
    file = shown.file
    facts = [*_officers(desk, shown, wide=wide), (_("Sub-district"), file.subdistrict or "–")]
    if shown.cadence_days is not None:
        facts.append((_("Cadence"), _("every {n} working days").format(n=shown.cadence_days)))
    facts += _size(file, wide=wide)
    for label, recognition in ((_("High-tech"), file.high_tech), (_("Key body"), file.key_body)):
        if recognition is not None:
            facts.append((label, _recognised(recognition, desk.today(), wide=wide)))
    if file.founded_on is not None:
        facts.append((_("Founded"), file.founded_on.isoformat()))
    if not wide:
        return [*facts, *_told([(_("Site"), file.actual_site or file.registered_address)])]
    facts += _told([(_("Actual site"), file.actual_site)])
    if file.registered_address:
        see = partial(desk.go, "neighbours", file.id)
        facts.append((_("Registered at"), _address(file.registered_address, file.same_address, see)))
    facts += _told(
        [
            (_("Type"), file.enterprise_type),
            (_("Industry code"), file.gbt4754),
            (_("Former names"), file.former_names),
            (_("Scope"), file.business_scope),
            (_("Note"), file.note),
        ]
    )
    return facts + _told([(field.name, value_text(value)) for field, value in file.own])


def _told(facts: list[tuple[str, str]]) -> list[Fact]:
    return [(label, text) for label, text in facts if text]


def duties_link(desk: Desk, shown: Dossier) -> Link:
    """The way to the officers of an enterprise, past, present and to come."""
    file = shown.file
    link = Link(_("All duties…"))
    link.setAccessibleName(_("Officers and duties"))
    link.clicked.connect(lambda: desk.go("duties", DutiesWanted(file.id, file.name, file.subdistrict)))
    return link


def _officers(desk: Desk, shown: Dossier, *, wide: bool) -> list[Fact]:
    serving = [duty for duty in shown.duties if duty.serving]
    liaison = next((duty for duty in serving if duty.role is Duty.LIAISON), None)
    first: QWidget = Pill(PillSpec(_("Vacant"), "warn", "user-round-x"))
    if liaison is not None:
        first = _person(liaison, shown.covered)
    if wide and desk.may("assignment_read"):
        first = _with_link(first, duties_link(desk, shown))
    facts: list[Fact] = [(_("Liaison officer"), first)]
    others = (duty for duty in serving if duty.role is not Duty.LIAISON)
    return facts + [(duty.role.label, _person(duty, shown.covered)) for duty in others]


def _size(file: EnterpriseFile, *, wide: bool) -> list[Fact]:
    facts: list[Fact] = []
    if file.headcount is not None:
        people = ngettext("{n} person", "{n} people", file.headcount).format(n=f"{file.headcount:,}")
        facts.append((_("Headcount"), people))
    latest = next((row for row in file.years if row.revenue is not None), None)
    if latest is not None and wide:
        sum_words = _("{n} × 10,000 yuan").format(n=revenue_words(latest.revenue))
        change = change_words(latest.revenue_change)
        over = _("{change} over the year before").format(change=change) if change else ""
        facts.append((_("Revenue"), "·".join(part for part in (str(latest.year), sum_words, over) if part)))
    if file.capital_amount is not None:
        facts.append((_("Capital"), capital_words(file.capital_amount, file.capital_currency)))
    return facts


def _recognised(given: Recognition, today: date, *, wide: bool) -> QWidget:
    """From when to when; how it stands where that is not simply in force. Narrow, only the day that matters then."""
    until = given.until.isoformat() if given.until else ""
    since = given.since.isoformat()
    standing = given.standing(today)
    tone = _STANDINGS.get(standing)
    if not until or (not wide and standing is Standing.COMING):
        words = _("since {day}").format(day=since)
    elif tone and not wide:
        words = _("until {day}").format(day=until)
    else:
        words = f"{since} – {until}"
    pill = Pill(PillSpec(standing.label, tone, "clock-alert" if tone != "neutral" else "clock")) if tone else None
    return _row(Text(words), *(() if pill is None else (pill,)))


def _address(address: str, others: int, see: Callable[[], object]) -> QWidget:
    words = Text(address, wrap=True)
    if not others:
        return words
    link = Link(ngettext("{n} other registered here", "{n} others registered here", others).format(n=f"{others:,}"))
    link.clicked.connect(see)
    return _row(words, link)


def _row(*widgets: QWidget) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(dp(12))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return line


def _with_link(widget: QWidget, link: Link) -> QWidget:
    """What fills a line, and a way on at its end."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    still = widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed
    row.addWidget(widget, 0 if still else 1)
    if still:
        row.addStretch(1)
    row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
    return line


def _person(duty: DutyRow, covered: Mapping[int, StandsIn]) -> QWidget:
    """An officer since when; below, who acts for them while they are away."""
    person = QWidget()
    column = QVBoxLayout(person)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(dp(4))
    row = QHBoxLayout()
    row.setSpacing(dp(8))
    row.addWidget(Avatar(duty.officer))
    row.addWidget(Text(duty.officer))
    row.addWidget(ElidedText(tenure(duty), "caption", "text2"), 1)
    column.addLayout(row)
    if (instead := covered.get(duty.account_id)) is not None:
        words = _("covered by {name} until {day}").format(name=instead.stand_in, day=instead.last_on.isoformat())
        column.addWidget(Text(words, "caption", "warn", wrap=True))
    return person
