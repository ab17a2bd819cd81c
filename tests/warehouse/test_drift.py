"""Drift keeps a broken reader out, names site and facet, and lets the daily life of a site pass."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import warehouse
from extract import Template
from extract.errors import ExitCode
from extract.record import Article, Item
from tests.warehouse import told
from tests.warehouse.pages import Capture, warc
from tests.warehouse.told import Site

BROKEN = {"extractor_version": "broken", "vocabulary_version": "one"}


def ingest(lake: Path, day: int, captures: list[Capture], **options: Any) -> warehouse.IngestSummary:
    """Take in what came on a day; without captures, read again what the lake's archive has."""
    if captures:
        warc(lake / "archive", f"day-{day:03}", *captures)
    return warehouse.ingest(lake, **{"extract": told.read, **told.READER, **options})


def alarms(summary: warehouse.IngestSummary, rule: str = "drift_articles") -> set[tuple[str, str, str]]:
    """Site, measure and subject of every alarm of one comparison."""
    [finding] = [f for f in summary.findings if f.rule == rule]
    return {(a["site"], a["measure"], a["subject"]) for a in finding.examples}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with one version of a site; to be copied."""
    lake = tmp_path_factory.mktemp("standing")
    site = Site(60)
    assert ingest(lake, 1, site.captures(site.pages, 1)).outcome == "published"
    return lake


@pytest.fixture
def lake(standing: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(standing, tmp_path / "lake"))


def only(change: Callable[[list[Item]], list[Item]], facet: str = "symptom") -> Any:
    """A reader that spoils the entries of one facet."""

    def reader(body: bytes, url: str, template: Template | None = None) -> Article:
        return spoil(told.read(body, url), change, facet)

    return reader


def spoil(article: Article, change: Callable[[list[Item]], list[Item]], facet: str) -> Article:
    of_facet = [item for item in article.items if item.facet == facet]
    others = [item for item in article.items if item.facet != facet]
    return replace(article, items=(*others, *change(of_facet)))


def emptied(items: list[Item]) -> list[Item]:
    return []


def halved(items: list[Item]) -> list[Item]:
    return items[: len(items) // 2] if len(items) > 1 else items


def merged(items: list[Item]) -> list[Item]:
    return items[:1]


def undescribed(items: list[Item]) -> list[Item]:
    return [replace(item, description=None) for item in items]


def unnamed(items: list[Item]) -> list[Item]:
    return [replace(item, term=None, term_key=None) for item in items]


def cut(items: list[Item]) -> list[Item]:
    return [replace(i, text=i.text[:4], text_end=i.text_start + 4) for i in items]


def moved(items: list[Item]) -> list[Item]:
    return [replace(item, facet="cause", position=100 + item.position) for item in items]


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        (emptied, "present"),
        (halved, "entries"),
        (merged, "entries"),
        (undescribed, "descriptions"),
        (unnamed, "terms"),
        (cut, "characters"),
        (moved, "present"),
    ],
)
def test_a_reader_broken_for_one_facet_is_refused(lake: Path, change: Any, measure: str) -> None:
    summary = ingest(lake, 2, [], extract=only(change), versions=BROKEN)
    assert (summary.outcome, summary.exit_code) == ("refused", ExitCode.REFUSED)
    assert ("example.org", measure, "symptom") in alarms(summary)
    assert {subject for *_, subject in alarms(summary)} == ({"symptom", "cause"} if change is moved else {"symptom"})
    assert {f.rule for f in summary.findings if f.refuses} <= {"drift_articles", "drift_site"}
    [message] = [a["message"] for f in summary.findings for a in f.examples if f.rule == "drift_articles"
                 and (a["measure"], a["subject"]) == (measure, "symptom")]  # fmt: skip
    assert message.startswith("example.org, symptom: ")
    assert " fell from " in message
    # Readers have what they had.
    assert warehouse.open(lake).sql("SELECT DISTINCT extractor_version FROM articles").fetchall() == [("one",)]
