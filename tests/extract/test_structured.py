"""What a page claims of itself, and what is no claim though it looks like one."""

from __future__ import annotations

import pytest

from extract.structured import read_structured
from extract.walk import parse

META = '<meta name="author" content="Lin Oko">'
LD = '<script type="application/ld+json">{"@type": "Article"}</script>'


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
    assert read_structured(parse(html)) == {}


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
    assert read_structured(parse(html)) == {"meta": {"author": "Lin Oko"}}


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
    assert read_structured(parse(html)) == {"json_ld": [{"@type": "Article"}]}
