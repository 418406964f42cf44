"""What the month and the week share: the keys, the mouse, dragging an entry to another day, and what is read aloud."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from officer_app.ui.calendar.diary import Diary, month_later, spoken_day, spoken_entry
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets.inputs import ENTER
from officer_app.ui.widgets.tips import plain_tip
from officer_app.visits.calendar import CalendarEntry


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the board: the day, the time where the board has one, and the entry there."""

    day: date
    at: time | None = None
    entry: CalendarEntry | None = None
    more: bool = False


class Board(QWidget):
    """One painted widget over a diary. Subclasses draw it and say what is where (`spot_at`)."""

    opened = Signal(object)  # CalendarEntry
    day_opened = Signal(object)  # date: there is more than the board shows
    moved = Signal(object, object, object)  # CalendarEntry, date, time or None
    letter = Signal(str)  # a key that means something to the page: N, V, T, Delete, 1 2 3
    # What one page up or down means: a month or a week.
    by_month = True

    def __init__(self, diary: Diary, name: str) -> None:
        super().__init__()
        self._diary, self._name = diary, name
        self._pressed: tuple[QPointF, Spot] | None = None
        self.dragged: CalendarEntry | None = None
        self._over: Spot | None = None
        self._grip = QPointF(0, 0)
        self.may_move = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        diary.changed.connect(self.update)
        diary.moved.connect(self._say)
        self._say()

    def spot_at(self, where: QPointF) -> Spot | None:
        """What is at a place."""
        raise AssertionError("boards say what is where")

    def day_rect(self, day: date) -> QRectF:
        """Where a day is drawn; empty if it is not."""
        raise AssertionError("boards say what is where")

    def sizeHint(self) -> QSize:
        return QSize(dp(760), dp(600))

    def minimumSizeHint(self) -> QSize:
        return QSize(dp(420), dp(320))

    def grip_of(self, entry: CalendarEntry, where: QPointF) -> QPointF:
        """Where an entry was taken hold of, from where it counts as lying."""
        return QPointF(0, 0)

    def over(self) -> Spot | None:
        """Where something that is dragged would come to lie."""
        return self._over

    def hover(self, where: QPointF | None) -> Spot | None:
        """Show where something dragged from elsewhere would come to lie; None takes the mark away."""
        spot = self.spot_at(where) if where is not None else None
        if spot != self._over:
            self._over = spot
            self.update()
        return spot

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not self._handle(key, modifiers):
            event.ignore()

    def _handle(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        plain, diary = modifiers == Qt.KeyboardModifier.NoModifier, self._diary
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if key in steps and plain:
            diary.go(diary.day + timedelta(days=steps[key]))
        elif key in steps and modifiers == Qt.KeyboardModifier.ControlModifier:
            self._move_chosen(steps[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers == Qt.KeyboardModifier.ShiftModifier:
            diary.step_entry(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and plain:
            self._turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain:
            monday = diary.day - timedelta(days=diary.day.weekday())
            diary.go(monday if key == Qt.Key.Key_Home else monday + timedelta(days=6))
        elif key in ENTER and plain:
            if (entry := diary.entry()) is not None:
                self.opened.emit(entry)
        elif key == Qt.Key.Key_Escape and self.dragged is not None:
            self._drop_drag()
        elif key == Qt.Key.Key_Delete and plain:
            self.letter.emit("Delete")
        elif (plain and Qt.Key.Key_A <= key <= Qt.Key.Key_Z) or (plain and Qt.Key.Key_1 <= key <= Qt.Key.Key_3):
            self.letter.emit(chr(key))
        else:
            return False
        return True

    def _turn(self, step: int) -> None:
        diary = self._diary
        diary.go(month_later(diary.day, step) if self.by_month else diary.day + timedelta(days=7 * step))

    def _move_chosen(self, days: int) -> None:
        entry = self._diary.entry()
        if entry is not None and entry.plan_id is not None and self.may_move:
            self.moved.emit(entry, entry.day + timedelta(days=days), entry.starts_at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or spot is None:
            return
        if spot.entry is not None:
            self._diary.choose(spot.entry)
        else:
            self._diary.go(spot.day)
        self._pressed = event.position(), spot

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            spot = self.spot_at(event.position())
            hand = spot is not None and (spot.entry is not None or spot.more)
            self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
            return
        began, spot = self._pressed
        far = (event.position() - began).manhattanLength() >= QApplication.startDragDistance()
        entry = spot.entry
        if self.dragged is None and far and entry is not None and entry.plan_id is not None and self.may_move:
            self.dragged, self._grip = entry, self.grip_of(entry, began)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self.dragged is not None:
            self.hover(event.position() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        entry, over = self.dragged, self._over
        self._drop_drag()
        if entry is not None:
            if over is not None and (over.day, over.at or entry.starts_at) != (entry.day, entry.starts_at):
                self.moved.emit(entry, over.day, over.at or entry.starts_at)
        elif pressed is not None and pressed[1].more:
            self.day_opened.emit(pressed[1].day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        if spot is not None and spot.entry is not None:
            self.opened.emit(spot.entry)
        elif spot is not None:
            self.letter.emit("N")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(QPointF(event.pos()))
            words = ""
            if spot is not None and spot.entry is not None:
                words = spoken_entry(spot.entry)
            elif spot is not None and (day := self._diary.days.get(spot.day)) is not None:
                words = spoken_day(day, today=spot.day == self._diary.today)
            # Qt would take markup in a name for HTML.
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)

    def _drop_drag(self) -> None:
        self.dragged = self._over = None
        self.unsetCursor()
        self.update()

    def _say(self) -> None:
        """Name the day and the entry, for those who hear the calendar."""
        diary = self._diary
        day = diary.days.get(diary.day)
        if day is not None:
            self.setAccessibleName(f"{self._name}·{spoken_day(day, today=diary.day == diary.today)}")
        else:
            self.setAccessibleName(self._name)
        entry = diary.entry()
        self.setAccessibleDescription(spoken_entry(entry) if entry is not None else "")
        self.update()
