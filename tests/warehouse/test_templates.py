"""What the site's template says is never reported as the article's: learned, kept, listed, read with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import warehouse
from extract import Template
from extract.addresses import digest
from extract.record import Article
from nosograph.demo.editions import changes
from nosograph.demo.site import build_site
from tests.warehouse.pages import HOST, READER, VERSIONS, Capture, extract, page, warc
from tests.warehouse.sample import SITE, URL, captures, entries_found, entries_of, in_one_template
from warehouse import schema
from warehouse.templates import template_from_rows, template_rows

_ENTRIES = """
SELECT condition, facet, i.text FROM items i JOIN conditions USING (site, article_id)
ORDER BY condition, facet, position"""
_VERSIONS = "SELECT DISTINCT template_version FROM articles"


def content(lake: Path) -> dict[str, str]:
    files = warehouse.open(lake).files()
    return {Path(f["path"]).name: f["sha256"] for f in files if schema.tables()[f["table"]].kind == "content"}


# --- the sample encyclopedia -----------------------------------------------------------------------------


def test_entries_are_the_articles_own(encyclopedia: Path) -> None:
    found = entries_found(warehouse.open(encyclopedia).sql(_ENTRIES).fetchall())
    articles = build_site(URL).articles.values()
    assert found == {article.text.title: entries_of(article) for article in articles}


def test_what_the_template_says_is_in_modules(encyclopedia: Path) -> None:
    lake = warehouse.open(encyclopedia)
    rows = lake.sql(
        "SELECT condition, heading, unnest(entries) FROM modules JOIN conditions USING (site, article_id)"
    ).fetchall()
    told = {(condition, text) for condition, *texts in rows for text in texts}
    articles = build_site(URL).articles.values()
    of_template = [
        (article.text.title, entry)
        for article in articles
        for module in article.modules
        for block in module.blocks
        for entry in (block.heading, *block.entries)
        if entry
    ]
    assert len(of_template) > 1000
    assert [each for each in of_template if each not in told] == []
    assert Counter(name for (name,) in lake.sql("SELECT condition FROM conditions").fetchall()) == Counter(
        article.text.title for article in articles
    )


def test_an_older_twin_is_the_same_article(encyclopedia: Path) -> None:
    twins = [article for article in build_site(URL).articles.values() if article.twin_path]
    assert len(twins) > 1
    for article in twins:
        rows = warehouse.open(encyclopedia).sql(
            "SELECT addresses FROM conditions WHERE condition = ?", [article.text.title]
        )
        [(addresses,)] = rows.fetchall()
        assert {URL + article.path, URL + article.twin_path} <= set(addresses)


def test_the_template_is_listed(encyclopedia: Path) -> None:
    lake = warehouse.open(encyclopedia)
    rows = lake.sql("FROM templates ORDER BY site, position").to_arrow_table().to_pylist()
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["heading"] for row in rows} >= {"medicine safety", "care roadmap for x", "key takeaways"}
    [(version,)] = lake.sql(_VERSIONS).fetchall()
    assert {(row["site"], row["template_version"]) for row in rows} == {(SITE, version)}
    template = template_from_rows(rows)
    assert template.version == version
    assert template_rows(template) == rows


def test_the_second_edition_is_the_difference_and_no_more(encyclopedia_copy: Path) -> None:
    lake = encyclopedia_copy
    before = warehouse.open(lake).sql("FROM templates").fetchall()
    warc(lake / "archive", "second", *captures(2, 2))
    summary = warehouse.ingest(lake)
    assert (summary.outcome, summary.templates_learned) == ("published", ())
    assert warehouse.open(lake).sql("FROM templates").fetchall() == before

    difference, known = warehouse.open(lake).diff(1, 2), changes(2)
    articles = {**build_site(URL).articles, **build_site(URL, 2).articles}
    titles = {slug: article.text.title for slug, article in articles.items()}
    conditions = {(a.change, a.condition) for a in difference.articles if a.kind == "condition"}
    assert conditions == {
        *(("changed", titles[slug]) for slug in known["changed"]),
        *(("removed", titles[slug]) for slug in known["gone"]),
        *(("added", titles[slug]) for slug in known["new"]),
    }
    assert {a.kind for a in difference.articles} == {"condition", "hub"}
    done = [change for all_of_one in known["changed"].values() for change in all_of_one]
    verbs = {"add": "added", "reword": "reworded", "remove": "removed", "move": "moved"}
    assert Counter((item.condition, item.facet, item.change) for item in difference.items) == Counter(
        (titles[c.article], c.facet, verbs[c.action]) for c in done if c.action != "define"
    )


def test_symptoms_that_diseases_share_stay_entries_in_one_template(tmp_path: Path) -> None:
    site = in_one_template()
    warc(tmp_path / "archive", "a", *(capture for _, capture in site.values()))
    assert warehouse.ingest(tmp_path).templates_learned == (SITE,)
    found = entries_found(warehouse.open(tmp_path).sql(_ENTRIES).fetchall())
    wanted = {article.text.title: entries_of(article) for article, _ in site.values()}
    said = Counter(text for entries in wanted.values() for text in entries["symptom"])
    assert sum(n for n in said.values() if n > 2) > 100
    assert found == wanted


def test_neither_order_nor_workers_count(encyclopedia: Path, tmp_path: Path) -> None:
    files = sorted((encyclopedia / "archive").iterdir(), reverse=True)
    assert len(files) == 3
    warehouse.ingest(tmp_path, warcs=files, workers=2)
    assert content(tmp_path) == content(encyclopedia)


# --- when a template is learned, and what becomes of the pages -------------------------------------------


class Learning:
    """Learns that a site of enough pages has a template, and remembers from what it did."""

    def __init__(self, heading: str = "faq", least: int = 3) -> None:
        self.heading = heading
        self.least = least
        self.samples: list[list[str]] = []

    def __call__(self, site: str, pages: Iterable[tuple[bytes, str]]) -> Template | None:
        urls = [url for body, url in pages if body]
        self.samples.append(urls)
        if len(urls) < self.least:
            return None
        return Template(site, frozenset({(self.heading, "words")}), frozenset(), len(urls))


def read_with(body: bytes, url: str, template: Template | None) -> Article:
    return replace(extract(body, url), template_version=template.version if template else None)


def ingest(lake: Path, *warcs: Path, learn: Any, **options: Any) -> warehouse.IngestSummary:
    return warehouse.ingest(
        lake, **{**READER, "extract": read_with, "learn": learn, "warcs": list(warcs) or None, **options}
    )


def versions(lake: Path) -> dict[str, str | None]:
    rows = warehouse.open(lake).sql("SELECT url, template_version FROM articles").fetchall()
    return {url.removeprefix(HOST): version for url, version in rows}


def site(root: Path, name: str, paths: Iterable[str], day: int = 1) -> Path:
    return warc(root / "archive", name, *(Capture(path, day, page(f"Disease {path}")) for path in paths))


def test_a_template_comes_once_there_are_pages_enough(tmp_path: Path) -> None:
    learn = Learning()
    site(tmp_path, "1", ["/a", "/b", "http://other.org/x"])
    first = ingest(tmp_path, learn=learn)
    assert (first.outcome, first.templates_learned) == ("published", ())
    assert set(versions(tmp_path).values()) == {None}
    # The third page brings the template: the two pages that were read without it are read again at once.
    site(tmp_path, "2", ["/c"], day=2)
    second = ingest(tmp_path, learn=learn)
    assert (second.version, second.pages_read, second.templates_learned) == (2, 3, ("example.org",))
    assert (second.articles_added, second.articles_changed) == (1, 2)
    read = versions(tmp_path)
    assert read["/a"] == read["/b"] == read["/c"] != read["http://other.org/x"] is None
    assert learn.samples[-1] == sorted((f"{HOST}/{p}" for p in "abc"), key=digest)
    # A lake that had all three from the start says the same.
    ingest(tmp_path / "at-once", *sorted((tmp_path / "archive").glob("*")), learn=Learning())
    assert content(tmp_path) == content(tmp_path / "at-once")


def test_a_template_is_kept_until_asked(tmp_path: Path) -> None:
    site(tmp_path, "1", ["/a", "/b", "/c"])
    ingest(tmp_path, learn=Learning())
    kept = versions(tmp_path)["/a"]
    site(tmp_path, "2", ["/d"], day=2)
    assert ingest(tmp_path, learn=Learning("other")).pages_read == 1
    assert set(versions(tmp_path).values()) == {kept}
    assert ingest(tmp_path, learn=Learning("other")).outcome == "unchanged"

    anew = ingest(tmp_path, learn=Learning("other"), relearn=True)
    assert (anew.outcome, anew.pages_read, anew.templates_learned) == ("published", 4, ("example.org",))
    assert kept not in versions(tmp_path).values()
    assert warehouse.open(tmp_path).sql("SELECT heading, sample_pages FROM templates").fetchall() == [
        ("other", 4)
    ]
    # What is learned anew and is the same, or is nothing, changes nothing.
    for learn in (Learning("other"), Learning(least=9)):
        assert ingest(tmp_path, learn=learn, relearn=True).outcome == "unchanged"


def test_the_sample_is_chosen_by_address_and_has_a_limit(tmp_path: Path) -> None:
    paths = [f"/{n}" for n in range(230)]
    samples = []
    for name, order in (("up", paths), ("down", paths[::-1])):
        learn = Learning()
        ingest(tmp_path / name, site(tmp_path / name, "1", order), learn=learn)
        samples.append(learn.samples)
    assert samples[0] == samples[1]
    [sample] = samples[0]
    assert sample == sorted((HOST + path for path in paths), key=digest)[:200]


def test_the_sample_is_of_standing_pages_that_can_be_read(tmp_path: Path) -> None:
    body = page("Disease /gone")
    first = site(tmp_path, "1", ["/away", "/gone", "/old"])
    second = warc(
        tmp_path / "archive",
        "2",
        Capture("/gone", 2, status=410),
        Capture("/old", 2, page("Newer")),
        Capture("/lite?rx_lite=1", 2, body),
        Capture("/lite", 3, status=304, revisit=body),
        Capture("/feed", 2, b"<rss>", mime="application/rss+xml"),
        Capture("/lost", 2, body, 404),
        Capture("/moved", 2, status=301, location="/old"),
    )
    ingest(tmp_path, first, learn=Learning(least=9))
    first.unlink()
    learn = Learning(least=2)
    assert ingest(tmp_path, second, learn=learn).templates_learned == ("example.org",)
    assert {url.removeprefix(HOST) for url in learn.samples[-1]} == {
        "/old",
        "/lite?rx_lite=1",
    }
    # The page whose archive file is gone stays as it was read.
    assert versions(tmp_path)["/away"] is None


def test_nothing_is_learned_without_new_pages(tmp_path: Path) -> None:
    site(tmp_path, "1", ["/a", "/b"])
    ingest(tmp_path, learn=Learning())
    warc(tmp_path / "archive", "2", Capture("/a", 2, status=304, revisit=page("Disease /a")))
    learn = Learning()
    assert ingest(tmp_path, learn=learn).outcome == "published"
    assert learn.samples == []


def test_a_refused_run_leaves_no_template(tmp_path: Path) -> None:
    def leaking(body: bytes, url: str, template: Template | None) -> Article:
        return extract(body.replace(b"Urate", b'Urate" data-rx-term="x'), url)

    site(tmp_path, "1", ["/a", "/b", "/c", "/d"])
    assert ingest(tmp_path, learn=Learning(), extract=leaking).outcome == "refused"
    assert warehouse.open(tmp_path).tables["templates"] == 0
    good = ingest(tmp_path, learn=Learning(), versions={**VERSIONS, "extractor_version": "two"})
    assert (good.outcome, good.templates_learned) == ("published", ("example.org",))


def test_of_two_writers_the_first_ones_template_holds(tmp_path: Path) -> None:
    files = [site(tmp_path, "1", ["/a", "/b", "/c"]), site(tmp_path, "2", ["/d", "/e", "/f"])]

    def overtaken(site: str, pages: Iterable[tuple[bytes, str]]) -> Template | None:
        list(pages)
        assert ingest(tmp_path, files[1], learn=Learning("first")).version == 1
        return Template(site, frozenset({("second", "words")}), frozenset(), 3)

    summary = ingest(tmp_path, files[0], learn=overtaken)
    assert (summary.version, summary.templates_learned, summary.articles_added) == (2, (), 3)
    assert warehouse.open(tmp_path).sql("SELECT heading FROM templates").fetchall() == [("first",)]
    [version] = set(versions(tmp_path).values())
    assert version is not None
    readers = warehouse.open(tmp_path).sql("SELECT DISTINCT reader FROM addresses").fetchall()
    assert len(readers) == 1
