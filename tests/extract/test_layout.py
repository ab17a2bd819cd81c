"""Sources among elements that lay out the page."""

from __future__ import annotations

from extract import extract_article
from tests.extract.checks import ungrounded
from tests.extract.test_references import SOURCES, sources


def test_a_table_that_lays_out_the_page_is_no_source() -> None:
    named = "Roe D, et al. What rest does. Journal of Rest."
    cited = "".join(f"<p>{source}</p>" for source in (*SOURCES, named))
    body = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways.</p><h2>Treatment</h2><ul><li>Rest</li></ul>"
        f"<h2>References</h2>{cited}"
    )
    article = extract_article(f"<table><tr><td>{body}</td></tr></table>".encode(), None)
    assert [reference.text for reference in article.references] == [*SOURCES, named]


def test_addresses_behind_bullets_are_no_menu() -> None:
    links = (f"https://www.example.org/note/{n}" for n in range(4))
    listing = "<br>".join(f"&bull; <a href='{link}'>{link}</a>" for link in links)
    assert len(sources(f"<p>{listing}</p>")) == 4


def test_lines_of_the_sites_foot_are_no_sources() -> None:
    links = [f"https://www.example.org/note/{n}" for n in range(4)]
    cited = "".join(f"<div><a href='{link}'>{link}</a></div>" for link in links)
    page = (
        "<main><h1>Asthma</h1><p>Asthma is a disease of the airways that makes breathing hard at night.</p>"
        "<h2>Treatment</h2><ul><li>Rest</li></ul></main>"
        f"<b><div><h2>References</h2></div><ol>{cited}</ol><footer class='site-footer'><h4>Library</h4>"
        "<ul><div><a href='/a-z/'>All articles</a></div><div>Contact</div></ul>"
        "<p>Oak Library was made for readers of all ages.</p></footer></b>"
    ).encode()
    article = extract_article(page, "https://oak.example.org/asthma")
    assert [reference.text for reference in article.references] == links
    assert ungrounded(article, page) == []


def test_sources_without_a_year_may_stand_in_a_table_that_lays_out_the_page() -> None:
    named = ["Roe D, et al. What rest does. Journal of Rest.", "Ade C, et al. On water. Journal of Rest."]
    body = (
        "<h1>Asthma</h1><p>Asthma is a disease of the airways.</p><h2>Treatment</h2><ul><li>Rest</li></ul>"
        f"<h2>References</h2>{''.join(f'<p>{source}</p>' for source in named)}"
    )
    article = extract_article(f"<table><tr><td>{body}</td></tr></table>".encode(), None)
    assert [reference.text for reference in article.references] == named
