"""The table changes says of every version what the command diff says of it and the one before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import warehouse
from extract import extract_article
from nosograph.demo.editions import changes
from tests.warehouse.pages import READER, Capture, page, request, warc
from tests.warehouse.sample import captures
from tests.warehouse.test_attribution import OLDER, OTHER_WORDS, older, other_words


def told(lake: warehouse.Lake, version: int) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """What the table says of a version: of articles, of entries."""
    rows = lake.sql(
        "SELECT item_id, article_id, change, condition, facet, before, after, fields, cause FROM changes "
        "WHERE version = ?",
        [version],
    ).fetchall()
    articles = {(i, c, n, tuple(f), tuple(w)) for item, i, c, n, _, _, _, f, w in rows if item is None}
    items = {(*row[:7], tuple(row[8])) for row in rows if row[0] is not None}
    assert len(articles) + len(items) == len(rows)
    return articles, items


def said(lake: warehouse.Lake, version: int) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """The same, as the difference between the version and the one before tells it."""
    found = lake.diff(version - 1, version)
    articles = {(a.article_id, a.change, a.condition, a.fields, a.cause) for a in found.articles}
    items = {
        (i.item_id, i.article_id, i.change, i.condition, i.facet, i.before, i.after, i.cause)
        for i in found.items
    }
    return articles, items


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> warehouse.Lake:
    """Two editions; an extractor with one changed rule; a changed vocabulary; a quiet run; back to 2."""
    root = tmp_path_factory.mktemp("changes")
    edited = changes(2)
    slugs = (*edited["changed"], *edited["gone"], *edited["new"], "asthma", "epilepsy", "influenza")
    reads: list[tuple[Callable[..., Any], dict[str, str]]] = [
        (older, OLDER), (older, OLDER), (extract_article, {}), (other_words, OTHER_WORDS),
    ]  # fmt: skip
    for number, (extract, versions) in enumerate(reads, 1):
        if number <= 2:
            of_edition = captures(number, number)
            chosen = [c for c in of_edition if c.exchange.url.rstrip("/").endswith(slugs)]
            warc(root / "archive", f"edition-{number}", *chosen)
        done = warehouse.ingest(root, extract=extract, versions=versions or None, accept="a test")
        assert (done.outcome, done.version) == ("published", number)
    warehouse.ingest(root, ledger=[request(1, "/x")], extract=other_words, versions=OTHER_WORDS)
    assert warehouse.rollback(root, 2) == 6
    return warehouse.open(root)


@pytest.mark.parametrize("version", [2, 3, 4, 6])
def test_the_table_says_what_diff_says(lake: warehouse.Lake, version: int) -> None:
    assert told(lake, version) == said(lake, version)
    assert told(lake, version) != (set(), set())


@pytest.mark.parametrize(("version", "cause"), [(2, ["source"]), (3, ["extractor"]), (4, ["vocabulary"])])
def test_each_version_has_its_cause(lake: warehouse.Lake, version: int, cause: list[str]) -> None:
    causes = lake.sql("SELECT DISTINCT cause FROM changes WHERE version = ?", [version]).fetchall()
    assert causes == [(cause,)]


def test_sql_tells_changes_by_condition_and_facet(lake: warehouse.Lake) -> None:
    verbs = {"add": "added", "reword": "reworded", "remove": "removed", "move": "moved"}
    rows = lake.sql(
        "SELECT facet, change FROM changes WHERE version = 2 AND item_id IS NOT NULL ORDER BY ALL"
    ).fetchall()
    done = [c for of_one in changes(2)["changed"].values() for c in of_one if c.action != "define"]
    assert rows == sorted((c.facet, verbs[c.action]) for c in done)
    [(named,)] = lake.sql(
        "SELECT count(*) FROM changes WHERE item_id IS NOT NULL AND condition IS NULL"
    ).fetchall()
    assert named == 0


def test_a_first_version_tells_of_articles_alone(lake: warehouse.Lake) -> None:
    articles, items = told(lake, 1)
    assert not items
    assert len(articles) == lake.at(1).tables["articles"]
    assert {(change, cause) for _, change, _, _, cause in articles} == {("added", ("source",))}
    assert told(lake, 5) == (set(), set())


def test_cosmetic_churn_is_no_change(tmp_path: Path) -> None:
    warc(tmp_path / "archive", "1", Capture("/gout", 1, page()), Capture("/flu", 1, page("Flu")))
    warehouse.ingest(tmp_path, **READER)
    warc(
        tmp_path / "archive",
        "2",
        Capture("/gout", 2, page(noise="new")),
        Capture("/flu", 2, page("Flu", ["A"])),
    )
    warehouse.ingest(tmp_path, **READER)
    rows = (
        warehouse.open(tmp_path)
        .sql("SELECT condition, change, after FROM changes WHERE version = 2 ORDER BY ALL")
        .fetchall()
    )
    assert rows == [
        ("Flu", "added", "A"), ("Flu", "changed", None), ("Flu", "removed", None), ("Flu", "removed", None),
    ]  # fmt: skip
