"""The menus of the ledger: which year, which pool, and what else can be done with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from officer_app.i18n import _
from officer_app.quota.lists import pool_label
from officer_app.ui.widgets import PushButton

if TYPE_CHECKING:
    from officer_app.ui.cases.ledger import LedgerView


class LedgerMenus:
    """Three buttons of the heading."""

    def __init__(self, view: "LedgerView") -> None:
        self._view = view
        self.year_button = PushButton(kind="quiet", menu_arrow=True, name=_("Year"))
        self.year_button.clicked.connect(self._offer_years)
        self.pool_button = PushButton(kind="quiet", menu_arrow=True, name=_("Pool"))
        self.pool_button.clicked.connect(self._offer_pools)
        self.more = PushButton(_("More"), "ellipsis", menu_arrow=True)
        self.more.clicked.connect(self._offer_more)

    def say(self) -> None:
        """Say which year and pool are in view."""
        self.year_button.setText(_("Year {year}").format(year=self._view.shown_year))
        self.pool_button.setText(pool_label(self._view.shown_pool))

    def pools_menu(self) -> QMenu:
        """The pools of the year with what is left in each, and opening a further one."""
        view, menu = self._view, QMenu(self._view)
        for row in view.pools:
            words = _("{pool}, {left} left").format(pool=row.label, left=row.left)
            action = menu.addAction(_("{pool} (frozen)").format(pool=words) if row.frozen_at else words)
            action.setCheckable(True)
            action.setChecked(row.name == view.shown_pool)
            action.triggered.connect(lambda _on=False, row=row: view.show_pool(row.year, row.name))
        if view.may_grant:
            menu.addSeparator()
            menu.addAction(_("Open a pool…")).triggered.connect(view.ask_open)
        return menu

    def more_menu(self) -> QMenu:
        """What else can be done with the pool in view."""
        view, menu = self._view, QMenu(self._view)
        pool = view.pool()

        def add(words: str, act: Callable[[], object], *, able: bool = True) -> None:
            action = menu.addAction(words)
            action.setEnabled(able)
            action.triggered.connect(lambda _on=False: act())

        add(_("Forecast") + "\tO", view.show_forecast, able=view.shown_year == view.today().year)
        add(_("Ledger on paper…") + "\tCtrl+P", view.files.paper, able=pool is not None and pool.entries > 0)
        if view.may_grant:
            menu.addSeparator()
            add(_("Move units…") + "\tM", view.ask_move, able=len(view.pools) > 1)
            carried = _("Carry over into {year}…").format(year=view.shown_year + 1)
            add(carried, view.ask_carry, able=pool is not None)
            frozen = pool is not None and pool.frozen_at is not None
            add((_("Thaw…") if frozen else _("Freeze…")) + "\tF", view.ask_freeze, able=pool is not None)
            add(_("Open a pool…"), view.ask_open)
        return menu

    def _offer_years(self) -> None:
        view, menu = self._view, QMenu(self._view)
        for year in view.years:
            action = menu.addAction(_("Year {year}").format(year=year))
            action.setCheckable(True)
            action.setChecked(year == view.shown_year)
            action.triggered.connect(lambda _on=False, year=year: view.show_year(year))
        _below(menu, self.year_button)

    def _offer_pools(self) -> None:
        _below(self.pools_menu(), self.pool_button)

    def _offer_more(self) -> None:
        _below(self.more_menu(), self.more)


def _below(menu: QMenu, button: PushButton) -> None:
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
