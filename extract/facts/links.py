"""Where the page leads: links to related articles and indexes, and the categories it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.addresses import site_of, target_on
from extract.article.draft import Draft
from extract.cleaning import fold
from extract.page.blocks import Page
from extract.record import Link, LinkRole

MAX_LINKS = 500  # of a page

_INDEXES = frozenset({"nav", "links", "navigation"})


def find_links(page: Page, sections: list[Draft], base: str | None) -> tuple[Link, ...]:
    """Links to other pages of the site, each once: those of the article, then those of its navigation."""
    site = site_of(base)
    seen = {base}
    tried: set[str] = set()
    links: list[Link] = []
    for role, href, text in _anchors(page, sections):
        if not text or href in tried or href.startswith("#"):
            continue
        tried.add(href)
        url = target_on(site, base, href)
        if url is None or url in seen:
            continue
        seen.add(url)
        links.append(Link(role, url, text))
        if len(links) == MAX_LINKS:
            break
    return tuple(links)


def _anchors(page: Page, sections: list[Draft]) -> Iterator[tuple[LinkRole, str, str]]:
    """(role, href, text) of the page's links, source lists left out."""
    for section in sections:
        if section.role != "references":
            for block in (*section.head, *section.blocks):
                for href, text in block.links:
                    yield "related", href, text
    for block in page.blocks:
        if block.links and block.chrome and ("crumb" in block.chrome or block.chrome in _INDEXES):
            for href, text in block.links:
                yield ("index" if len(text) < 40 else "related"), href, text


def find_categories(page: Page, structured: dict[str, Any]) -> tuple[str, ...]:
    """Breadcrumbs and declared sections, outermost first, without the site's front page."""
    said = [t for b in page.blocks if b.chrome and "crumb" in b.chrome for _, t in b.links if t]
    declared = structured.get("meta", {}).get("article:section")
    kept: dict[str, str] = {}
    for name in (*said, declared) if declared is not None else said:
        if fold(name) not in ("home", ""):
            kept.setdefault(fold(name), name)
    return tuple(kept.values())
