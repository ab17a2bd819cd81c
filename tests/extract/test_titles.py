"""What the main heading says: a page may be about one facet of its topic."""

from __future__ import annotations

import pytest

from extract import extract_article
from tests.extract.checks import read_kept
from tests.extract.test_outline import LISTED, OPENING, read, said


def test_the_main_heading_is_the_one_that_opens_the_title() -> None:
    page = (
        "<html><head><title>Goutweed rash - Shelf of books</title></head><body>"
        f"<h1><a href='/books/'>Books</a></h1>{OPENING}<h2>Symptoms</h2>{LISTED}</body></html>"
    )
    assert extract_article(page.encode(), None).title == "Goutweed rash"


@pytest.mark.parametrize("title", ["Symptoms of Goutweed Rash", "What are the symptoms of goutweed rash?"])
def test_a_page_may_be_about_one_facet(title: str) -> None:
    telling = "<p>Goutweed rash is a mild disease of the skin. It shows by these:</p>"
    article = read(f"{telling}{LISTED}<h2>Fever</h2><p>It is mild.</p>", f"<h1>{title}</h1>")
    assert said(article) == [("symptom", "Pale bumps"), ("symptom", "Red rings"), ("symptom", "Fever")]
    assert (article.kind, article.sections[0].facet) == ("condition", "symptom")
    assert article.condition in ("Goutweed Rash", "goutweed rash")


def test_headings_of_a_page_about_one_facet_are_its_entries() -> None:
    below = "<h2>Balms</h2><p>They soothe.</p><h2>Medication</h2><p>Rarely.</p><h2>Surgery</h2><p>Never.</p>"
    article = read(below, "<h1>Treatment of goutweed rash</h1><p>Goutweed rash is a disease.</p>")
    assert said(article) == [("treatment", "Balms"), ("treatment", "Medication"), ("treatment", "Surgery")]


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>Symptoms</h2>{LISTED}<h2>Causes</h2><p>Leaves.</p><h2>Balms</h2><p>They soothe.</p>",
        "<h2>Our way</h2><p>We listen.</p><h2>Our team</h2><p>Two of us.</p><h2>Fees</h2><p>Low.</p>",
    ],
)
def test_a_title_with_a_facet_says_nothing_where_the_page_tells_more_or_offers_a_service(body: str) -> None:
    article = read(body, "<h1>Goutweed rash treatment</h1><p>Goutweed rash is a disease of the skin.</p>")
    assert "treatment" not in {item.facet for item in article.items}


def test_the_title_again_opens_no_facet() -> None:
    title = "Goutweed rash treatment in Oakville"
    article = read(f"<h2>{title}</h2><p>We see it often.</p><h3>School and sports</h3><p>Both go on.</p>"
                   "<h3>Symptoms</h3><ul><li>Bumps</li></ul>", f"<h1>{title}</h1>")  # fmt: skip
    assert said(article) == [("symptom", "Bumps")]


def test_the_title_again_is_no_entry_of_a_page_about_one_facet() -> None:
    title = "<h1>Symptoms of goutweed rash</h1>"
    again = f"<h2>Symptoms of goutweed rash</h2><p>They come late.</p>{LISTED}"
    article = read(f"<p>Goutweed rash is a mild disease.</p>{again}", opening=title)
    assert said(article) == [("symptom", "Pale bumps"), ("symptom", "Red rings")]


def test_a_title_that_is_a_sentence_is_no_facet_of_the_page() -> None:
    page = "<title>Goutweed rash</title><body><h1>How you feel today will change.</h1>"
    told = "<p>Goutweed rash is a mild disease of the skin.</p><h2>Our balm</h2><p>It soothes.</p></body>"
    article = read_kept(page + told)
    assert said(article) == []


def test_of_a_page_without_h1_the_one_highest_heading_is_the_title() -> None:
    body = (
        "<h2>Living with goutweed rash</h2><p>Goutweed rash is a mild disease of the skin.</p>"
        "<h3>Symptoms</h3><p>It itches.</p><h3>Causes</h3><p>Sap.</p><h3>Treatment</h3><p>Water.</p>"
    )
    page = "<title>Oak Practice</title><body>{}</body>"
    assert extract_article(page.format(body).encode(), None).condition == "goutweed rash"
    again = body + "<h2>Our rooms</h2><p>Come in.</p>"
    assert extract_article(page.format(again).encode(), None).title == "Oak Practice"
