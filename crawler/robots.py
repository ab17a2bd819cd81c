"""robots.txt by RFC 9309, its rules read by protego."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from protego import Protego

from crawler.archive import Exchange
from crawler.encoding import TooLargeError, UndecodableError, decode
from extract.addresses import normalize, resolve

PRODUCT = "Nosograph"  # the product token rules are matched by (RFC 9309, 2.2.1)
LIFETIME = 24 * 3600.0  # seconds a copy may be used (2.4)
MAX_DELAY = 3600.0  # seconds between requests; a host that asks for more is not crawled
MAX_REDIRECTS = 5  # hops followed, across hosts too (2.3.1.2)
_PARSED_BYTES = 500 * 1024  # at least this much is read (2.5)

# What pages say by `<meta name=robots>` or X-Robots-Tag, to all crawlers or to us by name.
AGENTS = frozenset({"robots", PRODUCT.lower()})
NOFOLLOW = frozenset({"nofollow", "none"})
NOARCHIVE = frozenset({"noarchive", "noai"})
_VALUED = re.compile(r"unavailable_after.*|max-[a-z-]+")  # words with a value of their own behind a colon


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt asks of us; `delay` is in seconds."""

    parsed: Protego
    delay: float

    def allows(self, url: str) -> bool:
        """Whether an address of the host may be requested."""
        return bool(self.parsed.can_fetch(url, PRODUCT))


def parse(text: str) -> Rules:
    """Read the rules; `delay` is the longer of Crawl-delay and what Request-rate comes to."""
    parsed = Protego.parse(text)
    rate = parsed.request_rate(PRODUCT)
    delay = max(parsed.crawl_delay(PRODUCT) or 0.0, rate.seconds / rate.requests if rate else 0.0)
    return Rules(parsed, delay)


def read(exchange: Exchange) -> Rules | str | None:
    """What an answer to a request for robots.txt means.

    Returns:
        Rules; or the address it redirects to; or None where the host is closed to us (5xx and 429, RFC 9309
        2.3.1.4). A 4xx leaves everything open (2.3.1.3).
    """
    status = exchange.status
    if status in (301, 302, 303, 307, 308):
        target = resolve(exchange.url, exchange.header("Location") or "")
        return normalize(target) if target else parse("")
    if status == 429 or status >= 500:
        return None
    if status != 200:
        return parse("")
    try:
        body = decode(exchange.body, exchange.header("Content-Encoding"))
    except (TooLargeError, UndecodableError):
        return None  # rules that cannot be read are not rules that permit
    end = body.find(b"\n", _PARSED_BYTES)  # whole lines: half a path would forbid too much
    return parse(body[: None if end < 0 else end].decode("utf-8-sig", "replace"))


def meta_wishes(metas: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The words of robots metas, each given by its name and content in lower case."""
    return frozenset(word for _, content in metas for word in re.split(r"[,\s]+", content) if word)


def header_wishes(exchange: Exchange) -> frozenset[str]:
    """The words of X-Robots-Tag headers that are for all crawlers or for us (`nosograph: noarchive`)."""
    wishes: set[str] = set()
    for name, value in exchange.headers:
        if name.lower() != "x-robots-tag":
            continue
        ours = True
        for part in value.lower().split(","):
            agent, colon, word = part.rpartition(":")
            agent = agent.strip()
            if colon and not _VALUED.fullmatch(agent):
                ours = agent in AGENTS  # and so for the words that follow
            if ours:
                wishes.add(word.strip())
    return frozenset(wishes)
