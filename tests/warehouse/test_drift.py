"""Drift keeps a broken reader out, names site and facet, and lets the daily life of a site pass."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import warehouse
from extract import Template, extract_article
from extract.errors import ExitCode
from extract.record import Article, Item, Module
from tests.warehouse import told
from tests.warehouse.pages import Capture, warc
from tests.warehouse.sample import SITE, captures
from tests.warehouse.told import Site
from warehouse.compact import compact

QUIET_RUNS = 50 if os.environ.get("NOSOGRAPH_SOAK") else 10
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
    items = warehouse.open(lake).tables["items"]
    summary = ingest(lake, 2, [], extract=only(change), versions=BROKEN)
    assert (summary.outcome, summary.exit_code) == ("refused", ExitCode.REFUSED)
    assert ("example.org", measure, "symptom") in alarms(summary)
    also = {"cause"} if change is moved else set()
    assert {subject for *_, subject in alarms(summary)} == {"symptom"} | also
    assert {f.rule for f in summary.findings if f.refuses} <= {"drift_articles", "drift_site"}
    [finding] = [f for f in summary.findings if f.rule == "drift_articles"]
    of = (measure, "symptom")
    [message] = [a["message"] for a in finding.examples if (a["measure"], a["subject"]) == of]
    assert message.startswith("example.org, symptom: ")
    assert " fell from " in message
    # Readers have what they had.
    assert warehouse.open(lake).tables["items"] == items


def days(site: Site, count: int) -> Iterator[list[Capture]]:
    """What a crawl brings on each of some days: a part of the pages, all with new bytes, some edited.

    One is written anew each day, one in three days comes, one in seven leaves.
    """
    gone: set[str] = set()
    for day in range(2, count + 2):
        there = [path for path in site.pages if path not in gone]
        asked = site.chance.sample(there, max(2, int(len(there) * site.chance.uniform(0.1, 0.8))))
        for path in asked:
            if site.chance.random() < 0.1:
                site.edit(path)
        site.rewrite(asked[0])
        left = asked.pop() if day % 7 == 0 else None
        captures = site.captures(asked, day)
        if day % 3 == 0:
            captures += site.captures([site.publish()], day)
        if left:
            gone.add(left)
            captures.append(told.answer(left, day, status=410))
        yield captures


def test_quiet_runs_raise_no_alarm(lake: Path) -> None:
    site = Site(60)
    for day, answers in enumerate(days(site, QUIET_RUNS), 2):
        summary = ingest(lake, day, answers)
        assert summary.outcome == "published", summary.findings
        assert summary.articles_changed
    assert len(site.pages) == 60 + sum(day % 3 == 0 for day in range(2, QUIET_RUNS + 2))


def test_an_accepted_run_is_published_and_what_later_ones_are_held_against(lake: Path) -> None:
    broken: dict[str, Any] = {"extract": only(emptied), "versions": BROKEN}
    assert ingest(lake, 2, [], **broken).outcome == "refused"
    reason = "the site dropped its symptoms"
    accepted = ingest(lake, 2, [], **broken, accept=reason)
    assert (accepted.outcome, accepted.exit_code, accepted.accepted) == ("published", ExitCode.DONE, reason)
    told_of = warehouse.open(lake)
    assert told_of.log()[-1]["accepted"] == reason
    assert told_of.sql("SELECT outcome, accepted FROM runs ORDER BY ALL").fetchall() == [
        ("published", reason),
        ("published", None),
        ("refused", None),
    ]
    found = told_of.sql("SELECT rule, accepted FROM checks WHERE violations > 0 AND severity = 'error'")
    assert sorted(found.fetchall()) == [
        *[("drift_articles", False), ("drift_articles", True)],
        *[("drift_site", False), ("drift_site", True)],
    ]
    # The next run is as it is now, and so is no drift; there was nothing to accept.
    site = Site(60)
    quiet = ingest(lake, 3, site.captures(list(site.pages)[:30], 3), **broken, accept="still")
    assert (quiet.outcome, quiet.accepted) == ("published", None)
    # Back to what it was is drift again, and a rollback is none.
    assert ingest(lake, 4, []).outcome == "refused"
    assert warehouse.rollback(lake, 1) > quiet.version
    assert ingest(lake, 4, site.captures(list(site.pages)[:30], 4)).outcome == "published"


def test_what_breaks_a_lake_is_not_accepted(lake: Path) -> None:
    twice = only(lambda items: [*items, *items])
    summary = ingest(lake, 2, [], extract=twice, versions=BROKEN, accept="never mind")
    assert summary.outcome == "refused"
    assert {f.rule for f in summary.findings if f.refuses} == {"unique_items"}


def test_new_pages_that_are_not_understood_are_seen_in_the_whole(lake: Path) -> None:
    site = Site(60)
    for day in (2, 3):
        new = [site.publish() for _ in range(30)]
        for path in new:
            site.pages[path].facets.pop("symptom")
        summary = ingest(lake, day, site.captures(new, day))
        if summary.outcome == "refused":
            break
    assert alarms(summary) == set()
    assert alarms(summary, "drift_site") == {("example.org", "present", "symptom")}
    [finding] = [f for f in summary.findings if f.rule == "drift_site"]
    assert finding.examples[0]["message"].startswith(
        "example.org, symptom: share of conditions with entries of the facet fell from 100.0% to "
    )


def test_a_slow_loss_is_seen_in_the_whole(lake: Path) -> None:
    site = Site(60)
    paths = [path for path in site.pages if "symptom" in site.pages[path].facets]
    for day in range(2, 12):  # each day too few articles to say anything
        some = paths[5 * (day - 2) : 5 * (day - 1)]
        for path in some:
            site.pages[path].facets.pop("symptom")
        summary = ingest(lake, day, site.captures(some, day))
        if summary.outcome == "refused":
            break
        compact(lake)
    assert day > 3
    assert warehouse.open(lake).sql("SELECT count(DISTINCT version) > 2 FROM measures").fetchall() == [
        (True,)
    ]
    assert ("example.org", "present", "symptom") in alarms(summary, "drift_site")
    assert alarms(summary) == set()


def test_a_site_that_grows_is_no_drift(tmp_path: Path) -> None:
    site = Site(10)
    assert ingest(tmp_path, 1, site.captures(site.pages, 1)).outcome == "published"
    for day, articles in ((2, 20), (3, 150)):
        new = [site.publish() for _ in range(articles)]
        for path in new[::2]:  # other things than the first ones were about
            site.pages[path].facets.pop("complication", None)
            site.pages[path].kind = "drug" if day == 3 else "condition"
        assert ingest(tmp_path, day, site.captures(new, day)).outcome == "published"


def test_entries_that_turn_out_to_be_the_template_s_are_no_loss(tmp_path: Path) -> None:
    site = Site(40)
    for page in site.pages.values():
        page.advice = [f"Advice {n}" for n in range(8)]
    assert ingest(tmp_path, 1, site.captures(site.pages, 1)).outcome == "published"
    template = Template("example.org", frozenset(), frozenset({"advice"}), 40)
    learned = ingest(tmp_path, 2, [], relearn=True, learn=lambda *_: template)
    assert (learned.outcome, learned.templates_learned) == ("published", ("example.org",))
    assert learned.articles_changed == 40
    assert ingest(tmp_path, 3, site.captures(list(site.pages)[:30], 3)).outcome == "published"
    # A reader that does not tell them apart any more invents treatments.
    blind = ingest(tmp_path, 4, [], extract=lambda body, url, _: told.read(body, url), versions=BROKEN)
    assert ("example.org", "entries", "treatment") in alarms(blind)


def test_a_template_that_takes_the_articles_own_entries_is_refused(lake: Path) -> None:
    def greedy(body: bytes, url: str, template: Template | None) -> Article:
        article = told.read(body, url)
        taken = tuple(item.text for item in article.items if item.facet == "symptom")
        block = Module("symptoms", "Symptoms", taken, "body/div")
        return replace(spoil(article, emptied, "symptom"), modules=(block,))

    template = Template("example.org", frozenset(), frozenset({"symptom"}), 40)
    summary = ingest(lake, 2, [], extract=greedy, relearn=True, learn=lambda *_: template)
    assert ("example.org", "present", "symptom") in alarms(summary)


def test_the_extractor_broken_for_one_facet_is_refused(encyclopedia_copy: Path) -> None:
    def broken(body: bytes, url: str, template: Template | None) -> Article:
        return spoil(extract_article(body, url, template), halved, "treatment")

    summary = warehouse.ingest(encyclopedia_copy, extract=broken, versions=BROKEN)
    assert summary.outcome == "refused"
    assert (SITE, "entries", "treatment") in alarms(summary)
    assert {subject for *_, subject in alarms(summary)} == {"treatment"}


def churned(capture: Capture) -> Capture:
    """The same page after a release of its site: what it says stays as it is, hardly a line of it does."""
    html = capture.exchange.body.decode()
    html = re.sub(r"<(\w+)( [\w-]+=\"[^\"]*\")( [\w-]+=\"[^\"]*\")>", r"<\1\3\2>", html)
    html = re.sub(r"(<a [^>]*href=\"[^\"?#]+)\"", r'\1?utm_source=release"', html)
    html = re.sub("(<body[^>]*>)(.*)(</body>)", r'\1<div class="release-2">\2</div>\3', html, flags=re.DOTALL)
    capture.exchange = replace(capture.exchange, body=html.encode())
    return capture


def test_a_release_of_the_site_and_a_new_edition_are_no_drift(encyclopedia_copy: Path) -> None:
    pages = [capture for capture in captures(2, 2) if b"<body" in capture.exchange.body]
    warc(encyclopedia_copy / "archive", "release", *map(churned, pages))
    summary = warehouse.ingest(encyclopedia_copy)
    assert summary.outcome == "published"
    assert summary.articles_changed > 60
    assert alarms(summary) == alarms(summary, "drift_site") == set()
