"""The panel beside the calendar: the day, then who is due and has no date yet; or the form that plans a visit."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.i18n import _, ngettext
from officer_app.ui.calendar.cards import Card, CardList
from officer_app.ui.calendar.diary import Diary, day_note, entry_word, short_name
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.today import MODE_ICONS
from officer_app.ui.widgets import Icon, PillSpec, SectionHeader, SidePanel, Text
from officer_app.ui.wording import day_in_prose, weekday
from officer_app.visits.calendar import CalendarEntry, EntryKind, Undated, UndatedContacts

_SHOWN = 30  # cards without a date; the rest is told by its number


class CalendarSide(SidePanel):
    """Follows the diary."""

    entry_opened = Signal(object)  # CalendarEntry
    letter = Signal(str)

    def __init__(self, diary: Diary) -> None:
        super().__init__(304)
        self._diary = diary
        self._undated: tuple[Undated, ...] = ()
        self._form: QWidget | None = None
        self.entries = CardList(_("The day"))
        self.entries.chosen.connect(self._choose)
        self.entries.opened.connect(self._open)
        self.entries.letter.connect(self.letter)
        self.undated = CardList(_("No date yet"), draggable=True)
        self._lists = QWidget()
        lists = QVBoxLayout(self._lists)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(dp(8))
        self._day = SectionHeader("")
        self._note = Text("", "caption", "text2", wrap=True)
        self._nothing = Text(_("Nothing on this day. N plans a visit."), "body", "text2", wrap=True)
        lists.addWidget(self._day)
        lists.addWidget(self._note)
        lists.addWidget(self._nothing)
        lists.addWidget(self.entries)
        lists.addSpacing(dp(16))
        self._no_date = SectionHeader(_("No date yet"))
        self._how = Text("", "caption", "text2", wrap=True)
        self._rest = Text("", "caption", "text2", wrap=True)
        lists.addWidget(self._no_date)
        lists.addWidget(self._how)
        lists.addWidget(self.undated)
        lists.addWidget(self._rest)
        lists.addStretch(1)
        self._unsure = _Unsure()
        lists.addWidget(self._unsure)
        self.column.addWidget(self._lists, 1)
        diary.moved.connect(self._show_day)
        diary.changed.connect(self._show_unsure)
        self._show_day()

    def show_undated(self, found: UndatedContacts, until: date, *, may_plan: bool) -> None:
        """Who is due up to a day without a date."""
        self._undated = found.rows[:_SHOWN]
        words = ngettext("{n} due until {day}", "{n} due until {day}", found.count)
        self._no_date.note.setText(words.format(n=found.count, day=f"{until:%m-%d}") if found.count else "")
        how = _("Drag onto a day, or choose and press S for the day in view.") if may_plan else ""
        self._how.setText(how if found.count else _("Everybody who is due has a date."))
        self._how.setVisible(bool(self._how.text()))
        self.undated.show_cards([_undated_card(row) for row in self._undated])
        left = found.count - len(self._undated)
        self._rest.setText(ngettext("and {n} other", "and {n} others", left).format(n=left) if left else "")
        self._rest.setVisible(left > 0)

    def undated_row(self, place: int) -> Undated | None:
        """Who a card without a date stands for."""
        return self._undated[place] if 0 <= place < len(self._undated) else None

    def show_form(self, form: QWidget | None) -> None:
        """Let a form take the place of the lists; None brings them back."""
        if self._form is not None and self._form is not form:
            self.column.removeWidget(self._form)
            self._form.hide()
        self._form = form
        self._lists.setVisible(form is None)
        if form is not None:
            self.column.addWidget(form, 1)
            form.show()

    def _show_day(self) -> None:
        diary = self._diary
        entries, day = diary.of_day(diary.day), diary.days.get(diary.day)
        title = _("{date} {weekday}").format(date=day_in_prose(diary.day), weekday=weekday(diary.day))
        self._day.title.setText(title)
        many = diary.hidden(diary.day, 0)
        self._day.note.setText(ngettext("{n} entry", "{n} entries", many).format(n=many) if many else "")
        note = day_note(day) if day is not None else ""
        shown = len(entries)
        if many > shown:
            words = _("The first {shown} of {many}; narrow by officer or sub-district.")
            note = "·".join(filter(None, (note, words.format(shown=shown, many=many))))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._nothing.setVisible(not entries)
        chosen = diary.entry()
        place = entries.index(chosen) if chosen is not None else -1
        several = len({entry.officer_id for entry in entries}) > 1
        self.entries.show_cards([_entry_card(entry, several) for entry in entries], place)

    def _show_unsure(self) -> None:
        self._unsure.show_years(self._diary.uncertain_years())

    def _choose(self, place: int) -> None:
        self._diary.go(self._diary.day, place)

    def _open(self, place: int) -> None:
        entries = self._diary.of_day(self._diary.day)
        if place < len(entries):
            self.entry_opened.emit(entries[place])


class _Unsure(QFrame):
    """Which years' holidays nobody knows yet."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "warn")
        row = QHBoxLayout(self)
        row.setContentsMargins(dp(12), dp(10), dp(12), dp(10))
        row.setSpacing(dp(8))
        row.addWidget(Icon("triangle-alert", "warn", metrics.ICON, line=18), 0, Qt.AlignmentFlag.AlignTop)
        self._words = Text("", "caption", "warn", wrap=True)
        row.addWidget(self._words, 1)
        self.hide()

    def show_years(self, years: list[int]) -> None:
        """These years."""
        self.setVisible(bool(years))
        named = "、".join(map(str, years))
        self._words.setText(
            _("The holidays of {years} are not loaded yet; its days are provisional.").format(years=named)
        )


def _entry_card(entry: CalendarEntry, several: bool) -> Card:
    """With `several` officers on the day it says whose it is."""
    late = entry_word(entry.kind)
    facts = [entry.mode.label if entry.mode else "", entry.officer if several else "", entry.subdistrict]
    if entry.outcome is not None and entry.kind is EntryKind.FRUITLESS:
        facts.insert(0, entry.outcome.label)
    icon = MODE_ICONS[entry.mode] if entry.mode is not None else ""
    if entry.kind is EntryKind.DONE:
        icon = "check"
    return Card(
        short_name(entry.enterprise),
        "·".join(fact for fact in (*facts, entry.purpose) if fact),
        f"{entry.starts_at:%H:%M}" if entry.starts_at else "",
        icon,
        PillSpec(late, "danger") if late else None,
    )


def _undated_card(row: Undated) -> Card:
    facts = [_("due {day}").format(day=f"{row.due_on:%m-%d}"), row.subdistrict]
    facts.insert(1, _("first visit") if row.last_on is None else "")
    late = -row.days_left
    pill = PillSpec(_("overdue {n}").format(n=late), "danger") if late > 0 else None
    return Card(short_name(row.enterprise), "·".join(fact for fact in facts if fact), pill=pill)
