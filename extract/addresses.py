"""Addresses: one spelling for each, and the site they belong to.

Normalisation follows RFC 3986 section 6.2 (case, percent-encoding, dot segments, default port) plus the
folding the field uses for articles: no fragment, no tracking parameters, a fixed parameter order.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

# Parameters that never choose another document: campaign marks, and the first site's light view.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|_gl|ref_src|rx_lite|amp)$", re.I
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=\-._~]+")  # nothing to encode or decode
_CLOSING = ".,;:>”’\"'"
# Addresses and paths as nearly all are written: spelled as `normalize` would, for an answer without parsing.
_PLAIN_STEPS = r"(?=/)(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*+/?"
_PLAIN_ROOTED = re.compile(_PLAIN_STEPS)
_PLAIN = re.compile(rf"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*){_PLAIN_STEPS}")
_SAFE = "/:@!$&'()*+,;=-._~%"


@lru_cache(maxsize=4096)
def parse_http(url: str) -> SplitResult | None:
    """Split an absolute http(s) address; None where it is not one (relative, other scheme, broken port)."""
    try:
        url.encode()  # half a surrogate pair has no bytes to write in an address
        parts = urlsplit(url.strip())
        valid = parts.scheme.lower() in _DEFAULT_PORTS and parts.hostname and (parts.port or True)
    except ValueError:
        return None
    return parts if valid else None


def normalize(url: str) -> str:
    """Give the one spelling of an absolute http(s) address; what is no such address comes back stripped."""
    if _PLAIN.fullmatch(url):
        return url
    parts = parse_http(url)
    if parts is None:
        return url.strip()
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if parts.port is not None and parts.port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{parts.port}"
    path = _normal_path(parts.path)
    return urlunsplit((scheme, host, path, _normal_query(parts.query), ""))


def _normal_query(query: str) -> str:
    if not query:
        return ""
    chosen = (kv for kv in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(kv[0]))
    return urlencode(sorted(chosen))


def _normal_path(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path) and "//" not in path and "/." not in path:
        return path
    decoded = re.sub(r"%[0-9A-Fa-f]{2}", lambda m: _decode_unreserved(m.group()), path)
    resolved: list[str] = []
    for segment in re.sub(r"/{2,}", "/", decoded).split("/"):
        if segment == "..":
            if len(resolved) > 1:
                resolved.pop()
        elif segment != ".":
            resolved.append(segment)
    if path.endswith(("/.", "/..")):
        resolved.append("")
    return quote("/".join(resolved), safe=_SAFE) or "/"


@lru_cache(maxsize=1024)
def _decode_unreserved(escape: str) -> str:
    char = unquote(escape)
    return char if re.fullmatch(r"[A-Za-z0-9\-._~]", char) else escape.upper()


def article_address(url: str) -> str:
    """The address under which an article is identified: `normalize`, without `www.`, a trailing slash folded.

    Two addresses with the same article address are taken for one article. What is no absolute http(s) address
    comes back stripped.
    """
    parts = parse_http(normalize(url))
    if parts is None:
        return url.strip()
    host = parts.netloc.removeprefix("www.")
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/") or "/", parts.query, ""))


def site_of(url: str | None) -> str | None:
    """Host without `www.` and without a port; None where there is no absolute http(s) address."""
    if url and (plain := _PLAIN.fullmatch(url)):
        return plain[1].removeprefix("www.")
    parts = parse_http(url) if url else None
    return (parts.hostname or "").rstrip(".").removeprefix("www.") if parts else None


def resolve(base: str | None, href: str) -> str | None:
    """Resolve a link against the page's address; None where the result is no absolute http(s) address."""
    href = href.strip()
    if _PLAIN.fullmatch(href):
        return href
    if _PLAIN_ROOTED.fullmatch(href) and (parts := parse_http(base or "")):
        return f"{parts.scheme}://{parts.netloc}{href}"
    try:
        joined = urljoin(base or "", href)
    except ValueError:
        return None
    return joined if parse_http(joined) else None


def target_on(site: str | None, base: str | None, href: str) -> str | None:
    """The one spelling (`normalize`) of what a link leads to; None where that is no page of `site`.

    `site` is a result of `site_of`; None stands for all sites. A page is no other by its fragment.
    """
    href = href.strip().partition("#")[0]
    if plain := _PLAIN.fullmatch(href):
        return href if not site or plain[1].removeprefix("www.") == site else None
    if base is None and ":" not in href:
        return None  # a relative one
    target = href if href.startswith(("http://", "https://")) else resolve(base, href)
    there = site_of(target)
    if target is None or there is None or (site and there != site):
        return None
    return normalize(target)


def without_closing(written: str) -> str:
    """An address or identifier as a text has it, without what closes the sentence or the bracket around it.

    A bracket that it opens itself stays: "(see https://example.org/flu_(seasonal).)".
    """
    spare = {close: written.count(close) - written.count(opening) for opening, close in ("()", "[]", "{}")}
    end = len(written)
    while end and (written[end - 1] in _CLOSING or spare.get(written[end - 1], 0) > 0):
        end -= 1
        if written[end] in spare:
            spare[written[end]] -= 1
    return written[:end]


def digest(*parts: str) -> str:
    """A stable identifier of some strings: 20 hexadecimal digits of BLAKE2b over them, length-prefixed."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hashlib.blake2b(
        b"".join([len(data).to_bytes(8, "big") + data for data in encoded]), digest_size=10
    ).hexdigest()
