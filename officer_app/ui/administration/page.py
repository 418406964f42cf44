"""Administration: who may sign in, the holidays of each year, the figures in force, the office's own fields, the
checklists of visits, the evaluation sheet, and who may do what."""

from collections.abc import Sequence
from typing import Final, Protocol

from PySide6.QtWidgets import QStackedWidget, QWidget

from officer_app.i18n import N_, _
from officer_app.ui.administration.accounts import AccountsList, AccountsSide
from officer_app.ui.administration.checklists import ChecklistsList, ChecklistsSide
from officer_app.ui.administration.custom_fields import FieldsList, FieldsSide
from officer_app.ui.administration.holidays import HolidaysList, HolidaysSide
from officer_app.ui.administration.rights import RightsList, RightsSide
from officer_app.ui.administration.settings_in_force import SettingsList, SettingsSide
from officer_app.ui.administration.sheets import SheetsList, SheetsSide
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.widgets import PageHeading, PushButton, Rule, Segment, Segmented

ACCOUNTS: Final = "accounts"
HOLIDAYS: Final = "holidays"
SETTINGS: Final = "settings"
FIELDS: Final = "fields"
CHECKLISTS: Final = "checklists"
SHEETS: Final = "sheets"
RIGHTS: Final = "rights"
PARTS: Final = (ACCOUNTS, HOLIDAYS, SETTINGS, FIELDS, CHECKLISTS, SHEETS, RIGHTS)


class _Part(Protocol):
    def reload(self) -> None: ...


class AdministrationPage(PageView):
    """Seven lists behind one switch, each with its panel."""

    reload_on = frozenset({"account", "calendar_year", "calendar_day", "setting", "custom_field", "checklist"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.switch = Segmented(
            [
                Segment(ACCOUNTS, _("Accounts")),
                Segment(HOLIDAYS, _("Holidays")),
                Segment(SETTINGS, _("Settings in force")),
                Segment(FIELDS, _("Own fields")),
                Segment(CHECKLISTS, _("Checklists")),
                Segment(SHEETS, _("Evaluation sheets")),
                Segment(RIGHTS, _("Who may do what")),
            ],
            _("What to administer"),
        )
        self.switch.chosen.connect(self.show_part)
        self.new_account = PushButton(_("New account"), "user-plus")
        self.new_year = PushButton(_("Add a year"), "calendar-plus")
        self.new_field = PushButton(_("New field"), "plus")
        self.new_checklist = PushButton(_("New checklist"), "plus")
        self.new_sheet = PushButton(_("New version"), "plus")
        buttons = (self.new_account, self.new_year, self.new_field, self.new_checklist, self.new_sheet)
        self.put_heading(PageHeading(_("Administration"), (self.switch,), buttons))
        self.main.addWidget(Rule())
        self.accounts_side, self.holidays_side = AccountsSide(desk), HolidaysSide(desk)
        self.settings_side, self.fields_side = SettingsSide(desk), FieldsSide(desk)
        self.accounts = AccountsList(desk, self.accounts_side)
        self.holidays = HolidaysList(desk, self.holidays_side)
        self.settings = SettingsList(desk, self.settings_side)
        self.fields = FieldsList(desk, self.fields_side)
        self.checklists_side = ChecklistsSide(desk)
        self.checklists = ChecklistsList(desk, self.checklists_side)
        self.sheets_side = SheetsSide(desk)
        self.sheets = SheetsList(desk, self.sheets_side)
        self.rights_side = RightsSide(desk)
        self.rights = RightsList(desk, self.rights_side)
        self.lists, self.sides = QStackedWidget(), QStackedWidget()
        for table, side in (
            (self.accounts, self.accounts_side),
            (self.holidays, self.holidays_side),
            (self.settings, self.settings_side),
            (self.fields, self.fields_side),
            (self.checklists, self.checklists_side),
            (self.sheets, self.sheets_side),
            (self.rights, self.rights_side),
        ):
            self.lists.addWidget(table)
            self.sides.addWidget(side)
        self.main.addWidget(self.lists, 1)
        self.put_side(self.sides)
        self.new_account.clicked.connect(self._ask_account)
        self.new_year.clicked.connect(self.holidays_side.ask_new)
        self.new_field.clicked.connect(self.fields_side.ask_new)
        self.new_checklist.clicked.connect(self.checklists_side.ask_new)
        self.new_sheet.clicked.connect(self.sheets_side.begin_change)
        self.on_key("Ctrl+Shift+A", self._ask_new)
        self.show_part(ACCOUNTS)

    def opened(self, target: object = None) -> None:
        if target in PARTS:
            self.switch.set_value(str(target))
            self.show_part(str(target))
        self._shown().setFocus()

    def reload(self) -> None:
        parts: Sequence[_Part] = (
            self.accounts,
            self.holidays,
            self.settings,
            self.fields,
            self.checklists,
            self.sheets,
            self.rights,
        )
        for part in parts:
            part.reload()

    def keys(self) -> Sequence[Key]:
        if self._part() == RIGHTS:
            return (Key("Up Down", N_("choose")),)
        words = {
            HOLIDAYS: N_("add a year"),
            FIELDS: N_("new field"),
            CHECKLISTS: N_("new checklist"),
            SHEETS: N_("new version"),
        }
        new = words.get(self._part(), N_("new account"))
        return (Key("Up Down", N_("choose")), Key("Enter", N_("change")), Key("Ctrl+Shift+A", new))

    def show_part(self, part: str) -> None:
        """Show one of the lists with its panel."""
        place = PARTS.index(part)
        self.lists.setCurrentIndex(place)
        self.sides.setCurrentIndex(place)
        self.new_account.setVisible(part == ACCOUNTS)
        self.new_year.setVisible(part == HOLIDAYS)
        self.new_field.setVisible(part == FIELDS)
        self.new_checklist.setVisible(part == CHECKLISTS)
        self.new_sheet.setVisible(part == SHEETS)
        self.keys_changed.emit()

    def _part(self) -> str:
        return PARTS[self.lists.currentIndex()]

    def _ask_new(self) -> None:
        """Another one of what is in view; of the settings there are no others, so an account."""
        asks = {
            HOLIDAYS: self.holidays_side.ask_new,
            FIELDS: self.fields_side.ask_new,
            CHECKLISTS: self.checklists_side.ask_new,
            SHEETS: self.sheets_side.begin_change,
        }
        asks.get(self._part(), self._ask_account)()

    def _ask_account(self) -> None:
        self.switch.choose(ACCOUNTS)
        self.accounts_side.ask_new()

    def _shown(self) -> QWidget:
        shown = self.lists.currentWidget()
        assert shown is not None
        return shown
