"""The one page of the first site that is known in full; it is no part of the project."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from extract import Article, extract_article
from tests.extract.checks import count_entries, ill_formed, ungrounded

URL = "https://rxharun.com/resources/rx-neurology-a-z/facial-nerve-atrophy/"


@pytest.fixture(scope="module")
def body(seed: Path) -> bytes:
    return (seed / "facial-nerve-atrophy.html").read_bytes()


@pytest.fixture(scope="module")
def article(body: bytes) -> Article:
    return extract_article(body, URL)


def test_what_it_is(article: Article) -> None:
    assert (article.status, article.error) == ("ok", None)
    assert (article.kind, article.condition) == ("condition", "Facial Nerve Atrophy")
    assert (article.canonical_url, article.site, article.language) == (URL, "rxharun.com", "en")
    assert article.definition is not None
    assert article.conclusion is not None
    assert article.disclaimer is not None


def test_every_facet_has_its_entries(article: Article) -> None:
    assert Counter(item.facet for item in article.items) == {
        "type": 2,
        "cause": 20,
        "symptom": 20,
        "test": 10,
        "treatment": 20,
        "prevention": 10,
        "when_to_see_doctor": 10,
    }


def test_entries_have_names_and_descriptions_from_the_text(article: Article) -> None:
    listed = [item for item in article.items if item.split_by == "separator"]
    assert len(listed) >= 80
    for item in listed:
        assert item.text == f"{item.term}: {item.description}"


def test_a_broken_tooltip_leaves_no_trace(article: Article) -> None:
    cause = [item for item in article.items if item.facet == "cause"][5]
    assert (cause.term, cause.term_key) == ("Diabetes", "diabetes")
    assert cause.text == f"Diabetes: {cause.description}"
    for item in article.items:
        assert "data-rx" not in item.text
        assert '"' not in item.text
        assert not any("\u0980" <= char <= "\u09ff" for char in item.text)


def test_the_glossary_is_bilingual(article: Article) -> None:
    rows = {row.language: row.definition for row in article.glossary if row.term.casefold() == "diabetes"}
    assert rows.keys() == {"en", "bn"}
    assert rows["en"].startswith("Diabetes is")
    assert rows["en"].isascii()
    assert "\u0980" <= rows["bn"][0] <= "\u09ff"


def test_references_are_those_of_the_list(article: Article, seed: Path) -> None:
    with (seed / "references.tsv").open(encoding="utf-8") as file:
        wanted = [
            (int(r["position"]), r["url"], r["id_type"] or None, r["id"] or None, tuple(r["notes"].split()))
            for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    assert len(wanted) == 59
    assert [(r.position, r.url, r.id_type, r.id, r.notes) for r in article.references] == wanted


@pytest.mark.parametrize("words", ["straight leg raise", "back pain"])
def test_another_diseases_advice_is_in_modules_alone(article: Article, words: str) -> None:
    items = " ".join(item.text for item in article.items).casefold().replace("-", " ")
    modules = " ".join(entry for m in article.modules for entry in m.entries).casefold().replace("-", " ")
    assert words not in items
    assert words in modules


def test_the_sites_modules_have_names(article: Article) -> None:
    assert {"medicine_safety", "faq", "care_roadmap"} <= {module.name for module in article.modules}


def test_promises_hold(article: Article, body: bytes) -> None:
    assert ungrounded(article, body) == []
    assert ill_formed(article) == []
    counted = count_entries(article, body)
    assert counted.pieces >= 90
    assert counted.lost == ()
