"""Work off the window's thread: one lane for writes, one for reads, one for long work.

Pages call `perform`, `read` and `long` and return at once; results, errors and the set of changed entities arrive on
the window's thread. A result is dropped when the object it was for is gone, or when a later request with the same
`latest` name of the same owner has been made.
"""

import itertools
import queue
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from officer_app.core.errors import AppError
from officer_app.core.progress import Cancelled

# Results have the type of their use case; `then` is checked where it is written, not across the thread.
Then = Callable[[Any], object]
Failed = Callable[[AppError], object]
REPORT_EVERY = 0.05  # seconds between two reports of progress


class Outcome(Protocol):
    """What a write returns: the use case's result, and the entities it changed."""

    @property
    def value(self) -> Any: ...  # the use case's own result

    @property
    def changed(self) -> frozenset[str]: ...


class OfficeLike(Protocol):
    """The part of the office that Jobs needs."""

    def perform(self, use_case: Callable[..., Any], actor: Any, /, *args: Any, **kw: Any) -> Any: ...

    def read(self, query: Callable[..., Any], actor: Any, /, *args: Any, **kw: Any) -> Any: ...


class Job:
    """One request; `cancel()` for long work."""

    def __init__(
        self, number: int, title: str, owner: QObject | None, then: Then | None, failed: Failed | None
    ) -> None:
        self.number, self.title, self.owner = number, title, owner
        self._then, self._failed = then, failed
        self._cancelled = threading.Event()
        self.latest: tuple[int, str] | None = None
        self.run: Callable[[], Any] = lambda: None
        self.writes = False
        # It opens the office, so that it needs none.
        self.opens = False

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancelled.is_set()

    def wanted(self) -> bool:
        """Whether the object the result is for still exists."""
        if self.owner is not None and not isValid(self.owner):
            return False
        for receiver in (self._then, self._failed):
            bound = getattr(receiver, "__self__", None)
            if isinstance(bound, QObject) and not isValid(bound):
                return False
        return True

    def succeed(self, value: Any) -> None:
        """Hand the result over."""
        if self._then is not None:
            self._then(value)

    def fail(self, error: AppError) -> bool:
        """Hand an error over; False if nobody takes it."""
        if self._failed is None:
            return False
        self._failed(error)
        return True


class Jobs(QObject):
    """See the module. `failed` carries what no caller took: an AppError, or a bug."""

    changed = Signal(object)  # frozenset[str]
    failed = Signal(object, object)  # error, owner
    started = Signal(object)  # Job with a title
    progressed = Signal(object, int, int)  # Job, done, total (-1 if unknown)
    finished = Signal(object)  # Job with a title
    _arrived = Signal(object, object, object)  # Job, outcome, error

    def __init__(self, office: OfficeLike, actor: Any = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.office = office
        self.actor = actor
        self._numbers = itertools.count(1)
        self._latest: dict[tuple[int, str], int] = {}
        self._lanes: dict[str, queue.SimpleQueue[Job | None]] = {}
        self._threads: list[threading.Thread] = []
        self._running: set[Job] = set()
        self._closed = False
        self._rests = False
        self._rested: Callable[[], object] | None = None
        self._arrived.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def perform(
        self,
        use_case: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        **kw: Any,
    ) -> Job:
        """Run a write use case as one transaction; `then(value)` afterwards, and `changed` for every page."""
        actor = self.actor
        job = self._job("", owner, then, failed)
        job.writes = True
        job.run = lambda: self.office.perform(use_case, actor, *args, **kw)
        return self._submit("write", job)

    def read(
        self,
        query: Callable[..., Any],
        *args: Any,
        then: Then,
        failed: Failed | None = None,
        owner: QObject | None = None,
        latest: str = "",
        **kw: Any,
    ) -> Job:
        """Run a query; with `latest`, only the last request of that name and owner is answered."""
        actor = self.actor
        job = self._job("", owner, then, failed)
        if latest:
            whose = owner if owner is not None else getattr(then, "__self__", None)
            job.latest = (id(whose), latest)
            self._latest[job.latest] = job.number
        job.run = lambda: self.office.read(query, actor, *args, **kw)
        return self._submit("read", job)

    def long(
        self,
        title: str,
        function: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        writes: bool = False,
        opens: bool = False,
        **kw: Any,
    ) -> Job:
        """Run `function(progress, *args, **kw)`, shown in the status bar with its title, if any, and a way to cancel.

        It may use `self.office` and `self.actor` itself. What it returns goes to `then`; an outcome of
        `office.perform` is unpacked as in `perform`. With `writes` it waits its turn among the writes. What `opens`
        an office runs at rest, too.
        """
        job = self._job(title, owner, then, failed)
        job.writes, job.opens = writes, opens
        job.run = lambda: function(self._progress(job), *args, **kw)
        if title:
            self.started.emit(job)
        return self._submit("write" if writes else "long", job)

    def long_read(self, title: str, query: Callable[..., Any], *args: Any, then: Then, **kw: Any) -> Job:
        """A query that takes `progress=`, on the lane for long work."""
        office, actor = self.office, self.actor
        own = {name: kw.pop(name) for name in ("failed", "owner") if name in kw}
        return self.long(title, lambda p: office.read(query, actor, *args, progress=p, **kw), then=then, **own)

    def long_perform(self, title: str, use_case: Callable[..., Any], *args: Any, then: Then, **kw: Any) -> Job:
        """A write use case that takes `progress=`; cancelling rolls all of it back."""
        office, actor = self.office, self.actor
        own = {name: kw.pop(name) for name in ("failed", "owner") if name in kw}
        return self.long(
            title, lambda p: office.perform(use_case, actor, *args, progress=p, **kw), then=then, writes=True, **own
        )

    def quietly(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Then,
        failed: Failed | None = None,
        owner: QObject | None = None,
        latest: str = "",
    ) -> Job:
        """Run `function(*args)` on the lane for long work without showing it: what takes a moment, and no database."""
        job = self._job("", owner, then, failed)
        if latest:
            job.latest = (id(owner), latest)
            self._latest[job.latest] = job.number
        job.run = lambda: function(*args)
        return self._submit("long", job)

    def busy(self) -> bool:
        """Whether anything is still to come."""
        return bool(self._running)

    def rest(self, then: Callable[[], object]) -> None:
        """Finish the writes that were asked for and drop the rest; `then()` when nothing runs any more.

        Nothing begins from then on before `wake`: what is asked for meanwhile is dropped.
        """
        self._rests, self._rested = True, then
        for job in self._running:
            if not job.writes:
                job.cancel()
        self._settle()

    def wake(self) -> None:
        """There is an office again; a rest that was not reached yet is called off."""
        self._rests, self._rested = False, None

    def _settle(self) -> None:
        if self._rested is not None and not any(not job.opens for job in self._running):
            rested, self._rested = self._rested, None
            rested()

    def _dropped(self, job: Job) -> bool:
        """Whether nobody works on it: a write that another one led to still runs before the rest."""
        return self._rests and not job.opens and not (job.writes and self._rested is not None)

    def close(self) -> None:
        """Finish the writes that were asked for, drop the rest, and end the threads; nothing begins any more."""
        self._closed = True
        for job in self._running:
            if not job.writes:
                job.cancel()
        for lane in self._lanes.values():
            lane.put(None)
        for thread in self._threads:
            thread.join()
        self._lanes.clear()
        self._threads.clear()
        self._running.clear()

    def _job(self, title: str, owner: QObject | None, then: Then | None, failed: Failed | None) -> Job:
        return Job(next(self._numbers), title, owner, then, failed)

    def _submit(self, lane: str, job: Job) -> Job:
        if self._closed or self._dropped(job):
            return job
        self._running.add(job)
        if lane not in self._lanes:
            waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
            self._lanes[lane] = waiting
            thread = threading.Thread(target=self._work, args=(waiting,), name=f"lane-{lane}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._lanes[lane].put(job)
        return job

    def _work(self, waiting: "queue.SimpleQueue[Job | None]") -> None:
        # In a frame of its own, so that a lane that waits holds nothing of what it worked on: an office, its key.
        while self._work_once(waiting):
            pass

    def _work_once(self, waiting: "queue.SimpleQueue[Job | None]") -> bool:
        job = waiting.get()
        if job is None:
            return False
        outcome, error = self._run(job)
        if isValid(self):
            self._arrived.emit(job, outcome, error)
        return True

    def _run(self, job: Job) -> tuple[Any, BaseException | None]:
        if self._outdated(job) or (job.is_cancelled() and not job.writes):
            return None, Cancelled()
        try:
            return job.run(), None
        except BaseException as error:  # a bug must reach the window, not end the lane
            return None, error

    def _outdated(self, job: Job) -> bool:
        return job.latest is not None and self._latest.get(job.latest) != job.number

    @Slot(object, object, object)
    def _arrive(self, job: Job, outcome: Any, error: BaseException | None) -> None:
        self._running.discard(job)
        if self._closed and not job.writes:
            return
        if job.title:
            self.finished.emit(job)
        if not self._rests or job.writes or job.opens:
            self._hand_over(job, outcome, error)
        self._settle()

    def _hand_over(self, job: Job, outcome: Any, error: BaseException | None) -> None:
        value = outcome
        if error is None and hasattr(outcome, "changed") and hasattr(outcome, "value"):
            value = outcome.value
        outdated = self._outdated(job)
        if job.latest is not None and not outdated:
            # What is no longer waited for is not remembered: pages come and go for as long as the program runs.
            del self._latest[job.latest]
        wanted = job.wanted() and not outdated
        if error is None:
            if wanted:
                job.succeed(value)
            if value is not outcome and outcome.changed:
                self.changed.emit(outcome.changed)
        elif isinstance(error, Cancelled) or (isinstance(error, AppError) and wanted and job.fail(error)):
            return
        elif wanted or not isinstance(error, AppError):
            owner = job.owner if job.owner is not None and isValid(job.owner) else None
            self.failed.emit(error, owner)

    def _progress(self, job: Job) -> Callable[..., None]:
        last = 0.0

        def progress(done: int, total: int | None = None) -> None:
            nonlocal last
            if job.is_cancelled():
                raise Cancelled
            now = monotonic()
            if now - last >= REPORT_EVERY or done == total:
                last = now
                self.progressed.emit(job, done, -1 if total is None else total)

        return progress


class ImmediateJobs(Jobs):
    """Runs everything inline, for tests."""

    def _submit(self, lane: str, job: Job) -> Job:
        if self._dropped(job):
            return job
        outcome, error = self._run(job)
        self._arrive(job, outcome, error)
        return job
