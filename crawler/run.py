"""Run a crawl in this process, Scrapy and all, and say what it came to."""

from __future__ import annotations

import errno
import logging
import signal
import sqlite3
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.crawl import Budget, Crawl, Progress
from crawler.frontier import Frontier
from crawler.sites import Site
from crawler.state import REASONS, Due, capture_rows, due, ledger_rows
from extract.errors import ExitCode, NosographError

__all__ = [
    "REASONS",
    "CrawlError",
    "CrawlSummary",
    "Due",
    "Progress",
    "capture_rows",
    "crawl",
    "due",
    "ledger_rows",
]


class CrawlError(NosographError):
    """A crawl that could not go on; the same command resumes it."""

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.INTERNAL) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a crawl came to, over all runs of the same crawl.

    `verdicts` counts addresses by how they ended (robots.txt included), `requests` what was sent, `bytes`
    what came back, `queued` the addresses that are left. `finished`: the next run begins a new crawl;
    otherwise it resumes this one. `closed`: why each host that was given up was. `warcs`: base names of the
    crawl's sealed files. `spent`: the budget of this run (pages, seconds, bytes or archive) that ended it, if
    one did.
    """

    crawl_id: str
    verdicts: dict[str, int]
    requests: int
    bytes: int
    queued: int
    finished: bool
    closed: dict[str, str]
    warcs: tuple[str, ...]
    exit_code: ExitCode
    spent: str | None = None


def crawl(
    sites: Sequence[Site],
    *,
    archive: Path,
    state: Path,
    max_pages: int | None = None,
    max_time: float | None = None,
    max_bytes: int | None = None,
    max_archive: int | None = None,
    forgotten: Collection[str] = (),
    progress: Callable[[Progress], None] | None = None,
) -> CrawlSummary:
    """Crawl, or resume the crawl that was interrupted. Once a process: Twisted's reactor starts but once.

    SIGINT and SIGTERM end it in good order: what is under way is finished and recorded, the archive sealed.

    Args:
        sites: What to crawl, from `load_sites`.
        archive: Folder of the sealed WARC files; made where there is none.
        state: Local folder of the frontier and the open WARC; one crawl at a time owns it.
        max_pages: Pages to request in this run, sitemaps and robots.txt apart; None or 0 for no limit.
        max_time: Seconds after which nothing more is asked for. None or 0: no limit.
        max_bytes: Bytes of bodies, as sent, after which nothing more is asked for. None or 0: no limit.
        max_archive: Bytes of the archive, of earlier crawls too, at which nothing more is asked for. None or
            0: no limit.
        forgotten: Digests of addresses never to ask for, besides those the state knows of.
        progress: Called a few times a second, on this thread, and once at the end.

    Raises:
        StateInUseError: Another crawl owns the state folder.
        StateError, ArchiveError: What an earlier run left is damaged.
        CrawlError: The crawl could not go on, for example because the disk is full.
    """
    try:
        with Frontier(state) as frontier:
            budget = Budget(max_pages, max_time, max_bytes, max_archive)
            frontier.forget(forgotten)
            session = Crawl(sites, frontier, archive=archive, state=state, budget=budget, progress=progress)
            _run_scrapy(session)
            if progress:
                progress(session.how_far())
            return summary(session)
    except (OSError, sqlite3.Error) as error:
        raise explain(error, state) from error


def _run_scrapy(session: Crawl) -> None:
    # Here, so that naming a function of this module does not load Scrapy and Twisted.
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings
    from twisted.internet.error import ReactorNotRestartable
    from twisted.logger import globalLogBeginner

    from crawler.spiders.articles import ArticlesSpider

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    # Until told where to log to, Twisted prints tracebacks, for example of certificates it refuses.
    globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)
    for name in ("scrapy", "twisted", "asyncio"):  # the ledger tells what they would, and tells it whole
        logging.getLogger(name).setLevel(logging.CRITICAL)
    crawler = process.create_crawler(ArticlesSpider)
    task = process.crawl(crawler, crawl=session)
    in_main_thread = threading.current_thread() is threading.main_thread()
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        process.start(install_signal_handlers=in_main_thread)
    except ReactorNotRestartable as error:
        raise CrawlError("a second crawl in one process is not possible: use a process for each") from error
    finally:
        if in_main_thread:
            for number, handler in kept.items():
                signal.signal(number, handler)
    if task.done() and not task.cancelled() and (failure := task.exception()):
        raise failure
    spider = crawler.spider
    if isinstance(spider, ArticlesSpider) and spider.failure:
        raise spider.failure


def explain(error: Exception, state: Path) -> NosographError:
    """What ended a crawl before its end, for people; `state` is the folder where it goes on."""
    if isinstance(error, NosographError):
        return error
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or (isinstance(error, sqlite3.Error) and "full" in str(error)):
        message = "the disk is full; make room, and run the same command to go on"
        return CrawlError(f"{state}: {message}", ExitCode.DISK_FULL)
    what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    where = error.filename if isinstance(error, OSError) and error.filename else state
    return CrawlError(f"{where}: {what}; mend that, and run the same command to go on")


def summary(session: Crawl) -> CrawlSummary:
    """What a crawl has come to, once it is closed; its frontier is still open."""
    frontier = session.frontier
    closed = {host.origin: host.closed for host in session.hosts if host.closed}
    verdicts = frontier.verdicts()
    requests, size = frontier.totals()
    if session.interrupted:
        code = ExitCode.INTERRUPTED
    elif session.rate_limited:
        code = ExitCode.RATE_LIMITED
    elif frontier.failed() or closed:
        code = ExitCode.PAGES_FAILED
    else:
        code = ExitCode.DONE
    return CrawlSummary(
        crawl_id=session.crawl_id,
        verdicts=verdicts,
        requests=requests,
        bytes=size,
        queued=session.queued(),
        finished=session.finished,
        closed=closed,
        warcs=frontier.sealed_warcs(),
        exit_code=code,
        spent=None if session.finished or session.interrupted else session.spent,
    )
