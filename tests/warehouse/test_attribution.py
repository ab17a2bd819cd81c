"""Why versions differ: the source, or what read it, also where both moved at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import warehouse
from extract import Template, extract_article
from extract import versions as extractor_versions
from extract.record import Article
from nosograph.demo.editions import changes
from tests.warehouse.pages import HOST, READER, VERSIONS, Capture, extract, page, warc
from tests.warehouse.sample import captures

OLDER = {**extractor_versions(), "extractor_version": "older"}
OTHER_WORDS = {**extractor_versions(), "vocabulary_version": "other"}


def older(body: bytes, url: str, template: Template | None) -> Article:
    """An extractor that misses the first cause of every article that none is nested in."""
    article = extract_article(body, url, template)
    parents = {item.parent for item in article.items}
    missed = next((i for i in article.items if i.facet == "cause" and i.item_id not in parents), None)
    items = tuple(item for item in article.items if item is not missed)
    return replace(article, items=items, extractor_version="older")


def other_words(body: bytes, url: str, template: Template | None) -> Article:
    """An extractor whose vocabulary has another key for a term."""
    article = extract_article(body, url, template)
    items = tuple(
        replace(i, term_key="fever!" if i.term_key == "fever" else i.term_key) for i in article.items
    )
    return replace(article, items=items, vocabulary_version="other")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> warehouse.Lake:
    """First edition by the older extractor; second by the one at hand; the same by another vocabulary."""
    root = tmp_path_factory.mktemp("attributed")
    told = changes(2)
    slugs = (*told["changed"], *told["gone"], *told["new"], "asthma", "epilepsy", "influenza", "pneumonia")
    first, second = (
        [c for c in captures(edition, edition) if c.exchange.url.rstrip("/").endswith(slugs)]
        for edition in (1, 2)
    )
    warc(root / "archive", "first", *first)
    assert warehouse.ingest(root, extract=older, versions=OLDER).outcome == "published"
    warc(root / "archive", "second", *second)
    warehouse.ingest(root)
    assert warehouse.ingest(root, extract=other_words, versions=OTHER_WORDS).version == 3
    return warehouse.open(root)


def test_entries_are_told_apart_where_source_and_extractor_moved(lake: warehouse.Lake) -> None:
    found = lake.diff(1, 2)
    verbs = {"add": "added", "reword": "reworded", "remove": "removed", "move": "moved"}
    done = [c for of_one in changes(2)["changed"].values() for c in of_one if c.action != "define"]
    by_source = [item for item in found.items if item.cause == ("source",)]
    assert Counter((i.facet, i.change) for i in by_source) == Counter(
        (c.facet, verbs[c.action]) for c in done
    )
    by_extractor = [item for item in found.items if item.cause == ("extractor",)]
    assert {(i.change, i.facet) for i in by_extractor} == {("added", "cause")}
    assert len(by_source) + len(by_extractor) == len(found.items)
    # Every condition with causes has one back, also those whose source changed as well.
    [(with_causes,)] = lake.at(1).sql("SELECT count(DISTINCT article_id) FROM causes").fetchall()
    assert len(by_extractor) >= with_causes - 1
    mixed = {a.article_id for a in found.articles if a.cause == ("source", "extractor")}
    assert mixed & {i.article_id for i in by_source} & {i.article_id for i in by_extractor}
    came = {(a.change, a.cause) for a in found.articles if a.change != "changed"}
    assert came == {("added", ("source",)), ("removed", ("source",))}


def test_a_vocabulary_is_a_cause_of_its_own(lake: warehouse.Lake) -> None:
    found = lake.diff(2, 3)
    assert found.items
    assert {(i.change, i.cause) for i in found.items} == {("reworded", ("vocabulary",))}
    assert {a.cause for a in found.articles} == {("vocabulary",)}


def test_what_cannot_be_told_apart_names_all_that_moved(tmp_path: Path) -> None:
    def newer(body: bytes, url: str, template: Template | None) -> Article:
        return replace(extract(body, url), extractor_version="two")

    warc(tmp_path / "archive", "1", Capture("/gout", 1, page()))
    warehouse.ingest(tmp_path, **READER)
    warc(tmp_path / "archive", "2", Capture("/gout", 2, page(causes=["Urate", "Age"])))
    warehouse.ingest(
        tmp_path, **{**READER, "extract": newer, "versions": {**VERSIONS, "extractor_version": "two"}}
    )
    found = warehouse.open(tmp_path).diff(1, 2)
    assert {item.cause for item in found.items} == {("source", "extractor")}
    assert [article.cause for article in found.articles] == [("source", "extractor")]


def test_an_article_more_by_folding_has_no_new_capture(tmp_path: Path) -> None:
    """Two addresses of one text are one article; an extractor that reads more of one makes them two."""

    def newer(body: bytes, url: str, template: Template | None) -> Article:
        article = extract(body, url)
        text = article.text + ("\nmore" if url == f"{HOST}/b" else "")
        return replace(article, text=text, extractor_version="two")

    warc(
        tmp_path / "archive",
        "1",
        Capture("/a", 1, page()),
        Capture("/b", 1, page()),
        Capture("/c", 1, page("C")),
    )
    warehouse.ingest(tmp_path, **READER)
    warehouse.ingest(
        tmp_path, **{**READER, "extract": newer, "versions": {**VERSIONS, "extractor_version": "two"}}
    )
    added = [a for a in warehouse.open(tmp_path).diff(1, 2).articles if a.change == "added"]
    assert [(a.url, a.cause) for a in added] == [(f"{HOST}/b", ("extractor",))]
