from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from crawler.archive import Exchange, payload_digest
from crawler.judge import MAX_REDIRECTS, MAX_SITEMAP_DEPTH, RETRIES, conditions, fail, judge
from crawler.links import read_page
from crawler.outcome import Lease
from crawler.robots import AGENTS
from crawler.sites import Site

ROOT = "http://127.0.0.1:8000"
SITE = Site(
    "test", (f"{ROOT}/sitemap.xml",), ("/articles/*",), ("/a-z/*",), revisit=100.0, allow_private=True
)
NOW = 1_800_000_000.0
AT = "2026-11-22T10:15:00.000001Z"
LEASE = Lease(1, f"{ROOT}/articles/a", ROOT, "article", 1, 0, 0, None, None, None, None)
BODY = b'<a href="/articles/b">b</a> <a href="/about">c</a>'
KNOWN = replace(
    LEASE, etag='"1"', last_modified="yesterday", payload_digest=payload_digest(BODY), stored_at="then"
)


def answer(status: int = 200, body: bytes = BODY, url: str = LEASE.url, **headers: str) -> Exchange:
    named = {"Content-Type": "text/html"} | {name.replace("_", "-"): v for name, v in headers.items()}
    return Exchange(url, AT, status, tuple(named.items()), body)


def test_a_page_is_stored_and_its_links_in_scope_followed() -> None:
    outcome = judge(LEASE, answer(ETag='"1"'), SITE, NOW)
    assert (outcome.verdict, outcome.state, outcome.due_at) == ("stored", "done", NOW + 100)
    assert outcome.archived is not None
    assert outcome.validators is not None
    assert (outcome.validators.etag, outcome.validators.stored_at) == ('"1"', AT)
    assert [(found.url, found.role, found.depth) for found in outcome.found] == [
        (f"{ROOT}/articles/b", "article", 2)
    ]


def test_unchanged_pages_become_revisits() -> None:
    assert conditions(LEASE) == {}
    assert conditions(KNOWN) == {"If-None-Match": '"1"', "If-Modified-Since": "yesterday"}
    not_modified = judge(KNOWN, answer(304, b"", ETag='"2"'), SITE, NOW)
    identical = judge(KNOWN, answer(200), SITE, NOW)
    for outcome, profile in ((not_modified, "server-not-modified"), (identical, "identical-payload-digest")):
        assert (outcome.verdict, outcome.found) == ("revisit", ())
        assert outcome.revisit is not None
        assert outcome.revisit.profile == profile
        assert outcome.revisit.refers_to_date == "then"
        assert outcome.validators is not None
        assert outcome.validators.stored_at == "then"
    assert not_modified.validators is not None
    assert not_modified.validators.etag == '"2"'
    assert judge(KNOWN, answer(200, BODY + b" "), SITE, NOW).verdict == "stored"
    assert judge(LEASE, answer(304, b""), SITE, NOW).verdict == "unexpected_status"


@pytest.mark.parametrize(
    ("etag", "asked"),
    [
        ('"5d8-gzip"', '"5d8-gzip", "5d8"'),
        ('W/"5d8-br"', 'W/"5d8-br", W/"5d8"'),
        ('"5d8"', '"5d8"'),
        ('"gzip"', '"gzip"'),
        (None, None),
    ],
)
def test_both_forms_of_an_entity_tag_are_asked_for(etag: str | None, asked: str | None) -> None:
    assert conditions(replace(KNOWN, etag=etag)).get("If-None-Match") == asked


def test_two_404s_an_interval_apart_mean_that_it_is_gone() -> None:
    first = judge(LEASE, answer(404), SITE, NOW)
    assert (first.verdict, first.state, first.missing_since) == ("not_found", "done", NOW)
    missing = replace(LEASE, missing_since=NOW)
    soon = judge(missing, answer(404), SITE, NOW + 99)
    assert (soon.verdict, soon.state, soon.missing_since) == ("not_found", "done", NOW)
    later = judge(missing, answer(404), SITE, NOW + 100)
    assert (later.verdict, later.state, later.due_at) == ("gone", "gone", None)
    assert judge(missing, answer(200), SITE, NOW + 100).missing_since is None
    start = replace(missing, role="start")
    assert judge(start, answer(404), SITE, NOW + 100).state == "done", "a start is always asked for"


@pytest.mark.parametrize(
    ("status", "verdict", "state", "archived"),
    [
        (404, "not_found", "done", True),
        (410, "gone", "gone", True),
        (403, "unexpected_status", "done", False),
        (206, "unexpected_status", "done", False),
        (500, "server_error", "queued", False),
        (429, "rate_limited", "queued", False),
        (503, "server_error", "queued", False),
    ],
)
def test_statuses(status: int, verdict: str, state: str, archived: bool) -> None:
    outcome = judge(LEASE, answer(status), SITE, NOW)
    assert (outcome.verdict, outcome.state, outcome.archived is not None) == (verdict, state, archived)
    assert outcome.status == status


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({"Content_Type": "application/pdf"}, "wrong_type"),
        ({"Content_Type": ""}, "stored"),
        ({"Content_Type": "application/xhtml+xml; charset=utf-8"}, "stored"),
        ({"Content_Encoding": "br"}, "undecodable"),
        ({"Content_Encoding": "rot13"}, "undecodable"),
    ],
)
def test_bodies_that_are_no_page(headers: dict[str, str], verdict: str) -> None:
    outcome = judge(LEASE, answer(**headers), SITE, NOW)
    assert outcome.verdict == verdict
    assert (outcome.archived is not None) == (verdict == "stored")


def test_a_bomb_is_too_large() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert judge(LEASE, answer(body=bomb, Content_Encoding="gzip"), SITE, NOW).verdict == "too_large"


def test_retry_after_in_seconds_and_as_a_date() -> None:
    date = format_datetime(datetime.fromtimestamp(NOW + 90, UTC), usegmt=True)
    for value, wait in (("5", 5.0), ("0", 0.0), (date, 90.0)):
        outcome = judge(LEASE, answer(503, Retry_After=value), SITE, NOW)
        assert (outcome.verdict, outcome.not_before) == ("rate_limited", NOW + wait)
        assert outcome.cool_for == wait
    outcome = judge(LEASE, answer(503, Retry_After="soon"), SITE, NOW)
    assert (outcome.verdict, outcome.not_before) == ("server_error", NOW + 1)
    assert outcome.cool_for == 1, "503 cools the host down, whether it says how long or not"
    assert judge(LEASE, answer(500), SITE, NOW).cool_for == 0
    outcome = judge(LEASE, answer(429, Retry_After="86400"), SITE, NOW)
    assert (outcome.state, outcome.due_at) == ("done", NOW), "not waited for: the next crawl asks again"
    assert outcome.cool_for == 86400


@pytest.mark.parametrize(
    ("meta", "header", "verdict"),
    [
        ('<meta name="robots" content="noindex">', "index", "stored"),
        ('<meta name="robots" content="NoArchive, max-snippet:5">', "", "noarchive"),
        ('<META CONTENT="noai noimageai" NAME=Robots>', "", "noarchive"),
        ('<meta name="nosograph" content="noarchive">', "", "noarchive"),
        ('<meta name="otherbot" content="noarchive">', "", "stored"),
        ("", "noarchive", "noarchive"),
        ("", "noindex, noai", "noarchive"),
        ("", "otherbot: noarchive, noai", "stored"),
        ("", "otherbot: noindex, nosograph: noai", "noarchive"),
        ("", "unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive", "noarchive"),
    ],
)
def test_what_asks_not_to_be_archived_is_not(meta: str, header: str, verdict: str) -> None:
    fresh = judge(LEASE, answer(body=meta.encode() + BODY, X_Robots_Tag=header), SITE, NOW)
    assert fresh.verdict == verdict
    assert (fresh.archived is None) == (verdict == "noarchive")
    assert len(fresh.found) == 1, "its links are followed"
    if header:
        for known in (answer(304, b"", X_Robots_Tag=header), answer(X_Robots_Tag=header)):
            again = judge(KNOWN, known, SITE, NOW)
            assert again.verdict == {"stored": "revisit"}.get(verdict, verdict)
            assert (again.archived is None) == (verdict == "noarchive")
        assert (judge(LEASE, answer(410, X_Robots_Tag=header), SITE, NOW).archived is None) == (
            verdict == "noarchive"
        )


@pytest.mark.parametrize("words", ["nofollow", "none", "noindex,nofollow"])
def test_links_are_not_followed_where_the_page_says_so(words: str) -> None:
    meta = f'<meta name="ROBOTS" content="{words}">'.encode()
    assert judge(LEASE, answer(body=meta + BODY), SITE, NOW).found == ()
    assert judge(LEASE, answer(X_Robots_Tag=words), SITE, NOW).found == ()


def test_failures_are_tried_again_a_few_times_ever_later() -> None:
    waits = []
    for tries in range(RETRIES):
        outcome = fail(tries, "timeout", "no answer", NOW)
        assert outcome.state == "queued"
        waits.append(outcome.not_before - NOW)
    assert waits == sorted(set(waits))
    assert fail(RETRIES, "timeout", "no answer", NOW).state == "done"
    assert fail(0, "private_address", "no", NOW).state == "done", "a guard's word is final"


def test_redirects_are_followed_within_the_site() -> None:
    moved = judge(LEASE, answer(301, b"", Location="/articles/b#top"), SITE, NOW)
    (found,) = moved.found
    assert (found.url, found.role, found.redirects) == (f"{ROOT}/articles/b", "article", 1)
    assert moved.archived is not None
    for target in ("http://10.0.0.1/articles/b", "/about", "", "javascript:x", LEASE.url):
        outcome = judge(LEASE, answer(302, b"", Location=target), SITE, NOW)
        assert (outcome.verdict, outcome.found) == ("redirect", ())
        assert outcome.reason is not None
        assert outcome.reason.endswith("not followed")
    far = replace(LEASE, redirects=MAX_REDIRECTS)
    assert judge(far, answer(302, b"", Location="/articles/b"), SITE, NOW).found == ()
    start = replace(LEASE, url=f"{ROOT}/sitemap.xml", role="start")
    (found,) = judge(start, answer(302, b"", Location="/sitemap_index.xml"), SITE, NOW).found
    assert found.role == "start"


def test_no_redirect_leads_from_a_protected_connection_to_an_open_one() -> None:
    site = replace(SITE, start=("https://x.test/", "http://x.test/"))
    lease = replace(LEASE, url="https://x.test/articles/a", origin="https://x.test")
    outcome = judge(lease, answer(301, b"", url=lease.url, Location="http://x.test/articles/b"), site, NOW)
    assert (outcome.found, outcome.reason) == (
        (),
        "to http://x.test/articles/b, from https to http; not followed",
    )
    assert judge(lease, answer(301, b"", url=lease.url, Location="/articles/b"), site, NOW).found


URLSET = f"""<?xml version="1.0"?><!-- by hand --><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> {ROOT}/articles/a </loc><lastmod>2026-11-22T12:00:00+02:00</lastmod></url>
<url><loc>{ROOT}/articles/b?x=1&y=2</loc><lastmod>2026-11</lastmod></url>
<url><loc>{ROOT}/about</loc></url><url><loc>http://10.0.0.1/articles/x</loc></url><url/>
<url><loc>/articles/c</loc><lastmod>yesterday</lastmod></url></urlset>""".encode()
START = replace(LEASE, url=f"{ROOT}/sitemap.xml", role="start", depth=0)


@pytest.mark.parametrize("body", [URLSET, gzip.compress(URLSET), b"\n " + URLSET])
def test_sitemaps_are_read_for_addresses_in_scope(body: bytes) -> None:
    outcome = judge(START, answer(body=body, Content_Type="application/octet-stream"), SITE, NOW)
    assert (outcome.verdict, outcome.archived) == ("read", None)
    assert [(found.url, found.lastmod) for found in outcome.found] == [
        (f"{ROOT}/articles/a", "2026-11-22T10:00:00Z"),
        (f"{ROOT}/articles/b?x=1&y=2", "2026-11-01T00:00:00Z"),
        (f"{ROOT}/articles/c", None),
    ]


def test_sitemap_indexes_are_followed_on_the_site_and_not_for_ever() -> None:
    index = f"""<sitemapindex><sitemap><loc>{ROOT}/1.xml</loc></sitemap>
    <sitemap><loc>http://10.0.0.1/2.xml</loc></sitemap></sitemapindex>""".encode()
    outcome = judge(START, answer(body=index), SITE, NOW)
    assert [(found.url, found.role) for found in outcome.found] == [(f"{ROOT}/1.xml", "sitemap")]
    deep = replace(START, depth=MAX_SITEMAP_DEPTH)
    assert judge(deep, answer(body=index), SITE, NOW).found == ()


def test_a_sitemap_cannot_open_entities() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/passwd">'
    )
    for level in range(9):
        previous, name = ("a" if level == 0 else f"b{level - 1}"), f"b{level}"
        bomb += f'<!ENTITY {name} "{f"&{previous};" * 10}">'.encode()
    bomb += b"]><urlset><url><loc>http://127.0.0.1:8000/articles/&b8;&f;</loc></url></urlset>"
    outcome = judge(START, answer(body=bomb), SITE, NOW)
    assert outcome.verdict in ("read", "undecodable")
    assert all(len(found.url) < 100 and "root" not in found.url for found in outcome.found)


def test_a_damaged_sitemap_is_read_as_far_as_it_goes() -> None:
    torn = judge(START, answer(body=URLSET[:-60]), SITE, NOW)
    assert torn.verdict == "partly_read"
    assert len(torn.found) >= 2
    # What is careless but whole is read: an entity of HTML, something behind the end.
    careless = URLSET.replace(b"/about", b"/about&nbsp;us") + b"<!-- made in 3 s --> bye"
    assert judge(START, answer(body=careless), SITE, NOW).verdict == "read"


def test_a_sitemap_that_is_none() -> None:
    assert judge(START, answer(body=b"<?xml version='1.0'?><rss/>"), SITE, NOW).verdict == "undecodable"
    sitemap = replace(START, role="sitemap")
    assert judge(sitemap, answer(), SITE, NOW).verdict == "wrong_type"


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ('<a href="b">b</a><a href="./b#x">again</a><a href="//h/c">c</a>', ["http://x/d/b", "http://h/c"]),
        ('<base href="/e/"><a href="b">b</a>', ["http://x/e/b"]),
        ('<a rel="external nofollow" href="b">b</a><area href="c">', ["http://x/d/c"]),
        ("<!-- <a href=no>no</a> --><a HREF=b>b</a><script>'<a href=\"no\">'</script>", ["http://x/d/b"]),
        ('<a title="a > b" href="b?x=1&amp;y=2">b</a><abbr href="no">', ["http://x/d/b?x=1&y=2"]),
        ("<a/href='b'/><a href = b ><a href='unclosed", ["http://x/d/b"]),
        ('<a href="mailto:a@b">m</a><a href="javascript:x()">j</a><a href="http://[">bad</a><a>none</a>', []),
        (f'<a href="/{"a" * 3000}">long</a>', []),
        ("<a href='/é?q=é'>é</a>", ["http://x/%C3%A9?q=%C3%A9"]),
    ],
)
def test_links_of_a_page(html: str, links: list[str]) -> None:
    page = read_page(html.encode("latin-1"), "http://x/d/a", "latin-1", AGENTS)
    assert list(page.links) == links
