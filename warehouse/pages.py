"""The pages of a run: read once each on an engine, what they say kept on disk until it is written."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract import Template
from extract.addresses import digest, site_of
from warehouse.engine import Engine
from warehouse.errors import LakeError
from warehouse.fold import Page
from warehouse.read import (
    Extract,
    Reader,
    Record,
    Shard,
    Task,
    page_of,
    read_shard,
    read_shard_isolated,
    shards,
)
from warehouse.worker import Limits

Progress = Callable[[int, int, str], None]

_SHARD_BYTES = 192 * 1024  # archived; what one worker still reads, others wait for
_SHARDS_A_WORKER = 16


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A page that could not be read at all: where it is, the digest of its bytes, and why."""

    url: str
    payload_digest: str | None
    warc_file: str
    warc_offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Done:
    """A task that is done: its page, None where that says what was known, and where what it says waits."""

    task: Task
    page: Page | None
    offset: int = 0
    length: int = 0


class PageReader:
    """Reads pages of an archive, each once however often a commit is tried.

    Args:
        archive: Base name of an archive file to where it is.
        extract: What reads a page.
        versions: Digest of its versions.
        engine: What runs it.
        limits: What a page may take.
        folder: Where what pages say may wait.
        progress: Called with pages read, pages to read, and how the last shard went.
    """

    def __init__(
        self,
        archive: Mapping[str, Path],
        extract: Extract,
        versions: str,
        engine: Engine,
        limits: Limits,
        folder: Path,
        progress: Progress | None,
    ) -> None:
        self.archive = archive
        self.engine = engine
        self._without_template = Reader(extract, None, versions)
        self._of_site: dict[str | None, Reader] = {}
        self._limits = limits
        self._progress = progress
        self._done: dict[str, _Done] = {}  # by address
        self._quarantined: dict[str, Quarantined] = {}
        self._spill = (folder / "records").open("w+b")

    def use(self, templates: Mapping[str, Template]) -> None:
        """From here on, read the pages of these sites with their templates, and of others with none."""
        extract, versions = self._without_template.extract, self._without_template.digest
        self._of_site = {
            site: Reader(extract, template, digest(versions, template.version))
            for site, template in templates.items()
        }

    def reader(self, address: str) -> Reader:
        """What reads the page at an address."""
        return self._of_site.get(site_of(address), self._without_template)

    @property
    def readers(self) -> tuple[str, Mapping[str | None, str]]:
        """Digest of what reads pages of sites without a template, and those of sites with one."""
        return self._without_template.digest, {site: reader.digest for site, reader in self._of_site.items()}

    def read(self, tasks: Iterable[Task]) -> dict[str, Page | None]:
        """Read what is not read yet; for each address its page, None where it says what was known.

        Raises:
            LakeError: The archive lacks a file.
        """
        wanted = list(tasks)
        for reading in (r for task in wanted for r in task.readings):
            if reading.warc_file not in self.archive:
                raise LakeError(
                    f"The archive file {reading.warc_file} is needed to read {reading.url}, and is not in "
                    f"the lake's archive folder: name its path with the command."
                )
        new = [t for t in wanted if (done := self._done.get(t.address)) is None or done.task != t]
        count = 0
        began = time.monotonic()
        cut = shards(new, self.archive, self._limits, self._shard_bytes(new))
        for number, records in self.engine.run(
            read_shard_isolated if self.engine.isolated else _read_here, cut
        ):
            self._keep(cut[number].tasks, records)
            count += len(records)
            if self._progress:
                rate = count / max(time.monotonic() - began, 1e-3)
                note = f"{rate:,.0f} pages/s, {number + 1} of {len(cut)} shards"
                self._progress(count, len(new), self._with_quarantined(note))
        return {task.address: self._done[task.address].page for task in wanted}

    def quarantined(self, addresses: Iterable[str]) -> list[Quarantined]:
        """Of these addresses, those whose page could not be read in this run."""
        return [self._quarantined[address] for address in addresses if address in self._quarantined]

    def has(self, page: Page) -> bool:
        """Whether what the page says is at hand."""
        done = self._done.get(page.address)
        if done is None or done.page is None:
            return False
        # Between two tries of a commit another writer may have learned the site's template.
        reader = self.reader(page.address).digest
        read = done.page
        return (read.warc_file, read.warc_offset, read.reader) == (page.warc_file, page.warc_offset, reader)

    def packed(self, page: Page) -> bytes:
        """What a page at hand says, as `read.unpacked` takes it."""
        done = self._done[page.address]
        self._spill.flush()
        return os.pread(self._spill.fileno(), done.length, done.offset)

    def _shard_bytes(self, tasks: Sequence[Task]) -> int:
        whole = sum(reading.warc_length for task in tasks for reading in task.readings)
        return min(_SHARD_BYTES, whole // (_SHARDS_A_WORKER * self.engine.width) + 1)

    def _keep(self, tasks: Sequence[Task], records: Sequence[Record | None]) -> None:
        for task, record in zip(tasks, records, strict=True):
            if record is None:
                self._done[task.address] = _Done(task, None)
                continue
            page = page_of(task, record)
            self._done[task.address] = _Done(task, page, self._spill.tell(), len(record.packed))
            self._spill.write(record.packed)
            self._quarantined.pop(task.address, None)
            if record.quarantine is not None:
                self._quarantined[task.address] = Quarantined(
                    page.url, page.payload_digest, page.warc_file, page.warc_offset, record.quarantine
                )

    def _with_quarantined(self, note: str) -> str:
        return f"{note}, {len(self._quarantined)} quarantined" if self._quarantined else note


def _read_here(shard: Shard) -> list[Record | None]:
    return list(read_shard(shard))
