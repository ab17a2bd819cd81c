"""From data to HTML and XML: each function gives the text of one kind of page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nosograph.demo.encyclopedia import Skin
from nosograph.demo.glossary import Tooltips
from nosograph.demo.library import Library, OtherPage, SampleArticle
from nosograph.demo.modules import cut

# A pasted chip follows every third entry: noise that is neither everywhere nor rare.
CHIP_EVERY = 3


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link on a page: where to, its words, and what else stands with it."""

    title: str
    to: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A heading with the links below it."""

    title: str
    links: tuple[PageLink, ...]


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An absolute address with the day of its last change."""

    to: str
    modified: date


class Renderer:
    """Renders the pages of one edition for a site at `url` ("http://host:port", no slash at the end)."""

    def __init__(self, library: Library, url: str) -> None:
        self._library = library
        self._url = url
        self._templates = Environment(
            loader=PackageLoader("nosograph.demo"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "Markup": Markup,
            "site": library.encyclopedia,
            "categories": sorted({article.text.category for article in library.articles.values()}),
        }

    def article(self, article: SampleArticle, skin: Skin | None = None) -> str:
        """An article's page, in its own skin or as a twin in another one."""
        text, look = article.text, article.look
        skin = skin or look.skin
        # A twin shows its title as the current page does, so that nothing but the frame differs.
        headline = f"{text.title}: Causes, Symptoms, and Treatment" if look.skin == "older" else text.title
        return self._render(
            f"{skin}.html",
            text=text,
            look=look,
            author=article.author,
            reviewer=article.reviewer,
            published=look.published.isoformat(),
            modified=article.modified.isoformat(),
            disclaimer=article.disclaimer,
            modules=article.modules,
            canonical=self._url + article.path,
            short=self._url + article.short_path if article.short_path else "",
            headline=headline,
            references=[self.absolute(reference) for reference in text.references],
            structured=self._structured(article),
            related=self._related(article),
            latest=self._latest(),
            mark=Tooltips(self._library.glossary, look.tooltips).mark,
            chip=_chips(self._library.encyclopedia.chips if look.chips else ()),
        )

    def other(self, page: OtherPage) -> str:
        """The page of a drug, a test, a piece of news and so on."""
        return self._render("other.html", page=page, canonical=self._url + page.path)

    def hub(self, title: str, groups: Sequence[LinkGroup]) -> str:
        """A page of links under headings."""
        return self._render("hub.html", title=title, groups=groups)

    def notice(self, title: str, message: str) -> str:
        """The page that goes with an error status."""
        return self._render("notice.html", title=title, message=message)

    def sitemap(self, entries: Sequence[SitemapEntry], *, index: bool = False) -> str:
        """A sitemap, or an index of sitemaps, by the protocol of sitemaps.org."""
        return self._render("sitemapindex.xml" if index else "urlset.xml", links=entries)

    def robots(self, private: Sequence[str]) -> str:
        """robots.txt, which keeps crawlers away from the given path prefixes."""
        return self._render("robots.txt", private=private, sitemap=f"{self._url}/sitemap.xml")

    def absolute(self, address: str) -> str:
        """An address of the site made absolute; others as they are."""
        return self._url + address if address.startswith("/") else address

    def _render(self, template: str, **context: Any) -> str:
        return self._templates.get_template(template).render(context)

    def _structured(self, article: SampleArticle) -> Mapping[str, Any]:
        return {
            "@context": "https://schema.org",
            "@type": "MedicalWebPage",
            "headline": article.text.title,
            "author": {"@type": "Person", "name": article.author},
            "datePublished": article.look.published.isoformat(),
            "dateModified": article.modified.isoformat(),
        }

    def _related(self, article: SampleArticle) -> list[PageLink]:
        """Three articles, the category's first, and a page about something else, as such widgets do."""
        lasting = self._library.lasting
        after = lasting.index(article.text.slug) + 1 if article.text.slug in lasting else 0
        turned = [self._library.articles[slug] for slug in (*lasting[after:], *lasting[:after])]
        others = [other for other in turned if other.text.slug != article.text.slug]
        others.sort(key=lambda other: other.text.category != article.text.category)
        links = [
            PageLink(
                other.text.title, other.short_path or other.path, "Causes, symptoms, tests, and treatment"
            )
            for other in others[:3]
        ]
        pages = [page for page in self._library.others if page.kind == "non_medical"]
        stray = pages[after % len(pages)]
        excerpt = cut(str(stray.blocks[0][1]), 16)
        return [*links, PageLink(stray.title, stray.path, excerpt)]

    def _latest(self) -> list[PageLink]:
        lasting = (self._library.articles[slug] for slug in self._library.lasting)
        newest = sorted(
            lasting, key=lambda article: (article.look.published, article.text.slug), reverse=True
        )
        return [PageLink(article.text.title, article.path) for article in newest[:8]]


def _chips(chips: Sequence[str]) -> Callable[[], str]:
    turns = _turns(chips)
    return lambda: next(turns)


def _turns(chips: Sequence[str]) -> Iterator[str]:
    for turn in count(1):
        yield chips[turn // CHIP_EVERY % len(chips)] if chips and turn % CHIP_EVERY == 0 else ""
