"""The ledger as files: the workbook with every balance, and the paper to be signed."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from officer_app.i18n import _, ngettext
from officer_app.overview.case_papers import PaperChoice
from officer_app.overview.papers import IssuedKind
from officer_app.quota.lists import GENERAL, pool_label
from officer_app.quota.sheet import export_ledger
from officer_app.ui.page import Desk
from officer_app.ui.paper.about import show_paper

if TYPE_CHECKING:
    from officer_app.ui.cases.ledger import LedgerView


class LedgerFiles:
    """Asks where, and writes the ledger of the pool in view."""

    def __init__(self, view: "LedgerView", desk: Desk) -> None:
        self._view, self._desk = view, desk

    def export(self) -> None:
        """Ask where, and write the pool's ledger to a workbook."""
        if chosen := self._where(_("Export the ledger"), ".xlsx", _("Workbooks")):
            self.export_to(chosen)

    def export_to(self, path: Path) -> None:
        """Write the pool's ledger to a workbook."""
        path = self._named(path, ".xlsx")
        view, title = self._view, _("Exporting the ledger")

        def done(rows: int) -> None:
            words = ngettext("{n} entry written: {path}", "{n} entries written: {path}", rows)
            view.error_bar.say(words.format(n=rows, path=path), kind="ok")

        self._desk.jobs.long_read(
            title, export_ledger, view.shown_year, path, pool=view.shown_pool, then=done, owner=view
        )

    def paper(self) -> None:
        """Show the pool's ledger as it will be printed; it is saved, printed and issued from there."""
        pool = self._view.pool()
        if pool is None or not pool.entries:
            return
        name = f"{pool.year} {pool.label}"
        show_paper(self._desk, PaperChoice(IssuedKind.QUOTA_LEDGER, pool.id, IssuedKind.QUOTA_LEDGER.label), name)

    def _where(self, title: str, ending: str, kinds: str) -> Path | None:
        view = self._view
        pool = view.pool()
        if pool is None or not pool.entries:
            return None
        folder = str(self._desk.settings.value("exports/folder") or _documents())
        name = _("Quota ledger {year}").format(year=view.shown_year)
        if view.shown_pool != GENERAL:
            name += " " + "".join(sign for sign in pool_label(view.shown_pool) if sign not in '\\/:*?"<>|')
        chosen, _filter = QFileDialog.getSaveFileName(
            view, title, str(Path(folder) / f"{name}{ending}"), f"{kinds} (*{ending})"
        )
        return Path(chosen) if chosen else None

    def _named(self, path: Path, ending: str) -> Path:
        path = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        self._desk.settings.setValue("exports/folder", str(path.parent))
        return path


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
