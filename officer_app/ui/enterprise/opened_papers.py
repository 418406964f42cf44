"""Papers opened in other programs: private copies, made when somebody asks and gone when the program ends."""

import atexit
from functools import cache

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from officer_app import paths
from officer_app.core.private_copies import PrivateCopies
from officer_app.directory.attachments import Paper


@cache
def copies() -> PrivateCopies:
    """Those of this program; what an earlier one left behind goes now."""
    made = PrivateCopies(paths.passing() / "opened")
    for base in {paths.passing(), paths.user_data()}:
        PrivateCopies(base / "opened").clear_left()
    atexit.register(made.clear)
    return made


def show_paper(paper: Paper) -> bool:
    """Open a paper with the program that the system has for it; False if there is none. Raises DiskTrouble."""
    path = copies().put(paper.name, paper.content)
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
