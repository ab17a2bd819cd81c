"""Processes for work that may crash, hang or eat memory: what ends one of them ends nothing else.

A worker is asked for what a generator function yields and sends it piece by piece, so that who asked knows
how far it came when it died. Workers are kept for the next call, as starting one takes half a second; they
end with the process that started them, also when that is killed: their pipe then closes.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from warehouse.errors import LakeError

_MAIN = "import sys; from warehouse.worker import serve; serve(int(sys.argv[1]))"
_OBJECTS_A_LOOK = 50_000
# A test's fault is meant for the process the test started.
_NOT_INHERITED = ("NOSOGRAPH_FAULT",)

Argument = TypeVar("Argument")
Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one page may take: `seconds` of time, `bytes` of memory beyond what the worker has."""

    seconds: int = 60
    bytes: int = 2 * 1024**3


class WorkerDiedError(LakeError):
    """The process that did the work ended in the middle of it: by a signal (`-code`) or with an exit code."""

    def __init__(self, code: int) -> None:
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        super().__init__(f"A worker process ended {how}.")
        self.code = code


def isolated(function: Callable[[Argument], Iterator[Piece]], argument: Argument) -> Iterator[Piece]:
    """What `function(argument)` yields in a process of its own; both are pickled, the function by its name.

    Raises:
        WorkerDiedError: The process ended before the function did.
    """
    worker = _idle.pop() if _idle else _Worker()
    _busy.add(worker)
    try:
        yield from worker.run(function, argument)
    except BaseException:
        worker.end()
        raise
    finally:
        _busy.discard(worker)
    _idle.append(worker)


def start() -> None:
    """Start a worker where none stands idle: it gets ready while there is nothing to do for it yet."""
    if not _idle:
        _idle.append(_Worker())


@atexit.register
def end_all() -> None:
    """End every worker of this process, also those at work."""
    for worker in [*_idle, *_busy]:
        worker.end()
    _idle.clear()


@contextlib.contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Within a worker: end it, by SIGALRM, when the time is over, and refuse it more memory than that."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0]) if sys.platform == "linux" else 0
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + limits.bytes
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )
    signal.alarm(limits.seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


class _Worker:
    def __init__(self) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _MAIN, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # answers of the command line go there
                env=environment | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )

    def run(self, function: Callable[[Any], Iterator[Any]], argument: Any) -> Iterator[Any]:
        try:
            self._pipe.send((function, argument))
            while True:
                what, value = self._pipe.recv()
                if what == "raised":
                    raise value
                if what == "done":
                    return
                yield value
        except (EOFError, ConnectionError):
            raise WorkerDiedError(self._process.wait()) from None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


_idle: list[_Worker] = []
_busy: set[_Worker] = set()


def serve(descriptor: int) -> None:
    """Be a worker: answer calls that come over the pipe until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started the workers
    # What a page is read into holds no circles: to look for some after every few hundred objects is in vain.
    gc.freeze()
    gc.set_threshold(_OBJECTS_A_LOOK)
    pipe: Connection[Any, Any] = Connection(descriptor)
    while True:
        try:
            function, argument = pipe.recv()
        except EOFError:
            return
        try:
            for piece in function(argument):
                pipe.send(("piece", piece))
        except (EOFError, BrokenPipeError):
            return
        except Exception as error:
            pipe.send(("raised", error))
        else:
            pipe.send(("done", None))
