"""What the audit lets through, what it tells of, and what it keeps out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import warehouse
from extract import Template
from extract.errors import ExitCode
from extract.record import Article
from tests.warehouse.pages import READER, VERSIONS, Capture, extract, page, request, warc


def ingest(lake: Path, *warcs: Path, **options: Any) -> warehouse.IngestSummary:
    options = {**READER, "warcs": list(warcs) or None, **options}
    return warehouse.ingest(lake, **options)


def rows(lake: Path, query: str) -> list[tuple[Any, ...]]:
    return warehouse.open(lake).sql(query).fetchall()


def leaking(body: bytes, url: str, template: Template | None) -> Article:
    return extract(body.replace(b"Urate", b'Urate" data-rx-term="x'), url)


def test_an_odd_leak_is_told_and_many_are_refused(tmp_path: Path) -> None:
    pages = [Capture(f"/{n}", 1, page(f"Disease {n}", ["Urate"] if n < 4 else ["Age"])) for n in range(12)]
    three = ingest(tmp_path / "three", warc(tmp_path, "1", *pages[1:]), extract=leaking)
    assert three.outcome == "published"
    found = {f.rule: f.violations for f in three.findings if f.violations}
    assert found == {"leaks": 6}  # in the text and as an entry
    # Of two hundred new articles four are not more than 2 %; of those of the run's alone they are.
    many = [Capture(f"/more/{n}", 1, page(f"More {n}", ["Age"])) for n in range(200)]
    lake = tmp_path / "four"
    assert ingest(lake, warc(tmp_path, "2", *pages, *many), extract=leaking).outcome == "published"
    later = [Capture(f"/later/{n}", 2, page(f"Later {n}")) for n in range(4)]
    refused = ingest(lake, warc(tmp_path, "3", *later), extract=leaking)
    assert [(f.rule, f.violations) for f in refused.findings if f.refuses] == [("leaks_widespread", 4)]
    assert rows(lake, "SELECT count(*) FROM articles") == [(212,)]


def test_a_refused_run_publishes_nothing_and_is_taken_again(tmp_path: Path) -> None:
    file = warc(tmp_path, "1", *(Capture(f"/{n}", 1, page(f"Disease {n}")) for n in range(4)))
    asked = [request(1, "/1")]
    bad = {"extract": leaking, "versions": {**VERSIONS, "extractor_version": "bad"}, "ledger": asked}
    summary = ingest(tmp_path, file, **bad)
    assert (summary.outcome, summary.exit_code) == ("refused", ExitCode.REFUSED)
    [finding] = [f for f in summary.findings if f.refuses]
    assert (finding.rule, finding.violations) == ("leaks_widespread", 4)
    [told] = [f for f in summary.findings if f.rule == "leaks"]
    assert "data-rx-term" in str(told.examples)
    tables = warehouse.open(tmp_path).tables
    assert {name for name, count in tables.items() if count} == {"runs", "checks"}
    assert rows(tmp_path, "SELECT outcome, captures FROM runs") == [("refused", 4)]
    assert rows(tmp_path, "SELECT rule FROM checks WHERE severity = 'error' AND violations > 0") == [
        ("leaks_widespread",)
    ]
    # The same again is refused again, and recorded once.
    again = ingest(tmp_path, file, **bad)
    assert (again.outcome, again.version) == ("refused", 1)
    good = ingest(tmp_path, file, ledger=asked)
    assert (good.outcome, good.version, good.captures, good.ledger_rows) == ("published", 2, 4, 1)


def ungrounded(body: bytes, url: str, template: Template | None) -> Article:
    article = extract(body, url)
    return replace(article, items=tuple(replace(i, text_start=i.text_start + 1) for i in article.items))


def strayed(body: bytes, url: str, template: Template | None) -> Article:
    article = extract(body, url)
    return replace(article, items=tuple(replace(i, section=99) for i in article.items))


def doubled(body: bytes, url: str, template: Template | None) -> Article:
    article = extract(body, url)
    return replace(article, items=(*article.items, *article.items))


@pytest.mark.parametrize(
    ("reader", "rule"),
    [(ungrounded, "grounded"), (strayed, "items_have_places"), (doubled, "unique_items")],
)
def test_each_rule_finds_what_it_is_for(tmp_path: Path, reader: Any, rule: str) -> None:
    summary = ingest(tmp_path, warc(tmp_path, "1", Capture("/a", 1, page("গাউট 𝔊"))), extract=reader)
    assert [f.rule for f in summary.findings if f.refuses] == [rule]
