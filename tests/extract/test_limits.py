"""Pages made to be too much: each ends with a record that says so, in a process that is still there."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from extract import Article, extract_article
from extract.page.grounding import Grounds
from tests.extract.checks import ungrounded

HANG = 60  # seconds after which a page is taken to hang; each takes a second or two
HEAD = (
    b"<html><head><title>Asthma</title></head><body><h1>Asthma</h1>"
    b"<p>Asthma is a disease of the airways that makes breathing hard.</p><h2>Symptoms</h2>"
)


class Reader:
    """Reads pages in a process of its own: a crash or a hang of the parser fails one test, not all."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))

    def stop(self) -> None:
        for process in list(self.pool._processes.values()):
            process.kill()
        self.pool.shutdown(cancel_futures=True)

    def read(self, body: bytes, url: str = "https://example.org/asthma/") -> Article:
        try:
            return self.pool.submit(extract_article, body, url).result(HANG)
        except (TimeoutError, BrokenProcessPool):
            self.stop()
            self.start()
            raise


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.stop()


def test_a_body_over_the_limit_is_refused_unread(reader: Reader) -> None:
    article = reader.read(HEAD + b"<p>breath</p>" * 1_600_000)
    assert article.status == "failed"
    assert article.error is not None
    assert str(len(HEAD) + 13 * 1_600_000) in article.error
    assert set(article.missing.values()) == {"failed"}
    assert (article.items, article.text) == ((), "")
    assert article.canonical_url == "https://example.org/asthma/"


def deep(inner: bytes, times: int) -> bytes:
    return HEAD + b"<ul><li>Wheeze</li></ul>" + inner * times + b"<p>Cough</p>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(deep(b"<div>", 100_000), id="divs"),
        pytest.param(deep(b"<div>", 1_500_000), id="divs-to-the-limit-of-a-body"),
        pytest.param(deep(b"<font size=4><b>", 50_000), id="font-and-b"),
        pytest.param(deep(b"<b>", 100_000), id="b"),
        pytest.param(deep(b"<span>", 100_000), id="spans"),
        pytest.param(deep(b"<ul><li>", 50_000), id="lists-in-lists"),
        pytest.param(deep(b"<table><tr><td>", 20_000), id="tables-in-tables"),
        pytest.param(deep(b"<blockquote><p>", 50_000), id="quotes"),
    ],
)
def test_what_is_nested_too_deep_is_cut_and_said(reader: Reader, body: bytes) -> None:
    article = reader.read(body)
    assert article.status == "partial"
    assert article.error is not None
    assert "depth" in article.error or "nesting" in article.error
    assert [item.text for item in article.items if item.facet == "symptom"][:1] == ["Wheeze"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(HEAD + b"<ul>" + b"".join(b"<li>Wheeze %d" % n for n in range(100_000)), id="items"),
        pytest.param(HEAD + b"<ul>" + b"<li>Wheeze" * 100_000, id="equal-items"),
        pytest.param(HEAD + b"<table>" + b"<tr><td>a<td>b<td>c" * 60_000, id="cells"),
        pytest.param(HEAD + b"<ul>" + b"<li><a href=/x>Read more</a>" * 80_000, id="links"),
        pytest.param(
            HEAD + b"".join(b"<h2>Symptoms %d</h2><p>a b" % n for n in range(40_000)), id="headings"
        ),
    ],
)
def test_what_is_too_long_is_cut_and_said(reader: Reader, body: bytes) -> None:
    article = reader.read(body)
    assert article.status == "partial"
    assert article.error is not None
    assert "nodes" in article.error
    if article.items:
        # No more than the record's own limit, and nothing dropped in silence.
        assert len(article.items) <= 4000
        if len(article.items) == 4000:
            assert "over_limit" in {r.reason for r in article.rejected}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(HEAD + b"<ul><li>Wheeze" * 200, id="depth"),
        pytest.param(HEAD + b"<div><ul><li>Wheeze<p>Cough<b> at night" * 70, id="depth-of-inline-elements"),
        pytest.param(HEAD + b"<ul><li>Wheeze" + b"<p>a <b>noise</b> made</p>" * 60_000, id="blocks"),
        pytest.param(HEAD + b"<ul><li>Wheeze<p>" + b"<b>a </b>" * 800_000, id="nodes"),
    ],
)
def test_an_entry_at_a_limit_stands_in_its_page(body: bytes) -> None:
    article = extract_article(body, None)
    assert article.status == "partial"
    assert article.items
    assert ungrounded(article, body) == []


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(b"<p>" + b"a" * 5_000_000, id="one-word"),
        pytest.param(b"<p>" + b"a." * 1_000_000, id="dots"),
        pytest.param(b"<p>x." + b"a-" * 500_000 + b"a.", id="hyphens"),
        pytest.param(b"<p>x." + b"PubMed" * 200_000 + b"!", id="citation-names"),
        pytest.param(b"<p class=references>2004 health " + b"A" * 200_000, id="citation-authors"),
        pytest.param(b"<p>" + b"1 " * 1_000_000, id="digits"),
        pytest.param(b"<p>" + b" " * 5_000_000, id="blanks"),
        pytest.param(b"<h2>" + b"a " * 1_000_000 + b"</h2>", id="one-heading"),
        pytest.param(b"<h2>References</h2><p>10.1000/" + b"a(" * 300_000, id="one-source"),
        pytest.param(b"<p>" + b"Wheeze<br>" * 50_000, id="lines"),
        pytest.param(b"<dl>" + b"<dt>Wheeze<dd>noise" * 30_000, id="definitions"),
        pytest.param(b"<p>" + b"<" * 1_000_000, id="less-than"),
        pytest.param(b"<p>" + b"&" * 1_000_000, id="ampersands"),
        pytest.param(b"<p " + b'a="1" ' * 200_000 + b">", id="attributes"),
        pytest.param(b'<span data-x="' + b'<b title="' * 100_000, id="broken-attributes"),
        pytest.param(b'<span data-rx-term="a" title="b ' * 50_000, id="broken-tooltips"),
        pytest.param(b"<script type=application/ld+json>" * 50_000, id="open-scripts"),
        pytest.param(b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script>", id="brackets"),
        pytest.param(b"<meta " * 300_000, id="open-metas"),
        pytest.param(b'<a href="' + b"%" * 500_000 + b'">x</a>', id="percent-signs"),
    ],
)
def test_no_pattern_runs_away(reader: Reader, html: bytes) -> None:
    article = reader.read(HEAD + b"<ul><li>Wheeze</li></ul>" + html)
    assert article.status in ("ok", "partial"), article.error
    assert [item.text for item in article.items if item.facet == "symptom"][:1] == ["Wheeze"]


@pytest.mark.parametrize(
    "words",
    [
        "resources and ",
        "care in A ",
        "treated without surgery ",
        "early signs of ",
        "all health topics ",
        "a, or ",
        "x is not ",
    ],
)
def test_no_pattern_for_names_runs_away(reader: Reader, words: str) -> None:
    name, text = f"x {words * 60}!!", words * 500
    html = f"<title>{name}</title><h1>{name}</h1>" + f"<h2>{words * 60}</h2><p>{text}</p>" * 20
    article = reader.read(html.encode() + b"<h2>Symptoms</h2><ul><li>Wheeze</li></ul>")
    assert article.status == "ok", article.error
    assert [item.text for item in article.items if item.facet == "symptom"] == ["Wheeze"]


def test_many_headings_of_a_site_with_modules_do_not_run_away(reader: Reader) -> None:
    headings = b"".join(b"<h2>Oko %d</h2><p>a b" % n for n in range(25_000))
    article = reader.read(HEAD + b"<div>" * 100 + headings, "https://rxharun.com/resources/asthma/")
    assert (article.status, len(article.sections), article.modules) == ("ok", 25_002, ())


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            b"<h3>References</h3>" + b"<p>Oko A and B</p>" * 15_000 + b"<h3>Oko</h3><p>a" * 15_000,
            id="sections-after-sources",
        ),
        pytest.param(
            b'<p class="reference">Oko A. Lung. 2004; doi:10.1000/1</p>' * 30_000, id="each-a-source-list"
        ),
        pytest.param(b"<div>" + b"<p>x</p><span>Sources</span><p>y</p>" * 15_000, id="labels-of-sources"),
        pytest.param(
            b"<div itemscope>" + b"<span itemprop=a>" * 250 + b"breath " * 700_000, id="values-in-values"
        ),
        pytest.param(b'<div><div class="alert"><b>Oko</b><p>a</div></div>' * 15_000, id="boxes"),
        pytest.param(b'<div class="c"><p>Symptoms</p><p>Oko</p></div>' * 30_000, id="cards"),
    ],
)
def test_nothing_takes_time_with_the_square_of_what_repeats(reader: Reader, html: bytes) -> None:
    article = reader.read(HEAD + b"<ul><li>Wheeze</li></ul>" + html)
    assert article.status in ("ok", "partial"), article.error
    assert [item.text for item in article.items if item.facet == "symptom"][:1] == ["Wheeze"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0" * 1000, id="nul"),
        pytest.param(b" \r\n\t" * 1000, id="white-space"),
        pytest.param(b"<html><body></body></html>", id="no-text"),
        pytest.param(b"<script>var x = 1</script>", id="script-alone"),
        pytest.param(b"<!-- " * 100_000, id="comment"),
        pytest.param(b"<meta" + b" a" * 500_000, id="one-tag"),
    ],
)
def test_nothing_to_read_is_said(reader: Reader, body: bytes) -> None:
    article = reader.read(body)
    assert (article.status, article.error) == ("partial", "no article text found")
    assert (article.text, article.items) == ("", ())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(bytes(range(256)) * 2000, id="every-byte"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100, id="picture"),
        pytest.param(b"%PDF-1.7\n" + b"\xe2\xe3\xcf\xd3\n1 0 obj\n" * 1000, id="pdf"),
        pytest.param(b"\x1f\x8b\x08\0" + bytes(range(255, -1, -1)) * 100, id="gzip"),
        pytest.param(b'{"symptoms": ["Wheeze"]}', id="json"),
        pytest.param("<h1>喘息</h1><h2>症状</h2>".encode("utf-16"), id="another-script"),
    ],
)
def test_junk_is_no_condition(reader: Reader, body: bytes) -> None:
    article = reader.read(body)
    assert article.status in ("ok", "partial")
    assert article.kind != "condition"
    assert article.items == ()


LIST = "<ul><li>Wheeze: a café’s noise</li><li>Cough</li></ul>"


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("windows-1252", "utf-8"),
        ("windows-1252", "iso-8859-1"),
        ("windows-1252", "no-such-charset"),
        ("utf-16", "utf-8"),
    ],
)
def test_a_wrong_charset_loses_no_entry(encoding: str, meta: str) -> None:
    body = f'<meta charset="{meta}">{HEAD.decode()}{LIST}'.encode(encoding)
    article = extract_article(body, None)
    assert [item.term for item in article.items] == ["Wheeze", "Cough"]
    wrong = encoding == "windows-1252" and meta == "utf-8"  # its page claims UTF-8, and is none
    assert wrong or article.items[0].text == "Wheeze: a café’s noise"


def test_nul_bytes_and_bad_references_lose_no_entry() -> None:
    body = HEAD + b"<ul><li>Whe\0eze: a&#0;b &#xD800; &#99999999; \xed\xa0\x80</li>\0<li>Cough</li></ul>"
    article = extract_article(body, None)
    assert len(article.items) == 2
    assert article.items[1].text == "Cough"
    grounds = Grounds(body)
    assert [grounds.text_at(item.dom_path) for item in article.items] == [i.text for i in article.items]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "not an address",
        "ftp://example.org/",
        "http://h:99999/",
        "http://[::1",
        "http://a.org/\ud800",
    ],
)
def test_any_address_will_do(url: str | None) -> None:
    article = extract_article(HEAD + b"<ul><li>Wheeze</li></ul>", url)
    assert article.status == "ok"
    assert article.canonical_url is None
    assert article.article_id


def test_an_address_written_by_no_one_is_kept_apart() -> None:
    body = HEAD.replace(b"<title>", b'<link rel="canonical" href="https://elsewhere.org/x"><title>')
    article = extract_article(body, "https://example.org/asthma/?utm_source=x#top")
    assert article.canonical_url == "https://example.org/asthma/"
    assert article.site == "example.org"
