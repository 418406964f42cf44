"""A line that finds things while typing, and the picker that holds what was found."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout

from officer_app.i18n import _, ngettext
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets.inputs import ENTER, Entry
from officer_app.ui.widgets.pill import Pill, PillSpec
from officer_app.ui.widgets.search_popup import Hit, SearchPopup
from officer_app.ui.widgets.text import ElidedText, Icon, Link, Text

Deliver = Callable[[Sequence[Hit]], None]
Fetch = Callable[[str, Deliver], None]
PAUSE = 40  # milliseconds without a key before a search begins


class SearchBox(Entry):
    """A search line. `fetch(text, deliver)` looks things up and calls `deliver`; late answers are ignored."""

    chosen = Signal(object)  # Hit
    wanted_new = Signal(str)

    def __init__(
        self, name: str, placeholder: str, fetch: Fetch, *, lead_icon: str | None = "search", offer_new: str = ""
    ) -> None:
        super().__init__(name, placeholder, lead_icon)
        self._fetch, self._offer_new = fetch, offer_new
        self._popup: SearchPopup | None = None
        self._asked = 0
        self._answered_text: str | None = None
        self._take_first = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.search)
        self.textEdited.connect(self._edited)
        self.submitted.connect(self._submit)

    def search(self) -> None:
        """Look up what is typed now."""
        self._pause.stop()
        typed = self.text().strip()
        self._asked += 1
        if not typed:
            self.close_popup()
            return
        ticket = self._asked
        self._fetch(typed, lambda hits: self._deliver(ticket, typed, hits))

    def popup(self) -> SearchPopup:
        """The list below the line."""
        if self._popup is None:
            hints = [("Enter", _("choose"))]
            if self._offer_new:
                hints.append(("Ctrl Enter", self._offer_new))
            self._popup = SearchPopup(self, hints)
            self._popup.chosen.connect(self._choose)
        return self._popup

    def close_popup(self) -> None:
        """Hide the list; answers still under way are ignored."""
        self._asked += 1
        self._take_first = False
        if self._popup is not None:
            self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        key, shown = Qt.Key(event.key()), self._popup is not None and self._popup.isVisible()
        if key in steps and not self.composing():
            if shown:
                self.popup().move_by(steps[key])
            else:
                self.search()
        elif key == Qt.Key.Key_Escape and shown:
            self.close_popup()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self._offer_new:
            if not self.composing():
                self.close_popup()
                self.wanted_new.emit(self.text().strip())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        super().focusOutEvent(event)
        self.close_popup()

    def event(self, event: QEvent) -> bool:
        # Escape closes the list before any shortcut of the window sees it.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and ((self._popup is not None and self._popup.isVisible()) or self.text())
        ):
            event.accept()
            return True
        return super().event(event)

    def _edited(self) -> None:
        self._take_first = False
        self._pause.start()

    def _submit(self) -> None:
        typed = self.text().strip()
        hit = self._popup.current() if self._popup is not None and self._popup.isVisible() else None
        if hit is not None and self._answered_text == typed and not self._pause.isActive():
            self._choose(hit)
        elif typed:
            # Enter came before the answer: the first one found is meant.
            self._take_first = True
            if self._pause.isActive() or self._answered_text != typed or hit is None:
                self.search()

    def _deliver(self, ticket: int, typed: str, hits: Sequence[Hit]) -> None:
        if ticket != self._asked:
            return
        self._answered_text = typed
        if self._take_first and hits:
            self._choose(hits[0])
            return
        self._take_first = False
        if hits:
            summary = ngettext("{n} shown", "{n} shown", len(hits)).format(n=len(hits))
        else:
            summary = _("Nothing found for “{text}”").format(text=typed)
        self.popup().show_hits(hits, summary)

    def _choose(self, hit: Hit) -> None:
        self.close_popup()
        self.chosen.emit(hit)


class Picker(QFrame):
    """A search line until something is picked; then what was picked, with a link to change it."""

    picked = Signal(object)  # Hit or None
    wanted_new = Signal(str)

    def __init__(self, name: str, placeholder: str, fetch: Fetch, *, offer_new: str = "") -> None:
        super().__init__()
        self._hit: Hit | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box = SearchBox(name, placeholder, fetch, offer_new=offer_new)
        self.box.chosen.connect(self._picked)
        self.box.wanted_new.connect(self.wanted_new)
        self._shown = QFrame()
        self._shown.setProperty("ground", "strip")
        self._shown.setFixedHeight(dp(metrics.CONTROL))
        self._shown_layout = QHBoxLayout(self._shown)
        self._shown_layout.setContentsMargins(dp(10), 0, dp(8), 0)
        self._shown_layout.setSpacing(dp(8))
        self._icon = Icon("building-2", "accent")
        self._title = ElidedText("", "body", weight=500)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._caption = Text("", "caption", "text2")
        self._pill = Pill(PillSpec(""))
        self._change = Link(_("Change"))
        self._change.clicked.connect(self.clear)
        self._shown_layout.addWidget(self._icon)
        self._shown_layout.addWidget(self._title)
        self._shown_layout.addWidget(self._caption)
        self._shown_layout.addStretch(1)
        self._shown_layout.addWidget(self._pill)
        self._shown_layout.addWidget(self._change)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.box)
        self._stack.addWidget(self._shown)
        self.setFocusProxy(self.box)

    def hit(self) -> Hit | None:
        """What was picked."""
        return self._hit

    def set_hit(self, hit: Hit | None) -> None:
        """Show something as picked, without a signal."""
        self._hit = hit
        if hit is None:
            self._stack.setCurrentWidget(self.box)
            self.setFocusProxy(self.box)
            return
        self._icon.show_icon(hit.icon, "accent")
        self._title.setText(hit.title)
        self._caption.setText(hit.caption)
        self._pill.setVisible(hit.pill is not None)
        if hit.pill is not None:
            self._pill.show_pill(hit.pill)
        self._stack.setCurrentWidget(self._shown)
        self.setFocusProxy(self._change)

    def clear(self) -> None:
        """Let the person pick again."""
        self.set_hit(None)
        self.box.clear()
        self.box.setFocus()
        self.picked.emit(None)

    def _picked(self, hit: Hit) -> None:
        had_focus = self.box.hasFocus()
        self.set_hit(hit)
        if had_focus:
            # Whoever picked with Enter goes on to the next field.
            self._change.setFocus()
            self._change.focusNextChild()
        self.picked.emit(hit)
