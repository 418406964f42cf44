"""S16: personal data in logs. Every use case breaks over planted values; none of them may be told, or stay behind."""

import argparse
import contextlib
import inspect
import io
import logging
import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from officer_app import cli
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.core.work import USE_CASES
from officer_app.office import load_use_cases
from officer_app.people.access import Role, may
from officer_app.ui import clipboard
from officer_app.ui.log import LogFile
from officer_app.ui.notices import LOG, Notices
from tests.canaries import CANARIES, ID_NUMBER, Planted, found_in, planted
from tests.casework import identity
from tests.faults.catalogue import Outcome, fault

# What is typed as a text; it is kept as a text, but never logged.
TYPED = identity(388)
SAID = "no such person: " + " ".join((*CANARIES, TYPED))


def screen() -> None:
    """What a window needs, without one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if QApplication.instance() is None:
        QApplication(["faults"])


class Poison:
    """Looks like whatever a use case expects, and breaks as soon as it is looked at, saying what it holds."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise ValueError(SAID)

    def __repr__(self) -> str:
        return SAID


class Heard(Notices):
    """What the window would say."""

    said = ""

    def _dialog(self, words: str, step: str) -> None:
        self.said += words + step


class Trap:
    """Breaks the transaction at its n-th statement."""

    def __init__(self, database: Database, place: int) -> None:
        self._database, self._left = database, place

    def __enter__(self) -> None:
        sa.event.listen(self._database.engine, "before_cursor_execute", self._strike)

    def __exit__(self, *_error: object) -> None:
        sa.event.remove(self._database.engine, "before_cursor_execute", self._strike)

    def _strike(self, *_statement: Any) -> None:  # what the event is given
        self._left -= 1
        if self._left <= 0:
            raise ValueError(SAID)


def given(use_case: Callable[..., object], office: Planted) -> dict[str, object]:
    """What is needed: a row that is there for an id, a planted number for a text, poison for all else."""
    ids = {"case_id": office.case_id, "contact_id": office.contact_id, "visit_id": office.visit_id}
    found: dict[str, object] = {}
    for parameter in list(inspect.signature(use_case).parameters.values())[1:]:
        if parameter.default is not parameter.empty:
            continue
        if parameter.annotation is str:
            found[parameter.name] = TYPED
        elif parameter.annotation is int:
            found[parameter.name] = ids.get(parameter.name, 1)
        else:
            found[parameter.name] = Poison()
    return found


@contextlib.contextmanager
def logged(folder: Path) -> Iterator[io.StringIO]:
    """Everything that anything logs, the file of the program among it."""
    heard = io.StringIO()
    everything, file = logging.StreamHandler(heard), LogFile(folder)
    everything.setFormatter(logging.Formatter("%(message)s"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(everything)
    root.setLevel(logging.DEBUG)
    LOG.addHandler(file)
    try:
        yield heard
    finally:
        LOG.removeHandler(file)
        file.close()
        root.removeHandler(everything)
        root.setLevel(level)
        for part in folder.glob("*.log*"):
            heard.write(part.read_text("utf-8"))


def _as_a_command(error: BaseException) -> str:
    """What the command line says when this happens in it."""

    def broken(_asked: argparse.Namespace) -> Any:  # a command's answer
        raise error

    heard = io.StringIO()
    with contextlib.redirect_stderr(heard), contextlib.redirect_stdout(heard):
        cli.run(argparse.Namespace(run=broken, json=False))
    return heard.getvalue()


@fault("S16", "an error in every use case, with planted values in it", quick=1, full=6)
def in_every_use_case(rounds: int, folder: Path) -> Outcome:
    """In round n each breaks at its n-th statement too: none of the values is logged, printed, or in the trail."""
    screen()
    load_use_cases()
    database = Database(str(folder / "office.sqlite"))
    database.prepare()
    office = planted(database)
    house = office.house
    people = (house.decider, house.staff, house.admin, house.bureau.person(Role.AUDITOR))
    tried = broken = baited = 0
    leaks: list[str] = []
    with logged(folder) as heard:
        notices = Heard()
        for use_case, declared in list(USE_CASES.items()):
            if not use_case.__module__.startswith("officer_app."):
                continue
            run: Callable[..., object] = house.bureau.office.perform if declared.writes else house.bureau.office.read
            for place in range(1, rounds + 1):
                # Whoever may do it; for the rest it is enough that they are refused, which another fault proves.
                for actor in [one for one in people if may(one.role, declared.permission)][:1]:
                    try:
                        with Trap(database, 1 + place) if place > 1 else contextlib.nullcontext():
                            run(use_case, actor, **given(use_case, office))
                    except AppError as error:
                        # What a person typed may be said back to them, but never be logged.
                        LOG.warning("refused: %s", error.code)
                    except Exception as error:  # the bug that is looked for
                        broken += 1
                        notices.tell(error)
                        told = _as_a_command(error)
                        if found_in(told):
                            leaks.append(f"{use_case.__name__} on the command line")
                        baited += bool(found_in("".join(traceback.format_exception_only(error))))
                    tried += 1
    if found_in(heard.getvalue() + notices.said) or TYPED in heard.getvalue():
        leaks.append("the log")
    with database.transaction(writes=False) as connection:
        kept = repr(connection.execute(sa.select(AuditEntry.before, AuditEntry.after, AuditEntry.use_case)).all())
    if found_in(kept):
        leaks.append(f"the trail: {found_in(kept)}")
    house.bureau.office.close()
    return Outcome(
        tried,
        tried - len(leaks),
        "; ".join(leaks[:3]) or f"{broken} errors told, {baited} of them held a planted value",
    )


@fault("S16", "a number that was copied stays in the clipboard", quick=2, full=10)
def in_the_clipboard(rounds: int, _folder: Path) -> Outcome:
    """It is gone after its time; what somebody copied since stays."""
    screen()
    held = 0
    place = QGuiApplication.clipboard()
    for number in range(rounds):
        clipboard.copy_briefly(ID_NUMBER, seconds=0)
        if number % 2:
            place.setText("something else")
        QTest.qWait(20)
        held += place.text() == ("something else" if number % 2 else "")
        clipboard.copy_briefly(ID_NUMBER)
        clipboard.forget_copied()
        assert place.text() != ID_NUMBER
    return Outcome(rounds, held, f"{held} of {rounds} cleared in time; cleared at once on locking")
