"""Archived pages into rows: a pure function from a shard of pages to tables, and what runs it on many.

A page is read from the newest bytes at its address, then back through the older ones for as long as they
say the same: so its rows tell the capture at which the record last changed, not the last cosmetic one.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crawler.archive import BodyError, read_body
from extract import Article, Template, to_dict
from extract.addresses import digest, site_of
from warehouse import schema
from warehouse.errors import LakeError
from warehouse.fold import Page, Reading
from warehouse.rows import Record, content_rows, page_of, record_digest

Extract = Callable[[bytes, str, Template | None], Article]
Progress = Callable[[int, int], None]

_PAGES_A_SHARD = 16
_PAGE_KEY = "page_key"


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads the pages of a site: the extractor and its template; the digest is of their versions."""

    extract: Extract
    template: Template | None
    digest: str


@dataclass(frozen=True, slots=True)
class Task:
    """One address to read: its readings, newest first, and the digest of the record known for older ones."""

    address: str
    first_seen: datetime
    readings: tuple[Reading, ...]
    reader: Reader
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """What came of some tasks: a page each (None: says what is known), and the rows of all of them."""

    pages: tuple[Page | None, ...]
    tables: Mapping[str, pa.Table]


def read_shard(tasks: Sequence[Task], archive: Mapping[str, Path]) -> Shard:
    """Read the pages of some addresses; their rows carry the page's key in an added column."""
    pages: list[Page | None] = []
    rows: dict[str, list[dict[str, Any]]] = {}
    for task in tasks:
        found = _read(task, archive)
        if found is None:
            pages.append(None)
            continue
        record, said, reading = found
        page = page_of(record, said, task.address, reading, task.first_seen, task.reader.digest)
        pages.append(page)
        for table, entries in content_rows(record, page).items():
            rows.setdefault(table, []).extend({**e, _PAGE_KEY: page.key} for e in entries)
    tables = {name: pa.Table.from_pylist(entries, schema=_keyed(name)) for name, entries in rows.items()}
    return Shard(tuple(pages), tables)


def _read(task: Task, archive: Mapping[str, Path]) -> tuple[Record, str, Reading] | None:
    """The record that stands, its digest, and the oldest reading that has said it ever since."""
    source = task.readings[0]
    record = _record(source, archive, task.reader)
    said = record_digest(record)
    for older in task.readings[1:]:
        earlier = _record(older, archive, task.reader)
        if record_digest(earlier) != said:
            return record, said, source
        record, source = earlier, older
    return None if said == task.known else (record, said, source)


def _record(reading: Reading, archive: Mapping[str, Path], reader: Reader) -> Record:
    try:
        body = read_body(archive[reading.warc_file], reading.warc_offset, reading.warc_length)
    except BodyError as error:
        nothing = reader.extract(b"", reading.url, reader.template)
        article = replace(nothing, status="failed", error=str(error))
    else:
        article = reader.extract(body, reading.url, reader.template)
    record: Record = to_dict(article)
    return record


class PageReader:
    """Reads pages of an archive, each once however often a commit is tried.

    Rows wait on disk, mapped into memory, so that a large archive needs no large memory.

    Args:
        archive: Base name of an archive file to where it is.
        extract: What reads a page.
        versions: Digest of its versions.
        workers: Processes to read with.
        folder: Where rows may wait.
        progress: Called with pages read and pages to read.
    """

    def __init__(
        self,
        archive: Mapping[str, Path],
        extract: Extract,
        versions: str,
        workers: int,
        folder: Path,
        progress: Progress | None,
    ) -> None:
        self.archive = archive
        self._without_template = Reader(extract, None, versions)
        self._of_site: dict[str | None, Reader] = {}
        self._workers = workers
        self._folder = folder
        self._progress = progress
        self._pages: dict[Task, Page | None] = {}
        self._tables: list[dict[str, pa.Table]] = []
        self._place: dict[tuple[str, str], int] = {}

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
        shards = [tuple(new[i : i + _PAGES_A_SHARD]) for i in range(0, len(new), _PAGES_A_SHARD)]
        done = 0
        for tasks_of_shard, shard in zip(shards, self._run(shards), strict=True):
            self._pages.update(zip(tasks_of_shard, shard.pages, strict=True))
            self._keep(shard)
            done += len(tasks_of_shard)
            if self._progress:
                self._progress(done, len(new))
        return {task.address: self._pages[task] for task in wanted}

    def has(self, page: Page) -> bool:
        """Whether the page's rows are at hand."""
        return self._key(page) in self._place

    def rows(self, table: str, pages: Iterable[Page]) -> pa.Table:
        """The rows of the given pages in a content table, with the page's key in column page_key."""
        wanted: dict[int, list[str]] = {}
        for page in pages:
            wanted.setdefault(self._place[self._key(page)], []).append(page.key)
        parts = [_keyed(table).empty_table()]
        for place, keys in sorted(wanted.items()):
            if rows := self._tables[place].get(table):
                parts.append(rows.filter(pc.is_in(rows[_PAGE_KEY], value_set=pa.array(keys, pa.string()))))
        return pa.concat_tables(parts)

    def _key(self, page: Page) -> tuple[str, str]:
        # Between two tries of a commit another writer may have learned the site's template.
        return page.key, self.reader(page.address).digest

    def _run(self, shards: Sequence[Sequence[Task]]) -> Iterable[Shard]:
        if self._workers <= 1 or len(shards) <= 1:
            yield from (read_shard(shard, self.archive) for shard in shards)
            return
        # Not by fork: the threads of DuckDB and of the object store would not survive it.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(self._workers, len(shards)), mp_context=context) as pool:
            yield from pool.map(read_shard, shards, [self.archive] * len(shards))

    def _keep(self, shard: Shard) -> None:
        number = len(self._tables)
        mapped = {}
        for name, table in shard.tables.items():
            path = str(self._folder / f"{number}-{name}.arrow")
            with pa.OSFile(path, "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
            mapped[name] = pa.ipc.open_file(pa.memory_map(path)).read_all()
        self._tables.append(mapped)
        self._place.update(((page.key, page.reader), number) for page in shard.pages if page)


def _keyed(table: str) -> pa.Schema:
    return schema.tables()[table].arrow.append(pa.field(_PAGE_KEY, pa.string()))
