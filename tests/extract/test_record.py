"""The record as others read it: JSON-ready, its fields in order, its versions digests of what they name."""

from __future__ import annotations

import json
import re

import pytest

from extract import Template, extract_article, to_dict, versions

FIELDS = """
    schema_version extractor_version vocabulary_version template_version status error url canonical_url
    article_id site language kind kind_evidence condition title aliases definition conclusion disclaimer
    authors reviewers published_at modified_at categories text sections items references glossary modules
    links structured rejected missing
""".split()
PAGE = b"""<html lang="en-GB"><title>Asthma</title><h1>Asthma</h1>
<p>Asthma is a disease of the airways that makes breathing hard.</p>
<h2>Symptoms</h2><ol><li></li><li>Wheeze: a noise<ul><li>Cough: at night</li></ul></li></ol>
<h2>References</h2><ol><li>https://example.org/1</li><li>https://example.org/2</li></ol>
<h2>Conclusion</h2><p>It can be treated.</p>"""


def test_a_record_is_json_with_its_fields_in_order() -> None:
    record = to_dict(extract_article(PAGE, "https://example.org/asthma/"))
    assert list(record) == FIELDS
    assert json.loads(json.dumps(record)) == record
    assert record["language"] == "en"
    assert [item["term"] for item in record["items"]] == ["Wheeze", "Cough"]
    assert record["items"][1]["parent"] == record["items"][0]["item_id"]
    assert [rejected["reason"] for rejected in record["rejected"]] == ["empty"]


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li></li><li>Wheeze</li></ul>",
        "<ul><li>Wheeze</li><li> <br></li></ul>",
        "<ul><li>Wheeze</li><li></li></ul><h2>Causes</h2><ul><li>Dust</li></ul>",
        "<ul><li>Wheeze</li><li></li></ul><h2>In the kitchen</h2><ul><li></li></ul>",
        "<ul><li>Wheeze</li><li></li></ul></main><ul><li></li></ul>",
    ],
)
def test_an_empty_item_is_rejected_where_it_stands(html: str) -> None:
    opening = "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
    article = extract_article(f"<main>{opening}<h2>Symptoms</h2>{html}".encode(), None)
    assert [(r.facet, r.reason) for r in article.rejected] == [("symptom", "empty")]


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Other names</h2><ul><li>Bronchial asthma</li><li>RAD</li></ul>",
        "<h2>Other names</h2><ul><li>Bronchial asthma<li>RAD</ul><p>Types of Asthma:</p><ul><li>Mild</ul>",
        "<h2>Other names</h2><p>Bronchial asthma, RAD</p><p><b>Types of Asthma:</b></p><ul><li>Mild</ul>",
        "<h2>Other names</h2><p>Asthma is also called:</p><ul><li>Bronchial asthma</li><li>RAD</li></ul>",
        "<p><b>Other names</b></p><p>Bronchial asthma, RAD</p><p>Types of Asthma: allergic, mild</p>",
        "<p>Other names: Bronchial asthma; RAD</p><p>Types of Asthma: allergic, mild</p>",
    ],
)
def test_other_names_end_where_something_else_begins(html: str) -> None:
    assert extract_article(PAGE + html.encode(), None).aliases == ("Bronchial asthma", "RAD")


@pytest.mark.parametrize(
    ("html", "disclaimer"),
    [
        ("<p>Disclaimer: No advice.</p>", "No advice."),
        ("<p><b>Medical Disclaimer</b> – No advice.</p>", "No advice."),
        ("<p>Disclaimer:<br>No advice.</p>", "No advice."),
        ("<p>Disclaimer for all: no advice.</p>", "Disclaimer for all: no advice."),
        ("<h2>Disclaimer</h2><p>No advice.</p>", "No advice."),
        ("<p>Disclaimers are long.</p>", None),
    ],
)
def test_a_disclaimer_is_without_its_label(html: str, disclaimer: str | None) -> None:
    assert extract_article(PAGE + html.encode(), None).disclaimer == disclaimer


def test_a_failed_record_has_the_same_fields() -> None:
    record = to_dict(extract_article(b"x" * 20_000_000, None))
    assert (record["status"], list(record)) == ("failed", FIELDS)


def test_identifiers_hang_on_the_article_and_the_entry_alone() -> None:
    first = extract_article(PAGE, "https://www.example.org/asthma?utm_source=x")
    moved = extract_article(
        PAGE.replace(b"<li>Wheeze", b"<li>Fever</li><li>Wheeze"), "https://example.org/asthma/"
    )
    elsewhere = extract_article(PAGE, "https://example.org/asthma-2/")
    assert first.article_id == moved.article_id != elsewhere.article_id
    assert {i.item_id for i in first.items} < {i.item_id for i in moved.items}
    assert {i.item_id for i in first.items}.isdisjoint(i.item_id for i in elsewhere.items)


def test_a_page_without_an_address_is_known_by_its_bytes() -> None:
    assert extract_article(PAGE, None).article_id == extract_article(PAGE, None).article_id
    assert extract_article(PAGE, None).article_id != extract_article(PAGE + b" ", None).article_id


def test_versions_are_digests() -> None:
    assert set(versions()) == {"extractor_version", "vocabulary_version"}
    assert all(re.fullmatch(r"[0-9a-f]{12,}", version) for version in versions().values())
    article = extract_article(PAGE, None)
    assert {name: getattr(article, name) for name in versions()} == versions()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"site": "a", "sections": 3, "headings": [], "pages": 3}'])
def test_a_file_that_is_no_template_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the JSON reader's own at times
        Template.from_json(text)
