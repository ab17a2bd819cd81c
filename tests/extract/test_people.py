"""Who wrote and reviewed a page, as its byline says."""

from __future__ import annotations

import pytest

from extract import Article, extract_article

OPENING = "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"


def read(line: str) -> Article:
    return extract_article(f"{OPENING}{line}<h2>Symptoms</h2><ul><li>Wheeze</ul>".encode(), None)


@pytest.mark.parametrize(
    ("line", "authors", "reviewers"),
    [
        ("Written by <a>Lin Oko</a>. Reviewed by Dr. Ada Ruiz. Updated 2024", ["Lin Oko"], ["Dr. Ada Ruiz"]),
        ("By Lin Oko · Medically reviewed by Dr. Ada Ruiz", ["Lin Oko"], ["Dr. Ada Ruiz"]),
        ("By Lin Oko Updated Jan. 5, 2024", ["Lin Oko"], []),
        ("By LIN OKO JAN. 5, 2024", ["LIN OKO"], []),
        ("By Lin Oko On 1/5/24", ["Lin Oko"], []),
        ("January 5, 2024 by Lin Oko", ["Lin Oko"], []),
        ("By: Lin Oko, MD", ["Lin Oko, MD"], []),
        ("Author: Lin van der Oko", ["Lin van der Oko"], []),
        ("Written by Lin B. Oko, MS, RD on March 5, 2024", ["Lin B. Oko, MS, RD"], []),
        ("Article by L. B. Oko Jr., PhD", ["L. B. Oko Jr., PhD"], []),
        ("Posted by Émile Ólafsson", ["Émile Ólafsson"], []),
        ("MEDICALLY REVIEWED BY Ada Ruiz, M.D. Last updated today", [], ["Ada Ruiz, M.D."]),
        ("Peer reviewed by Dr Ada Ruiz, MRCGPLast updated by Lin Oko", [], ["Dr Ada Ruiz"]),
        ("Fact checked by Ada Ruiz and others", [], ["Ada Ruiz"]),
        ("Medical Editor: Ada Ruiz, MD", [], ["Ada Ruiz, MD"]),
        ("The page is reviewed by qualified clinicians.", [], []),
        ("It is caused by Bordetella Pertussis Bacteria", [], []),
        ("By subscribing you accept the terms.", [], []),
    ],
)  # fmt: skip
def test_a_byline(line: str, authors: list[str], reviewers: list[str]) -> None:
    article = read(f"<p>{line}</p>")
    assert (list(article.authors), list(article.reviewers)) == (authors, reviewers)


@pytest.mark.parametrize(
    "line", ["<ul><li>By Body Part</ul>", "<h3>By Age Group</h3>", "<p><b>By Severity Level</b></p>"]
)
def test_what_goes_by_something_else_is_no_byline(line: str) -> None:
    assert read(line).authors == ()


def test_a_claimed_author_is_taken_where_none_is_seen() -> None:
    claim = '<script type="application/ld+json">{"@type": "Article", "author": {"name": "Lin Oko"}}</script>'
    assert read(claim).authors == ("Lin Oko",)
    assert read(f"{claim}<p>Written by Ada Ruiz</p>").authors == ("Ada Ruiz",)


def test_a_reviewer_seen_and_claimed_is_one() -> None:
    claim = (
        '<script type="application/ld+json">'
        '{"@type": "MedicalWebPage", "reviewedBy": {"name": "Dr. Ada Ruiz"}}</script>'
    )
    assert read(f"{claim}<p>Reviewed by Dr. Ada Ruiz, MD</p>").reviewers == ("Dr. Ada Ruiz, MD",)


def test_an_update_is_no_publication() -> None:
    article = read("<p>Initial posting: May 2, 2019; last update: June 3, 2024.</p>")
    assert (article.published_at, article.modified_at) == ("2019-05-02", "2024-06-03")
    article = read("<h2>Review Date 1/5/2024</h2>")
    assert (article.published_at, article.modified_at) == (None, "2024-01-05")


@pytest.mark.parametrize(
    ("claimed", "authors"),
    [
        ("Lin Oko", ("Lin Oko",)),
        ("Dr. Lin Oko", ("Dr. Lin Oko",)),
        ("Themely", ()),
        ("Oak Clinic", ()),
        ("Oak Notes", ()),
    ],
)
def test_a_claimed_author_is_a_person(claimed: str, authors: tuple[str, ...]) -> None:
    head = f'<meta property="og:site_name" content="Oak Notes"><meta name="author" content="{claimed}">'
    assert extract_article(f"<head>{head}</head>{OPENING}".encode(), None).authors == authors


def test_the_editors_of_a_source_are_not_the_pages() -> None:
    cited = "Book of Lungs. Edited by Ada Ruiz. Published May 5, 2011. doi:10.1000/1"
    article = read(f"<h2>References</h2><ol><li>{cited}</li></ol>")
    assert (len(article.references), article.reviewers, article.published_at) == (1, (), None)
