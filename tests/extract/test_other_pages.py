"""Pages as other sites' templates make them, each with one difficulty of its own."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.record import Article

_RUNNING = (
    "<p>Most people with it feel well again after some weeks, though it can come back, and a few of them "
    "need care for longer than a month. A nurse or a doctor can say what fits you and your own life.</p>"
)


def read(heading: str, body: str, title: str | None = None) -> Article:
    """The record of a page with a main heading and a body."""
    page = f"<html lang='en'><head><title>{title or heading}</title></head><body>{body}</body></html>"
    return extract_article(page.replace("HEADING", f"<h1>{heading}</h1>").encode(), None)


def terms(article: Article, facet: str) -> list[str | None]:
    """The names of a facet's entries, in order."""
    return [item.term for item in article.items if item.facet == facet]


def texts(article: Article, facet: str) -> list[str]:
    """The texts of a facet's entries, in order."""
    return [item.text for item in article.items if item.facet == facet]


@pytest.mark.parametrize(
    "name", ["Opioid overdose", "Lumbar puncture headache", "High triglyceride levels", "Food poisoning"]
)
def test_a_condition_named_after_a_drug_or_a_test_stays_a_condition(name: str) -> None:
    article = read(
        name,
        f"HEADING<p>{name} is a condition that can be mild or severe.</p>{_RUNNING}"
        f"<h2>Treatment</h2><ul><li>Rest in bed</li><li>Fluids</li></ul>{_RUNNING}",
    )
    assert article.kind == "condition"


@pytest.mark.parametrize(
    ("heading", "opening", "kind"),
    [
        ("Cataract removal surgery", "is a procedure that replaces the lens of the eye.", "procedure"),
        ("DASH diet: foods to eat", "is an eating plan for people with high blood pressure.", "wellness"),
    ],
)
def test_what_a_page_says_its_topic_is_decides(heading: str, opening: str, kind: str) -> None:
    listed = f"<h2>Foods to avoid</h2><ul><li>Salt</li><li>Ham</li></ul>{_RUNNING}"
    article = read(heading, f"HEADING<p>{heading.partition(':')[0]} {opening}</p>{_RUNNING}{listed}")
    assert article.kind == kind
