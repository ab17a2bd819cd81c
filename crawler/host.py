"""A host while a crawl runs: how it is asked, and what its robots.txt says."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from crawler import robots
from crawler.archive import Exchange
from crawler.judge import COOLING, conditions, downgrades, fail, retry_after_of
from crawler.outcome import Lease, Outcome
from crawler.sites import Site
from crawler.verdicts import TRANSIENT, Verdict

_AGENT = f"{robots.PRODUCT}/{version('nosograph')}"
_LONGEST_COOLING = 60.0  # seconds, where the host does not say how long


@dataclass(slots=True)
class Host:
    """What is kept of a host while the crawl runs; times are of the monotonic clock."""

    origin: str
    site: Site
    robots_url: str
    rules: robots.Rules | None = None
    rules_at: float = 0.0
    robots_tries: int = 0
    robots_redirects: int = 0
    asking_robots: bool = False
    in_flight: int = 0
    next_at: float = 0.0
    last_at: float | None = None
    strain: int = 0
    cool_until: float = 0.0
    closed: str | None = None
    leases: deque[Lease] = field(default_factory=deque)

    def cool(self, seconds: float) -> None:
        """Leave the host alone: as long as it asks, and longer each time that it was not long enough."""
        now = time.monotonic()
        if now >= self.cool_until:  # not an answer to what was under way already
            self.strain += 1
        seconds = max(seconds, min(2.0 ** (self.strain - 2), _LONGEST_COOLING))
        self.cool_until = max(self.cool_until, now + seconds)
        self.next_at = max(self.next_at, self.cool_until)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to send now; `lease` is None for robots.txt."""

    url: str
    host: Host
    lease: Lease | None
    attempt: int
    sent: float  # Unix time
    delay_ms: int | None  # since the last request to the host

    @property
    def is_page(self) -> bool:
        """Whether it counts as a page until its answer says otherwise."""
        return self.lease is not None and self.lease.role != "sitemap"

    @property
    def headers(self) -> dict[str, str]:
        """The user agent, and what makes the request conditional."""
        contact = f" (+{self.host.site.contact})" if self.host.site.contact else ""
        agent = {"User-Agent": f"{_AGENT}{contact}"}
        return agent | (conditions(self.lease) if self.lease else {})


def robots_answer(host: Host, exchange: Exchange, now: float) -> Outcome:
    """Take in a host's robots.txt, or follow it where it moved, or close the host."""
    got = Outcome("read", "done", status=exchange.status, bytes=len(exchange.body))
    rules = robots.read(exchange)
    if rules is None:
        verdict: Verdict = "rate_limited" if exchange.status == 429 else "server_error"
        reason = f"robots.txt: HTTP {exchange.status}"
        cools = exchange.status in COOLING
        outcome = fail(host.robots_tries, verdict, reason, now, retry_after_of(exchange, now), cools=cools)
        return replace(robots_failure(host, outcome), status=exchange.status, bytes=len(exchange.body))
    if isinstance(rules, str) and downgrades(exchange.url, rules):
        reason = f"robots.txt: to {rules}, from https to http; not followed"
        return robots_failure(host, replace(got, verdict="robots_unavailable", reason=reason))
    if isinstance(rules, str) and host.robots_redirects < robots.MAX_REDIRECTS:
        host.robots_url = rules
        host.robots_redirects += 1
        return replace(got, verdict="redirect", reason=f"to {rules}")
    rules = robots.parse("") if isinstance(rules, str) else rules
    if rules.delay > robots.MAX_DELAY:
        reason = f"robots.txt asks for {rules.delay:g} s between requests"
        return robots_failure(host, replace(got, verdict="robots_disallowed", reason=reason))
    host.rules = rules
    host.rules_at = time.monotonic()
    host.robots_url = f"{host.origin}/robots.txt"
    host.robots_tries = host.robots_redirects = 0
    if exchange.status == 200:
        return got
    return replace(got, reason=f"HTTP {exchange.status}: everything is allowed")


def robots_failure(host: Host, outcome: Outcome) -> Outcome:
    """Ask for robots.txt again, or close the host: what may be asked there is not known."""
    if outcome.state == "queued":
        host.robots_tries += 1
        wait = outcome.not_before - time.time()
        host.next_at = max(host.next_at, time.monotonic() + wait)
        return outcome
    host.closed = outcome.reason
    verdict: Verdict = "robots_unavailable" if outcome.verdict in TRANSIENT else outcome.verdict
    return replace(outcome, verdict=verdict, reason=f"{outcome.reason}; the host is closed for this crawl")
