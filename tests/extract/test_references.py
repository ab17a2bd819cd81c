"""Source lists without a heading, told by what their elements say."""

from __future__ import annotations

import pytest

from extract import extract_article
from tests.extract.checks import ungrounded

_SOURCES = [
    "Oko B, Ade C. 2019. A study of rest. Journal of Rest 4 (2): 10–12. https://doi.org/10.1000/rest.4",
    "Roe D. 2021. What water does. National Institute of Water. https://water.example.org/notes",
]


def sources(listing: str) -> list[str]:
    """The sources of a page that ends in this list, under the heading of its treatment."""
    page = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard.</p>"
        f"<h2>Treatment</h2><ul><li>Rest</li><li>Water</li></ul>{listing}"
    ).encode()
    article = extract_article(page, None)
    assert [item.text for item in article.items] == ["Rest", "Water"]
    assert ungrounded(article, page) == []
    return [reference.text for reference in article.references]


@pytest.mark.parametrize(
    "listing",
    [
        "<div class='csl-bib-body' role='list'>{}</div>|<div class='csl-entry' role='listitem'>{}</div>",
        "<div id='refs' role='doc-bibliography'>{}</div>|<div class='entry'>{}</div>",
        "<section class='footnotes' role='doc-endnotes'><ol>{}</ol></section>|<li><p>{}</p></li>",
        "<div class='article__references'><ul>{}</ul></div>|<li>{}</li>",
        "<table class='bibliography'>{}</table>|<tr><td>1</td><td>{}</td></tr>",
    ],
)
def test_a_list_that_says_so_needs_no_heading_and_no_third_source(listing: str) -> None:
    around, each = listing.split("|")
    found = sources(around.format("".join(each.format(source) for source in _SOURCES)))
    assert [text.removeprefix("1\n") for text in found] == _SOURCES


def test_a_citation_with_its_number_beside_it_is_one() -> None:
    each = "<div class='csl-entry'><div class='left'>{}. </div><div class='right'>{}</div></div>"
    entries = "".join(each.format(n, source) for n, source in enumerate(_SOURCES, 1))
    assert sources(f"<div class='csl-bib-body'>{entries}</div>") == _SOURCES


def test_notes_that_cite_nothing_are_no_sources() -> None:
    notes = "<p>In 2019 more people rested.</p><p>This is so for adults alone.</p>"
    assert sources(f"<div class='footnotes'>{notes}</div>") == []


def test_roles_of_a_list_are_as_good_as_its_tags() -> None:
    entries = "".join(f"<div role='listitem'>https://a.example.org/{n}</div>" for n in range(3))
    assert len(sources(f"<div role='list'>{entries}</div>")) == 3
