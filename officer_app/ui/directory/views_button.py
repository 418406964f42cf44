"""The menu of a list's saved views: choosing one, keeping what is shown, renaming, sharing, deleting."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final  # Any: what a view holds is the page's own matter

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.people.views import (
    ViewRow,
    change_view,
    delete_view,
    keep_view,
    list_views,
    restore_view,
    share_view,
)
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, PushButton
from officer_app.ui.widgets.sheet import Sheet

State = Mapping[str, Any]
_LONGEST: Final = 18  # characters of a name on the button


class ViewsButton(PushButton):
    """Emits `wanted` with the view to show, None for none; `changed_elsewhere` when somebody changed the one shown.

    `state` tells what the list shows now.
    """

    wanted = Signal(object)
    changed_elsewhere = Signal(object)

    def __init__(self, desk: Desk, page: str, state: Callable[[], State]) -> None:
        super().__init__(_("Views"), "bookmark", kind="quiet", menu_arrow=True)
        self._desk, self._page, self._state = desk, page, state
        self._views: list[ViewRow] = []
        self._shown: ViewRow | None = None
        self._own_change = False
        self._sheet: Sheet | None = None
        self.clicked.connect(self.open_menu)

    def shown(self) -> ViewRow | None:
        """The view the list shows, changed or not."""
        return self._shown

    def views(self) -> list[ViewRow]:
        """Those that can be chosen."""
        return list(self._views)

    def reload(self, then: Callable[[], object] | None = None) -> None:
        """Read the views anew."""
        self._desk.jobs.read(
            list_views, self._page, then=lambda views: self._arrived(views, then), owner=self, latest="views"
        )

    def opens_with(self) -> ViewRow | None:
        """The view the list opens with on this machine."""
        kept = self._desk.settings.value(self._default_key())
        return next((view for view in self._views if str(view.id) == str(kept)), None)

    def choose(self, view: ViewRow | None) -> None:
        """Show a view, or the list without one."""
        self._shown = view
        self.tell()
        self.wanted.emit(view)

    def tell(self) -> None:
        """The name of the view on the button, and whether the list shows something else by now."""
        if self._shown is None:
            words = _("Views")
        else:
            name = self._shown.name
            name = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
            words = _("View: {name}").format(name=name)
            if self.changed():
                words = _("{view} (changed)").format(view=words)
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def changed(self) -> bool:
        """Whether the list shows something else than its view."""
        return self._shown is not None and dict(self._state()) != dict(self._shown.state)

    def menu_now(self) -> QMenu:
        """The menu as it is now."""
        menu = QMenu(self)
        self._add_views(menu)
        menu.addSeparator()
        shown = self._shown
        self._add(menu, _("Keep as a new view…"), self.ask_name)
        if shown is None:
            return menu
        may_change = shown.mine or (shown.shared and self._desk.may("view_share"))
        if may_change:
            save = self._add(menu, _("Save what is shown in “{name}”").format(name=shown.name), self.save)
            save.setEnabled(self.changed())
            self._add(menu, _("Rename “{name}”…").format(name=shown.name), self.ask_new_name)
        if may_change and self._desk.may("view_share"):
            words = _("Show “{name}” to everybody") if not shown.shared else _("Keep “{name}” to its owner")
            self._add(menu, words.format(name=shown.name), self.share)
        default = self._add(menu, _("Open the list with “{name}”").format(name=shown.name), self.toggle_default)
        default.setCheckable(True)
        default.setChecked(self.opens_with() is not None and self.opens_with() == shown)
        if may_change:
            self._add(menu, _("Delete “{name}”").format(name=shown.name), self.delete)
        return menu

    def open_menu(self) -> None:
        """Show the menu below the button."""
        self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def ask_name(self) -> None:
        """Ask for the name of a new view."""
        self._ask("", _("Keep the view"), self.keep)

    def ask_new_name(self) -> None:
        """Ask for another name."""
        if self._shown is not None:
            self._ask(self._shown.name, _("Rename"), self.rename)

    def keep(self, name: str) -> None:
        """Keep what is shown as a new view."""
        self._perform(keep_view, self._page, name, dict(self._state()), then=self._show_kept)

    def rename(self, name: str) -> None:
        """Give the view shown another name."""
        if (view := self._shown) is not None:
            self._perform(change_view, view.id, version=view.version, name=name, then=self._show_kept)

    def save(self) -> None:
        """Let the view be what the list shows now."""
        if (view := self._shown) is None:
            return
        before, state = dict(view.state), dict(self._state())

        def saved(row: ViewRow) -> None:
            self._show_kept(row)
            words = _("the change of the view “{name}”").format(name=row.name)
            self._desk.undo.offer(
                words,
                lambda: self._perform(change_view, row.id, version=row.version, state=before, then=self._back_to),
            )

        self._perform(change_view, view.id, version=view.version, state=state, then=saved)

    def share(self) -> None:
        """Show the view to everybody, or to its owner alone again."""
        if (view := self._shown) is not None:
            self._perform(share_view, view.id, shared=not view.shared, version=view.version, then=lambda _done: None)

    def toggle_default(self) -> None:
        """Open the list with this view from now on, or no longer."""
        now = self.opens_with()
        if self._shown is None or now == self._shown:
            self._desk.settings.remove(self._default_key())
        else:
            self._desk.settings.setValue(self._default_key(), self._shown.id)

    def delete(self) -> None:
        """Delete the view shown; it can be taken back."""
        if (view := self._shown) is None:
            return

        def deleted(_done: object) -> None:
            self._shown = None
            self.tell()
            words = _("the deletion of the view “{name}”").format(name=view.name)
            self._desk.undo.offer(words, lambda: self._perform(restore_view, self._page, view, then=self._show_kept))

        self._perform(delete_view, view.id, version=view.version, then=deleted)

    def _add_views(self, menu: QMenu) -> None:
        none = self._add(menu, _("Without a view"), lambda: self.choose(None))
        none.setCheckable(True)
        none.setChecked(self._shown is None)
        shared = False
        for view in self._views:
            if not view.mine and not shared:
                menu.addSeparator()
                menu.addAction(_("Shared")).setEnabled(False)
                shared = True
            words = view.name if view.mine else _("{name} ({owner})").format(name=view.name, owner=view.owner)
            action = self._add(menu, words, partial(self.choose, view))
            action.setCheckable(True)
            action.setChecked(self._shown is not None and view.id == self._shown.id)

    def _add(self, menu: QMenu, words: str, act: Callable[[], object]) -> QAction:
        action = menu.addAction(words.replace("&", "&&"))
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _ask(self, name: str, words: str, act: Callable[[str], None]) -> None:
        field = Entry(_("Name of the view"), _("such as: due this month"))
        field.setText(name)
        field.setMinimumWidth(dp(220))

        def take() -> bool:
            if field.text().strip() and field.text().strip() != name:
                act(field.text())
                return False  # it closes once the view is kept, and says why it is not
            return bool(name)

        self._sheet = Sheet(self, [field], take, words=words, icon="bookmark")
        self._sheet.destroyed.connect(self._sheet_gone)
        self._sheet.open_below()

    def _sheet_gone(self) -> None:
        self._sheet = None

    def _perform(self, use_case: Callable[..., Any], *args: Any, then: Callable[[Any], object], **kw: Any) -> None:
        def done(value: Any) -> None:
            if self._sheet is not None:
                self._sheet.close()
            then(value)
            self._own_change = True
            self.reload()

        self._desk.jobs.perform(use_case, *args, then=done, failed=self._refused, owner=self, **kw)

    def _refused(self, error: AppError) -> None:
        if self._sheet is not None and error.field == "name":
            self._sheet.show_wrong(str(error))
        else:
            self._desk.notices.show_error(error, self)
            self.reload()

    def _show_kept(self, view: ViewRow) -> None:
        self._shown = view
        self.tell()

    def _back_to(self, view: ViewRow) -> None:
        self.choose(view)

    def _arrived(self, views: Sequence[ViewRow], then: Callable[[], object] | None) -> None:
        self._views = list(views)
        own, self._own_change = self._own_change, False
        if self._shown is not None:
            before = self._shown
            self._shown = next((view for view in views if view.id == before.id), None)
            if self._shown is not None and dict(self._shown.state) != dict(before.state) and not own:
                self.changed_elsewhere.emit(self._shown)
        self.tell()
        if then is not None:
            then()

    def _default_key(self) -> str:
        return f"views/{self._page}/{self._desk.account.name}"
