"""Which articles a lake holds: a pure function of its captures and its ledger, in whatever order they came.

First each address by itself: what its captures, oldest first, leave standing there (`address_state`). Then,
once the standing pages are read, which of them are one article (`fold`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from extract.addresses import normalize

CaptureRow = Mapping[str, Any]  # a row of the table captures

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = 410
_OK = 200
_LONGEST_REDIRECT = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """Bytes that stood at an address from a capture on: where they are archived, and since when."""

    url: str
    since: datetime
    warc_file: str
    warc_offset: int
    warc_length: int
    payload_digest: str | None


@dataclass(frozen=True, slots=True)
class AddressState:
    """What stands at an address: the bytes served since it last had none, oldest first, or a redirect."""

    readings: tuple[Reading, ...] = ()
    redirect: str | None = None
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What the page at one address says, as far as folding needs it, and the capture it was read from.

    `canonical_address` is the article address under which the page names itself, `changed_at` the capture
    at which its record last changed, `reader` the digest of the versions it was read with.
    """

    address: str
    url: str
    page_site: str
    page_article_id: str
    canonical_address: str
    own_address: str
    status: str
    text_digest: str | None
    record_digest: str
    first_seen: datetime
    changed_at: datetime
    warc_file: str
    warc_offset: int
    warc_length: int
    payload_digest: str | None
    reader: str


@dataclass(frozen=True, slots=True)
class Group:
    """One article: the page its rows are read from, all pages that say the same, and redirects to them."""

    page: Page
    pages: tuple[Page, ...]
    redirects: tuple[tuple[str, str], ...]

    @property
    def addresses(self) -> list[str]:
        """Every address of the article, sorted."""
        return sorted({p.address for p in self.pages} | {source for source, _ in self.redirects})

    @property
    def first_seen(self) -> datetime:
        """First capture of a page of the article."""
        return min(p.first_seen for p in self.pages)


GONE = "gone"  # record_type of what tells that an address has nothing any more


def gone_row(address: str, at: datetime) -> CaptureRow:
    """What the crawl's verdict that an address is gone for good comes to, beside its captures."""
    return {"address": address, "record_type": GONE, "fetched_at": at, "warc_file": "", "warc_offset": -1}


def address_state(
    history: Iterable[CaptureRow], elsewhere: Mapping[tuple[str, str], Sequence[CaptureRow]]
) -> AddressState:
    """What stands at one address after all of its captures, and after the times it was found to be gone.

    A page served with status 200 stands until other bytes, a redirect, another content type, a 410 or a
    verdict of gone come; a revisit, a 404 or a failing server changes nothing.

    Args:
        history: Rows of captures of the address, and rows of `gone_row`.
        elsewhere: Pages at other addresses that revisits here repeat, by address and payload digest.
    """
    readings: list[Reading] = []
    redirect: str | None = None
    first_seen: datetime | None = None
    own: dict[str, CaptureRow] = {}
    for capture in sorted(history, key=_time):
        if capture["record_type"] == GONE:
            readings, redirect = [], None
            continue
        if is_page(capture):
            content: CaptureRow | None = capture
            if capture["payload_digest"]:
                own[capture["payload_digest"]] = capture
        else:
            content = _repeated(capture, own, elsewhere)
        if content is not None:
            digest = content["payload_digest"]
            if not readings or digest is None or readings[-1].payload_digest != digest:
                readings.append(_reading(content, capture))
            first_seen = first_seen or capture["fetched_at"]
            redirect = None
        elif capture["record_type"] == "revisit":
            continue
        elif capture["status"] in _REDIRECTS and capture["location"]:
            target = normalize(capture["location"])
            # An address that redirects to another spelling of itself has not moved.
            if target != capture["address"]:
                readings, redirect = [], target
        elif capture["status"] in (_OK, _GONE):
            readings, redirect = [], None
    return AddressState(tuple(readings), redirect, first_seen)


def _time(capture: CaptureRow) -> tuple[datetime, str, int]:
    return capture["fetched_at"], capture["warc_file"], capture["warc_offset"]


def is_page(capture: CaptureRow) -> bool:
    """Whether a capture holds a page: HTML, served with status 200."""
    return capture["record_type"] == "response" and capture["status"] == _OK and capture["mime"] in _HTML


def repeats(revisit: CaptureRow) -> str | None:
    """The address of the page whose bytes a revisit of status 200 says were served again."""
    if revisit["record_type"] != "revisit" or revisit["status"] != _OK or not revisit["payload_digest"]:
        return None
    return normalize(revisit["refers_to_url"] or revisit["url"])


def _repeated(
    revisit: CaptureRow,
    own: Mapping[str, CaptureRow],
    elsewhere: Mapping[tuple[str, str], Sequence[CaptureRow]],
) -> CaptureRow | None:
    """The page that a revisit repeats: of its own address, else of another; the newest up to then."""
    place = repeats(revisit)
    if place is None:
        return None
    digest = revisit["payload_digest"]
    earlier = (page for page in elsewhere.get((place, digest), ()) if _time(page) <= _time(revisit))
    return own.get(digest) or max(earlier, key=_time, default=None)


def _reading(content: CaptureRow, seen: CaptureRow) -> Reading:
    url = seen["url"]
    return Reading(
        url=seen["address"] if url == seen["address"] else url,  # one string of two
        since=seen["fetched_at"],
        warc_file=content["warc_file"],
        warc_offset=content["warc_offset"],
        warc_length=content["warc_length"],
        payload_digest=content["payload_digest"],
    )


def fold(pages: Iterable[Page], redirects: Mapping[str, str]) -> list[Group]:
    """Fold pages into articles: by article_id (the canonical link), then by equal text within a site.

    Of pages with one article_id the one that stands where its canonical link points is read, else the one
    that changed last; among those that say the same, the smallest address. Of articles with equal text the
    smallest article address wins. Groups come sorted by site and article_id.
    """
    standing = {p.address: p for p in pages}
    by_id = sorted(standing.values(), key=attrgetter("page_article_id"))
    articles = [tuple(members) for _, members in groupby(by_id, attrgetter("page_article_id"))]
    by_text = sorted(((_chosen(members), members) for members in articles), key=_told_apart)
    leading: dict[str, list[str]] = defaultdict(list)
    for source in redirects:
        target = end_of(source, redirects)
        if target in standing and source not in standing:
            leading[target].append(source)
    groups = []
    for _, same in groupby(by_text, _told_apart):
        candidates = list(same)
        chosen = min((c for c, _ in candidates), key=attrgetter("canonical_address", "address"))
        all_pages = sorted((p for _, members in candidates for p in members), key=lambda p: p.address)
        sources = sorted((s, p.address) for p in all_pages for s in leading.get(p.address, ()))
        groups.append(Group(chosen, tuple(all_pages), tuple(sources)))
    return sorted(groups, key=lambda g: (g.page.page_site, g.page.page_article_id))


def _told_apart(candidate: tuple[Page, Sequence[Page]]) -> tuple[str, ...]:
    """What is equal for articles that are one."""
    page, _ = candidate
    return (page.page_site, page.text_digest) if page.text_digest else (page.page_article_id,)


def _chosen(members: Sequence[Page]) -> Page:
    at_home = [p for p in members if p.own_address == p.canonical_address] or members
    newest = max(p.changed_at for p in at_home)
    latest = min((p for p in at_home if p.changed_at == newest), key=lambda p: p.address)
    return min((p for p in at_home if p.record_digest == latest.record_digest), key=lambda p: p.address)


def end_of(source: str, redirects: Mapping[str, str]) -> str:
    """Where redirects lead from an address, as far as they are followed."""
    for _ in range(_LONGEST_REDIRECT):
        if source not in redirects:
            break
        source = redirects[source]
    return source
