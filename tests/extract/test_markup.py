"""The same content in other markup gives the same facets, entries and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from extract import Article, extract_article
from nosograph.demo.site import Site
from tests.boxes import BOXES
from tests.extract.checks import fold, ungrounded
from tests.interruptions import INTERRUPTIONS, PLACES, lines_of
from tests.markup import TRANSFORMS, Doc, doc_from_html, doc_from_sample, page
from tests.skins import ENTRIES, HEADINGS, REWRITES, SKINS

# One of each skin, with lists of names, of sentences, in two levels, questions, lines and sub-headings.
SLUGS = (
    "asthma",
    "bells-palsy",
    "gout",
    "glaucoma",
    "migraine",
    "type-2-diabetes",
    "celiac-disease",
    "stroke",
)
MARKUPS = TRANSFORMS | SKINS | BOXES
# Entries that are not told from the sections in boxes that are made like them.
UNREAD = {
    "details": {"details"},
    "checkboxes": {"folds"},
    "items_with_links": {"link_cards", "div_lists", "icons"},
    "items_with_headings": {"div_lists", "icons"},
    "definitions": {"steps", "div_lists", "icons"},
}
# Entries that are not told from what stands above them there.
CUT_OFF = {"above_entries": {"link_cards", "steps", "bold_above_text", "quotes"}}
Entries = Counter[tuple[str, str, str]]


def said(doc: Doc, facets: Mapping[str, str]) -> Entries:
    return Counter(
        (facets[section.heading], fold(entry.term), fold(entry.text))
        for section in doc.sections
        for entry in section.entries
    )


def read(article: Article) -> Entries:
    """Facet, name and text of each entry; a sentence has no name, a bare name no text."""
    return Counter(
        (item.facet, fold(item.term), fold(item.description if item.term else item.text))
        for item in article.items
    )


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("slug", SLUGS)
def test_sample_article(site: Site, slug: str, markup: str) -> None:
    sample = site.articles[slug]
    doc = doc_from_sample(sample)
    body = MARKUPS[markup](doc)
    article = extract_article(body, f"http://127.0.0.1/{slug}")
    facets = {section.heading: section.facet for section in sample.text.sections}
    assert read(article) == said(doc, facets)
    assert article.kind == "condition"
    assert article.condition == sample.text.title
    assert fold(article.definition).startswith(fold(doc.definition[0]))
    assert [reference.text for reference in article.references] == list(doc.references)
    assert ungrounded(article, body) == []


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_and_entries_go_together(site: Site, heading: str) -> None:
    """Whatever the markup of the headings, with any of the entries the same is said."""
    sample = site.articles["gout"]
    doc = doc_from_sample(sample)
    wanted = said(doc, {section.heading: section.facet for section in sample.text.sections})
    bodies = {name: page(doc, HEADINGS[heading], entries) for name, entries in ENTRIES.items()}
    articles = {name: extract_article(body, None) for name, body in bodies.items()}
    assert [name for name, article in articles.items() if read(article) != wanted] == []
    assert [name for name, article in articles.items() if ungrounded(article, bodies[name])] == []


@pytest.mark.parametrize("box", BOXES)
def test_boxes_and_entries_go_together(site: Site, box: str) -> None:
    sample = site.articles["gout"]
    doc = doc_from_sample(sample)
    wanted = said(doc, {section.heading: section.facet for section in sample.text.sections})
    bodies = {name: BOXES[box](doc, entries) for name, entries in ENTRIES.items()}
    articles = {name: extract_article(body, None) for name, body in bodies.items()}
    wrong = {name for name, article in articles.items() if read(article) != wanted}
    assert wrong <= UNREAD.get(box, set())
    assert [name for name, article in articles.items() if ungrounded(article, bodies[name])] == []


@pytest.mark.parametrize("heading", ["plain", "bold"])
@pytest.mark.parametrize("piece", INTERRUPTIONS)
def test_what_interrupts_an_article_is_none_of_it(site: Site, piece: str, heading: str) -> None:
    """At each place with a third of the entries' markups, which the pieces take in turn."""
    sample = site.articles["stroke"]
    doc = doc_from_sample(sample)
    wanted = said(doc, {section.heading: section.facet for section in sample.text.sections})
    for turn, (place, interrupted) in enumerate(PLACES.items(), list(INTERRUPTIONS).index(piece)):
        wrong: set[str] = set()
        for name in list(ENTRIES)[turn % 3 :: 3]:
            body = interrupted(doc, HEADINGS[heading], ENTRIES[name], INTERRUPTIONS[piece])
            article = extract_article(body, None)
            told = "\n".join(section.text for section in article.sections if section.facet)
            if read(article) != wanted or any(line in told for line in lines_of(INTERRUPTIONS[piece])):
                wrong.add(name)
            assert ungrounded(article, body) == []
        assert wrong <= CUT_OFF.get(place, set()), place


@pytest.mark.parametrize("rewrite", REWRITES)
@pytest.mark.parametrize("markup", TRANSFORMS)
def test_what_the_source_looks_like_does_not_count(site: Site, markup: str, rewrite: str) -> None:
    doc = doc_from_sample(site.articles["gout"])
    bodies = TRANSFORMS[markup](doc), REWRITES[rewrite](TRANSFORMS[markup](doc).decode()).encode()
    one, other = (extract_article(body, None) for body in bodies)
    assert (read(other), other.kind, other.condition) == (read(one), "condition", "Gout")
    assert fold(other.definition) == fold(one.definition)
    assert [reference.text for reference in other.references] == list(doc.references)
    assert ungrounded(other, bodies[1]) == []


@pytest.mark.parametrize("markup", MARKUPS)
def test_seed_page(seed: Path, markup: str) -> None:
    original = (seed / "facial-nerve-atrophy.html").read_bytes()
    url = "https://rxharun.com/resources/rx-neurology-a-z/facial-nerve-atrophy/"
    facets = {s.heading: s.facet for s in extract_article(original, url).sections if s.facet}
    doc = doc_from_html(original)
    body = MARKUPS[markup](doc)
    article = extract_article(body, url)
    wanted = said(doc, facets)
    assert sum(wanted.values()) == 92
    assert read(article) == wanted
    assert [reference.text for reference in article.references] == list(doc.references)
    assert ungrounded(article, body) == []
