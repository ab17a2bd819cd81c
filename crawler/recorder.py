"""Makes what a crawl learns durable: first the WARC, then the frontier, many requests at a time."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from pathlib import Path

from crawler.archive import ArchiveError, Capture, Writer, cut_back, open_path, size_of
from crawler.faults import fault
from crawler.frontier import Frontier
from crawler.outcome import Entry, OpenWarc, Outcome, Visit

ROTATE_AT = 1_000_000_000  # bytes; a WARC file is sealed and the next one begun (ISO 28500, annex C)
MAX_PENDING = 64  # requests that may wait to be recorded before no more are sent,
MAX_PENDING_BYTES = 32 * 1024 * 1024  # and bytes of their bodies


class Recorder:
    """Records requests in groups: whatever came while the last group was made durable is the next one.

    Args:
        frontier: The frontier, its crawl begun.
        archive: Folder of the sealed WARC files.
        state: Folder of the open one.
        owners: Site name by origin.
    """

    def __init__(self, frontier: Frontier, archive: Path, state: Path, owners: dict[str, str]) -> None:
        self._frontier, self._archive, self._state, self._owners = frontier, archive, state, owners
        archive.mkdir(parents=True, exist_ok=True)
        self._writer = self._recover()
        self._sealed_bytes = size_of(archive)
        self._waiting: list[tuple[Visit, Outcome, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None
        self.failure: Exception | None = None

    @property
    def is_full(self) -> bool:
        """Whether so much waits to be recorded that no more should be asked for."""
        size = sum(len(o.archived.body) for _, o, _ in self._waiting if o.archived)
        return len(self._waiting) >= MAX_PENDING or size >= MAX_PENDING_BYTES

    @property
    def archive_bytes(self) -> int:
        """Bytes of all WARC files: the sealed ones of every crawl, and the open one."""
        return self._sealed_bytes + (self._writer.size if self._writer else 0)

    async def record(self, visit: Visit, outcome: Outcome) -> None:
        """Record one request; done when it is durable.

        Raises:
            Exception: What kept this or an earlier group from being recorded; nothing is recorded after it.
        """
        if self.failure:
            raise self.failure
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((visit, outcome, done))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        await done

    async def _work(self) -> None:
        group: list[tuple[Visit, Outcome, asyncio.Future[None]]] = []
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._record([(visit, outcome) for visit, outcome, _ in group])
                for *_, done in group:
                    done.set_result(None)
        except Exception as error:
            self.failure = error
            for *_, done in group + self._waiting:
                if not done.done():
                    done.set_exception(error)
            self._waiting = []
        finally:
            self._task = None

    async def _record(self, group: list[tuple[Visit, Outcome]]) -> None:
        outcomes = [outcome for _, outcome in group]
        captures: list[Capture | None] = [None] * len(group)
        warc = None
        if any(outcome.archived for outcome in outcomes):
            if self._writer is None:
                name = self._frontier.add_warc()
                self._writer = Writer(self._state / name, self._info())
            fault("archiving")
            captures = await asyncio.to_thread(_archive, self._writer, outcomes)
            fault("archived")
            warc = OpenWarc(self._writer.name, self._writer.size)
        entries = [
            Entry(visit, outcome, capture) for (visit, outcome), capture in zip(group, captures, strict=True)
        ]
        self._frontier.commit(entries, warc, self._owners)
        if self._writer and self._writer.size >= ROTATE_AT:
            fault("rotating")
            await self.seal()

    async def seal(self) -> None:
        """Give the open WARC file its final name. All that was recorded is committed by then."""
        if self._writer is None:
            return
        await asyncio.to_thread(self._writer.seal, self._archive)
        fault("sealed")
        self._frontier.mark_sealed(self._writer.name)
        self._sealed_bytes += self._writer.size
        self._writer = None

    def close(self) -> None:
        """Close the open WARC file as it is, to be gone on with."""
        if self._writer:
            self._writer.close()

    def _recover(self) -> Writer | None:
        """Bring the files in line with what was committed; give the open one, if its crawl goes on."""
        for warc in self._frontier.open_warcs():
            path = self._state / warc.name
            if (self._archive / warc.name).exists():  # killed between the final name and the note of it
                open_path(path).unlink(missing_ok=True)
                self._frontier.mark_sealed(warc.name)
            elif open_path(path).exists():
                cut_back(open_path(path), warc.committed)
                return Writer(path, self._info())
            elif warc.committed:
                raise ArchiveError(
                    f"{open_path(path)}: missing, but {warc.committed} bytes of it were committed. Restore"
                    " it, or remove the state folder to begin the crawl anew"
                )
            else:  # killed before the file was made
                return Writer(path, self._info())
        return None

    def _info(self) -> dict[str, str]:
        return {
            "software": f"nosograph/{version('nosograph')}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": self._frontier.crawl_id,
            "robots": "obey",
        }


def _archive(writer: Writer, outcomes: list[Outcome]) -> list[Capture | None]:
    captures = [
        writer.append(outcome.archived, outcome.revisit) if outcome.archived else None for outcome in outcomes
    ]
    writer.sync()
    return captures
