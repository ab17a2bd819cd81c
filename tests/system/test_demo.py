"""The demo from end to end: a real site, a real crawl, a real lake, and what a newcomer sees."""

from __future__ import annotations

import json
import signal
import socket
from collections import Counter
from pathlib import Path
from urllib.robotparser import RobotFileParser

import duckdb
import pandas
import polars
import pytest

import warehouse
from crawler.sites import load_sites
from extract.addresses import normalize
from extract.errors import ExitCode
from nosograph.demo.editions import changes
from nosograph.demo.site import build_site
from tests.conftest import DemoLake
from tests.system.command import content_files, nosograph


def test_prints_what_a_newcomer_wants_to_see(demo_lake: DemoLake) -> None:
    out, lake = demo_lake.ran.out, warehouse.open(demo_lake.folder)
    stored = lake.sql("SELECT count(*) FROM captures WHERE status = 200").fetchall()[0][0]
    assert f"{stored} stored" in out
    assert "robots.txt forbids it" in out
    assert "HTTP 503; again in 1 s" in out
    assert all(f" {table} " in out and str(rows) in out for table, rows in lake.tables.items())
    assert "Which conditions share most symptoms?" in out
    assert "One condition in full" in out
    assert "\nInfluenza\n" in out
    assert str(demo_lake.folder) in out
    for command in ("show", "query", "demo --edition 2", "status"):
        assert f"\nnosograph {command} " in out
    assert "Traceback" not in demo_lake.ran.err


def test_every_page_of_the_site_is_in_the_lake_once(demo_lake: DemoLake) -> None:
    lake = warehouse.open(demo_lake.folder)
    site = build_site(demo_lake.url)
    captures = lake.sql("SELECT address, status FROM captures WHERE status = 200").fetchall()
    assert len(captures) == len(set(captures))
    robots = RobotFileParser()
    robots.parse(site.pages["/robots.txt"].body.decode().splitlines())
    (crawled,) = load_sites(demo_lake.folder / "state" / "sites.toml")
    pages = [normalize(f"{site.url}{page.target}") for page in site.pages.values() if page.status == 200]
    articles = {page for page in pages if crawled.role_of(page) == "article"}
    assert {address for address, _ in captures} == {a for a in articles if robots.can_fetch("Nosograph", a)}
    twins = {f"{site.url}{a.twin_path}" for a in site.articles.values() if a.twin_path}
    assert twins
    assert twins < articles

    titles = Counter(article.text.title for article in site.articles.values())
    conditions = lake.sql("SELECT condition FROM conditions").fetchall()
    assert Counter(name for (name,) in conditions) == titles


def test_the_second_edition_is_the_difference_of_two_versions_and_a_third_run_changes_nothing(
    demo_copy: DemoLake,
) -> None:
    ran = nosograph("demo", "--edition", "2", "--lake", demo_copy.folder)
    assert ran.code == 0, ran.err
    lake = warehouse.open(demo_copy.folder)
    diff, known = lake.diff(1, 2), changes(2)
    slugs = {article.article_id: article.url.rstrip("/").rpartition("/")[2] for article in diff.articles}

    assert {(article.change, slugs[article.article_id]) for article in diff.articles} == (
        {("changed", slug) for slug in known["changed"]}
        | {("removed", slug) for slug in known["gone"]}
        | {("added", slug) for slug in known["new"]}
    )
    numbers = Counter(article.change for article in diff.articles)
    assert numbers == {"changed": 5, "removed": 1, "added": 1}

    verbs = {"add": "added", "reword": "reworded", "remove": "removed", "move": "moved"}
    assert sorted((slugs[item.article_id], item.facet, item.change) for item in diff.items) == sorted(
        (slug, str(change.facet), verbs[change.action])
        for slug, done in known["changed"].items()
        for change in done
        if change.action != "define"
    )
    defined = {a.url.rstrip("/").rpartition("/")[2] for a in diff.articles if "definition" in a.fields}
    assert defined == {s for s, done in known["changed"].items() if any(c.action == "define" for c in done)}
    for slug in known["changed"]:
        title = build_site(demo_copy.url, 2).articles[slug].text.title
        assert f"changed  condition  {title}" in ran.out

    before, after = (build_site(demo_copy.url, edition).pages for edition in (1, 2))
    other = {normalize(f"{demo_copy.url}{p.target}") for p in after.values() if p not in before.values()}
    bodies = "SELECT address FROM captures WHERE record_type = 'response' AND status = 200 AND fetched_at > ?"
    ended = lake.sql("SELECT captured_to, pages_read FROM runs WHERE captures > 0 ORDER BY 1").fetchall()
    fetched = {address for (address,) in lake.sql(bodies, [ended[0][0]]).fetchall()}
    assert fetched <= other
    assert ended[1][1] == len(fetched) < 20, "only changed pages are read again"

    third = nosograph("demo", "--edition", "2", "--lake", demo_copy.folder)
    assert third.code == 0, third.err
    assert "Versions 2 and 3 say the same." in third.out
    lake = warehouse.open(demo_copy.folder)
    assert content_files(lake, 3) == content_files(lake, 2)
    visits = "SELECT record_type, status FROM captures WHERE fetched_at > ?"
    asked = Counter(lake.sql(visits, [ended[1][0]]).fetchall())
    assert asked["revisit", 304] > 50
    assert not asked["response", 200]
    assert lake.sql("SELECT pages_read FROM runs ORDER BY captured_to").fetchall()[-1] == (0,)


@pytest.mark.parametrize("point", ["archived:4", "committing:6", "sealing"])
def test_killed_anywhere_the_same_command_goes_on(demo_lake: DemoLake, tmp_path: Path, point: str) -> None:
    lake = tmp_path / "lake"
    arguments = ("demo", "--lake", lake, "--port", str(demo_lake.port))
    assert nosograph(*arguments, NOSOGRAPH_FAULT=point).code == -signal.SIGKILL
    ran = nosograph(*arguments)
    assert ran.code == 0, ran.err
    assert _facts(lake) == _facts(demo_lake.folder)


def _facts(folder: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """What a lake of one crawl says, times and the crawl's own name apart."""
    lake = warehouse.open(folder)
    queries = {
        "captures": "SELECT address, status, record_type, payload_digest FROM captures",
        "articles": "SELECT article_id, url, text_digest, record_digest, addresses FROM articles",
        "items": "SELECT article_id, item_id, text FROM items",
        "citations": "SELECT article_id, position, text FROM citations",
    }
    return {name: Counter(map(repr, lake.sql(query).fetchall())) for name, query in queries.items()}


def test_duckdb_alone_reads_the_files_the_log_names(demo_lake: DemoLake) -> None:
    listed = json.loads(nosograph("log", "--files", "--json", "--lake", demo_lake.folder).out)
    paths: dict[str, list[str]] = {}
    for file in listed["files"]:
        paths.setdefault(file["table"], []).append(file["path"])
    assert {"articles", "items", "citations", "captures", "ledger"} <= paths.keys()
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in paths)
    asked = nosograph("query", f"SELECT {counts}", "--format", "json", "--lake", demo_lake.folder)
    for table, files in paths.items():
        expected = json.loads(asked.out)[0][table]
        assert duckdb.connect().read_parquet(files).count("*").fetchall() == [(expected,)]
        assert sum(len(pandas.read_parquet(path)) for path in files) == expected
        assert polars.read_parquet(files).height == expected


def test_a_busy_port_is_told(demo_copy: DemoLake) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", demo_copy.port))
        other.listen()
        ran = nosograph("demo", "--lake", demo_copy.folder)
    assert ran.code == ExitCode.USAGE
    assert str(demo_copy.port) in ran.err
    assert "Traceback" not in ran.err


def test_both_editions_are_one_site(demo_lake: DemoLake) -> None:
    ran = nosograph("demo", "--lake", demo_lake.folder, "--port", str(demo_lake.port + 1))
    assert ran.code == ExitCode.USAGE
    assert f"port {demo_lake.port}" in ran.err
