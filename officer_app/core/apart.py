"""Work on a file from outside in a process of its own, which may be killed without harm.

Parsers of workbooks, pictures and PDF are written in other languages and are fed what strangers send. Here they run
apart: with a cap on memory and on processor time where the system knows such caps (not on Windows), killed everywhere
when no answer comes for too long, without a network and without writing a file. The office, its keys and its database
are not in that process.
"""

import importlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final  # what passes between the two is any JSON value

from officer_app import i18n
from officer_app.core.errors import AppError
from officer_app.i18n import N_

MIB: Final = 1024 * 1024
MEMORY: Final = 1024 * MIB
# Without an answer, and of the processor.
SECONDS: Final = 30.0
_BEGIN: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from officer_app.core.apart import serve; serve()"
)
# What a parser has no business with.
_FORBIDDEN: Final = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.remove",
    "os.rename",
)

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class TooMuch(AppError):
    """A file that asks for more memory or time than one of its kind needs, or breaks what reads it."""

    message = N_("This file asks for more memory or time than one of its kind needs.")
    remedy = N_("Save it anew with the program it came from, or ask for another copy.")


@contextmanager
def apart(task: Callable[..., Iterator[Any]], *arguments: object, memory: int = MEMORY) -> Iterator[Iterator[Any]]:
    """What a generator of this program yields, run apart; it and its arguments are named and given as JSON values.

    Raises TooMuch, and what the task raises of AppError. Ending the block early ends the process.
    """
    asked = {
        "task": [task.__module__, task.__qualname__],
        "arguments": arguments,
        "memory": memory,
        "language": i18n.language(),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _BEGIN, json.dumps([entry or str(Path.cwd()) for entry in sys.path])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(asked).encode())
            process.stdin.close()
        yield _answers(process, process.stdout)
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _answers(process: "subprocess.Popen[bytes]", out: IO[bytes]) -> Iterator[Any]:
    while True:
        watch = threading.Timer(SECONDS, process.kill)
        watch.start()
        try:
            line = out.readline()
        finally:
            watch.cancel()
            watch.join()
        if not line.endswith(b"\n"):
            # It was killed, by the system or by the watch, or gave up for want of memory.
            raise TooMuch()
        kind, value = json.loads(line)
        if kind == "end":
            return
        if kind == "error":
            raise _refusal(value)
        yield value


def _refusal(told: dict[str, Any]) -> AppError:
    """The error as it was raised there; of a class of this program, or TooMuch."""
    found = (
        getattr(importlib.import_module(told["module"]), told["name"], None) if told["module"] in sys.modules else None
    )
    if not (isinstance(found, type) and issubclass(found, AppError)):
        return TooMuch()
    return found(told["message"], remedy=told["remedy"], **told["params"])


def serve(known: tuple[str, ...] = ("officer_app.",)) -> None:
    """The other side: one task of a module of ours, its answers a line each.

    Whatever goes wrong there ends the process without a last line.
    """
    sys.dont_write_bytecode = True
    asked = json.loads(sys.stdin.buffer.read())
    i18n.use(asked["language"])
    module, name = asked["task"]
    if not module.startswith(known):
        raise ValueError(module)
    task = getattr(importlib.import_module(module), name)
    _confine(asked["memory"])
    try:
        for value in task(*asked["arguments"]):
            _say("value", value)
    except AppError as error:
        params = {key: value if isinstance(value, int | float) else str(value) for key, value in error.params.items()}
        kind = type(error)
        told = {"module": kind.__module__, "name": kind.__qualname__, "message": error.message, "remedy": error.remedy}
        _say("error", {**told, "params": params})
    else:
        _say("end", None)


def _say(kind: str, value: object) -> None:
    sys.stdout.buffer.write(json.dumps([kind, value]).encode() + b"\n")
    sys.stdout.buffer.flush()


def _confine(memory: int) -> None:
    """Take from this process what a parser does not need."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS) + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and (set(arguments[1] or "") & set("wax+") or (arguments[2] or 0) & _WRITING):
        raise PermissionError(event)
