"""Drift: how far a run moves what its sites say, on the same articles and in the whole.

Two comparisons, over the measures of drift.toml. Of the articles that a run writes and that were there
before, each is its own control: a measure drifts where its mean has moved by more than is allowed and the
articles moved one way (McNemar's test, Psychometrika 12, 1947), so that a rewritten article or a few of them
never count as drift. The whole of a site is held against its past versions: their median, and the widest of
a fixed tolerance, their own steps (the median moving range of a control chart: a slow trend does not hide
in it) and the error of the means; new articles widen it, as they may be about other things. Past versions
left their measures in table measures, so none is opened for it.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from statistics import median
from typing import Any

import duckdb

from warehouse import catalog
from warehouse.commit import EVENTS, site_folder, stage
from warehouse.log import File, Snapshot
from warehouse.rows import table_of
from warehouse.store import Store

_MOVING_RANGE = 0.954  # median of the steps between normal values, in their standard deviations
_MEASURED = ("articles", "sections", "items", "citations", "modules", "rejected")

_MEANS = """
SELECT site, measure, subject, avg(rate) AS value, coalesce(stddev_samp(rate), 0) AS deviation,
       count(*) AS articles
FROM site.rates GROUP BY ALL ORDER BY ALL"""

_PAIRS = """
SELECT site, measure, subject, count(*) AS articles, avg(b.rate) AS before, avg(a.rate) AS after,
       count(*) FILTER (a.rate < b.rate) AS fell, count(*) FILTER (a.rate > b.rate) AS rose
FROM before.rates b JOIN after.rates a USING (site, article_id, measure, subject)
SEMI JOIN changed USING (site, article_id)
GROUP BY ALL ORDER BY ALL"""

_TOLD_APART = """
SELECT site, text
FROM (SELECT DISTINCT site, article_id, trim(unnest(entries)) AS text FROM after.modules
      SEMI JOIN changed USING (site, article_id))
JOIN (SELECT site, count(*) AS articles FROM after.articles SEMI JOIN changed USING (site, article_id)
      GROUP BY ALL) USING (site)
GROUP BY site, text, articles HAVING count(*) >= greatest($articles, $share * articles)"""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of drift.toml: whether it is a share, and how far its mean may move."""

    meaning: str
    share: bool
    fall: float
    rise: float
    growth: float

    def change(self, before: float, after: float) -> float:
        """How far it moved: a difference of shares, else relative to what it was."""
        if self.share or not before:
            return after - before
        return after / before - 1

    def shown(self, value: float) -> str:
        """The value, for people."""
        return f"{value:.1%}" if self.share else f"{value:.3g}"

    def shown_change(self, change: float) -> str:
        """The change, for people: in points where it is one of shares."""
        return f"{100 * change:+.1f} points" if self.share else f"{change:+.0%}"


@dataclass(frozen=True, slots=True)
class Alarm:
    """A measure of a site that drifted. `subject` is the facet, kind or status; empty: the page."""

    site: str
    measure: str
    subject: str
    before: float
    after: float
    articles: int
    message: str


@dataclass(frozen=True, slots=True)
class Drift:
    """What drifted, and what the sites that a commit touches measure with it: columns of table measures."""

    same_articles: tuple[Alarm, ...]
    whole_site: tuple[Alarm, ...]
    means: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Limits:
    measures: Mapping[str, Measure]
    same_articles: Mapping[str, float]
    whole_site: Mapping[str, float]
    told_apart: Mapping[str, float]


@cache
def _limits() -> _Limits:
    raw = tomllib.loads(resources.files("warehouse").joinpath("drift.toml").read_text(encoding="utf-8"))
    return _Limits(**raw | {"measures": {name: Measure(**spec) for name, spec in raw["measures"].items()}})


@cache
def _rates() -> str:
    return resources.files("warehouse").joinpath("drift.sql").read_text(encoding="utf-8")


def measure(
    store: Store,
    base: Snapshot,
    live: Collection[File],
    staged: Iterable[File],
    changed: Collection[tuple[str, str]],
    relearned: Collection[str] = (),
) -> Drift:
    """Measure the sites a commit touches, and say what of it is drift; small sites are left alone.

    Args:
        store: The lake.
        base: The version the commit starts from.
        live: All files of the version it would make.
        staged: The files it adds.
        changed: (site, article_id) of the articles in them that are new or not as they were.
        relearned: Sites whose template became another one: only the same articles are compared there, as
            past versions were read with the one before.
    """
    large = _large(live)
    places = {f.place[1:] for f in staged if f.table in _MEASURED and f.place[1] in large}
    folders = {folder for folder, _ in places}
    if not places:
        return Drift((), (), ())
    with catalog.connect(store) as connection:
        catalog.define_closed_lists(connection)
        _define(connection, store, "site", _of_sites(live, folders))
        means = _rows(connection, _MEANS)
        past = _rows(connection, "FROM site.measures ORDER BY version")
        moved = []
        if len(changed) >= _limits().same_articles["evidence"]:  # fewer cannot come to it
            _define(connection, store, "after", [f for f in live if f.place[1:] in places])
            _define(connection, store, "before", [f for f in base.files.values() if f.place[1:] in places])
            moved = _pairs(connection, changed)
    states = [row for row in means if row["site"] not in relearned]
    return Drift(tuple(_same_articles(moved)), tuple(_whole_site(states, past)), tuple(means))


def means(store: Store, files: Collection[File]) -> list[dict[str, Any]]:
    """What the sites of some files measure, small ones apart: columns of table measures."""
    large = _large(files)
    if not large:
        return []
    with catalog.connect(store) as connection:
        catalog.define_closed_lists(connection)
        _define(connection, store, "site", [f for f in files if f.place[1] in large])
        return _rows(connection, _MEANS)


def stage_measures(
    store: Store, version: int, run_id: str | None, rows: Iterable[Mapping[str, Any]], anew: Collection[str]
) -> list[File]:
    """Write what a version measures, a file a site.

    Args:
        store: The lake.
        version: The version.
        run_id: The run that made it, if one did.
        rows: As `measure` gives them.
        anew: Sites that later versions are compared with from here on.
    """
    by_site: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        more = {"version": version, "run_id": run_id, "baseline": row["site"] in anew}
        by_site[row["site"]].append({**row, **more})
    return [
        stage(store, "measures", site_folder(site), f"{version:020d}", table_of("measures", of_site))
        for site, of_site in sorted(by_site.items())
    ]


def _large(files: Iterable[File]) -> set[str]:
    """Folders of the sites that have articles enough to say something of their means."""
    articles: Counter[str] = Counter()
    for file in files:
        if file.table == "articles":
            articles[file.place[1]] += file.rows
    return {folder for folder, rows in articles.items() if rows >= _limits().whole_site["articles"]}


def _define(connection: duckdb.DuckDBPyConnection, store: Store, into: str, files: Iterable[File]) -> None:
    """Make the tables of some files, and the rates of their articles, as views of a schema."""
    connection.execute(f"CREATE SCHEMA {into}")
    catalog.define_tables(connection, store, files, into, (*_MEASURED, "measures"))
    # Names without a schema are looked up when a view is made.
    connection.execute(f"SET search_path = '{into},main'")
    connection.execute("CREATE TABLE told_apart (site VARCHAR, text VARCHAR)")
    connection.execute(f"CREATE VIEW rates AS {_rates()}")
    connection.execute("SET search_path = 'main'")


def _of_sites(live: Iterable[File], folders: Collection[str]) -> Iterable[File]:
    """The files of some sites; of past measures only the newest, and those that were compacted."""
    past: dict[str, list[File]] = defaultdict(list)
    for file in sorted(live):
        if file.table == "measures":
            past[file.place[1]].append(file)
        elif file.place[1] in folders:
            yield file
    yield from past.pop(EVENTS, [])
    for folder in past.keys() & folders:
        yield from past[folder][-int(_limits().whole_site["versions"]) :]


def _pairs(
    connection: duckdb.DuckDBPyConnection, changed: Collection[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Every measure of the changed articles before and after, as far as both have it."""
    catalog.define_changed(connection, changed)
    connection.execute(f"INSERT INTO after.told_apart {_TOLD_APART}", dict(_limits().told_apart))
    connection.execute("INSERT INTO before.told_apart FROM after.told_apart")
    return _rows(connection, _PAIRS)


def _same_articles(pairs: Iterable[Mapping[str, Any]]) -> Iterable[Alarm]:
    for pair in pairs:
        limit, fell, rose = _limits().measures[pair["measure"]], pair["fell"], pair["rose"]
        change = limit.change(pair["before"], pair["after"])
        one_way = (fell - rose) ** 2 >= _limits().same_articles["evidence"] * (fell + rose)
        if not one_way or fell == rose:
            continue
        if (change <= -limit.fall and fell > rose) or (change >= limit.rise and rose > fell):
            message = (
                f"{_what(pair)} {_moved(limit, pair['before'], pair['after'])} on {pair['articles']:,} "
                f"articles read before and now (less on {fell:,}, more on {rose:,})"
            )
            yield _alarm(pair, pair["before"], pair["after"], message)


def _whole_site(states: Iterable[Mapping[str, Any]], past: Sequence[Mapping[str, Any]]) -> Iterable[Alarm]:
    since = {row["site"]: row["version"] for row in past if row["baseline"]}
    history: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in past:
        if row["version"] >= since.get(row["site"], 0):
            history[_key(row)].append(row)
    limits = _limits().whole_site
    for state in states:
        earlier = history[_key(state)][-int(limits["versions"]) :]
        if not earlier:
            continue
        usual, articles = median(row["value"] for row in earlier), median(row["articles"] for row in earlier)
        if min(state["articles"], articles) < limits["articles"]:
            continue
        limit = _limits().measures[state["measure"]]
        change = limit.change(usual, state["value"])
        one = 1.0 if limit.share or not usual else usual  # what a change of 1 is, in the measure's own unit
        steps = [abs(a["value"] - b["value"]) for a, b in pairwise(earlier)]
        spread = median(steps) / _MOVING_RANGE / one if len(steps) >= limits["steps"] else 0.0
        deviation = median(row["deviation"] for row in earlier)
        error = math.hypot(
            _error(limit, state["value"], state["deviation"], state["articles"]),
            _error(limit, usual, deviation, articles),
        )
        exchanged = 1 - min(state["articles"], articles) / max(state["articles"], articles)
        error /= one
        allowed = limit.growth * exchanged + max(
            limits["tolerance"] * (limit.fall if change < 0 else limit.rise),
            limits["deviations"] * spread,
            limits["errors"] * error,
        )
        if abs(change) > allowed:
            message = (
                f"{_what(state)} {_moved(limit, usual, state['value'])} on all its {state['articles']:,} "
                f"articles, compared with {len(earlier)} past versions "
                f"({limit.shown_change(math.copysign(allowed, change))} would pass)"
            )
            yield _alarm(state, usual, state["value"], message)


def _error(limit: Measure, value: float, deviation: float, articles: float) -> float:
    """The standard error of a mean; none is 0, though all articles have it (Agresti and Coull, 1998)."""
    if limit.share:
        share = (value * articles + 2) / (articles + 4)
        deviation = max(deviation, math.sqrt(share * (1 - share)))
    return deviation / math.sqrt(articles)


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["site"], row["measure"], row["subject"]


def _what(row: Mapping[str, Any]) -> str:
    of = f"{row['site']}, {row['subject']}" if row["subject"] else row["site"]
    return f"{of}: {_limits().measures[row['measure']].meaning}"


def _moved(limit: Measure, before: float, after: float) -> str:
    verb = "fell" if after < before else "rose"
    change = limit.shown_change(limit.change(before, after))
    return f"{verb} from {limit.shown(before)} to {limit.shown(after)} ({change})"


def _alarm(row: Mapping[str, Any], before: float, after: float, message: str) -> Alarm:
    return Alarm(*_key(row), before, after, row["articles"], message)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
    return rows
