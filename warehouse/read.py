"""Archived pages into records: a pure function from a shard of pages to what they say.

A page is read from the newest bytes at its address, then back through the older ones for as long as they
say the same: so its rows tell the capture at which the record last changed, not the last cosmetic one.

A page that cannot be read at all is quarantined: it stands as a failed article whose error says why, and is
left alone until other bytes or other versions come.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from sys import intern

import zstandard

from crawler.archive import BodyError, read_body
from extract import Article, Template
from extract.addresses import article_address, digest
from extract.errors import NosographError
from warehouse.fold import Page, Reading
from warehouse.rows import NO_SITE, said, versions_of
from warehouse.worker import Limits, WorkerDiedError, isolated, limited

Extract = Callable[[bytes, str, Template | None], Article]

QUARANTINED = "quarantined: "  # how the error of such an article begins
_FAST = 1


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
    """Pages to read together: the tasks, where archive files are by base name, and what a page may take."""

    tasks: tuple[Task, ...]
    archive: Mapping[str, Path]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Record:
    """What the page at an address says, as far as folding needs it, with the whole of it in `packed`.

    `reading` is the place, among the task's readings, of the oldest that has said it ever since;
    `quarantine` is why the page could not be read, where it could not.
    """

    reading: int
    status: str
    page_site: str
    page_article_id: str
    canonical_address: str | None
    text_digest: str | None
    record_digest: str
    packed: bytes
    quarantine: str | None = None


def read_shard(shard: Shard, *, guarded: bool = False) -> Iterator[Record | None]:
    """Read the pages of some addresses, in order; None for one that says what is known of it.

    Args:
        shard: The pages.
        guarded: Hold each to the limits, which end the process: for workers.
    """
    for task in shard.tasks:
        yield _read(task, shard.archive, shard.limits if guarded else None)


def read_shard_isolated(shard: Shard) -> list[Record | None]:
    """The same with each page where it can do no harm: one that ends its process twice is quarantined."""
    records: list[Record | None] = []
    tasks = list(shard.tasks)
    deaths = 0
    while tasks:
        left = len(tasks)
        try:
            for record in isolated(_read_guarded, replace(shard, tasks=tuple(tasks))):
                records.append(record)
                del tasks[0]
        except WorkerDiedError as death:
            deaths = 1 if len(tasks) < left else deaths + 1
            if deaths == 1:
                continue  # anything may end a process once
            # The newest bytes count; older ones only tell since when the page has said so.
            if len(tasks[0].readings) > 1:
                tasks[0] = replace(tasks[0], readings=tasks[0].readings[:1], known=None)
                deaths = 0
                continue
            records += isolated(_refuse, (tasks.pop(0), _why(death, shard.limits), shard.limits))
            deaths = 0
    return records


def _read_guarded(shard: Shard) -> Iterator[Record | None]:
    return read_shard(shard, guarded=True)


def _why(death: WorkerDiedError, limits: Limits) -> str:
    if death.code == -signal.SIGALRM:
        return f"took longer than {limits.seconds} s to read"
    if death.code < 0:
        return f"crashed the process that read it ({signal.Signals(-death.code).name})"
    return f"ended the process that read it (exit code {death.code})"


def _refuse(task_reason_limits: tuple[Task, str, Limits]) -> Iterator[Record]:
    task, reason, limits = task_reason_limits
    with limited(limits):
        yield _quarantined(task, reason)


def _read(task: Task, archive: Mapping[str, Path], limits: Limits | None) -> Record | None:
    """The record that stands; None where it is the known one."""
    place = 0
    newest, reason = _article(task, task.readings[0], archive, limits)
    if newest is None:
        return _quarantined(task, reason)
    says = said(newest)
    for older in range(1, len(task.readings)):
        earlier, _ = _article(task, task.readings[older], archive, limits)
        if earlier is None or said(earlier) != says:
            break
        place, newest = older, earlier
    else:
        if digest(says) == task.known:
            return None
    return _record(newest, says, place)


def _article(
    task: Task, reading: Reading, archive: Mapping[str, Path], limits: Limits | None
) -> tuple[Article | None, str]:
    """The article in the bytes of a reading, or None and why there is none."""
    try:
        with limited(limits) if limits else nullcontext():
            body = read_body(archive[reading.warc_file], reading.warc_offset, reading.warc_length)
            return task.reader.extract(body, reading.url, task.reader.template), ""
    except BodyError as error:
        return None, str(error)
    except MemoryError:
        return (
            None,
            f"needed more than {limits.bytes >> 20} MiB of memory" if limits else "needed too much memory",
        )
    except NosographError:
        raise
    except Exception as error:
        return None, f"made the extractor fail ({type(error).__name__}: {error})"


def _quarantined(task: Task, reason: str) -> Record:
    nothing = task.reader.extract(b"", task.readings[0].url, task.reader.template)
    article = replace(nothing, status="failed", error=QUARANTINED + reason)
    return replace(recorded(article), quarantine=reason)


def recorded(article: Article, reading: int = 0) -> Record:
    """What an article says, as read from one of a task's readings on."""
    return _record(article, said(article), reading)


def _record(article: Article, says: str, reading: int) -> Record:
    return Record(
        reading=reading,
        status=article.status,
        page_site=article.site or NO_SITE,
        page_article_id=article.article_id,
        canonical_address=article_address(article.canonical_url) if article.canonical_url else None,
        text_digest=digest(article.text) if article.text else None,
        record_digest=digest(says),
        packed=zstandard.compress(f"{says}\n{versions_of(article)}".encode(), _FAST),
    )


def unpacked(packed: bytes) -> tuple[str, str]:
    """What a record says and the versions it was made with, as `rows.Told` takes them."""
    says, versions = zstandard.decompress(packed).decode().split("\n")
    return says, versions


def page_of(task: Task, record: Record) -> Page:
    """What folding needs to know of the page that a task has read."""
    reading = task.readings[record.reading]
    own = article_address(task.address)
    own = task.address if own == task.address else own  # one string of two
    canonical = record.canonical_address
    return Page(
        address=task.address,
        url=reading.url,
        page_site=intern(record.page_site),
        page_article_id=record.page_article_id,
        canonical_address=own if canonical is None or canonical == own else canonical,
        own_address=own,
        status=intern(record.status),
        text_digest=record.text_digest,
        record_digest=record.record_digest,
        first_seen=task.first_seen,
        changed_at=reading.since,
        warc_file=reading.warc_file,
        warc_offset=reading.warc_offset,
        warc_length=reading.warc_length,
        payload_digest=reading.payload_digest,
        reader=task.reader.digest,
    )


def task_again(page: Page, reader: Reader) -> Task:
    """Read a page once more, from the capture it was read from."""
    reading = Reading(
        url=page.url,
        since=page.changed_at,
        warc_file=page.warc_file,
        warc_offset=page.warc_offset,
        warc_length=page.warc_length,
        payload_digest=page.payload_digest,
    )
    return Task(page.address, page.first_seen, (reading,), reader)


def shards(tasks: Sequence[Task], archive: Mapping[str, Path], limits: Limits, most: int) -> list[Shard]:
    """Cut tasks into shards of at most so many archived bytes, each a run of neighbours in the archive.

    A task with more is a shard by itself.
    """
    cut: list[list[Task]] = []
    size = most
    for task in sorted(tasks, key=lambda t: (t.readings[0].warc_file, t.readings[0].warc_offset, t.address)):
        needs = sum(reading.warc_length for reading in task.readings)
        if size + needs > most:
            cut.append([])
            size = 0
        cut[-1].append(task)
        size += needs
    return [Shard(tuple(some), _needed(some, archive), limits) for some in cut]


def _needed(tasks: Sequence[Task], archive: Mapping[str, Path]) -> dict[str, Path]:
    files = {reading.warc_file for task in tasks for reading in task.readings}
    return {name: archive[name] for name in sorted(files)}
