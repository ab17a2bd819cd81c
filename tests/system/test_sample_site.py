"""The sample encyclopedia as a visitor sees it: real HTTP on loopback, and parsers that are not ours."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import lxml.etree
import lxml.html
import pytest
from selectolax.lexbor import LexborHTMLParser

from extract.errors import ExitCode, UsageError
from nosograph.demo.articles import SHAPES
from nosograph.demo.editions import changes
from nosograph.demo.gold import expected
from nosograph.demo.library import SampleArticle
from nosograph.demo.server import SampleServer, serve
from nosograph.demo.site import Site, build_site
from tests.markup import TRANSFORMS, doc_from_html, doc_from_sample

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


def words(body: bytes) -> str:
    """The text of a page's main part as a parser of another make sees it, white space folded."""
    root = lxml.html.document_fromstring(body.decode())
    main = root.xpath("//main | //body")[-1]
    return fold(main.text_content())


def fold(text: str) -> str:
    return " ".join(text.split())


# --- what it holds ---------------------------------------------------------------------------------------


def test_there_are_at_least_forty_conditions_in_three_skins(first: Site) -> None:
    skins = Counter(article.look.skin for article in first.articles.values())
    assert sum(skins.values()) >= 40
    assert skins["current"] >= 20
    assert skins["older"] >= 10
    assert skins["builder"] >= 8


def test_every_shape_of_entry_occurs(first: Site) -> None:
    shapes = Counter(section.shape for a in first.articles.values() for section in a.text.sections)
    assert set(shapes) == set(SHAPES)
    assert min(shapes.values()) >= 3


def test_what_the_looks_ask_for_has_something_to_work_on(first: Site, second: Site) -> None:
    for article in (first.articles | second.articles).values():
        facets = {section.facet: section for section in article.text.sections}
        if article.look.accordion:
            assert article.look.accordion in facets, article.text.slug
        for facet in article.look.split:
            assert len(facets[facet].entries) > 4, article.text.slug
            assert facets[facet].shape in ("colon", "dash", "two_lines", "sentence"), article.text.slug
        if article.look.headings in ("bold", "div", "span"):
            # Otherwise an entry's name would look exactly like a heading.
            assert not {section.shape for section in facets.values()} & {"bold_lines", "subheadings"}


def test_articles_share_terms(first: Site) -> None:
    terms = Counter(
        term
        for article in first.articles.values()
        for term in {entry["term"] for entry in expected(article)["items"].get("symptom", [])}
    )
    assert sum(count >= 5 for term, count in terms.items() if term) >= 5


def test_the_gold_record_stands_on_the_page(first: Site) -> None:
    """Every name, text and reference of every article is on its page, in the reader's words."""
    for article in first.articles.values():
        if article.look.tooltips == "leaking":
            continue
        page = words(first.pages[article.path].body)
        gold = expected(article, URL)
        for entries in gold["items"].values():
            for entry in entries:
                for part in (entry["term"], entry["description"]):
                    assert part is None or fold(part) in page, (article.text.slug, part)
        for part in (gold["condition"], gold["conclusion"], gold["disclaimer"], *gold["references"]):
            assert fold(part) in page, (article.text.slug, part)
        for module in gold["modules"]:
            for text in module["texts"]:
                assert fold(text) in page, (article.text.slug, text)


def test_current_pages_have_the_modules_in_order_around_the_article(first: Site) -> None:
    article = find(first, "bells-palsy")
    root = lxml.html.document_fromstring(first.pages[article.path].body.decode())
    classes = [element.get("class") for element in root.xpath("//section | //h2 | //div[@class]")]
    names = [re.sub(r".*\brx-(?!module)", "", value) for value in classes if value and "rx-module" in value]
    assert names == [
        "patient-tools",
        "patient-mode",
        "summary",
        "key-takeaways",
        "trust-strip",
        "reading-views",
        "urgent-warning-signs",
        "urgency-cards",
        "guides",
        "clinical-pathway",
        "library-cards",
        "doctor-visit-helper",
        "medicine-safety",
        "symptom-diary",
        "care-roadmap",
        "ask-a-question",
        "faq",
        "related",
    ]
    at = classes.index("rx-module rx-guides"), classes.index("rx-module rx-clinical-pathway")
    assert "wp-block-heading" in classes[at[0] : at[1]]


def test_modules_about_another_disease(first: Site) -> None:
    gold = expected(find(first, "bells-palsy"))
    texts = " ".join(text for module in gold["modules"] for text in module["texts"])
    assert "back pain" in texts
    assert "straight leg raise" in texts
    assert "back pain" not in str(gold["items"]).lower()


def test_the_patient_note_is_cut_at_45_words_and_the_summary_at_65(first: Site) -> None:
    article = find(first, "type-2-diabetes")
    modules = {module["name"]: module["texts"] for module in expected(article)["modules"]}
    opening = " ".join(article.text.definition)
    assert " ".join(opening.split()[:45]) + "..." in modules["patient_mode"]
    assert modules["summary"][-1].removesuffix("...") == " ".join(opening.split()[:65])


def test_bangla_notes_and_the_danda(first: Site) -> None:
    page = first.pages[find(first, "influenza").path].body.decode()
    assert "ফ্লু হঠাৎ জ্বর" in page
    assert "\u0964" in page


def test_references_stand_without_a_heading_on_current_pages(first: Site) -> None:
    root = lxml.html.document_fromstring(first.pages[find(first, "sciatica").path].body.decode())
    (references,) = root.xpath('//ol[li/a[starts-with(@href, "https://medlineplus.gov/")]]')
    before = references.getprevious()
    assert before.tag == "p"
    assert before.text_content().startswith("Disclaimer:")


def test_a_split_list_goes_on_numbering(first: Site) -> None:
    root = lxml.html.document_fromstring(first.pages[find(first, "migraine").path].body.decode())
    (rest,) = root.xpath("//ol[@start]")
    blank, start = rest.getprevious(), rest.getprevious().getprevious()
    assert blank.text_content() == "\u00a0"
    assert len(start.xpath("li")) + 1 == int(rest.get("start"))


def test_pasted_chips_and_the_citation_that_belongs_to_the_text(first: Site) -> None:
    article = find(first, "parkinsons-disease")
    page = words(first.pages[article.path].body)
    gold = str(expected(article))
    assert re.search(r"\.(Radiopaedia|Wikipedia|MedlinePlus|radiopaedia\.org|pubmed\.)", page)
    assert not re.search(r"Radiopaedia|PubMed\+", gold)
    assert "(Bloem et al., 2021)" in page
    assert "(Bloem et al., 2021)" in gold


def test_the_banner_is_the_first_line(first: Site) -> None:
    root = lxml.html.document_fromstring(first.pages[find(first, "stroke").path].body.decode())
    assert root.xpath("//body/*")[0].get("class") == "banner"


def test_page_builder_headings_need_no_heading_tags(first: Site) -> None:
    article = find(first, "hypertension")
    root = lxml.html.document_fromstring(first.pages[article.path].body.decode())
    assert root.xpath("//main//h2 | //main//h3 | //main//h4") == []
    sections = {section.heading for section in article.text.sections}
    shown = {element.text_content() for element in root.xpath('//*[contains(@class, "title")]')}
    assert sections <= shown
    assert root.xpath("//details/summary")


def test_typography(first: Site) -> None:
    text = first.pages[find(first, "meningitis").path].body.decode()
    assert "\u2011" in text
    assert "’" in text


# --- the glossary leak -----------------------------------------------------------------------------------


def test_the_leak_ends_the_tag_early_in_correct_parsers(first: Site) -> None:
    article = find(first, "migraine")
    assert [word.word for word in article.words] == ["headache", "pain", "fever"]
    body = first.pages[article.path].body.decode()
    leaked = '" data-rx-term="headache" data-rx-definition="'
    lexbor = LexborHTMLParser(body).body
    assert lexbor is not None
    assert leaked in lexbor.text()
    assert leaked in lxml.html.document_fromstring(body).text_content()
    spans = lxml.html.document_fromstring(body).xpath('//span[contains(@title, "any ache or")]')
    assert spans
    assert "felt in the head" not in spans[0].get("title")


def test_clean_tooltips_do_not_leak(first: Site) -> None:
    article = find(first, "asthma")
    root = lxml.html.document_fromstring(first.pages[article.path].body.decode())
    assert "data-rx" not in root.text_content()
    titles = {
        element.get("data-rx-term"): element.get("title") for element in root.xpath("//*[@data-rx-term]")
    }
    assert titles == {word.word: word.definition for word in article.words}
    assert len(titles) >= 3


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


# --- the same content in other markup --------------------------------------------------------------------


@pytest.mark.parametrize("name", TRANSFORMS)
def test_other_markup_says_the_same(name: str, first: Site) -> None:
    for slug in ("gout", "asthma", "stroke", "type-2-diabetes"):
        doc = doc_from_sample(first.articles[slug])
        page = words(TRANSFORMS[name](doc))
        for section in doc.sections:
            assert section.heading in page
            for entry in section.entries:
                assert entry.term in page
                assert entry.text in page
        for text in (doc.title, *doc.definition, doc.conclusion, doc.disclaimer, *doc.references):
            assert text in page


def test_a_page_is_read_back_into_the_same_content(first: Site) -> None:
    """The reader for pages outside the sample, tried on a sample page with leaks and a split list."""
    article = find(first, "bells-palsy")
    known = doc_from_sample(article)
    read = doc_from_html(first.pages[article.path].body)
    assert (read.title, read.definition, read.conclusion) == (known.title, known.definition, known.conclusion)
    assert read.disclaimer == known.disclaimer
    wanted = {
        section.heading: section.entries
        for section, source in zip(known.sections, article.text.sections, strict=True)
        if source.shape == "colon"
    }
    got = {section.heading: section.entries for section in read.sections}
    assert wanted.items() <= got.items()
