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

_Key = tuple[str, str, int, str]  # address, archive file, offset, reader
Progress = Callable[[int, int, str], None]

_SHARD_BYTES = 512 * 1024  # archived; what one worker still reads, others wait for
_SHARDS_A_WORKER = 16


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A page that could not be read at all: where it is, the digest of its bytes, and why."""

    url: str
    payload_digest: str | None
    warc_file: str
    warc_offset: int
    reason: str


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
        self._pages: dict[Task, Page | None] = {}
        self._quarantined: dict[str, Quarantined] = {}
        self._spill = (folder / "records").open("w+b")
        self._place: dict[_Key, tuple[int, int]] = {}

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
        new = [task for task in wanted if task not in self._pages]
        done = 0
        began = time.monotonic()
        cut = shards(new, self.archive, self._limits, self._shard_bytes(new))
        for number, records in self.engine.run(
            read_shard_isolated if self.engine.isolated else _read_here, cut
        ):
            self._keep(cut[number].tasks, records)
            done += len(records)
            if self._progress:
                rate = done / max(time.monotonic() - began, 1e-3)
                note = f"{rate:,.0f} pages/s, {number + 1} of {len(cut)} shards"
                self._progress(done, len(new), self._with_quarantined(note))
        return {task.address: self._pages[task] for task in wanted}

    def quarantined(self, addresses: Iterable[str]) -> list[Quarantined]:
        """Of these addresses, those whose page could not be read in this run."""
        return [self._quarantined[address] for address in addresses if address in self._quarantined]

    def has(self, page: Page) -> bool:
        """Whether what the page says is at hand."""
        return self._key(page) in self._place

    def packed(self, page: Page) -> bytes:
        """What the page says, as `read.unpacked` takes it."""
        offset, length = self._place[self._key(page)]
        self._spill.flush()
        return os.pread(self._spill.fileno(), length, offset)

    def _shard_bytes(self, tasks: Sequence[Task]) -> int:
        whole = sum(reading.warc_length for task in tasks for reading in task.readings)
        return min(_SHARD_BYTES, whole // (_SHARDS_A_WORKER * self.engine.width) + 1)

    def _key(self, page: Page) -> _Key:
        # Between two tries of a commit another writer may have learned the site's template.
        return page.address, page.warc_file, page.warc_offset, self.reader(page.address).digest

    def _keep(self, tasks: Sequence[Task], records: Sequence[Record | None]) -> None:
        for task, record in zip(tasks, records, strict=True):
            if record is None:
                self._pages[task] = None
                continue
            page = self._pages[task] = page_of(task, record)
            self._place[page.address, page.warc_file, page.warc_offset, page.reader] = (
                self._spill.tell(),
                len(record.packed),
            )
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
