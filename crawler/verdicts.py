"""What became of an address: the closed list the ledger uses."""

from __future__ import annotations

from typing import Literal

Verdict = Literal[
    "stored",
    "revisit",
    "read",
    "partly_read",
    "redirect",
    "gone",
    "not_found",
    "robots_disallowed",
    "robots_unavailable",
    "out_of_scope",
    "forgotten",
    "noarchive",
    "trap",
    "wrong_type",
    "too_large",
    "undecodable",
    "unexpected_status",
    "rate_limited",
    "server_error",
    "timeout",
    "dns_error",
    "connection_error",
    "private_address",
]

MEANING: dict[Verdict, str] = {
    "stored": "answered 200 and archived",
    "revisit": "unchanged since it was stored (304, or the same bytes); archived as a revisit record",
    "read": "a sitemap, a robots.txt or a page followed for its links: used, not archived",
    "partly_read": "a damaged sitemap, read as far as it goes, or one too deep within others to be followed",
    "redirect": "answered with another address; archived where it is an article's",
    "gone": "answered 410, archived where it is an article's",
    "not_found": "answered 404, archived where it is an article's",
    "robots_disallowed": "not requested: robots.txt forbids it",
    "robots_unavailable": "robots.txt cannot be had (5xx, 429, no answer): the host is closed for this crawl",
    "out_of_scope": "not requested: the patterns of sites.toml no longer cover it",
    "forgotten": "not requested: `nosograph forget` took its article out of the lake",
    "noarchive": "not archived: its meta robots or X-Robots-Tag says noarchive or noai",
    "trap": "not requested: one of too many addresses of a calendar, of filters, of sessions or of a loop",
    "wrong_type": "neither HTML nor a sitemap",
    "too_large": "more than 8 MiB, as sent or decoded; far more than was sent; or endless headers",
    "undecodable": "not what its Content-Encoding says, or a sitemap that is no XML or declares entities",
    "unexpected_status": "a status with no use here, such as 401, 403 or 206",
    "rate_limited": "answered 429, or 503 with Retry-After",
    "server_error": "answered 5xx",
    "timeout": "no complete answer in time",
    "dns_error": "the host name does not resolve",
    "connection_error": "refused, reset, cut short, or TLS failed",
    "private_address": "not connected to: the host is at a private, loopback or link-local address",
}

# Asked again within the crawl.
TRANSIENT: frozenset[Verdict] = frozenset(
    {"rate_limited", "server_error", "timeout", "dns_error", "connection_error"}
)
# Where an address ends so, the crawl says that pages failed.
FAILED: frozenset[Verdict] = TRANSIENT | {
    "partly_read",
    "robots_unavailable",
    "too_large",
    "undecodable",
    "unexpected_status",
    "private_address",
}
