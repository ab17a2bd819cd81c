"""The scheduled job and its two halves: crawl the sites, take what came into the lake."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import warehouse
from crawler.archive import SUFFIXES
from crawler.run import CrawlSummary, Progress, crawl, ledger_rows
from crawler.sites import Site
from crawler.state import Due, due
from extract.errors import ExitCode
from nosograph.gate import DEFAULT, Gate
from nosograph.limits import NO_LIMITS, Limits
from nosograph.places import Places
from nosograph.retention import Removed
from nosograph.terminal import counts, duration, json_progress, plural, progress, say, size
from warehouse import IngestSummary, Preview

_EXAMPLES = 10

_QUARANTINED_SHOWN = 10


@contextmanager
def _shown(as_json: bool) -> Iterator[Callable[[Progress], None]]:
    """What shows how far a crawl is: to people, or in JSON where nobody looks."""
    if as_json and not sys.stderr.isatty():
        tell_program = json_progress("crawl")
        yield lambda now: tell_program(asdict(now))
        return
    with progress("crawl") as tell:
        yield lambda now: tell(now.requests, now.requests + now.queued, how_far(now))


def how_far(now: Progress) -> str:
    """What there is to say of a crawl under way, besides requests done and queued."""
    parts = [f"{now.requests / now.seconds:.1f}/s" if now.seconds else "", size(now.bytes)]
    if now.due_later:
        parts.append(f"{now.due_later:,} due later")
    if now.errors:
        parts.append(f"errors: {counts(now.errors)}")
    if now.seconds_left is not None:
        parts.append(f"{duration(now.seconds_left)} left")
    return "; ".join(filter(None, parts))


def crawl_sites(
    sites: Sequence[Site], where: Places, limits: Limits = NO_LIMITS, *, as_json: bool = False
) -> CrawlSummary:
    """Crawl, or go on with the crawl that was interrupted; shows how far it is."""
    with _shown(as_json) as show:
        return crawl(
            sites,
            archive=where.archive,
            state=where.state,
            forgotten=warehouse.tombstones(where.lake),
            progress=show,
            **asdict(limits),
        )


def due_addresses(sites: Sequence[Site], where: Places) -> list[Due]:
    """What the next crawl of these sites asks for, as far as its state knows before sitemaps are read."""
    return due(where.state, sites, time.time())


def ingest_lake(
    where: Places,
    warcs: Sequence[Path] = (),
    workers: int = 1,
    *,
    relearn: bool = False,
    reextract: bool = False,
    dask: str | None = None,
    gate: Gate = DEFAULT,
) -> IngestSummary:
    """Take WARC files into the lake, those of its archive where none is named, with the crawl's ledger."""
    given: Sequence[Path] | None = warcs or _archived(where) or None
    ledger = ledger_rows(where.state_folder) if where.state_folder else []
    with progress("read pages") as tell:
        return warehouse.ingest(
            where.lake,
            warcs=given,
            ledger=ledger,
            workers=workers,
            dask=dask,
            relearn=relearn,
            reextract=reextract,
            checks=gate.checks,
            accept=gate.accept,
            progress=tell,
        )


def preview_lake(
    where: Places, sample: int, warcs: Sequence[Path] = (), workers: int = 1, *, dask: str | None = None
) -> Preview:
    """What reading so many of the lake's articles again would change."""
    with progress("read pages") as tell:
        return warehouse.preview(
            where.lake,
            sample,
            warcs=warcs or _archived(where),
            workers=workers,
            dask=dask,
            progress=tell,
        )


def _archived(where: Places) -> list[Path]:
    """Archive files of a lake that has none beside it."""
    if where.folder is not None:
        return []
    return sorted(path for suffix in SUFFIXES for path in where.archive.glob(f"*{suffix}"))


def run_sites(
    sites: Sequence[Site],
    where: Places,
    workers: int = 1,
    limits: Limits = NO_LIMITS,
    gate: Gate = DEFAULT,
    *,
    as_json: bool = False,
) -> tuple[CrawlSummary, IngestSummary | None]:
    """Crawl, then ingest; an interrupted crawl is left as it is, for the same command to go on with."""
    crawled = crawl_sites(sites, where, limits, as_json=as_json)
    if crawled.exit_code is ExitCode.INTERRUPTED:
        return crawled, None
    return crawled, ingest_lake(where, workers=workers, gate=gate)


def outcome(crawled: CrawlSummary, ingested: IngestSummary | None) -> ExitCode:
    """The one exit code of both: a refused publish outweighs what the crawl says, that the failed pages."""
    if ingested is None or (crawled.exit_code and ingested.exit_code is not ExitCode.REFUSED):
        return crawled.exit_code
    return ingested.exit_code


def say_removed(removed: Removed) -> None:
    """What was taken from the archive, if anything was."""
    if removed.files:
        files = plural(len(removed.files), "archive file")
        say(f"Removed {files}, {size(removed.bytes)}: all that they held has newer bodies.")


def say_crawl(crawled: CrawlSummary) -> None:
    """What a crawl came to."""
    requests = plural(crawled.requests, "request")
    say(f"Crawl {crawled.crawl_id}: {requests}, {size(crawled.bytes)}: {counts(crawled.verdicts)}")
    for host, reason in crawled.closed.items():
        say(f"Gave up on {host}: {reason}")
    if crawled.spent:
        say(f"Ended by its budget of {crawled.spent}.")
    if not crawled.finished:
        say(
            f"Not finished: {plural(crawled.queued, 'address', 'addresses')} to go; the same command goes on."
        )


def say_ingest(ingested: IngestSummary) -> None:
    """What an ingest did."""
    if ingested.forgotten:
        say(f"Not taken: {plural(ingested.forgotten, 'capture')} of addresses that were forgotten.")
    if ingested.outcome == "unchanged":
        say(f"Nothing new; the lake is at version {ingested.version}.")
        return
    for finding in ingested.findings:
        if finding.violations:
            weight = f"{finding.severity}, accepted" if finding.accepted else finding.severity
            say(f"Check {finding.rule} ({weight}): {plural(finding.violations, 'violation')}")
            for example in finding.examples[:_EXAMPLES]:
                say(f"  {example.get('message', example)}")
            if more := finding.violations - len(finding.examples[:_EXAMPLES]):
                say(f"  and {more:,} more")
    done = "Refused" if ingested.outcome == "refused" else "Published"
    articles = (
        f"{plural(ingested.articles_added, 'article')} added, "
        f"{ingested.articles_changed:,} changed, {ingested.articles_removed:,} removed"
    )
    read = f"{plural(ingested.pages_read, 'page')} read"
    say(f"{done} version {ingested.version}: {plural(ingested.captures, 'capture')}, {read}; {articles}.")
    if ingested.templates_learned:
        say(f"Learned the template of {', '.join(ingested.templates_learned)}.")
    if ingested.pages_failed:
        say(f"{plural(ingested.pages_failed, 'page')} could not be read: column error of articles says why.")
    for page in ingested.quarantined[:_QUARANTINED_SHOWN]:
        say(f"In quarantine: {page.url} ({page.payload_digest or 'no digest'}): {page.reason}.")
    if len(ingested.quarantined) > _QUARANTINED_SHOWN:
        say(f"and {len(ingested.quarantined) - _QUARANTINED_SHOWN} more: see the view quarantine.")
