"""Work off the window's thread: order, errors, cancelling, and results nobody wants any more."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from officer_app.core.errors import AppError, Invalid
from officer_app.ui.jobs import ImmediateJobs, Job, Jobs
from tests.ui.conftest import PlainOffice

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def jobs(office: PlainOffice) -> Iterator[Jobs]:
    made = Jobs(office, "actor")
    yield made
    made.close()


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []

    def take(self, value: Any) -> None:
        self.got.append((value, QThread.currentThread() is self.thread()))


def test_a_write_answers_on_the_windows_thread_and_says_what_changed(qtbot: QtBot, jobs: Jobs) -> None:
    receiver = Receiver()
    changed: list[frozenset[str]] = []
    jobs.changed.connect(changed.append)
    ran_in: list[str] = []

    def save(actor: str, number: int) -> str:
        ran_in.append(threading.current_thread().name)
        return f"{actor} {number}"

    jobs.perform(save, 7, then=receiver.take)
    qtbot.waitUntil(lambda: bool(changed))
    assert receiver.got == [("actor 7", True)]
    assert changed == [frozenset({"thing"})]
    assert ran_in == ["lane-write"]


def test_writes_run_one_after_the_other_in_the_order_asked(qtbot: QtBot, jobs: Jobs) -> None:
    order: list[int] = []
    for number in range(50):
        jobs.perform(lambda _actor, n: order.append(n), number)
    qtbot.waitUntil(lambda: not jobs.busy())
    assert order == list(range(50))


def test_an_error_goes_to_its_caller_and_else_to_everybody(qtbot: QtBot, jobs: Jobs) -> None:
    def refuse(_actor: str) -> None:
        raise Invalid(field="name")

    taken: list[AppError] = []
    jobs.perform(refuse, failed=taken.append)
    qtbot.waitUntil(lambda: len(taken) == 1)
    with qtbot.waitSignal(jobs.failed) as heard:
        jobs.perform(refuse)
    assert isinstance(heard.args[0], Invalid)


def test_a_bug_reaches_the_window_and_the_lane_goes_on(qtbot: QtBot, jobs: Jobs) -> None:
    def bug(_actor: str) -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(jobs.failed) as heard:
        jobs.read(bug, then=lambda _value: None, failed=lambda _error: None)
    assert isinstance(heard.args[0], ZeroDivisionError)
    got: list[str] = []
    jobs.read(lambda actor: actor, then=got.append)
    qtbot.waitUntil(lambda: got == ["actor"])


def test_nothing_arrives_for_a_page_that_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    receiver, owner = Receiver(), QObject()
    gate = threading.Event()
    got: list[str] = []
    jobs.read(lambda actor: gate.wait(5) and actor, then=receiver.take)
    jobs.read(lambda actor: actor, then=got.append, owner=owner)
    delete(receiver)
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert got == []


def test_only_the_latest_of_a_name_is_answered_and_overtaken_ones_are_not_even_run(qtbot: QtBot, jobs: Jobs) -> None:
    receiver = Receiver()
    gate = threading.Event()
    ran: list[str] = []

    def find(_actor: str, text: str) -> str:
        ran.append(text)
        gate.wait(5)
        return text

    for text in ("a", "ab", "abc"):
        jobs.read(find, text, then=receiver.take, latest="find")
        qtbot.waitUntil(lambda: bool(ran))
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert [value for value, _thread in receiver.got] == ["abc"]
    assert ran == ["a", "abc"]
    # What has been answered is not remembered, however many pages ask in a day.
    assert not jobs._latest


def test_long_work_reports_and_stops_when_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    steps: list[tuple[int, int]] = []
    jobs.progressed.connect(lambda _job, done, total: steps.append((done, total)))
    ended: list[Job] = []
    jobs.finished.connect(ended.append)

    def count(progress: Callable[..., None]) -> None:
        for number in range(10_000):
            progress(number, 10_000)
            threading.Event().wait(0.001)

    got: list[None] = []
    job = jobs.long("数数", count, then=got.append)
    qtbot.waitUntil(lambda: len(steps) > 1)
    job.cancel()
    qtbot.waitUntil(lambda: ended == [job], timeout=1000)
    assert got == []


def test_work_without_a_title_is_not_shown_as_running(qtbot: QtBot, jobs: Jobs) -> None:
    shown: list[str] = []
    jobs.started.connect(lambda job: shown.append(job.title))
    got: list[int] = []
    jobs.long("", lambda _progress: 1, then=got.append)
    jobs.long("数数", lambda _progress: 2, then=got.append)
    qtbot.waitUntil(lambda: got == [1, 2])
    assert shown == ["数数"]


def test_reads_go_on_while_long_work_runs(qtbot: QtBot, jobs: Jobs) -> None:
    gate = threading.Event()
    jobs.long("慢", lambda _progress: gate.wait(5))
    got: list[str] = []
    jobs.read(lambda actor: actor, then=got.append)
    qtbot.waitUntil(lambda: got == ["actor"])
    gate.set()


def test_closing_finishes_the_writes_that_were_asked_for(jobs: Jobs) -> None:
    done: list[int] = []
    for number in range(20):
        jobs.perform(lambda _actor, n: done.append(n), number)
    jobs.close()
    assert done == list(range(20))


def test_immediate_jobs_answer_before_returning(office: PlainOffice) -> None:
    got: list[str] = []
    ImmediateJobs(office, "x").read(lambda actor: actor, then=got.append)
    assert got == ["x"]
