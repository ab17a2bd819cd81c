"""The demo: serve the sample encyclopedia, crawl it into a lake, and show a newcomer what came of it."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import warehouse
from crawler.sites import load_sites
from crawler.verdicts import MEANING
from extract.errors import ExitCode, UsageError
from nosograph.demo.server import SampleServer, serve
from nosograph.places import Places
from nosograph.scheduled import outcome, run_sites, say_crawl, say_ingest
from nosograph.show import say_condition, say_diff
from nosograph.terminal import say, say_answer, say_table

# Everything is asked for again in every crawl, so that a second edition shows at once.
_SITES = """\
# Written by `nosograph demo`; docs/sites.md says what can stand here.
[[site]]
name = "sample"
start = ["{url}/sitemap.xml"]
articles = ["/resources/*-a-z/*", "/rxharun/*-a-z/*", "/?p=*"]
follow = ["/a-z/*"]
exclude = []
contact = ""
delay = 0.0
concurrency = 8
max_pages = 0
revisit = "0s"
allow_private = true
"""

_SKIPPED = "SELECT verdict, reason, url FROM skipped WHERE crawl_id = $crawl ORDER BY ALL"

_SHARED = """\
SELECT a.condition AS condition, b.condition AS other, count(DISTINCT a.term_key) AS shared,
       string_agg(DISTINCT a.term_key, ', ' ORDER BY a.term_key) AS symptoms
FROM symptoms a JOIN symptoms b ON a.term_key = b.term_key AND a.condition < b.condition
GROUP BY ALL ORDER BY shared DESC, condition, other LIMIT 5"""

_SHOWN = "Influenza"

_NEXT = """\
nosograph show Migraine --lake {lake}
nosograph query "SELECT term_key, count(*) AS n FROM tests GROUP BY ALL ORDER BY n DESC LIMIT 9" --lake {lake}
nosograph query "SELECT condition, term, description FROM causes" --format csv --lake {lake}
nosograph demo --edition 2 --lake {lake}
nosograph status --lake {lake}"""


def serve_demo(port: int, edition: int) -> ExitCode:
    """Serve the sample encyclopedia until the process is told to stop."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with serve(port, edition) as server:
        say(f"Edition {edition} of the sample encyclopedia is at {server.url}/ until Ctrl-C.")
        sys.stdout.flush()
        ended.wait()
    return ExitCode.DONE


def run_demo(where: Places, edition: int, port: int | None) -> ExitCode:
    """Crawl an edition into a lake and print what is there; a lake may have one edition after the other.

    Raises:
        UsageError: The port is taken or is not the one the lake's pages are at, or the lake is no folder.
    """
    if where.folder is None:
        raise UsageError(f"{where.lake} is no folder: the demo keeps its lake on this disk")
    before = warehouse.open(where.lake).version if any(where.folder.glob("log/*.json")) else 0
    with _sample_site(where, edition, port) as server:
        say(f"Edition {edition} of the sample encyclopedia is at {server.url}/ while this runs.")
        sites = where.state / "sites.toml"
        sites.write_text(_SITES.format(url=server.url), "utf-8")
        crawled, ingested = run_sites(load_sites(sites), where)
    say_crawl(crawled)
    if ingested is None:
        return outcome(crawled, ingested)
    say_ingest(ingested)
    lake = warehouse.open(where.lake)
    _heading("What was asked for and not stored")
    rows = lake.sql(_SKIPPED, {"crawl": crawled.crawl_id}).fetchall()
    skipped = ((verdict, why or MEANING[verdict], url.removeprefix(server.url)) for verdict, why, url in rows)
    say_table(("verdict", "why", "address"), skipped)
    if before:
        _heading(f"What version {lake.version} says differently from version {before}")
        say_diff(lake.diff(before, lake.version))
    _heading(f"Tables of version {lake.version}")
    say_table(("table", "rows"), lake.tables.items())
    _heading("Which conditions share most symptoms?")
    say_answer(lake.sql(_SHARED))
    _heading("One condition in full")
    say_condition(lake.show(_SHOWN))
    _heading(f"The lake is in {lake.location}. What to type next")
    say(_NEXT.format(lake=shlex.quote(where.lake)))
    return outcome(crawled, ingested)


@contextmanager
def _sample_site(where: Places, edition: int, port: int | None) -> Iterator[SampleServer]:
    """Serve the edition on the lake's own port: addresses make a site, so both editions must share one."""
    kept = where.state / "demo-port"
    own = int(kept.read_text("ascii")) if kept.exists() else None
    if own and port not in (None, own):
        raise UsageError(
            f"the pages of {where.lake} are at port {own}: leave --port out, or name another lake with --lake"
        )
    with serve(own or port or 0, edition) as server:
        where.state.mkdir(parents=True, exist_ok=True)
        kept.write_text(f"{server.port}\n", "ascii")
        yield server


def _heading(text: str) -> None:
    say()
    say(text)
    say("-" * len(text))
