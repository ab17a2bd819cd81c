"""What stands around an article: its links are known, its words are none of the article's."""

from __future__ import annotations

import pytest

from extract import extract_article
from extract.page.source import read_source
from extract.page.walk import walk
from tests.extract.checks import ungrounded

URL = "https://example.org/gout/"
SENTENCE = (
    "Gout is a painful illness of the joints that comes from crystals of uric acid in and around them. "
)
ARTICLE = f"""
<h2>What is gout?</h2><p>{SENTENCE}</p><p>{SENTENCE}</p>
<h2>Symptoms</h2><ul><li>Pain</li><li>Swelling</li><li>Warmth</li></ul>
<h2>Causes</h2><ul><li>Uric acid</li><li>Some medicines</li></ul>
"""
MENU = "".join(f'<li><a href="/{name}/">{name.title()}</a></li>' for name in ("asthma", "measles", "mumps"))
ENTRIES = ["Pain", "Swelling", "Warmth", "Uric acid", "Some medicines"]


def page(body: str) -> bytes:
    return f"<!doctype html><title>Gout</title><body>{body}</body>".encode()


@pytest.mark.parametrize(
    "around",
    [
        f"<nav><ul>{MENU}</ul></nav>",
        f'<div class="site-menu menu"><ul>{MENU}</ul></div>',
        f"<footer><h2>Symptoms</h2><ul>{MENU}</ul></footer>",
        f'<div role="banner"><p>Health from A to Z</p><ul>{MENU}</ul></div>',
    ],
)
def test_a_menu_is_read_for_its_links(around: str) -> None:
    for body in (f"{around}<h1>Gout</h1>{ARTICLE}", f"<h1>Gout</h1>{ARTICLE}{around}"):
        article = extract_article(page(body), URL)
        assert [item.text for item in article.items] == ENTRIES
        assert "Asthma" not in article.text


def test_links_of_navigation_are_kept() -> None:
    article = extract_article(page(f"<nav>{MENU}</nav><h1>Gout</h1>{ARTICLE}"), URL)
    assert [(link.role, link.text) for link in article.links if link.role == "index"] == [
        ("index", "Asthma"),
        ("index", "Measles"),
        ("index", "Mumps"),
    ]


@pytest.mark.parametrize("name", ["menu", "nav", "header", "banner", "masthead"])
def test_an_article_inside_what_is_called_a_menu_is_read(name: str) -> None:
    article = extract_article(page(f'<div class="{name}"><b>Gout</b>{ARTICLE}</div>'), URL)
    assert [item.text for item in article.items] == ENTRIES
    assert ungrounded(article, page(f'<div class="{name}"><b>Gout</b>{ARTICLE}</div>')) == []


def test_a_head_that_holds_the_article_does_not_make_menus_articles() -> None:
    body = page(f"<header><h1>Gout</h1>{ARTICLE}</header><header><h2>Symptoms</h2><ul>{MENU}</ul></header>")
    article = extract_article(body, URL)
    assert [item.text for item in article.items] == ENTRIES
    assert ungrounded(article, body) == []


def test_sources_in_a_foot_are_found_where_they_stand() -> None:
    sources = (
        "<footer><h3>References</h3><ol><li>Oko A. Gout in old age. J Joint Dis. 2019;4:11-18. "
        "doi:10.1000/jjd.2019.11</li>"
        "<li>Lin B. Uric acid. Ann Med. 2020;7:1-9. PMID: 31452104</li></ol></footer>"
    )
    body = page(f"<h1>Gout</h1>{ARTICLE}{sources}")
    article = extract_article(body, URL)
    assert [reference.id_type for reference in article.references] == ["doi", "pmid"]
    assert ungrounded(article, body) == []


def test_a_foot_of_words_alone_is_read_once() -> None:
    article = extract_article(page(f"<h1>Gout</h1>{ARTICLE}<footer>Last updated: 5 May 2024</footer>"), URL)
    assert article.modified_at == "2024-05-05"
    walked = walk(read_source(page(f"<h1>Gout</h1>{ARTICLE}<footer>Last updated: 5 May 2024</footer>")))
    assert [block.text for block in walked.blocks].count("Last updated: 5 May 2024") == 1


def test_a_menu_beyond_the_limit_of_elements_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.page.walk.MAX_NODES", 40)
    article = extract_article(page(f"<h1>Gout</h1>{ARTICLE}<nav>{MENU * 20}</nav>"), URL)
    assert (article.status, article.error) == ("partial", "the walk stopped at the limit of nodes")


def test_a_dialog_beside_the_article_is_told_of_and_one_that_holds_it_is_read() -> None:
    more = "<h2>Treatment</h2><dialog id=more><ul><li>Rest</li><li>Ice packs</li></ul></dialog>"
    beside = extract_article(page(f"<h1>Gout</h1>{ARTICLE}{more}"), URL)
    assert [item.text for item in beside.items] == ENTRIES
    assert [entry.text for entry in beside.rejected] == ["Rest", "Ice packs"]
    around = page(f"<h1>Gout</h1><dialog open>{ARTICLE}</dialog>")
    assert [item.text for item in extract_article(around, URL).items] == ENTRIES
    assert not ungrounded(extract_article(around, URL), around)
