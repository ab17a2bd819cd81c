"""What an ingest makes of captures: which articles there are, what is read again, what is committed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import warehouse
from crawler.archive import ArchiveError
from extract import Template
from extract.errors import ExitCode, UsageError
from extract.record import Article
from tests.warehouse.pages import HOST, READER, VERSIONS, Capture, extract, page, request, warc
from warehouse import LakeError, schema


def ingest(lake: Path, *warcs: Path, **options: Any) -> warehouse.IngestSummary:
    options = {**READER, "warcs": list(warcs) or None, **options}
    return warehouse.ingest(lake, **options)


def rows(lake: Path, query: str) -> list[tuple[Any, ...]]:
    return warehouse.open(lake).sql(query).fetchall()


def content(lake: Path) -> list[str]:
    return [f["path"] for f in warehouse.open(lake).files() if schema.tables()[f["table"]].kind == "content"]


def addresses(lake: Path) -> dict[str, list[str]]:
    """Address of each article to all of its addresses, both as paths."""
    found = rows(lake, "SELECT url, addresses FROM articles ORDER BY url")
    return {url.removeprefix(HOST): [a.removeprefix(HOST) for a in others] for url, others in found}


def test_rows_of_every_table(tmp_path: Path) -> None:
    summary = ingest(
        tmp_path, warc(tmp_path, "a", Capture("/gout/", 1, page())), ledger=[request(1, "/gout/")]
    )
    assert (summary.outcome, summary.version, summary.exit_code) == ("published", 1, ExitCode.DONE)
    assert (summary.captures, summary.ledger_rows, summary.pages_read, summary.articles_added) == (1, 1, 1, 1)
    counts = warehouse.open(tmp_path).tables
    assert counts | {"checks": 0, "measures": 0, "changes": 0} == {
        "articles": 1, "addresses": 1, "sections": 2, "items": 2, "citations": 1, "glossary": 1, "modules": 1,
        "links": 1, "rejected": 1, "templates": 0, "captures": 1, "ledger": 1, "runs": 1, "checks": 0,
        "measures": 0, "changes": 0, "tombstones": 0,
    }  # fmt: skip
    assert counts["checks"] == len(summary.findings) > 5
    assert rows(tmp_path, "SELECT definition, language FROM glossary") == [("লবণ।", "bn")]
    assert rows(tmp_path, "SELECT structured, missing, first_seen::DATE::VARCHAR FROM articles") == [
        ('{"@type": "MedicalWebPage", "name": "Gout"}', '{"symptom": "not_on_page"}', "2026-01-01")
    ]


def test_the_same_twice_commits_once(tmp_path: Path) -> None:
    file = warc(tmp_path / "archive", "a", Capture("/gout/", 1, page()))
    asked = [request(1, "/gout/"), request(2, "/x", "not_found")]
    assert ingest(tmp_path, ledger=asked).outcome == "published"
    again = ingest(tmp_path, file, ledger=asked)
    assert (again.outcome, again.version, again.captures, again.ledger_rows) == ("unchanged", 1, 0, 0)
    more = ingest(tmp_path, ledger=[*asked, request(3, "/y", "too_large", reason="9 MiB")])
    assert (more.version, more.captures, more.ledger_rows) == (2, 0, 1)
    assert rows(tmp_path, "SELECT url, verdict, reason FROM skipped ORDER BY seq") == [
        (f"{HOST}/x", "not_found", None),
        (f"{HOST}/y", "too_large", "9 MiB"),
    ]


def test_the_same_run_has_the_same_files_and_run_id_in_any_lake(tmp_path: Path) -> None:
    file = warc(tmp_path, "a", Capture("/gout/", 1, page()), Capture("/flu", 1, page("Flu")))
    summaries = [ingest(tmp_path / name, file) for name in ("one", "two")]
    assert summaries[0].run_id == summaries[1].run_id
    one, two = (warehouse.open(tmp_path / name).files() for name in ("one", "two"))
    assert [f["sha256"] for f in one] == [f["sha256"] for f in two]


def test_nothing_at_all_makes_no_version(tmp_path: Path) -> None:
    assert ingest(tmp_path / "lake", warc(tmp_path, "empty")).version == 0
    assert ingest(tmp_path / "lake").outcome == "unchanged"
    assert not (tmp_path / "lake/log").exists()


def test_a_canonical_link_folds_addresses(tmp_path: Path) -> None:
    home = f"{HOST}/gout/"
    file = warc(
        tmp_path,
        "a",
        Capture("/?p=123456", 2, page(canonical=home)),
        Capture("/gout/", 1, page(canonical=home, about="is old at home")),
        Capture("/gout/?rx_lite=1", 1, page(canonical=home, about="is old at home")),
    )
    ingest(tmp_path, file)
    # The page at the canonical address is read although another is newer.
    assert addresses(tmp_path) == {"/gout/": ["/?p=123456", "/gout/"]}
    assert rows(tmp_path, "SELECT definition FROM articles") == [("Gout is old at home.",)]
    assert rows(tmp_path, "SELECT address, role FROM addresses ORDER BY 1") == [
        (f"{HOST}/?p=123456", "twin"),
        (f"{HOST}/gout/", "article"),
    ]


def test_without_the_canonical_page_the_newest_is_read(tmp_path: Path) -> None:
    home = f"{HOST}/gout/"
    file = warc(
        tmp_path,
        "a",
        Capture("/1", 1, page(canonical=home, about="is old")),
        Capture("/3", 2, page(canonical=home, about="is new")),
        Capture("/2", 2, page(canonical=home, about="is new")),
    )
    ingest(tmp_path, file)
    assert addresses(tmp_path) == {"/2": ["/1", "/2", "/3"]}


def test_equal_text_is_one_article_within_a_site_alone(tmp_path: Path) -> None:
    file = warc(
        tmp_path,
        "a",
        Capture("/rxharun/gout", 2, page()),
        Capture("/resources/gout/", 1, page()),
        Capture("http://other.org/gout", 1, page()),
        Capture("/empty", 1, b"<html>"),
        Capture("/void", 1, b"<html> "),
    )
    summary = ingest(tmp_path, file)
    assert addresses(tmp_path) == {
        "/empty": ["/empty"],
        "/void": ["/void"],
        "/resources/gout/": ["/resources/gout/", "/rxharun/gout"],
        "http://other.org/gout": ["http://other.org/gout"],
    }
    assert (summary.pages_failed, summary.exit_code) == (2, ExitCode.PAGES_FAILED)
    assert rows(tmp_path, "SELECT count(*) FROM conditions") == [(2,)]


def test_a_twin_that_changes_becomes_an_article_and_comes_back(tmp_path: Path) -> None:
    first = warc(tmp_path, "1", Capture("/a", 1, page()), Capture("/b", 1, page()))
    second = warc(tmp_path, "2", Capture("/a", 2, page(causes=["Age"])))
    third = warc(tmp_path, "3", Capture("/a", 3, page()))
    ingest(tmp_path, first)
    assert addresses(tmp_path) == {"/a": ["/a", "/b"]}
    # /b is read again from the first file: its rows were not in the lake.
    ingest(tmp_path, first, second)
    assert addresses(tmp_path) == {"/a": ["/a"], "/b": ["/b"]}
    assert rows(tmp_path, "SELECT changed_at::DATE::VARCHAR FROM articles WHERE url LIKE '%/b'") == [
        ("2026-01-01",)
    ]
    ingest(tmp_path, first, second, third)
    assert addresses(tmp_path) == {"/a": ["/a", "/b"]}


def test_a_page_whose_archive_file_is_gone_is_asked_for(tmp_path: Path) -> None:
    first = warc(tmp_path, "1", Capture("/a", 1, page()), Capture("/b", 1, page()))
    second = warc(tmp_path, "2", Capture("/a", 2, status=410))
    ingest(tmp_path, first)
    with pytest.raises(LakeError, match=r"1\.warc\.gz is needed to read http://example\.org/b"):
        ingest(tmp_path, second)


def test_redirects_are_addresses_of_where_they_lead(tmp_path: Path) -> None:
    first = warc(
        tmp_path,
        "1",
        Capture("/new/", 1, page()),
        Capture("/old", 1, status=301, location="/older"),
        Capture("/older", 1, status=302, location="http://example.org/new/"),
        Capture("/nowhere", 1, status=301, location="/missing"),
        Capture("/loop", 1, status=301, location="/loop2"),
        Capture("/loop2", 1, status=301, location="/loop"),
        Capture("/new/?utm_source=x", 2, status=301, location="/new/"),
    )
    ingest(tmp_path, first)
    assert addresses(tmp_path) == {"/new/": ["/new/", "/old", "/older"]}
    # A run without captures leaves them as they are.
    assert ingest(tmp_path, first, ledger=[request(1, "/x", "not_found")]).articles_changed == 0
    # A page that becomes a redirect leaves; a redirect whose target comes later finds it.
    second = warc(
        tmp_path,
        "2",
        Capture("/new/", 3, status=301, location="/newest"),
        Capture("/missing", 3, page("Flu")),
    )
    third = warc(tmp_path, "3", Capture("/newest", 4, page()))
    ingest(tmp_path, second)
    assert addresses(tmp_path) == {"/missing": ["/missing", "/nowhere"]}
    ingest(tmp_path, third)
    assert addresses(tmp_path)["/newest"] == ["/new/", "/newest", "/old", "/older"]


def test_gone_leaves_and_not_found_stays(tmp_path: Path) -> None:
    ingest(
        tmp_path,
        warc(tmp_path, "1", *(Capture(f"/{n}", 1, page(f"Disease {n}")) for n in ("gone", "lost", "broken"))),
    )
    second = warc(
        tmp_path,
        "2",
        Capture("/gone", 2, status=410),
        Capture("/lost", 2, status=404),
        Capture("/broken", 2, status=503),
    )
    summary = ingest(tmp_path, second)
    assert summary.articles_removed == 1
    assert set(addresses(tmp_path)) == {"/lost", "/broken"}
    assert rows(tmp_path, "SELECT count(*) FROM items") == [(4,)]


def test_revisits_are_not_read(tmp_path: Path) -> None:
    read: list[str] = []

    def watched(body: bytes, url: str, template: Template | None) -> Article:
        read.append(url)
        return extract(body, url)

    body = page()
    first = warc(tmp_path, "1", Capture("/a", 1, body), Capture("/b", 1, page("Flu")))
    second = warc(
        tmp_path, "2", Capture("/a", 2, status=304, revisit=body), Capture("/b", 2, revisit=page("Flu"))
    )
    ingest(tmp_path, first, extract=watched)
    before = content(tmp_path)
    summary = ingest(tmp_path, first, second, extract=watched)
    assert (summary.outcome, summary.captures, summary.pages_read) == ("published", 2, 0)
    assert len(read) == 2
    assert content(tmp_path) == before
    assert rows(tmp_path, "SELECT record_type, status FROM captures ORDER BY warc_file, warc_offset")[2:] == [
        ("revisit", 304),
        ("revisit", 200),
    ]


def test_new_bytes_that_say_the_same_change_no_file(tmp_path: Path) -> None:
    first = warc(tmp_path, "1", Capture("/a", 1, page(noise="1")))
    second = warc(tmp_path, "2", Capture("/a", 2, page(noise="2")))
    ingest(tmp_path, first)
    before = content(tmp_path)
    summary = ingest(tmp_path, first, second)
    assert (summary.captures, summary.pages_read, summary.articles_changed) == (1, 1, 0)
    assert content(tmp_path) == before


def test_changed_at_is_when_it_began_to_say_so(tmp_path: Path) -> None:
    days = [
        Capture("/a", 1, page(noise="1")),
        Capture("/a", 2, page(noise="2")),
        Capture("/a", 3, page(causes=["Age"])),
        Capture("/a", 4, page(noise="2")),
        Capture("/a", 5, page(noise="3")),
    ]
    files = [warc(tmp_path / "warcs", str(n), capture) for n, capture in enumerate(days, 1)]
    for until, changed in ((2, "2026-01-01"), (3, "2026-01-03"), (5, "2026-01-04")):
        lake = tmp_path / str(until)
        ingest(lake, *files[:until])
        seen = "SELECT first_seen::DATE::VARCHAR, changed_at::DATE::VARCHAR, warc_file FROM articles"
        assert rows(lake, seen) == [("2026-01-01", changed, f"{changed[-1]}.warc.gz")]


def test_only_the_bucket_of_a_change_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.commit._ARTICLES_A_BUCKET", 4)

    def pages(numbers: range) -> list[Capture]:
        return [Capture(f"/{n}", 1, page(f"Disease {n}")) for n in numbers]

    first = warc(tmp_path, "1", *pages(range(4)))
    ingest(tmp_path, first)
    assert {Path(path).name[:3] for path in content(tmp_path)} == {"all"}
    # A dozen articles more: buckets of one digit, every file anew, the same rows.
    second = warc(tmp_path, "2", *pages(range(4, 16)))
    ingest(tmp_path, first, second)
    before = set(content(tmp_path))
    assert len([path for path in before if "/articles/" in path]) > 4
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [(16, 16)]
    assert rows(tmp_path, "SELECT count(*) FROM items") == [(32,)]
    ingest(tmp_path, first, second, warc(tmp_path, "3", Capture("/7", 2, page("Disease 7", ["New"]))))
    changed = {Path(path).parts[-3] for path in set(content(tmp_path)) - before}
    assert changed == {"articles", "addresses", "sections", "items"}
    assert len(set(content(tmp_path)) - before) == 4
    assert rows(tmp_path, "SELECT count(*) FROM items") == [(31,)]


def test_a_failed_page_is_a_row_that_says_so(tmp_path: Path) -> None:
    torn = Capture("/torn", 1, b"not gzip at all" * 3)
    torn.exchange = type(torn.exchange)(
        **{n: getattr(torn.exchange, n) for n in ("url", "fetched_at", "status", "body")},
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "br")),
    )
    summary = ingest(tmp_path, warc(tmp_path, "a", torn, Capture("/a", 1, page())))
    assert (summary.outcome, summary.pages_failed, summary.exit_code) == ("published", 1, 3)
    [(status, error)] = rows(tmp_path, "SELECT status, error FROM articles WHERE url LIKE '%torn'")
    assert status == "failed"
    assert "a.warc.gz" in error
    # What the newest capture says is what is published, a failure too.
    ingest(tmp_path, warc(tmp_path, "b", Capture("/a", 2, b"<html>")))
    assert rows(tmp_path, "SELECT count(*) FROM conditions") == [(0,)]


def test_other_versions_read_the_archive_again(tmp_path: Path) -> None:
    def newer(body: bytes, url: str, template: Template | None) -> Article:
        return extract(body.replace(b"Gout", b"Podagra"), url)

    file = warc(tmp_path, "1", Capture("/a", 1, page()))
    ingest(tmp_path, file)
    again = {"extract": newer, "versions": {**VERSIONS, "extractor_version": "two"}}
    kept = ingest(tmp_path, warcs=[], **again)
    assert (kept.outcome, kept.version) == ("unchanged", 1)
    summary = ingest(tmp_path, file, **again)
    assert (summary.version, summary.pages_read, summary.articles_changed) == (2, 1, 1)
    assert rows(tmp_path, "SELECT condition FROM conditions") == [("Podagra",)]
    assert ingest(tmp_path, file, **again).outcome == "unchanged"


def test_offsets_count_code_points(tmp_path: Path) -> None:
    summary = ingest(tmp_path, warc(tmp_path, "1", Capture("/a", 1, page("গাউট 𝔊 é", ["কারণ।", "é 👩‍⚕️ x"]))))
    assert summary.outcome == "published"


def test_inputs_that_cannot_be_used(tmp_path: Path) -> None:
    sealed = warc(tmp_path, "1", Capture("/a", 1, page()))
    ingest(tmp_path / "lake", sealed)
    other = warc(tmp_path / "elsewhere", "1", Capture("/b", 1, page()))
    with pytest.raises(UsageError, match="Give the file another name"):
        ingest(tmp_path / "lake", other)
    with pytest.raises(UsageError, match="have one name"):
        ingest(tmp_path / "lake", sealed, other)
    with pytest.raises(UsageError, match=r"nothing\.warc\.gz cannot be read"):
        ingest(tmp_path / "lake", tmp_path / "nothing.warc.gz")
    opened = tmp_path / "2.warc.gz.open"
    opened.write_bytes(b"")
    with pytest.raises(UsageError, match="still being written"):
        ingest(tmp_path / "lake", opened)
    with pytest.raises(UsageError, match="no seq, verdict"):
        ingest(tmp_path / "lake", ledger=[{"crawl_id": "c", "url": HOST}])
    torn = tmp_path / "3.warc.gz"
    torn.write_bytes(other.read_bytes()[:-20])
    with pytest.raises(ArchiveError, match=r"3\.warc\.gz, offset \d+"):
        ingest(tmp_path / "lake", torn)
    assert warehouse.open(tmp_path / "lake").version == 1


def test_what_the_crawl_found_gone_leaves(tmp_path: Path) -> None:
    first = warc(tmp_path, "1", *(Capture(f"/{n}", 1, page(f"Disease {n}")) for n in ("a", "b", "c")))
    # Its answer was 404, and no sitemap names it any more: the ledger alone says what that comes to.
    second = warc(tmp_path, "2", Capture("/a", 3, status=404), Capture("/b", 3, status=404))
    gone = request(7, "/a", "gone", requested_at="2026-01-03T00:00:01Z")
    lost = request(8, "/b", "not_found", requested_at="2026-01-03T00:00:02Z")
    never = request(9, "/never-had", "gone", requested_at="2026-01-03T00:00:03Z")
    back = warc(tmp_path, "3", Capture("/a", 5, page("Disease a")))
    ingest(tmp_path / "x", first)
    summary = ingest(tmp_path / "x", first, second, ledger=[gone, lost, never])
    assert summary.articles_removed == 1
    assert set(addresses(tmp_path / "x")) == {"/b", "/c"}
    # It is told by the ledger whenever the ledger comes, and a page that came back later stands.
    ingest(tmp_path / "y", ledger=[gone, lost, never])
    ingest(tmp_path / "y", second)
    ingest(tmp_path / "y", first, second)
    assert set(addresses(tmp_path / "y")) == {"/b", "/c"}
    assert content(tmp_path / "y") == [path.replace("/x/", "/y/") for path in content(tmp_path / "x")]
    for lake in ("x", "y"):
        ingest(tmp_path / lake, first, second, back)
        assert set(addresses(tmp_path / lake)) == {"/a", "/b", "/c"}
    assert rows(tmp_path / "x", "SELECT changed_at::DATE::VARCHAR FROM articles WHERE url LIKE '%/a'") == [
        ("2026-01-05",)
    ]
