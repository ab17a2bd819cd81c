"""The sample encyclopedia as a visitor meets it: real HTTP on loopback, and what an edition changes."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import lxml.etree
import lxml.html
import pytest

from extract.errors import ExitCode, UsageError
from nosograph.demo.editions import changes
from nosograph.demo.gold import expected
from nosograph.demo.library import SampleArticle
from nosograph.demo.server import SampleServer, serve
from nosograph.demo.site import Site, build_site

URL = "http://127.0.0.1:8000"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with serve(0) as running:
        yield running


@pytest.fixture(scope="module")
def first() -> Site:
    return build_site(URL)


@pytest.fixture(scope="module")
def second() -> Site:
    return build_site(URL, 2)


def get(server: SampleServer, target: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    try:
        connection.request(method, target, headers={k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def find(site: Site, slug: str) -> SampleArticle:
    return site.articles[slug]


# --- over HTTP -------------------------------------------------------------------------------------------


def test_every_address_answers_with_validators(server: SampleServer) -> None:
    for page in server.site.pages.values():
        answer = get(server, page.target)
        if page.fails_once and answer.status == 503:
            answer = get(server, page.target)
        assert answer.status == page.status
        assert answer.headers["ETag"] == page.etag
        assert parsedate_to_datetime(answer.headers["Last-Modified"]) == page.last_modified
        assert answer.body == page.body
        assert int(answer.headers["Content-Length"]) == len(page.body)
        assert server.requests[page.target, page.status] >= 1


def test_conditional_requests(server: SampleServer) -> None:
    path = find(server.site, "gout").path
    page = get(server, path)
    etag, modified = page.headers["ETag"], page.headers["Last-Modified"]
    for known in (etag, f'"other", W/{etag}', "*"):
        answer = get(server, path, If_None_Match=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == etag
    assert get(server, path, If_Modified_Since=modified).status == 304
    assert get(server, path, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
    assert get(server, path, If_Modified_Since="yesterday").status == 200
    # The tag decides where both are sent.
    assert get(server, path, If_None_Match='"other"', If_Modified_Since=modified).status == 200


def test_gzip_when_accepted(server: SampleServer) -> None:
    path = find(server.site, "gout").path
    plain, packed = get(server, path), get(server, path, Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert get(server, path, If_None_Match=packed.headers["ETag"]).status == 304


def test_one_connection_serves_many_requests(server: SampleServer) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    connection.connect()
    kept = connection.sock
    for target in ("/", "/nothing-here/", find(server.site, "gout").path):
        connection.request("HEAD" if target == "/" else "GET", target)
        connection.getresponse().read()
        assert connection.sock is kept
    connection.close()


def test_503_once_and_then_200() -> None:
    with serve(0) as fresh:
        (path,) = (page.target for page in fresh.site.pages.values() if page.fails_once)
        answer = get(fresh, path)
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "1"
        assert get(fresh, path).status == 200
        assert get(fresh, path).status == 200
        assert fresh.requests == {(path, 503): 1, (path, 200): 2}


def test_redirects_from_the_slashless_and_the_short_address(server: SampleServer) -> None:
    article = find(server.site, "migraine")
    for target in (article.path.rstrip("/"), article.short_path):
        answer = get(server, target)
        assert answer.status == 301
        assert answer.headers["Location"] == server.url + article.path


def test_one_article_at_several_addresses(server: SampleServer) -> None:
    article = find(server.site, "asthma")
    page = get(server, article.path).body
    assert re.fullmatch(r"/\?p=\d{6}", article.short_path)
    assert get(server, article.short_path).body == page
    assert get(server, article.lite_path).body == page
    root = lxml.html.document_fromstring(page.decode())
    assert root.xpath("//link[@rel='canonical']/@href") == [server.url + article.path]
    links = root.xpath("//a/@href")
    assert article.lite_path in links
    assert article.short_path in links


def test_twins_have_the_same_body_and_no_canonical_link(server: SampleServer) -> None:
    twins = [article for article in server.site.articles.values() if article.twin_path]
    assert len(twins) == 3
    for article in twins:
        assert re.fullmatch(r"/rxharun/rx-[a-z]+-a-z/[a-z0-9-]+", article.twin_path)
        current, older = get(server, article.path).body.decode(), get(server, article.twin_path).body.decode()
        assert "canonical" not in older
        assert "rx-module" not in older.partition("</style>")[2]
        start = older.index('<div class="rx-definition')
        body = older[start : older.index("</ol>", older.index("Disclaimer:"))]
        assert body in current


def test_dead_and_private_links(server: SampleServer) -> None:
    site = server.site
    targets = [
        link
        for page in site.pages.values()
        if page.target.startswith("/a-z/")
        for link in lxml.html.document_fromstring(page.body.decode()).xpath("//a/@href")
    ]
    dead = {target for target in targets if target not in site.pages}
    assert len(dead) == 1
    assert get(server, dead.pop()).status == 404
    robots = RobotFileParser()
    robots.parse(get(server, "/robots.txt").body.decode().splitlines())
    hidden = {target for target in targets if not robots.can_fetch("anybody", server.url + target)}
    assert any(target.startswith("/private/") for target in hidden)
    assert robots.crawl_delay("anybody") == 0
    assert robots.site_maps() == [f"{server.url}/sitemap.xml"]
    assert robots.can_fetch("anybody", server.url + find(site, "gout").path)


def sitemap_locations(server: SampleServer) -> dict[str, str]:
    index = lxml.etree.fromstring(get(server, "/sitemap.xml").body)
    assert index.tag == f"{SITEMAP}sitemapindex"
    entries = {}
    for location in index.iterfind(f"{SITEMAP}sitemap/{SITEMAP}loc"):
        urls = lxml.etree.fromstring(get(server, urlsplit(str(location.text)).path).body)
        for url in urls.iterfind(f"{SITEMAP}url"):
            entries[url.findtext(f"{SITEMAP}loc", "")] = url.findtext(f"{SITEMAP}lastmod", "")
    return entries


def test_sitemaps_lead_to_pages_and_leave_some_articles_to_the_indexes(server: SampleServer) -> None:
    entries = sitemap_locations(server)
    for location, modified in entries.items():
        page = server.site.pages[location.removeprefix(server.url)]
        assert page.status == 200
        assert page.modified.isoformat() == modified
    paths = {article.path for article in server.site.articles.values()}
    unlisted = {path for path in paths if server.url + path not in entries}
    assert unlisted
    links = {
        link
        for page in server.site.pages.values()
        if page.target.startswith("/a-z/")
        for link in lxml.html.document_fromstring(page.body.decode()).xpath("//a/@href")
    }
    assert paths <= links


def test_the_pages_around_the_articles_are_of_several_kinds(server: SampleServer) -> None:
    entries = sitemap_locations(server)
    for part in ("drugs-a-z", "lab-tests-a-z", "news-a-z", "wellness-a-z", "other-a-z"):
        assert any(f"/resources/{part}/" in location for location in entries), part


def test_a_busy_port_is_a_clear_error(server: SampleServer) -> None:
    with (
        pytest.raises(UsageError, match=rf"port {server.port} .*choose another port") as caught,
        serve(server.port),
    ):
        pass
    assert caught.value.exit_code == ExitCode.USAGE
    with pytest.raises(UsageError, match="port 70000"), serve(70000):
        pass


def test_the_port_is_free_again_afterwards() -> None:
    with serve(0) as running:
        port = running.port
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    with serve(port) as again:
        assert get(again, "/").status == 200


def test_an_unknown_edition_is_a_clear_error() -> None:
    with pytest.raises(UsageError, match="no edition 7: choose 1 or 2"), serve(0, 7):
        pass


# --- the second edition ----------------------------------------------------------------------------------


def test_building_twice_gives_the_same_bytes(first: Site) -> None:
    again = build_site(URL)
    assert again.pages == first.pages


def test_the_second_edition_touches_what_it_names_and_nothing_else(first: Site, second: Site) -> None:
    named = changes(2)
    assert len(named["changed"]) == 5
    (gone,), (new,) = named["gone"], named["new"]
    touched = set()
    for slug in (*named["changed"], gone, new):
        article = first.articles.get(slug) or second.articles[slug]
        touched |= {article.path, article.lite_path, article.short_path, article.twin_path}
    new_article, gone_article = second.articles[new], first.articles[gone]
    touched.add(new_article.path.rstrip("/"))
    indexes = {"/sitemap.xml", "/sitemap-articles.xml", "/sitemap-pages.xml"}
    for article in (new_article, gone_article):
        indexes |= {f"/a-z/{article.text.title[0].lower()}/", f"/a-z/category/{article.text.category}/"}
    for target in first.pages.keys() | second.pages.keys():
        if target not in touched | indexes:
            assert first.pages.get(target) == second.pages.get(target), target
    for slug in named["changed"]:
        path = first.articles[slug].path
        assert first.pages[path].body != second.pages[path].body
        assert first.pages[path].modified < second.pages[path].modified


def test_what_is_gone_answers_410_and_what_is_new_was_404() -> None:
    (gone,), (new,) = changes(2)["gone"], changes(2)["new"]
    with serve(0, 1) as before, serve(0, 2) as after:
        path, lite = before.site.articles[gone].path, before.site.articles[gone].lite_path
        assert get(before, path).status == 200
        assert get(after, path).status == get(after, lite).status == 410
        path = after.site.articles[new].path
        assert get(before, path).status == 404
        assert get(after, path).status == 200


def test_the_gold_records_differ_as_the_edition_says(first: Site, second: Site) -> None:
    def items(site: Site, slug: str, facet: str) -> list[str]:
        return [entry["text"] for entry in expected(site.articles[slug])["items"][facet]]

    for slug, (change,) in changes(2)["changed"].items():
        before, after = expected(first.articles[slug]), expected(second.articles[slug])
        differing = {key for key in before if before[key] != after[key]} - {"modules"}
        if change.action == "define":
            assert differing == {"definition"}
            continue
        assert differing == {"items"}
        old, new = items(first, slug, str(change.facet)), items(second, slug, str(change.facet))
        if change.action == "move":
            assert old != new
            assert sorted(old) == sorted(new)
        else:
            lost, won = set(old) - set(new), set(new) - set(old)
            assert (len(lost), len(won)) == {"add": (0, 1), "remove": (1, 0), "reword": (1, 1)}[change.action]
    assert {change.action for (change,) in changes(2)["changed"].values()} == {
        "add",
        "reword",
        "remove",
        "move",
        "define",
    }
