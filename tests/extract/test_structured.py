"""What a page claims of itself, and what is no claim though it looks like one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extract import extract_article
from extract.page.microdata import MAX_DEPTH, MAX_PROPERTIES, MAX_VALUE
from extract.page.source import read_source
from extract.page.structured import read_structured
from extract.page.walk import parse

META = '<meta name="author" content="Lin Oko">'
LD = '<script type="application/ld+json">{"@type": "Article"}</script>'


def claimed(html: str) -> dict[str, Any]:
    """What a page claims of itself."""
    return read_structured(parse(read_source(html.encode())))


@pytest.mark.parametrize(
    "html",
    [
        f"<!-- {META} -->",
        f"<!--[if IE]>{META}{LD}<![endif]-->",
        f"<!-- <b> --x-- > {META} -->",
        f"<!-- {META}",
        f"<script>document.write('{META}')</script>",
        f'<script src="a.js">{META}',
        f"<!-- {LD} -->",
        f"<script>{LD.removesuffix('</script>')}",
        '<script type="application/ld+json">{"@type": </script>',
        '<meta name="author">',
        "<metadata name='author' content='Lin Oko'>",
        "",
    ],
)
def test_these_are_no_claims(html: str) -> None:
    assert claimed(html) == {}


@pytest.mark.parametrize(
    "html",
    [
        f"<!-- a -->{META}<!-- b -->",
        f"<!-->{META}",
        f"<!-- <script> -->{META}",
        f"<script><!-- </script>{META}",
        "<META CONTENT='Lin Oko' NAME=Author />",
    ],
)
def test_a_claim_stands_beside_comments_and_scripts(html: str) -> None:
    assert claimed(html) == {"meta": {"author": "Lin Oko"}}


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "Article"}',
        '[{"@type": "Article"},]',
        '<!-- {"@type": "Article"} -->',
        '//<![CDATA[\n{"@type": "Article"}\n//]]>',
    ],
)
def test_json_ld_is_read_leniently(text: str) -> None:
    html = f'<SCRIPT id="x" TYPE="application/ld+json">{text}</SCRIPT>'
    assert claimed(html) == {"json_ld": [{"@type": "Article"}]}


def test_microdata_is_read_in_the_shape_of_json_ld() -> None:
    html = """
      <article itemscope itemtype="https://schema.org/MedicalWebPage" itemid="urn:gout">
        <h1 itemprop="name headline">Gout
          explained</h1>
        <span itemprop="author" itemscope itemtype="https://schema.org/Person">
          <b itemprop="name">Ada Lin</b></span>
        <meta itemprop="keywords" content="joints"><a itemprop="url" href="/gout/">here</a>
        <time itemprop="dateModified" datetime="2024-05-02">May</time>
        <time itemprop="datePublished">2023-01-05</time>
        <i itemprop="keywords">urate</i><i itemprop="keywords">crystals</i><p itemprop="alternateName"> </p>
        <div itemscope><u itemprop="name">apart</u></div>
      </article><b itemprop="name">nobody's</b>"""
    whole, apart = claimed(html)["microdata"]
    assert whole == {
        "@type": "https://schema.org/MedicalWebPage",
        "@id": "urn:gout",
        "name": "Gout explained",
        "headline": "Gout explained",
        "author": {"@type": "https://schema.org/Person", "name": "Ada Lin"},
        "keywords": ["joints", "urate", "crystals"],
        "url": "/gout/",
        "dateModified": "2024-05-02",
        "datePublished": "2023-01-05",
    }
    assert apart == {"name": "apart"}


def test_microdata_without_end_is_cut() -> None:
    deep = '<div itemscope itemprop="part">' * 200
    said = json.dumps(claimed(f"<div itemscope>{deep}")["microdata"])
    assert said.count("part") == MAX_DEPTH - 1
    text = "word " * MAX_VALUE
    assert claimed(f'<p itemscope><b itemprop="articleBody">{text}</b>')["microdata"] == [{}]
    many = '<b itemprop="x">y</b>' * (MAX_PROPERTIES + 5)
    [item] = claimed(f"<div itemscope>{many}")["microdata"]
    assert len(item["x"]) == MAX_PROPERTIES - 1


def test_dates_and_authors_are_taken_from_microdata() -> None:
    html = """<title>Gout</title><article itemscope itemtype="http://schema.org/Article"><h1>Gout</h1>
      <p>Gout is a disease of the joints that comes in sudden attacks of pain.</p>
      <meta itemprop="datePublished" content="2023-01-05">
      <span itemprop="author" itemscope><meta itemprop="name" content="Ada Lin"></span></article>"""
    article = extract_article(html.encode(), None)
    assert (article.published_at, article.authors) == ("2023-01-05", ("Ada Lin",))
