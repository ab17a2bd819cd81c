"""The whole site as data: every address it answers, with status, bytes and validators. Pure, no clock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property

from nosograph.demo.library import FOUNDED, Library, SampleArticle, open_library
from nosograph.demo.render import LinkGroup, PageLink, Renderer, SitemapEntry

HTML = "text/html; charset=UTF-8"
XML = "application/xml; charset=UTF-8"
PLAIN = "text/plain; charset=UTF-8"


@dataclass(frozen=True)
class Page:
    """What the site answers to one target (path and query).

    `location` goes with a redirect. `fails_once` asks the server to answer 503 the first time.
    """

    target: str
    body: bytes
    modified: date
    content_type: str = HTML
    status: int = 200
    location: str = ""
    fails_once: bool = False

    @cached_property
    def etag(self) -> str:
        """The strong validator of the body as it stands, in quotes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def last_modified(self) -> datetime:
        """Midnight UTC of the day of the last change."""
        return datetime.combine(self.modified, time(), UTC)


@dataclass(frozen=True)
class Site:
    """One edition of the encyclopedia at one address: its pages by target, and the articles behind them."""

    url: str
    pages: Mapping[str, Page] = field(repr=False)
    missing: Page
    unavailable: Page
    articles: Mapping[str, SampleArticle] = field(repr=False)


def build_site(url: str, edition: int = 1) -> Site:
    """Render an edition for a site at `url` ("http://host:port").

    Raises:
        UsageError: there is no such edition.
        SampleDataError: a data file is broken.
    """
    library = open_library(edition)
    renderer = Renderer(library, url)
    articles = [page for article in library.articles.values() for page in _article_pages(article, renderer)]
    withdrawn = [
        page
        for article, day in library.withdrawn.values()
        for page in _withdrawn_pages(article, day, renderer)
    ]
    others = [Page(page.path, _bytes(renderer.other(page)), page.published) for page in library.others]
    hubs = list(_hubs(library, renderer))
    private = [
        Page(path, _bytes(renderer.article(library.articles[slug], "older")), library.articles[slug].modified)
        for path, slug in library.encyclopedia.private.items()
    ]
    sitemaps = _sitemaps(library, renderer, [*others, *hubs])
    pages = [*articles, *withdrawn, *others, *hubs, *private, *sitemaps, _robots(library, renderer)]
    missing = renderer.notice("Page not found", "There is nothing at this address. Try the A–Z.")
    unavailable = renderer.notice("Back in a moment", "The server is being looked after. Please try again.")
    return Site(
        url=url,
        pages={page.target: page for page in pages},
        missing=Page("", _bytes(missing), FOUNDED, status=404),
        unavailable=Page("", _bytes(unavailable), FOUNDED, status=503),
        articles=library.articles,
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8")


def _article_pages(article: SampleArticle, renderer: Renderer) -> Iterator[Page]:
    """The article at each of its addresses: own, slashless, light, short, and under the older template."""
    modified, body = article.modified, _bytes(renderer.article(article))
    yield Page(article.path, body, modified, fails_once=article.look.fails_once)
    yield _redirect(article.path.rstrip("/"), article.path, article, renderer)
    if article.lite_path:
        yield Page(article.lite_path, body, modified)
    if article.short_path and article.look.short_link_redirects:
        yield _redirect(article.short_path, article.path, article, renderer)
    elif article.short_path:
        yield Page(article.short_path, body, modified)
    if article.twin_path:
        yield Page(article.twin_path, _bytes(renderer.article(article, "older")), modified)


def _redirect(target: str, to: str, article: SampleArticle, renderer: Renderer) -> Page:
    # Dated by the publication: a redirect does not change when its article does.
    body = _bytes(renderer.notice("Moved", "This page has moved to its full address."))
    return Page(target, body, article.look.published, status=301, location=renderer.absolute(to))


def _withdrawn_pages(article: SampleArticle, day: date, renderer: Renderer) -> Iterator[Page]:
    body = _bytes(renderer.notice("Article withdrawn", "The editors have taken this article back for good."))
    yield Page(article.path, body, day, status=410)
    yield _redirect(article.path.rstrip("/"), article.path, article, renderer)
    if article.lite_path:
        yield Page(article.lite_path, body, day, status=410)


def _hubs(library: Library, renderer: Renderer) -> Iterator[Page]:
    """The home page, the A–Z, its letters and its categories. A hub changes when an article comes or goes."""
    everything = [*library.articles.values(), *(article for article, _ in library.withdrawn.values())]
    letters = sorted({article.text.title[0].upper() for article in everything})
    categories = sorted({article.text.category for article in library.articles.values()})
    letter_links = tuple(PageLink(letter, f"/a-z/{letter.lower()}/") for letter in letters)
    category_links = tuple(PageLink(name.capitalize(), f"/a-z/category/{name}/") for name in categories)
    index = (LinkGroup("By letter", letter_links), LinkGroup("By category", category_links))
    home = (LinkGroup("Find an article", (PageLink("Everything from A to Z", "/a-z/"),)), *index)
    yield Page("/", _bytes(renderer.hub(library.encyclopedia.name, home)), FOUNDED)
    yield Page("/a-z/", _bytes(renderer.hub("Health topics from A to Z", index)), FOUNDED)
    for letter, link in zip(letters, letter_links, strict=True):
        body = renderer.hub(f"Health topics: {letter}", list(_letter_groups(letter, library)))
        members = [article for article in everything if article.text.title.startswith(letter)]
        yield Page(link.to, _bytes(body), _last_change(members, library))
    for name, link in zip(categories, category_links, strict=True):
        body = renderer.hub(f"{name.capitalize()}: articles", list(_category_groups(name, library)))
        members = [article for article in everything if article.text.category == name]
        yield Page(link.to, _bytes(body), _last_change(members, library))


def _last_change(members: Iterable[SampleArticle], library: Library) -> date:
    withdrawn = library.withdrawn
    return max(
        withdrawn[article.text.slug][1] if article.text.slug in withdrawn else article.look.published
        for article in members
    )


def _letter_groups(letter: str, library: Library) -> Iterator[LinkGroup]:
    members = [article for article in library.articles.values() if article.text.title.startswith(letter)]
    drafts = [
        PageLink(f"{library.articles[slug].text.title} (editors' copy)", path)
        for path, slug in library.encyclopedia.private.items()
    ]
    links = [PageLink(article.text.title, article.path) for article in members]
    links += [link for link in drafts if link.title.startswith(letter)]
    yield LinkGroup("Conditions", tuple(links))
    pages = tuple(PageLink(page.title, page.path) for page in library.others if page.title.startswith(letter))
    if pages:
        yield LinkGroup("More to read", pages)


def _category_groups(name: str, library: Library) -> Iterator[LinkGroup]:
    members = [article for article in library.articles.values() if article.text.category == name]
    links = [PageLink(article.text.title, article.path) for article in members]
    if library.encyclopedia.dead_link.startswith(f"/resources/rx-{name}-a-z/"):
        links.append(PageLink("Notes on a broken heart", library.encyclopedia.dead_link))
    yield LinkGroup("Articles", tuple(links))
    if twins := tuple(
        PageLink(f"{article.text.title} (older layout)", article.twin_path)
        for article in members
        if article.twin_path
    ):
        yield LinkGroup("In the older layout", twins)


def _sitemaps(library: Library, renderer: Renderer, pages: Iterable[Page]) -> Iterator[Page]:
    listed = [
        SitemapEntry(renderer.absolute(article.path), article.modified)
        for article in library.articles.values()
        if article.look.listed
    ]
    around = [SitemapEntry(renderer.absolute(page.target), page.modified) for page in pages]
    index = []
    for target, entries in (("/sitemap-articles.xml", listed), ("/sitemap-pages.xml", around)):
        modified = max(entry.modified for entry in entries)
        index.append(SitemapEntry(renderer.absolute(target), modified))
        yield Page(target, _bytes(renderer.sitemap(entries)), modified, XML)
    modified = max(entry.modified for entry in index)
    yield Page("/sitemap.xml", _bytes(renderer.sitemap(index, index=True)), modified, XML)


def _robots(library: Library, renderer: Renderer) -> Page:
    prefixes = [path.rstrip("/").rpartition("/")[0] + "/" for path in library.encyclopedia.private]
    return Page("/robots.txt", _bytes(renderer.robots(prefixes)), FOUNDED, PLAIN)
