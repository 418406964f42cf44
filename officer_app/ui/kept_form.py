"""What is typed into a form outlives closing, locking, another row and a power cut: kept meanwhile, put back later.

Only fields that were changed are kept, so that what somebody else has stored meanwhile is not undone by an old form.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any  # a kept form is JSON of any shape

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _
from officer_app.people.forms import KeptForm, drop_form, keep_form, kept_form
from officer_app.ui.keeping import Keeping
from officer_app.ui.page import Desk
from officer_app.ui.widgets import Choice, Hit, Picker, Segmented, Token, TokenField


def typed_in(fields: Mapping[str, QWidget]) -> dict[str, Any]:
    """What stands in inputs, as JSON."""
    return {name: _held(widget) for name, widget in fields.items()}


def put_in(fields: Mapping[str, QWidget], typed: Mapping[str, Any]) -> None:
    """Show it again; what no field takes any more is left out."""
    for name, value in typed.items():
        widget = fields.get(name)
        if isinstance(widget, QLineEdit):
            widget.setText(str(value))
        elif isinstance(widget, QPlainTextEdit):
            widget.setPlainText(str(value))
        elif isinstance(widget, QCheckBox):
            widget.setChecked(bool(value))
        elif isinstance(widget, Choice):
            widget.setCurrentIndex(max(0, widget.findText(str(value))))
        elif isinstance(widget, Segmented):
            widget.set_value(str(value))
        elif isinstance(widget, TokenField):
            widget.set_tokens([Token(*entry) for entry in value])
        elif isinstance(widget, Picker):
            widget.set_hit(Hit(*value) if value else None)


def _held(widget: QWidget) -> Any:  # JSON of the kind that the input holds
    if isinstance(widget, QLineEdit):
        return widget.text()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    if isinstance(widget, Choice) and widget.value() is None:
        # Nothing is chosen, whether what can be chosen has arrived already or not.
        return ""
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, Segmented):
        return widget.value()
    if isinstance(widget, TokenField):
        return [[token.words, token.caption, token.value] for token in widget.tokens()]
    hit = widget.hit() if isinstance(widget, Picker) else None
    return [hit.value, hit.title, hit.caption] if hit is not None else None


class FormKeeping(QObject):
    """Keeps one form: `typed` gives what stands in it, `put` shows changed parts again.

    `holder` is the widget whose hiding means leaving; the inputs in it are watched. Call `about` whenever the form was
    filled for another thing, `sent` when it was stored, `given_up` when it was emptied on purpose.
    """

    def __init__(
        self,
        desk: Desk,
        holder: QWidget,
        kind: str,
        typed: Callable[[], Mapping[str, Any]],
        put: Callable[[Mapping[str, Any]], object],
    ) -> None:
        super().__init__(holder)
        self._desk, self._holder, self._kind, self._typed, self._put = desk, holder, kind, typed, put
        self._key: str | None = None
        self._before: Mapping[str, Any] = {}
        self._kept = False
        self.timing = Keeping(self)
        self.timing.due.connect(self.keep)
        holder.installEventFilter(self)
        self.watch(holder)

    @classmethod
    def of(cls, desk: Desk, holder: QWidget, kind: str, fields: Mapping[str, QWidget]) -> "FormKeeping":
        """Of a form whose inputs are these."""
        return cls(desk, holder, kind, partial(typed_in, fields), partial(put_in, fields))

    def watch(self, widget: QWidget) -> None:
        """Notice edits of the inputs in a widget; of such as were made after the form, too."""
        for line in widget.findChildren(QLineEdit):
            line.textChanged.connect(self.edited)
        for text in widget.findChildren(QPlainTextEdit):
            text.textChanged.connect(self.edited)
        for choice in widget.findChildren(QComboBox):
            choice.currentIndexChanged.connect(self.edited)
        for check in widget.findChildren(QCheckBox):
            check.toggled.connect(self.edited)
        for segments in widget.findChildren(Segmented):
            segments.chosen.connect(self.edited)
        for tokens in widget.findChildren(TokenField):
            tokens.changed.connect(self.edited)

    def about(self, key: str, before: Mapping[str, Any] | None = None) -> None:
        """The form was filled for another thing: what was typed about that before is put back.

        `before` is the form with nothing typed, where it is not as it stands now.
        """
        if before is not None and key == self._key:
            return
        self._key, self._kept = key, False
        self._before = dict(self._typed()) if before is None else before
        self.timing.stop()
        self._desk.jobs.read(kept_form, self._kind, key, then=partial(self._found, key), owner=self, latest="form")

    def is_about(self, key: str) -> bool:
        """Whether it keeps what is typed about this."""
        return self._key == key

    def edited(self, *_what: object) -> None:
        """Something was typed; inputs that are watched tell it themselves."""
        if self._key is not None:
            self.timing.edited()

    def keep(self) -> None:
        """Keep what differs from what the form began with; forget it where nothing does any more."""
        self.timing.stop()
        if self._key is None:
            return
        changed = self._changed()
        if changed:
            self._kept = True
            self._desk.jobs.perform(keep_form, self._kind, self._key, changed)
        elif self._kept:
            self._forget()

    def leave(self) -> None:
        """The form is about to be filled for another thing: what waits is kept now."""
        if self.timing.waits():
            self.keep()

    def sent(self) -> None:
        """What was typed is stored, or given up: nothing is kept of it."""
        self.timing.stop()
        if self._kept:
            self._forget()
        self._before = dict(self._typed())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._holder and event.type() == QEvent.Type.Hide:
            self.leave()
        return super().eventFilter(watched, event)

    def _changed(self) -> dict[str, Any]:
        return {name: value for name, value in self._typed().items() if value != self._before.get(name)}

    def _forget(self) -> None:
        assert self._key is not None
        self._kept = False
        self._desk.jobs.perform(drop_form, self._kind, self._key)

    def _found(self, key: str, kept: KeptForm | None) -> None:
        # Whoever has begun to type anew in the meantime means that.
        if key != self._key or kept is None or self._changed():
            return
        self._kept = True
        self._put(kept.payload)
        if not self._changed():
            self._forget()
            return
        when = f"{kept.saved_at.astimezone(OFFICE_ZONE):%m-%d %H:%M}"
        self._desk.notices.say(_("What you had typed here on {when} is back.").format(when=when))
