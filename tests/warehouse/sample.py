"""The sample encyclopedia as archived pages, and what a careful reader finds on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nosograph.demo.articles import Text
from nosograph.demo.gold import expected
from nosograph.demo.library import SampleArticle, open_library
from nosograph.demo.modules import page_modules
from nosograph.demo.render import Renderer
from nosograph.demo.site import Page, build_site
from tests.warehouse.pages import Capture

URL = "http://127.0.0.1:8000"
SITE = "127.0.0.1"

Entries = dict[str, list[str]]  # by facet, in reading order


def captures(edition: int, day: int) -> list[Capture]:
    """Every answer that robots.txt allows to ask an edition's site for, archived on one day."""
    private = open_library(edition).encyclopedia.private
    pages = build_site(URL, edition).pages.values()
    return [_capture(page, day) for page in pages if page.target not in private]


def _capture(page: Page, day: int) -> Capture:
    return Capture(
        URL + page.target,
        day,
        page.body,
        page.status,
        mime=page.content_type,
        location=page.location or None,
    )


def entries_of(article: SampleArticle) -> Entries:
    """The entries of an article, as it was written."""
    return {
        facet: [folded(item["text"]) for item in items] for facet, items in expected(article)["items"].items()
    }


def entries_found(rows: Iterable[tuple[Any, ...]]) -> dict[str, Entries]:
    """By article, from rows of its name, a facet and an entry's text."""
    found: dict[str, Entries] = {}
    for name, facet, text in rows:
        found.setdefault(name, {}).setdefault(facet, []).append(folded(text))
    return found


def folded(text: str) -> str:
    """The text with all white space as one space."""
    return " ".join(text.split())


def in_one_template() -> Mapping[str, tuple[SampleArticle, Capture]]:
    """Every article in the current template, with half of its symptoms those of others, word for word."""
    library = open_library()
    others = [
        entry
        for article in library.articles.values()
        for section in article.text.sections
        for entry in section.entries[:1]
        if section.facet == "symptom" and entry.term and entry.text and not entry.entries
    ][:8]

    def shared(text: Text, number: int) -> Text:
        sections = []
        for section in text.sections:
            entries = section.entries
            if section.facet == "symptom" and entries:
                own = entries[len(entries) // 2 :]
                turned = others[number % len(others) :] + others[: number % len(others)]
                lent = [each for each in turned if each.term not in {entry.term for entry in own}]
                entries = (*lent[: len(entries) // 2], *own)
            sections.append(replace(section, entries=entries))
        return replace(text, sections=tuple(sections))

    articles = {}
    for number, (slug, article) in enumerate(library.articles.items()):
        text = shared(article.text, number)
        modules = page_modules(
            text,
            advice=article.look.advice,
            bangla_note=article.look.bangla_note or library.encyclopedia.bangla_placeholder,
            links={"lite": f"{article.path}?rx_lite=1", "short": article.path},
        )
        look = replace(article.look, skin="current", headings="h2")
        articles[slug] = replace(article, text=text, look=look, modules=modules, twin_path="")
    renderer = Renderer(replace(library, articles=articles), URL)
    return {
        slug: (article, Capture(URL + article.path, 1, renderer.article(article).encode()))
        for slug, article in articles.items()
    }
