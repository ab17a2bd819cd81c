"""What runs pure functions over many arguments: this process, worker processes, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from extract.errors import NosographError, UsageError
from warehouse import worker
from warehouse.errors import LakeError

Argument = TypeVar("Argument")
Result = TypeVar("Result")

_SECONDS_TO_CONNECT = 30


@dataclass(frozen=True, slots=True)
class Engine:
    """An executor and how many calls it runs at once; without one, calls run here, one after the other.

    Calls of an executor are expected to have workers of their own: its threads only wait for them.
    """

    executor: Executor | None
    width: int

    @property
    def isolated(self) -> bool:
        """Whether calls are to protect themselves from what they read."""
        return self.executor is not None

    def run(
        self, function: Callable[[Argument], Result], arguments: Iterable[Argument]
    ) -> Iterator[tuple[int, Result]]:
        """Number and result of every call, as they are done; arguments are taken as calls are."""
        numbered = enumerate(arguments)
        if self.executor is None:
            yield from ((number, function(argument)) for number, argument in numbered)
            return
        running: dict[Future[Result], int] = {}
        while True:
            # One call waits, no more: arguments and results are held in memory until they are taken.
            while len(running) <= self.width and (each := next(numbered, None)) is not None:
                running[self.executor.submit(function, each[1])] = each[0]
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(done), done.result()

    def alone(self, function: Callable[[], Result]) -> Result:
        """The result of one call, of which this process is to hold no more than that."""
        if not self.isolated:
            return function()
        [result] = worker.isolated(_called, function)
        return result


def _called(function: Callable[[], Result]) -> Iterator[Result]:
    yield function()


@contextmanager
def engine(workers: int, dask: str | None = None) -> Iterator[Engine]:
    """The engine of so many worker processes (0: this process alone), or of the Dask cluster at an address.

    Raises:
        UsageError: There is no such cluster, or Dask is not installed.
        LakeError: The cluster gave up a call.
    """
    if dask is not None:
        with _cluster(dask) as cluster:
            yield cluster
    elif workers <= 0:
        yield Engine(None, 1)
    else:
        threads = ThreadPoolExecutor(workers)
        try:
            worker.start()  # the others start when there is work for them
            yield Engine(threads, workers)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            worker.end_all()
            raise
        finally:
            threads.shutdown()


@contextmanager
def _cluster(address: str) -> Iterator[Engine]:
    try:
        import distributed
    except ImportError:
        raise UsageError("--dask needs the package distributed: pip install 'nosograph[dask]'.") from None
    try:
        client: Any = cast(Any, distributed).Client(
            address, timeout=_SECONDS_TO_CONNECT, set_as_default=False
        )
        client.wait_for_workers(1, timeout=_SECONDS_TO_CONNECT)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"No Dask cluster with workers at {address} ({error}): name its scheduler, such as "
            f"tcp://127.0.0.1:8786."
        ) from None
    with client:
        try:
            yield Engine(client.get_executor(), sum(client.nthreads().values()))
        except NosographError:
            raise
        except Exception as error:
            if type(error).__module__.partition(".")[0] != "distributed":
                raise
            raise LakeError(
                f"The Dask cluster at {address} gave up ({error}); the same command goes on where it was."
            ) from error
