"""Addresses a page or a sitemap names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from crawler.encoding import gunzip
from extract.addresses import normalize, resolve

MAX_LINKS = 10_000
MAX_URL_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A `<loc>` of a sitemap, normalised, and its `<lastmod>` as ISO 8601 UTC to the second."""

    url: str
    lastmod: str | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap (`pages`) or a sitemap index (`sitemaps`)."""

    kind: Literal["pages", "sitemaps"]
    entries: tuple[SitemapEntry, ...]


class NoSitemapError(ValueError):
    """An XML document that is no sitemap."""


def page_links(body: bytes, url: str, encoding: str | None) -> tuple[str, ...]:
    """Normalised addresses an HTML page links to, each once, in order; `nofollow` is respected."""
    tree = LexborHTMLParser(_text(body, encoding))
    for meta in tree.css("meta[name][content]"):
        if (meta.attributes["name"] or "").strip().lower() == "robots":
            words = (meta.attributes["content"] or "").lower().replace(",", " ").split()
            if "nofollow" in words or "none" in words:
                return ()
    base = next((node.attributes["href"] for node in tree.css("base[href]")), None)
    base = resolve(url, base or "") or url
    found: dict[str, None] = {}
    for node in tree.css("a[href], area[href]"):
        if "nofollow" in (node.attributes.get("rel") or "").lower().split():
            continue
        target = resolve(base, node.attributes["href"] or "")
        if target and len(target) <= MAX_URL_LENGTH:
            found[normalize(target)] = None
            if len(found) == MAX_LINKS:
                break
    return tuple(found)


def _text(body: bytes, encoding: str | None) -> str:
    try:
        return body.decode(encoding or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def is_sitemap(body: bytes, mime: str | None) -> bool:
    """Whether a body is to be read as a sitemap: gzip or XML by its first bytes, and no page."""
    start = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"\x1f\x8b", b"<urlset", b"<sitemapindex")):
        return True
    return start.startswith(b"<?xml") and b"<html" not in start and mime != "application/xhtml+xml"


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap or sitemap index (sitemaps.org, 0.9), gzip or plain.

    Raises:
        NoSitemapError: It is none.
        UndecodableError, TooLargeError: It is gzip that does not decode, or to too much.
    """
    if body.startswith(b"\x1f\x8b"):
        body = gunzip(body)
    # Sitemaps are written carelessly: bare ampersands are mended here, for libxml2 recovers by dropping what
    # follows them. Entities stay closed, nothing is fetched.
    body = re.sub(rb"&(?!#?\w+;)", b"&amp;", body)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoSitemapError(f"no XML: {error}") from error
    kind = _local_name(root) if root is not None else ""
    if kind not in ("urlset", "sitemapindex"):
        raise NoSitemapError(f"its root element is <{kind}>")
    return Sitemap("pages" if kind == "urlset" else "sitemaps", tuple(_entries(root, url)))


def _entries(root: etree._Element, base: str) -> Iterator[SitemapEntry]:
    for entry in root:
        values = {_local_name(child): (child.text or "").strip() for child in entry}
        target = resolve(base, values.get("loc", ""))
        if values.get("loc") and target and len(target) <= MAX_URL_LENGTH:
            yield SitemapEntry(normalize(target), _lastmod(values.get("lastmod", "")))


def _local_name(element: etree._Element) -> str:
    # Comments and processing instructions have a function for a tag.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


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
