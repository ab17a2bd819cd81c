"""Addresses a page or a sitemap names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from typing import Any, Literal

from lxml import etree

from crawler.encoding import decode
from crawler.sites import origin_of
from extract.addresses import normalize, resolve

MAX_LINKS = 10_000
MAX_URL_LENGTH = 2_000
_MAX_TAG = 8_192  # characters of a tag that are read

# Fatal to XML, not to what a sitemap says: an HTML entity, and something behind the end.
_HARMLESS = (etree.ErrorTypes.ERR_UNDECLARED_ENTITY, etree.ErrorTypes.ERR_DOCUMENT_END)

# What a scan for links stops at: a comment, an element whose content is no markup, a tag with an address.
_STOP = re.compile(
    r"<!--|<(?P<raw>script|style|template|textarea)\b|<(?P<tag>a|area|base|meta)(?=[\s/])", re.I
)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?:(?P<end>>)|(?P<name>[^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?)"""
)


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A `<loc>` of a sitemap, normalised, and its `<lastmod>` as ISO 8601 UTC to the second."""

    url: str
    lastmod: str | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap (`pages`) or a sitemap index (`sitemaps`); `damage` says why it is not read whole."""

    kind: Literal["pages", "sitemaps"]
    entries: tuple[SitemapEntry, ...]
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What an HTML page says to crawlers.

    `links` are the normalised addresses it links to, each once, in order, `rel="nofollow"` respected.
    `robots` are the `content` of each `<meta>` by its name, in lower case: `("robots", "noindex, nofollow")`.
    """

    links: tuple[str, ...]
    robots: tuple[tuple[str, str], ...]


class NoSitemapError(ValueError):
    """An XML document that is no sitemap."""


def read_page(body: bytes, url: str, encoding: str | None, agents: frozenset[str]) -> Page:
    """Read links, and the robots meta of the named agents, in time and memory linear in the page.

    Tags are scanned, no tree is built: 100,000 nested elements, 500 kB, keep an HTML5 tree builder busy for
    half a minute. For links, the tokens are all that matters.
    """
    base = url
    hrefs: dict[str, None] = {}
    robots: list[tuple[str, str]] = []
    for tag, attributes in _tags(_text(body, encoding)):
        href = attributes.get("href")
        if tag == "meta":
            name = attributes.get("name", "").strip().lower()
            if name in agents and "content" in attributes:
                robots.append((name, attributes["content"].lower()))
        elif tag == "base":
            base = (resolve(url, href) or url) if href and base == url else base
        elif href is None or len(hrefs) >= MAX_LINKS:
            continue
        elif "nofollow" not in attributes.get("rel", "").lower().split():
            hrefs[href] = None
    origin = origin_of(base)
    # Of a link from the root, nothing but the origin matters, so a site's pages share what it leads to.
    found = (_address(origin if href.startswith("/") else base, href) for href in hrefs)
    return Page(tuple(dict.fromkeys(filter(None, found))), tuple(robots))


@lru_cache(maxsize=4_096)  # a site's pages name the same addresses over and over
def _address(base: str, href: str) -> str | None:
    """The normalised address a link leads to; None where it is none, or too long."""
    target = resolve(base, href)
    return normalize(target) if target and len(target) <= MAX_URL_LENGTH else None


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Start tags that may hold an address, with their attributes; comments and scripts are passed over."""
    position = 0
    while stop := _STOP.search(text, position):
        position = stop.end()
        if stop["tag"]:
            attributes, position = _attributes(text, position)
            yield stop["tag"].lower(), attributes
            continue
        # Where it is never closed, the rest of the page is inside of it.
        close = f"</{stop['raw']}" if stop["raw"] else "-->"
        end = re.compile(re.escape(close), re.IGNORECASE).search(text, position)
        if end is None:
            return
        position = end.end()


def _attributes(text: str, position: int) -> tuple[dict[str, str], int]:
    """Attributes of the tag whose name ends at a position, none where it is not closed; and where it ends."""
    attributes: dict[str, str] = {}
    last = position + _MAX_TAG
    while match := _ATTRIBUTE.match(text, position, last):
        position = match.end()
        if match["end"]:
            return attributes, position
        value = match[3] or match[4] or match[5] or ""
        attributes.setdefault(match["name"].lower(), unescape(value))
    return {}, position


def _text(body: bytes, encoding: str | None) -> str:
    try:
        return body.decode(encoding or "utf-8", "replace")
    except (LookupError, ValueError):  # no such encoding, or one that is not of text
        return body.decode("utf-8", "replace")


def is_sitemap(body: bytes, mime: str | None) -> bool:
    """Whether a body is to be read as a sitemap: gzip or XML by its first bytes, and no page."""
    start = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"\x1f\x8b", b"<urlset", b"<sitemapindex")):
        return True
    return start.startswith(b"<?xml") and b"<html" not in start and mime != "application/xhtml+xml"


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap or sitemap index (sitemaps.org, 0.9), gzip or plain; what is damaged, as far as it goes.

    No tree is built, and no entity is opened or fetched.

    Raises:
        NoSitemapError: It is none, or declares entities, for which a sitemap has no use.
        UndecodableError, TooLargeError: It is gzip that does not decode, or to too much.
    """
    if body.startswith(b"\x1f\x8b"):
        body = decode(body, "gzip")
    if b"<!ENTITY" in body:
        raise NoSitemapError("it declares entities")
    # Sitemaps are written carelessly: bare ampersands are mended here, for libxml2 recovers by dropping what
    # follows them.
    body = re.sub(rb"&(?!#?\w+;)", b"&amp;", body)
    reader = _SitemapReader()
    target: Any = reader  # lxml's stubs ask for `comment` as well, lxml does not
    parser = etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoSitemapError(f"no XML: {error}") from error
    if reader.root not in ("urlset", "sitemapindex"):
        raise NoSitemapError(f"its root element is <{reader.root}>")
    fatal = next(
        (e for e in parser.error_log if e.level >= etree.ErrorLevels.FATAL and e.type not in _HARMLESS), None
    )
    return Sitemap(
        "pages" if reader.root == "urlset" else "sitemaps",
        tuple(_entries(reader.entries, url)),
        f"line {fatal.line}: {fatal.message.strip()}" if fatal else None,
    )


class _SitemapReader:
    """Takes lxml's events: keeps the text of `loc` and `lastmod` of each entry below the root."""

    def __init__(self) -> None:
        self.root = ""
        self.entries: list[dict[str, str]] = []
        self._path: list[str] = []
        self._texts: dict[str, list[str]] = {}

    def start(self, tag: str, attrib: object) -> None:
        self._path.append(tag.rpartition("}")[2])
        if len(self._path) == 1:
            self.root = self.root or self._path[0]
        elif len(self._path) == 2:
            self._texts = {"loc": [], "lastmod": []}

    def data(self, text: str) -> None:
        if len(self._path) == 3 and self._path[-1] in self._texts:
            self._texts[self._path[-1]].append(text)

    def end(self, tag: str) -> None:
        if len(self._path) == 2 and self._texts["loc"]:
            self.entries.append({name: "".join(parts).strip() for name, parts in self._texts.items()})
        self._path.pop()

    def close(self) -> None:
        """Needed by lxml."""


def _entries(entries: list[dict[str, str]], base: str) -> Iterator[SitemapEntry]:
    for entry in entries:
        target = resolve(base, entry["loc"]) if entry["loc"] else None
        if target and len(target) <= MAX_URL_LENGTH:
            yield SitemapEntry(normalize(target), _lastmod(entry["lastmod"]))


def _lastmod(text: str) -> str | None:
    """W3C datetime (a year, a month, a day or a time of day) as ISO 8601 UTC; None where it is none."""
    if len(text) in (4, 7):
        text += "-01-01"[: 10 - len(text)] if len(text) == 4 else "-01"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return None
