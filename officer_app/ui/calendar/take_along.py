"""The list of planned visits to take along, as it will be printed; phones are shown whole for a purpose only."""

from collections.abc import Sequence
from functools import partial

from officer_app.core.progress import Progress
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.ui.page import Desk, Key
from officer_app.ui.paper.page import PaperView
from officer_app.ui.revealing import PurposeAsk
from officer_app.ui.targets import ListToTake, PaperWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import PushButton
from officer_app.ui.widgets.sheet import Sheet
from officer_app.visits.take_along import TakeAlong, take_along, take_along_with_phones


def _draw(found: TakeAlong, _progress: Progress) -> bytes:
    # Imported here: drawing runs off the window's thread, and start-up does not pay for it.
    from officer_app.visits.take_along_paper import draw_take_along

    return draw_take_along(found)


class TakeAlongPage(PaperView):
    """The page "take-along". Its target is a ListToTake."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._list: ListToTake | None = None
        self.phones = PushButton(_("Whole phone numbers…"), "eye", keys="Ctrl T")
        self.phones.clicked.connect(self.ask_purpose)
        self.add_actions_before(self.phones)
        self.phones.setVisible(desk.may(Permission.REVEAL))
        self.on_key("Ctrl+T", self.ask_purpose)

    def opened(self, target: object = None) -> None:
        if isinstance(target, ListToTake):
            self._list = target
            self.show_paper(None)
            self.desk.jobs.read(
                take_along, target.first, target.last, target.officer_id, then=self._show, owner=self, latest="list"
            )
        self.preview.setFocus()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Ctrl+T", N_("whole phone numbers"), "reveal"),
            Key("Ctrl+S", N_("save")),
            Key("Ctrl+P", N_("print")),
            Key("Escape", N_("back")),
        )

    def ask_purpose(self) -> None:
        """Ask what the numbers are needed for, which is recorded with each of them."""
        if self._list is None or not self.desk.may(Permission.REVEAL):
            return
        question = PurposeAsk(self.desk, _("Purpose"), _("What the numbers are needed for"))
        question.setMinimumWidth(dp(260))
        question.show_button.hide()

        def take() -> bool:
            if not question.purpose():
                sheet.show_wrong(_("Say what the number is needed for."))
                return False
            self.show_phones(question.purpose())
            return True

        sheet = Sheet(self.phones, [question], take, words=_("Show and record"), icon="eye")
        question.text.submitted.connect(sheet.submit)
        sheet.open_below()
        question.begin()

    def show_phones(self, purpose: str) -> None:
        """The list anew, with whole numbers of the enterprises one serves."""
        wanted = self._list
        if wanted is not None:
            self.desk.jobs.perform(
                take_along_with_phones,
                wanted.first,
                wanted.last,
                wanted.officer_id,
                purpose=purpose,
                then=self._show,
                owner=self,
            )

    def _show(self, found: TakeAlong) -> None:
        days = f"{found.first:%Y-%m-%d}"
        if found.first != found.last:
            days = _("{first} to {last}").format(first=days, last=f"{found.last:%Y-%m-%d}")
        title = _("List to take along, {days}").format(days=days)
        name = _("visits to make {day}").format(day=f"{found.first:%Y-%m-%d}")
        self.show_paper(PaperWanted(title, f"{name}.pdf", partial(_draw, found)))
