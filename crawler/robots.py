"""robots.txt by RFC 9309, its rules read by protego."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from crawler.archive import Exchange
from crawler.encoding import TooLargeError, UndecodableError, decode
from extract.addresses import normalize, resolve

PRODUCT = "Nosograph"  # the product token rules are matched by (RFC 9309, 2.2.1)
LIFETIME = 24 * 3600.0  # seconds a copy may be used (2.4)
MAX_REDIRECTS = 5  # hops followed, across hosts too (2.3.1.2)
_PARSED_BYTES = 500 * 1024  # at least this much is read (2.5)


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
    return parse(body[:_PARSED_BYTES].decode("utf-8-sig", "replace"))
