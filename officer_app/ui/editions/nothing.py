"""Why the list of an edition is empty, and what to do first."""

from collections.abc import Callable
from functools import partial

from officer_app.directory.editions.service import EditionRow
from officer_app.i18n import _
from officer_app.ui.editions.ways import Beginning
from officer_app.ui.page import Desk
from officer_app.ui.widgets import EmptyState, Way


def nothing_shown(
    desk: Desk,
    edition: EditionRow | None,
    first: Beginning | None,
    *,
    begin: Callable[[int, int | None], None],
    add: Callable[[], None],
    clear: Callable[[], None],
) -> EmptyState:
    """No edition yet (`first` can be begun), one that lists nothing yet, or filters that nothing fits."""
    ways: list[Way] = []
    if edition is None:
        title, sentence = _("No edition yet"), _("An edition lists the key enterprises of a year; it is published.")
        if first is not None and desk.may("directory_import"):
            caption, act = _("A draft, seen by the office only"), partial(begin, first.year, first.like)
            ways.append(Way("plus", first.words, caption, _("Begin"), act))
    elif edition.listed + edition.removed == 0:
        title, sentence = _("This draft lists no enterprise yet"), _("Add them one by one, or import a workbook.")
        if desk.may("directory_edit"):
            ways.append(Way("plus", _("Add one"), _("Found by name or code"), _("Add"), add, "A"))
        if desk.may("directory_import"):
            words, caption = _("Import a workbook"), _("with “list in edition” chosen there")
            act = partial(desk.go, "import", None)
            ways.append(Way("file-spreadsheet", words, caption, _("Choose a file…"), act))
    else:
        title, sentence = _("No enterprise fits"), _("Fewer filters, or another part of the name.")
        ways.append(Way("rotate-ccw", _("Show all"), _("Take every filter away"), _("Clear"), clear))
    return EmptyState("book-open", title, sentence, ways)
