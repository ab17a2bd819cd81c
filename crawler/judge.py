"""What an answer, or the lack of one, means for an address. Pure: no clock, no network, no disk."""

from __future__ import annotations

import re
from dataclasses import replace
from email.utils import parsedate_to_datetime

from crawler import robots
from crawler.archive import Exchange, Revisit, RevisitProfile, payload_digest
from crawler.encoding import TooLargeError, UndecodableError, content_type, decode
from crawler.links import MAX_URL_LENGTH, NoSitemapError, is_sitemap, read_page, read_sitemap
from crawler.outcome import Found, Lease, Outcome, Validators
from crawler.sites import Site, origin_of
from crawler.verdicts import TRANSIENT, Verdict
from extract.addresses import normalize, resolve

RETRIES = 3
MAX_RETRY_AFTER = 3600.0  # seconds; a host that asks for more is left to a later crawl
MAX_REDIRECTS = 10  # in a row, from one address to the next
MAX_SITEMAP_DEPTH = 5  # indexes within indexes

COOLING = frozenset({429, 503})  # a host that answers so is asked for nothing else meanwhile either
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def conditions(lease: Lease) -> dict[str, str]:
    """Headers of a conditional request (RFC 9110, 13.1), from the last stored 200."""
    if lease.payload_digest is None:
        return {}
    headers = {"If-None-Match": _entity_tags(lease.etag), "If-Modified-Since": lease.last_modified}
    return {name: value for name, value in headers.items() if value}


def _entity_tags(etag: str | None) -> str | None:
    """An entity tag; in both forms where the server marked the compressed one (Apache's `"x-gzip"` of `"x"`).

    Apache compares with the tag of the file before it compresses, so its own tag alone never matches.
    """
    plain = re.sub(r'-(gzip|br|zstd|deflate)"$', '"', etag or "")
    return etag if plain == (etag or "") else f"{etag}, {plain}"


def judge(lease: Lease, exchange: Exchange, site: Site, now: float) -> Outcome:
    """What an answer means; `now` is Unix time. What the server asks not to archive is not archived."""
    outcome = _judge_status(lease, exchange, site, now)
    unwanted = robots.header_wishes(exchange) & robots.NOARCHIVE
    if not unwanted or outcome.archived is None:
        return outcome
    if outcome.verdict in ("stored", "revisit"):
        outcome = replace(outcome, verdict="noarchive", reason=", ".join(sorted(unwanted)))
    return replace(outcome, archived=None, revisit=None, validators=None)


def _judge_status(lease: Lease, exchange: Exchange, site: Site, now: float) -> Outcome:
    status = exchange.status
    settled = Outcome(
        "stored",
        "done",
        status=status,
        bytes=len(exchange.body),
        due_at=now + site.revisit,
        fetched_at=exchange.fetched_at,
    )
    kept = exchange if lease.role == "article" else None
    if status == 200:
        return _judge_body(lease, exchange, site, settled)
    if status == 304 and conditions(lease):
        return _unchanged(lease, exchange, settled, "server-not-modified")
    if status in REDIRECTS:
        return _judge_redirect(lease, exchange, site, replace(settled, verdict="redirect", archived=kept))
    if status == 404:
        return _judge_missing(lease, site, now, replace(settled, verdict="not_found", archived=kept))
    if status == 410:
        return replace(settled, verdict="gone", state="gone", due_at=None, archived=kept)
    retry_after = retry_after_of(exchange, now)
    limited = status == 429 or (status == 503 and retry_after is not None)
    if limited or status >= 500:
        verdict: Verdict = "rate_limited" if limited else "server_error"
        outcome = fail(lease.tries, verdict, f"HTTP {status}", now, retry_after, cools=status in COOLING)
        return replace(outcome, status=status, bytes=len(exchange.body))
    return replace(settled, verdict="unexpected_status", reason=f"HTTP {status}", due_at=now, fetched_at=None)


def fail(
    tries: int,
    verdict: Verdict,
    reason: str,
    now: float,
    retry_after: float | None = None,
    *,
    cools: bool = False,
) -> Outcome:
    """What the lack of a usable answer means: again after a while, or given up until the next crawl.

    Args:
        tries: Requests of this crawl that failed before.
        verdict: What went wrong.
        reason: The same in words.
        now: Unix time.
        retry_after: Seconds the server asks us to wait, where it does.
        cools: Whether the whole host is to be left alone for as long.
    """
    wait = 2.0**tries if retry_after is None else retry_after
    cool_for = wait if cools else 0.0
    if verdict in TRANSIENT and tries < RETRIES and wait <= MAX_RETRY_AFTER:
        reason = f"{reason}; again in {wait:g} s"
        return Outcome(verdict, "queued", reason=reason, not_before=now + wait, cool_for=cool_for)
    return Outcome(verdict, "done", reason=reason, due_at=now, cool_for=cool_for)


def _judge_body(lease: Lease, exchange: Exchange, site: Site, settled: Outcome) -> Outcome:
    digest = payload_digest(exchange.body)
    if digest == lease.payload_digest:
        return _unchanged(lease, exchange, settled, "identical-payload-digest")
    mime, encoding = content_type(exchange.header("Content-Type"))
    failed = replace(settled, fetched_at=None)
    try:
        body = decode(exchange.body, exchange.header("Content-Encoding"))
        if lease.role in ("start", "sitemap") and is_sitemap(body, mime):
            return _judge_sitemap(lease, body, site, settled)
    except TooLargeError as error:
        return replace(failed, verdict="too_large", reason=str(error))
    except (UndecodableError, NoSitemapError) as error:
        return replace(failed, verdict="undecodable", reason=str(error))
    if lease.role == "sitemap" or (mime or "text/html") not in _PAGE_TYPES:
        return replace(settled, verdict="wrong_type", reason=f"Content-Type {mime}")
    page = read_page(body, exchange.url, encoding, robots.AGENTS)
    wishes = robots.meta_wishes(page.robots) | robots.header_wishes(exchange)
    links = ((url, site.role_of(url)) for url in page.links) if wishes.isdisjoint(robots.NOFOLLOW) else ()
    found = tuple(Found(url, role, lease.depth + 1) for url, role in links if role)
    if lease.role != "article" and site.role_of(lease.url) != "article":
        return replace(settled, verdict="read", found=found)
    if unwanted := wishes & robots.NOARCHIVE:
        return replace(settled, verdict="noarchive", reason=", ".join(sorted(unwanted)), found=found)
    return replace(
        settled,
        archived=exchange,
        validators=Validators(
            exchange.header("ETag"), exchange.header("Last-Modified"), digest, exchange.fetched_at
        ),
        found=found,
    )


def _unchanged(lease: Lease, exchange: Exchange, settled: Outcome, profile: RevisitProfile) -> Outcome:
    digest, stored_at = lease.payload_digest or "", lease.stored_at or ""
    return replace(
        settled,
        verdict="revisit",
        reason=profile,
        archived=exchange,
        revisit=Revisit(profile, lease.url, stored_at, digest),
        validators=Validators(
            exchange.header("ETag") or lease.etag,
            exchange.header("Last-Modified") or lease.last_modified,
            digest,
            stored_at,
        ),
    )


def _judge_missing(lease: Lease, site: Site, now: float, settled: Outcome) -> Outcome:
    """A 404 may be a slip of the server; a second one, an interval later, is not."""
    if lease.missing_since is None or now - lease.missing_since < site.revisit or lease.role == "start":
        return replace(settled, missing_since=now if lease.missing_since is None else lease.missing_since)
    reason = f"404, and so {_days(now - lease.missing_since)} ago"
    return replace(settled, verdict="gone", state="gone", reason=reason, due_at=None)


def _days(seconds: float) -> str:
    return f"{seconds / 86400:.0f} days" if seconds >= 2 * 86400 else f"{seconds:.0f} s"


def _judge_redirect(lease: Lease, exchange: Exchange, site: Site, settled: Outcome) -> Outcome:
    target = resolve(exchange.url, exchange.header("Location") or "")
    if target is None:
        return replace(settled, reason="to no address; not followed")
    target = normalize(target)
    leads = lease.role in ("start", "sitemap") and origin_of(target) == lease.origin
    role = lease.role if leads else site.role_of(target)
    if target == lease.url:
        return replace(settled, reason="to itself; not followed")
    if len(target) > MAX_URL_LENGTH:
        return replace(settled, reason=f"to an address of {len(target)} characters; not followed")
    if downgrades(exchange.url, target):
        return replace(settled, reason=f"to {target}, from https to http; not followed")
    if role is None:
        return replace(settled, reason=f"to {target}, outside of the site's start and patterns; not followed")
    if lease.redirects >= MAX_REDIRECTS:
        return replace(settled, reason=f"to {target}, the {MAX_REDIRECTS + 1}th in a row; not followed")
    found = Found(target, role, lease.depth, redirects=lease.redirects + 1, listed=role == "sitemap")
    return replace(settled, reason=f"to {target}", found=(found,))


def _judge_sitemap(lease: Lease, body: bytes, site: Site, settled: Outcome) -> Outcome:
    sitemap = read_sitemap(body, lease.url)
    depth = lease.depth + 1
    verdict: Verdict = "partly_read" if sitemap.damage else "read"
    settled = replace(settled, verdict=verdict, reason=sitemap.damage)
    if sitemap.kind == "pages":
        pages = ((entry, site.role_of(entry.url)) for entry in sitemap.entries)
        found = (
            Found(entry.url, role, depth, lastmod=entry.lastmod, listed=True) for entry, role in pages if role
        )
        return replace(settled, found=tuple(found))
    if lease.depth >= MAX_SITEMAP_DEPTH:
        reason = f"an index within {MAX_SITEMAP_DEPTH} others; not followed"
        return replace(settled, verdict="partly_read", reason=reason)
    # Sitemaps are asked for in every crawl, so their own lastmod says nothing new.
    inner = (entry for entry in sitemap.entries if origin_of(entry.url) in site.origins)
    return replace(settled, found=tuple(Found(entry.url, "sitemap", depth, listed=True) for entry in inner))


def downgrades(source: str, target: str) -> bool:
    """Whether a redirect would lead from a protected connection to an open one."""
    return source.startswith("https:") and target.startswith("http:")


def retry_after_of(exchange: Exchange, now: float) -> float | None:
    """Seconds from now that a Retry-After header asks for (RFC 9110, 10.2.3), as seconds or as a date."""
    value = (exchange.header("Retry-After") or "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):
        return None
