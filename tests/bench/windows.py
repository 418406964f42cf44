"""Windows that tell when they were painted: `python -m tests.bench.windows program`, or `bare`.

Moments are of the clock that all processes of a machine share; memory is in bytes.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Final

PASSWORD: Final = "a-bench-by-the-river"
_TOLD: dict[str, float | int] = {}


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def bare() -> None:
    """A window with a table of Chinese rows in the shipped face, and nothing else."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtGui import QFont, QFontDatabase, QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not _TOLD:
                _TOLD["painted"] = 0.0
                QTimer.singleShot(0, painted)
            return False

    def painted() -> None:
        _TOLD["painted"] = time.monotonic()
        _TOLD["memory"] = _memory()
        application.quit()

    application = QApplication(sys.argv[:1])
    fonts = Path(__file__).resolve().parents[2] / "resources" / "fonts"
    QFontDatabase.addApplicationFont(str(fonts / "NotoSansSC-Regular.ttf"))
    application.setFont(QFont("Noto Sans SC", 10))
    model = QStandardItemModel(40, 8)
    for row in range(40):
        for column in range(8):
            model.setItem(row, column, QStandardItem(f"上海澜启智能装备有限公司{row}"))
    table = QTableView()
    table.setModel(model)
    window = QMainWindow()
    window.setCentralWidget(table)
    window.resize(1440, 900)
    watch = Watch()
    table.viewport().installEventFilter(watch)
    window.show()
    application.exec()


def program() -> None:
    """The real program as it is started from the desktop; somebody signs in and opens the directory."""
    from PySide6.QtCore import QTimer

    from officer_app import __main__, screen
    from officer_app.ui import app

    start = app.Program.start

    def watched(self: app.Program, url: str) -> None:
        def painted() -> None:
            _TOLD["painted"] = time.monotonic()
            _TOLD["memory"] = _memory()
            look.start(2)

        def look_again() -> None:
            page = self.window.current_page()
            if self.sessions.is_ready and "ready to sign in" not in _TOLD:
                _TOLD["ready to sign in"] = time.monotonic()
                self.sessions.sign_in("李国强", PASSWORD)
            elif page is not None and self.window.current_key() != "directory":
                self.window.go("directory")
            elif page is not None and _has_rows(page):
                page.grab()
                _TOLD["directory shown"] = time.monotonic()
                _TOLD["memory, directory shown"] = _memory()
                look.stop()
                self.window.close()

        look = QTimer(self)
        look.timeout.connect(look_again)
        # The paint event has been sent, not yet handled.
        self.starting.painted.connect(lambda: QTimer.singleShot(0, painted))
        start(self, url)

    # Set by hand: the library that replaces attributes in tests takes longer to load than half of the program.
    app.Program.start = watched
    screen.is_there = lambda: True
    __main__.main([])


def _has_rows(page: object) -> bool:
    from PySide6.QtWidgets import QTableView, QWidget

    assert isinstance(page, QWidget)
    tables = [table for table in page.findChildren(QTableView) if table.isVisible()]
    return any(table.model().rowCount() and table.model().index(0, 0).data() for table in tables)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        program()
    print(json.dumps(_TOLD))
