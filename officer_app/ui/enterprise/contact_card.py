"""An enterprise's contact card as it will be printed, and copied to be sent: as a message or as a picture."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QGuiApplication, QImage

from officer_app.core.progress import Progress
from officer_app.i18n import N_, _
from officer_app.overview.contact_card import ContactCard, contact_card
from officer_app.ui.page import Desk, Key
from officer_app.ui.paper.page import PaperView
from officer_app.ui.paper.sheets import pictures
from officer_app.ui.targets import CardWanted, PaperWanted
from officer_app.ui.widgets import PushButton

# Pixels across: sharp on a telephone, and small enough to be sent.
_PICTURE: Final = 1240


def _draw(card: ContactCard, _progress: Progress) -> bytes:
    # Imported here: drawing runs off the window's thread, and start-up does not pay for it.
    from officer_app.overview.contact_card_paper import draw_card

    return draw_card(card)


class ContactCardPage(PaperView):
    """The page "contact-card". Its target is a CardWanted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._card: ContactCard | None = None
        self.copy_text = PushButton(_("Copy as message"), "copy", keys="Ctrl T")
        self.copy_picture = PushButton(_("Copy as picture"), "copy", keys="Ctrl I")
        self.copy_text.clicked.connect(self.take_text)
        self.copy_picture.clicked.connect(self.take_picture)
        self.add_actions_before(self.copy_text, self.copy_picture)
        self.on_key("Ctrl+T", self.take_text)
        self.on_key("Ctrl+I", self.take_picture)

    def opened(self, target: object = None) -> None:
        if isinstance(target, CardWanted):
            self._card = None
            self.show_paper(None)
            self.desk.jobs.read(contact_card, target.enterprise_id, then=self._know, owner=self, latest="contact card")
        self.preview.setFocus()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Ctrl+T", N_("copy message")),
            Key("Ctrl+I", N_("copy picture")),
            Key("Ctrl+S", N_("save")),
            Key("Ctrl+P", N_("print")),
            Key("Escape", N_("back")),
        )

    def take_text(self) -> None:
        """The card's words to the clipboard."""
        if self._card is not None:
            QGuiApplication.clipboard().setText(self._card.as_text)
            self.error_bar.say(_("The message is on the clipboard; paste it where you write."), kind="ok")

    def take_picture(self) -> None:
        """The card's picture to the clipboard."""
        if self.pdf:
            self.desk.jobs.quietly(pictures, self.pdf, [0], _PICTURE, then=self._drawn, owner=self)

    def _know(self, card: ContactCard) -> None:
        self._card = card
        title = _("Contact card of {enterprise}").format(enterprise=card.enterprise)
        file_name = f"服务联系卡-{card.enterprise}.pdf"
        self.show_paper(PaperWanted(title, file_name, lambda progress: _draw(card, progress)))

    def _drawn(self, found: dict[int, QImage]) -> None:
        QGuiApplication.clipboard().setImage(found[0])
        self.error_bar.say(_("The picture is on the clipboard; paste it where you write."), kind="ok")
