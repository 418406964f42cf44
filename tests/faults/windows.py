"""The window under faults: R7 another program holds the database, R15 pages opened without end, S5 markup shown."""

import gc
import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QWidget

from officer_app.cases.filing import file_case
from officer_app.core.work import OFFICE_ZONE, Actor
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.people.access import GRANTS, Role
from officer_app.sample.enterprises import uscc
from officer_app.ui import theme
from officer_app.ui.enterprise.form import EnterpriseFormPage
from officer_app.ui.jobs import ImmediateJobs, Jobs
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import Notices
from officer_app.ui.page import Account, Desk
from officer_app.ui.pages import PAGES
from officer_app.ui.paper.actions import PaperActions
from officer_app.ui.paper.sheets import sizes
from officer_app.ui.targets import CaseWanted, EnterpriseWanted
from officer_app.visits.report import visit_record
from tests.casework import Casework, a_draft
from tests.faults import children, offices
from tests.faults.catalogue import CannotBeDone, Outcome, fault
from tests.paper_samples import a_visit

_TOLD_WITHIN: Final = 5.0  # seconds
_STALLED: Final = 0.5  # seconds in which a window that lives has answered
_GROWTH: Final = 10 * 1024  # KiB
_PAGE: Final = os.sysconf("SC_PAGE_SIZE") // 1024 if hasattr(os, "sysconf") else 4
# Every so many openings all pages are closed for good and built anew.
_ANEW: Final = 20
_SOME: Final = 6


def _application() -> QApplication:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    if not application.property("styled"):
        theme.start(application, "light")
        application.setProperty("styled", True)
    return application


def _account(actor: Actor) -> Account:
    role = Role(actor.role)
    return Account(actor.name, role.label, frozenset(str(one) for one in GRANTS[role]), "")


@contextmanager
def window(house: Casework, actor: Actor, folder: Path, jobs: Jobs | None = None) -> Iterator[MainWindow]:
    """The window with this person signed in; gone afterwards, with its threads."""
    application = _application()
    office = house.bureau.office
    jobs = jobs or ImmediateJobs(office, actor)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    desk = Desk(jobs, Notices(), settings, lambda: office.clock().astimezone(OFFICE_ZONE).date())
    shown = MainWindow(PAGES, desk)
    try:
        shown.resize(1440, 900)
        shown.show()
        shown.sign_in(_account(actor))
        application.processEvents()
        yield shown
    finally:
        jobs.close()
        shown.close()
        shown.deleteLater()
        settle()


def settle() -> None:
    """Let Qt do what it has put off, deletions included."""
    application = _application()
    application.processEvents()
    application.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    application.processEvents()


def hold(path: str, key: bytes, line: Connection) -> None:
    """A process that keeps the database to itself until it is told to let go."""
    from officer_app.core.database import Database

    database = Database(path, key=key)
    with database.connect(writes=False) as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("BEGIN EXCLUSIVE")
        line.send("held")
        line.poll(children.PATIENCE)
        driver.execute("ROLLBACK")


@fault("R7", "another process holds the database", quick=1, full=20)
def locked(rounds: int, folder: Path) -> Outcome:
    """The window lives, says which program within 5 seconds, keeps what was typed, and stores it once it may."""
    path = offices.copied(folder)
    house = offices.opened(path)
    longest = slowest = 0.0
    named = False
    with window(house, house.staff, folder, Jobs(house.bureau.office, house.staff)) as shown:
        for number in range(rounds):
            shown.go("edit-enterprise")
            form = shown.current_page()
            assert isinstance(form, EnterpriseFormPage)
            name = f"上海占用{number}号科技有限公司"
            _until(lambda: not shown.desk.jobs.busy())
            form.uscc.setText(uscc(random.Random(number)))
            form.name.setText(name)
            ours, theirs = multiprocessing.Pipe()
            child = children.begin_with(hold, str(path), offices.KEY, theirs)
            theirs.close()
            try:
                assert ours.recv() == "held"
                began = time.monotonic()
                form._save()
                stalled = _until(lambda form=form: bool(_said(form)), _TOLD_WITHIN + 3)
                slowest, longest = max(slowest, time.monotonic() - began), max(longest, stalled)
                said = _said(form)
                assert "占用" in said, said
                named = str(child.pid) in said
                assert form.name.text() == name
                # Whoever does not want to wait leaves, at once.
                shown.go("directory")
                shown.go("edit-enterprise")
                assert form.name.text() == name
            finally:
                ours.send("let go")
                child.join()
                ours.close()
            form._save()
            _until(lambda: shown.current_key() == "enterprise" and not shown.desk.jobs.busy())
    house.bureau.office.close()
    assert slowest <= _TOLD_WITHIN, f"told after {slowest:.1f} s"
    assert longest <= _STALLED, f"the window stood still for {longest:.2f} s"
    who = "the program and its process named" if named else "the program named where the system tells"
    return Outcome(rounds, rounds, f"told after {slowest:.1f} s, {who}; window never still for {longest:.2f} s")


def _said(page: EnterpriseFormPage) -> str:
    bar = page.error_bar
    return " ".join(label.text() for label in bar.findChildren(QLabel)) if bar.isVisible() else ""


def _until(reached: object, seconds: float = 10.0) -> float:
    """Let the window work until it is so; the longest time in which it did not answer."""
    application = _application()
    assert callable(reached)
    deadline, longest, last = time.monotonic() + seconds, 0.0, time.monotonic()
    while not reached():
        assert time.monotonic() < deadline, "it did not come to that"
        application.processEvents()
        now = time.monotonic()
        longest, last = max(longest, now - last), now
        time.sleep(0.01)
    return longest


def _resident() -> int:
    """KiB of memory this process has."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError as error:
        raise CannotBeDone("this system does not tell how much memory a process has") from error


@fault("R15", "every page opened and closed again and again", quick=3, full=1000)
def soak(rounds: int, folder: Path) -> Outcome:
    """Memory and the number of widgets stay as they were once everything had been opened."""
    house = offices.opened(offices.copied(folder))
    keep = os.environ.get("OFFICER_APP_SOAK_LOG")
    every = min(_ANEW, rounds)
    with window(house, house.reviewer, folder) as shown:
        keys = [page.key for page in shown.pages()]
        # The quick form opens some of them.
        keys = keys if rounds > _ANEW else keys[:: len(keys) // _SOME]
        for _ in range(2):
            _open_all(shown, keys, house.reviewer)
        before, widgets = _resident(), len(QApplication.allWidgets())
        opened = 0
        while opened < rounds:
            for turn in range(min(every, rounds - opened)):
                _open_all(shown, keys, house.reviewer, anew=turn == 0)
                opened += 1
            if keep:
                with Path(keep).open("a", encoding="utf-8") as log:
                    log.write(f"{opened} {_resident() - before} KiB, {len(QApplication.allWidgets())} widgets\n")
        _open_all(shown, keys, house.reviewer)
        gc.collect()
        grown, more = _resident() - before, len(QApplication.allWidgets()) - widgets
    house.bureau.office.close()
    assert more <= 0, f"{more} widgets more"
    assert grown <= _GROWTH, f"{grown / 1024:.1f} MB more"
    return Outcome(rounds, rounds, f"{len(keys)} pages, {grown / 1024:+.1f} MB, {more:+d} widgets after warm-up")


def _open_all(shown: MainWindow, keys: list[str], actor: Actor, *, anew: bool = True) -> None:
    if anew:
        shown.forget()
        settle()
        gc.collect()
        shown.sign_in(_account(actor))
    for key in keys:
        shown.go(key)
        settle()


def _hostile(house: Casework, markup: str) -> tuple[int, int]:
    """An enterprise, a contact and a case whose texts are markup; enterprise and case."""
    texts = {"note": markup, "actual_site": markup, "former_names": markup}
    draft = EnterpriseDraft(str(uuid4()), f"上海{markup}有限公司", uscc(random.Random(5)), subdistrict_id=1, **texts)
    enterprise_id = house.do(save_enterprise, house.staff, draft)
    assert isinstance(enterprise_id, int)
    contact = ContactDraft(str(uuid4()), enterprise_id, markup[:40], markup[:40], "13800138000", is_primary=True)
    house.do(save_contact, house.staff, contact)
    case = a_draft(enterprise_id, name=markup[:40], post=markup[:60], reason=markup)
    case_id = house.do(file_case, house.filer, case)
    assert isinstance(case_id, int)
    return enterprise_id, case_id


@fault("S5", "markup in every text that is shown", quick=1, full=6)
def markup_shown(rounds: int, folder: Path) -> Outcome:
    """No label, tip or document takes what people typed for markup; it stands there literally."""
    canary = folder / "canary.png"
    folder.mkdir(parents=True, exist_ok=True)
    canary.write_bytes(b"")
    markups = (
        f'<img src="{canary.name}"><b>甲</b>',
        "<a href='file:///etc/passwd'>乙</a>",
        "<table><tr><td>丙</td></tr></table>",
        "<font color=red size=40>丁</font>",
        "<html><body>戊</body></html>",
        "<!-- 己 --><script>x</script>",
    )
    looked = literal = 0
    for markup in markups[:rounds]:
        house = offices.opened(offices.copied(folder / "office"))
        enterprise_id, case_id = _hostile(house, markup)
        for actor in (house.reviewer, house.admin) if rounds > 1 else (house.reviewer,):
            with window(house, actor, folder) as shown:
                targets = {"enterprise": EnterpriseWanted(enterprise_id), "case": CaseWanted(case_id)}
                for page in shown.pages():
                    shown.go(page.key, targets.get(page.key))
                    QApplication.processEvents()
                    view = shown.current_page()
                    assert view is not None
                    for widget in view.findChildren(QWidget):
                        wrong, seen = _taken_for_markup(widget, markup)
                        assert not wrong, f"{page.key}: {wrong}"
                        looked, literal = looked + 1, literal + seen
        house.bureau.office.close()
    assert literal, "the text is shown nowhere"
    return Outcome(rounds, rounds, f"{looked} widgets looked at, the text stands literally in {literal}")


def _taken_for_markup(widget: QWidget, markup: str) -> tuple[str, int]:
    """What is wrong with it, if anything, and whether the text stands in it literally."""
    start = markup[:8]
    if start in widget.toolTip() and not widget.toolTip().startswith("<qt>"):
        return f"the tip of a {type(widget).__name__}", 0
    if isinstance(widget, QLabel) and start in widget.text():
        return ("" if widget.textFormat() == Qt.TextFormat.PlainText else f"a {type(widget).__name__}"), 1
    if isinstance(widget, QTextEdit) and "<img" in widget.toHtml():
        return f"a {type(widget).__name__}", 0
    return "", 0


@fault("R16", "no printer", quick=1, full=10)
def no_printer(rounds: int, folder: Path) -> Outcome:
    """Printing says so and offers the file; the paper is shown and saved as it is."""
    house = offices.opened(offices.copied(folder))
    names, QPrinterInfo.availablePrinterNames = QPrinterInfo.availablePrinterNames, staticmethod(list)
    pdf = visit_record(a_visit())
    try:
        with window(house, house.reviewer, folder) as shown:
            for number in range(rounds):
                shown.go("reports")
                page = shown.current_page()
                assert page is not None
                actions = PaperActions(page)
                actions.print(pdf, "走访记录", "走访记录.pdf")
                assert "没有打印机" in page.error_bar.message(), page.error_bar.message()
                path = folder / f"{number}.pdf"
                actions.write(pdf, path)
                assert path.read_bytes() == pdf
                assert sizes(pdf)
                assert str(path) in page.error_bar.message()
    finally:
        QPrinterInfo.availablePrinterNames = names
    house.bureau.office.close()
    return Outcome(rounds, rounds, "told in words with a way to save the file, which is the paper shown")
