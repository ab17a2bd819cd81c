"""The spider `articles`: hands Scrapy what the crawl asks, and the crawl what Scrapy got."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import Exchange
from crawler.crawl import Budget, Crawl
from crawler.download import LimitError, root_cause
from crawler.encoding import BODY_LIMIT
from crawler.frontier import Frontier, iso
from crawler.guard import AddressGuard
from crawler.host import Ask
from crawler.sites import load_sites
from crawler.verdicts import Verdict
from extract.errors import NosographError, UsageError

_PORTS = {"http": 80, "https": 443}


class ArticlesSpider(Spider):
    """Crawls what `sites.toml` says: `scrapy crawl articles -a sites=sites.toml -a lake=lake`.

    Args:
        crawl: The crawl to serve; without it the spider opens one from the other arguments.
        sites: Path of `sites.toml`.
        lake: Folder of the lake; the archive is `archive` in it.
        state: Folder of the crawl's state; by default `state` in the lake.
        max_pages, max_time, max_bytes: Pages to request at most, seconds and bytes; by default no limit.
        max_archive: Bytes of the archive, of earlier crawls too, at which it ends; by default no limit.
        _job: What Scrapyd calls the run; it names it to every spider, and this one has no use for it.
        unknown: Any other argument, which is refused.
    """

    name = "articles"

    def __init__(
        self,
        crawl: Crawl | None = None,
        sites: str = "sites.toml",
        lake: str = "lake",
        state: str | None = None,
        max_pages: str = "0",
        max_time: str = "0",
        max_bytes: str = "0",
        max_archive: str = "0",
        _job: str = "",
        **unknown: str,
    ) -> None:
        super().__init__()
        self.failure: Exception | None = None
        if unknown:
            known = "sites, lake, state, max_pages, max_time, max_bytes, max_archive"
            raise UsageError(f"-a {next(iter(unknown))}: no argument of this spider; it takes {known}")
        if crawl is None:
            folder = Path(state) if state else Path(lake) / "state"
            budget = Budget(
                _number("max_pages", max_pages),
                _number("max_time", max_time),
                _number("max_bytes", max_bytes),
                _number("max_archive", max_archive),
            )
            crawl = Crawl(
                load_sites(Path(sites)),
                Frontier(folder),
                archive=Path(lake) / "archive",
                state=folder,
                budget=budget,
            )
        self.crawl = crawl
        self._guard: AddressGuard

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds its spiders; where that cannot be, `scrapy crawl` ends without a traceback."""
        try:
            spider = super().from_crawler(crawler, *args, **kwargs)
        except NosographError as error:
            print(error, file=sys.stderr)
            raise SystemExit(int(error.exit_code)) from error
        crawler.signals.connect(spider.closed_by_scrapy, signals.spider_closed)
        return spider

    async def start(self) -> AsyncGenerator[Request]:
        """Requests as they fall due. Runs as long as the crawl, so Scrapy is never idle before its end."""
        from twisted.internet import reactor

        guard = reactor.nameResolver
        try:
            if not isinstance(guard, AddressGuard):
                raise TypeError("the setting TWISTED_DNS_RESOLVER must stay crawler.guard.AddressGuard")
            self._guard = guard
            guard.admit(_host_and_port(host.origin) for host in self.crawl.hosts if host.site.allow_private)
            async for ask in self.crawl.asks():
                yield Request(
                    ask.url,
                    callback=self.answered,
                    errback=self.failed,
                    headers=ask.headers,
                    meta={"download_slot": ask.host.origin},
                    cb_kwargs={"ask": ask},
                    dont_filter=True,
                )
        except Exception as error:
            self._give_up(error)

    async def answered(self, response: Response, ask: Ask) -> None:
        """Hand over what the server answered."""
        headers = ((name, value) for name, values in response.headers.items() for value in values)
        exchange = Exchange(
            url=ask.url,
            fetched_at=iso(time.time()),
            status=response.status,
            headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers),
            body=response.body,
            ip_address=str(response.ip_address) if response.ip_address else None,
        )
        try:
            await self.crawl.answered(ask, exchange)
        except Exception as error:
            self._give_up(error)

    async def failed(self, failure: Failure) -> None:
        """Hand over why there is no answer."""
        ask: Ask = failure.request.cb_kwargs["ask"]  # type: ignore[attr-defined]
        try:
            await self.crawl.failed(ask, *self._why(ask, failure.value))
        except Exception as error:
            self._give_up(error)

    def _why(self, ask: Ask, error: BaseException | None) -> tuple[Verdict, str]:
        cause = root_cause(error)
        if isinstance(cause, LimitError):
            return cause.verdict, str(cause)
        if isinstance(error, DownloadTimeoutError):
            return "timeout", "no complete answer in time"
        if isinstance(error, DownloadCancelledError):
            return "too_large", f"more than {BODY_LIMIT} bytes"
        if isinstance(error, CannotResolveHostError):
            host, port = _host_and_port(ask.url)
            if (host, port) in self._guard.refused:
                return "private_address", f"{host} is at a private address; allow_private admits it"
            return "dns_error", f"{host} does not resolve"
        return "connection_error", f"{type(cause).__name__}: {cause}"[:300]

    def _give_up(self, error: Exception) -> None:
        """Keep the first error, and let Scrapy end the crawl: what is not recorded is asked again."""
        if self.failure is None:
            self.failure = error
            self.crawl.give_up(error)

    async def closed_by_scrapy(self) -> None:
        """Seal the archive once the last answer is recorded."""
        try:
            await self.crawl.close()
        except Exception as error:
            self._give_up(error)


def _number(name: str, typed: str) -> int:
    if re.fullmatch(r"\d{1,15}", typed):
        return int(typed)
    raise UsageError(f"-a {name}={typed}: must be a whole number, 0 for no limit")


def _host_and_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]
