"""One crawl from its first request to its last: what to ask next, how politely, and what answers mean.

Knows no Scrapy: it hands out requests and takes answers, on one event loop.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler import robots
from crawler.archive import Exchange
from crawler.frontier import Frontier, iso
from crawler.host import Ask, Host, robots_answer, robots_failure
from crawler.judge import COOLING, MAX_RETRY_AFTER, fail, judge
from crawler.outcome import Lease, Outcome, Visit
from crawler.recorder import Recorder
from crawler.sites import Site
from crawler.traps import bound_of
from crawler.verdicts import FAILED, Verdict

_LEASES = 16  # addresses taken from the frontier at a time
_JITTER = 0.2  # of the delay, added at most
_LONGEST_WAIT = 60.0  # seconds without a look at the queue
_LARGE = 64 * 1024  # bytes of a body that is read off the event loop
_READ = ("read", "partly_read")
_TOLD_EVERY = 0.5  # seconds
_TELLING = 10  # requests from which on their rate tells how long the rest takes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is.

    Of this run: `seconds` since it began, `requests` sent, `bytes` of bodies as sent, `verdicts` (addresses
    by how they ended) and `errors` (answers by what was wrong, also where they are asked for again). Of the
    frontier: addresses `queued`, and `due_later`: known, and left to a later crawl. `seconds_left` until all
    that is queued is asked for at this rate, or a budget is spent; None where that cannot be told yet.
    """

    crawl_id: str
    seconds: float
    requests: int
    bytes: int
    queued: int
    due_later: int
    verdicts: dict[str, int]
    errors: dict[str, int]
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may spend; None or 0 for no limit. What is under way when it is spent is finished.

    `pages` are requested, sitemaps and robots.txt apart; `seconds` pass; `bytes` are of bodies as sent;
    `archive` is how many bytes the archive may have in all, those of earlier runs included.
    """

    pages: int | None = None
    seconds: float | None = None
    bytes: int | None = None
    archive: int | None = None


_NO_LIMIT = Budget()


class Crawl:
    """Use it from one event loop: iterate `asks`, give each one to `answered` or `failed`, then `close`.

    Args:
        sites: What to crawl.
        frontier: Open; `begin` is called on it here.
        archive: Folder of the sealed WARC files.
        state: Folder of the open one.
        budget: What this run may spend.
        progress: Told how far it is, a few times a second.
    """

    def __init__(
        self,
        sites: Sequence[Site],
        frontier: Frontier,
        *,
        archive: Path,
        state: Path,
        budget: Budget = _NO_LIMIT,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.crawl_id = frontier.begin(sites, time.time())
        self.frontier = frontier
        self.hosts = [Host(o, site, f"{o}/robots.txt") for site in sites for o in site.origins]
        owners = {host.origin: host.site.name for host in self.hosts}
        self._recorder = Recorder(frontier, archive, state, owners)
        self._budget = budget
        self._began_at, self._ends_at = time.monotonic(), math.inf
        self._pages = 0
        self._site_pages = Counter(frontier.pages_by_site())
        self._pages_in_flight: Counter[str] = Counter()
        self._active = 0
        self._wake = asyncio.Event()
        self._progress = progress
        self._told_at = 0.0
        self._requests = self._bytes = 0
        self._verdicts: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._settled = frontier.settled()
        self._ran_out = False
        self._failure: Exception | None = None
        self.finished = False
        self.rate_limited = False

    @property
    def interrupted(self) -> bool:
        """Whether it was told to stop before it ran out of what to ask."""
        return not self._ran_out

    # --- asking ---

    async def asks(self) -> AsyncGenerator[Ask]:
        """Requests, each when it is due; ends when nothing is left to ask, now or later.

        Raises:
            Exception: What kept an answer from being recorded.
        """
        self._began_at = time.monotonic()  # Scrapy's own start is no time of the crawl
        self._ends_at = self._began_at + (self._budget.seconds or math.inf)
        while True:
            self._wake.clear()
            if failure := self._failure or self._recorder.failure:
                raise failure
            soonest = math.inf
            asked = False
            for host in self.hosts:
                ask, wait = await self._next_of(host)
                soonest = min(soonest, wait)
                if ask:
                    asked = True
                    yield ask
            if asked:
                continue
            if soonest == math.inf and not self._active:
                self._ran_out = True
                return
            try:
                left = self._ends_at - time.monotonic()
                wait = min(soonest, _LONGEST_WAIT, left if left > 0 else math.inf)
                await asyncio.wait_for(self._wake.wait(), max(0.0, wait))
            except TimeoutError:
                continue

    async def _next_of(self, host: Host) -> tuple[Ask | None, float]:
        """A host's next request, or the seconds until there may be one (infinite: not before an answer)."""
        now = time.monotonic()
        if host.closed or host.asking_robots or host.in_flight >= host.site.concurrency:
            return None, math.inf
        if self._recorder.is_full or not self._may_ask(host.site):
            return None, math.inf
        if now < host.next_at:
            return None, host.next_at - now
        if not host.leases:
            host.leases.extend(self.frontier.lease(host.origin, _LEASES, time.time()))
        if not host.leases:
            due = self.frontier.next_due(host.origin)
            return None, math.inf if due is None else due - time.time()
        if host.rules is None or now - host.rules_at > robots.LIFETIME:
            host.asking_robots = True
            return self._ask(host, host.robots_url, None), 0.0
        lease = host.leases.popleft()
        if refused := self._refusal(host.site, host.rules, lease):
            unsent = Ask(lease.url, host, lease, lease.tries + 1, time.time(), delay_ms=None)
            await self._recorder.record(_visit(unsent, refused, duration_ms=None), refused)
            self._count(unsent, refused, sent=False)
            return None, 0.0
        return self._ask(host, lease.url, lease), 0.0

    def _refusal(self, site: Site, rules: robots.Rules, lease: Lease) -> Outcome | None:
        """Why an address is not to be requested, where it is not."""
        due_at = time.time() + site.revisit
        if lease.role in ("follow", "article") and site.role_of(lease.url) is None:
            return Outcome("out_of_scope", "refused", due_at=due_at)
        if self.frontier.is_forgotten(lease.url):
            return Outcome("forgotten", "refused")
        if not rules.allows(lease.url):
            return Outcome("robots_disallowed", "refused", due_at=due_at)
        if lease.trap:
            bound = bound_of(lease.trap)
            if self.frontier.rank_in_trap(lease, bound) >= bound:
                return Outcome("trap", "refused", reason=f"more than {bound} of: {lease.trap}")
        return None

    def _ask(self, host: Host, url: str, lease: Lease | None) -> Ask:
        now = time.monotonic()
        delay = max(host.site.delay, host.rules.delay if host.rules else 0.0)
        delay_ms = None if host.last_at is None else round((now - host.last_at) * 1000)
        host.last_at = now
        host.next_at = now + delay * (1 + random.uniform(0, _JITTER))  # noqa: S311
        host.in_flight += 1
        self._active += 1
        attempt = (lease.tries if lease else host.robots_tries) + 1
        ask = Ask(url, host, lease, attempt, time.time(), delay_ms)
        self._pages_in_flight[host.site.name] += ask.is_page
        return ask

    @property
    def spent(self) -> str | None:
        """Which budget of the run is spent, if one is: pages, seconds, bytes or archive."""
        if self._budget.pages and self._pages >= self._budget.pages:
            return "pages"
        if time.monotonic() >= self._ends_at:
            return "seconds"
        if self._budget.bytes and self._bytes >= self._budget.bytes:
            return "bytes"
        full = self._budget.archive and self._recorder.archive_bytes >= self._budget.archive
        return "archive" if full else None

    def _may_ask(self, site: Site) -> bool:
        """Whether another page of the site may be asked for; those under way count as pages."""
        if self.spent:
            return False
        if self._budget.pages and self._pages + self._pages_in_flight.total() >= self._budget.pages:
            return False
        in_flight = self._pages_in_flight[site.name]
        return not site.max_pages or self._site_pages[site.name] + in_flight < site.max_pages

    # --- answers ---

    async def answered(self, ask: Ask, exchange: Exchange) -> None:
        """Take an answer; done when it is recorded."""
        self._landed(ask)
        now = time.time()
        if ask.lease is None:
            outcome = robots_answer(ask.host, exchange, now)
        elif len(exchange.body) < _LARGE:
            outcome = judge(ask.lease, exchange, ask.host.site, now)
        else:  # may take seconds, in which no other answer would be read
            outcome = await asyncio.to_thread(judge, ask.lease, exchange, ask.host.site, now)
        await self._settle(ask, outcome)

    async def failed(self, ask: Ask, verdict: Verdict, reason: str) -> None:
        """Take the lack of an answer; done when it is recorded."""
        self._landed(ask)
        now = time.time()
        if ask.lease is None:
            outcome = robots_failure(ask.host, fail(ask.host.robots_tries, verdict, reason, now))
        else:
            outcome = fail(ask.lease.tries, verdict, reason, now)
        await self._settle(ask, outcome)

    def give_up(self, failure: Exception) -> None:
        """End `asks` with this failure; what is not recorded by then is asked again by the next run."""
        self._failure = failure
        self._wake.set()

    def _landed(self, ask: Ask) -> None:
        ask.host.in_flight -= 1
        self._pages_in_flight[ask.host.site.name] -= ask.is_page
        self._wake.set()

    async def _settle(self, ask: Ask, outcome: Outcome) -> None:
        host = ask.host
        if ask.lease is None:
            host.asking_robots = False
        if outcome.state != "queued" and (outcome.verdict == "rate_limited" or outcome.status == 429):
            self.rate_limited = True
        if outcome.cool_for > MAX_RETRY_AFTER:
            host.closed = outcome.reason
        if outcome.status in COOLING:
            host.cool(outcome.cool_for)
        elif outcome.status is not None and outcome.status < 500:
            host.strain = 0
        if ask.is_page and outcome.verdict not in _READ and outcome.state != "queued":
            self._pages += 1
            self._site_pages[host.site.name] += 1
        duration_ms = max(0, round((time.time() - ask.sent) * 1000))
        await self._recorder.record(_visit(ask, outcome, duration_ms), outcome)
        self._count(ask, outcome)
        self._active -= 1
        self._wake.set()

    def _count(self, ask: Ask, outcome: Outcome, *, sent: bool = True) -> None:
        self._requests += sent
        self._bytes += outcome.bytes
        self._errors[outcome.verdict] += outcome.verdict in FAILED
        if outcome.state != "queued":
            self._verdicts[outcome.verdict] += 1
        self._settled += ask.lease is not None and outcome.state in ("done", "refused")
        if self._progress and time.monotonic() - self._told_at > _TOLD_EVERY:
            self._told_at = time.monotonic()
            self._progress(self.how_far())

    def how_far(self) -> Progress:
        """How far the crawl is now."""
        seconds = time.monotonic() - self._began_at
        states = self._states()
        queued = states["queued"] + states["leased"]
        return Progress(
            crawl_id=self.crawl_id,
            seconds=seconds,
            requests=self._requests,
            bytes=self._bytes,
            queued=queued,
            due_later=max(0, states["done"] + states["refused"] - self._settled),
            verdicts=dict(self._verdicts.most_common()),
            errors=dict((+self._errors).most_common()),
            seconds_left=self._seconds_left(queued, seconds),
        )

    def _seconds_left(self, queued: int, seconds: float) -> float | None:
        if self._requests < _TELLING:
            return None
        pages = (self._budget.pages or math.inf) - self._pages
        return min(min(queued, pages) * seconds / self._requests, self._ends_at - time.monotonic())

    def queued(self) -> int:
        """Addresses of the sites that are still to be asked for."""
        states = self._states()
        return states["queued"] + states["leased"]

    def _states(self) -> Counter[str]:
        states: Counter[str] = Counter()
        for host in self.hosts:
            states.update(self.frontier.by_state(host.origin))
        return states

    async def close(self) -> None:
        """Seal the archive; say that the crawl is finished where nothing is left that may be asked for."""
        if self._failure or self._recorder.failure:
            self._recorder.close()
            return
        self.frontier.release()
        await self._recorder.seal()
        open_hosts = (host for host in self.hosts if not host.closed)
        queued = any(self.frontier.next_due(host.origin) is not None for host in open_hosts)
        if self._ran_out and not (self.spent and queued):
            self.frontier.finish(time.time())
            self.finished = True


def _visit(ask: Ask, outcome: Outcome, duration_ms: int | None) -> Visit:
    role = "robots" if ask.lease is None else ask.lease.role
    return Visit(
        url=ask.url,
        site=ask.host.site.name,
        role="sitemap" if role == "start" and outcome.verdict in _READ else role,
        lease=ask.lease,
        requested_at=iso(ask.sent),
        delay_ms=ask.delay_ms,
        duration_ms=duration_ms,
        attempt=ask.attempt,
    )
