"""`--keep`: what an archive may lose, and that nothing which stands on it falls."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import warehouse
from crawler.archive import removed, scan
from nosograph.places import places
from nosograph.retention import prune
from tests.crawler.server import Asked, Reply, Site, serving, with_validator
from tests.system.command import nosograph

SITES = """
[[site]]
name = "changing"
start = ["{root}/sitemap.xml"]
articles = ["/articles/*"]
delay = 0.0
revisit = "0s"
allow_private = true
"""
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(name: str, cause: str, seal: int = 0) -> bytes:
    return (
        f"<!doctype html><html lang=en><title>{name}</title><h1>{name}</h1><p>{name} is a disease.</p>"
        f"<h2>Causes</h2><ul><li>Dust</li><li>{cause}</li></ul><!-- made {seal} --></html>"
    ).encode()


@dataclass
class Job:
    """A site of three pages: one stays, one changes its bytes alone, one changes what it says."""

    folder: Path
    site: Site

    def run(self, fault: str = "") -> Any:
        ran = nosograph(
            *("run", self.folder / "sites.toml", "--lake", self.folder / "lake", "--keep", "1", "--json"),
            NOSOGRAPH_FAULT=fault,
        )
        if fault:
            assert ran.code == -signal.SIGKILL, ran
            return None
        assert ran.code == 0, ran.err
        return json.loads(ran.out)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    def restless(asked: Asked, before: int) -> Reply:
        return Reply(page("Restless", "Cold", seal=before), headers=HTML)

    def news(asked: Asked, before: int) -> Reply:
        return Reply(page("News", f"Cause {before}"), headers=HTML)

    with serving(Site()) as site:
        names = ("/articles/steady", "/articles/restless", "/articles/news")
        site.pages.update(zip(names, (with_validator(page("Steady", "Heat")), restless, news), strict=True))
        site.sitemap("/sitemap.xml", *names)
        (tmp_path / "sites.toml").write_text(SITES.format(root=site.root), "utf-8")
        yield Job(tmp_path, site)


def test_superseded_files_go_and_what_articles_stand_on_stays(job: Job, tmp_path: Path) -> None:
    archive = tmp_path / "lake" / "archive"
    runs = [job.run() for _ in range(3)]
    first, second, third = (run["crawl"]["warcs"][0] for run in runs)
    assert [run["removed"]["files"] for run in runs] == [[], [], []], "each holds a body that is the newest"

    job.run(fault="removing:1")  # told of, and still there
    assert (removed(archive), (archive / second).exists()) == ({second}, True)
    size = (archive / second).stat().st_size
    fourth = job.run()
    assert fourth["removed"] == {"files": [second], "bytes": size}
    assert (archive / "removed.txt").read_text() == f"{second}\n"
    here = {path.name for path in archive.glob("*.warc.gz")}
    assert here == {first, third, *fourth["crawl"]["warcs"]}, "articles still say what the first one holds"

    lake = warehouse.open(tmp_path / "lake")
    for (item,) in lake.sql("SELECT item_id FROM causes").fetchall():
        assert lake.explain(item).grounded
    told = warehouse.verify(tmp_path / "lake").damages
    assert all(second in damage.what for damage in told), "nothing else is missed"
    bodies = {capture.payload_digest for name in here for capture in scan(archive / name) if capture.bytes}
    last = [capture for capture in scan(archive / fourth["crawl"]["warcs"][0]) if not capture.bytes]
    assert last
    assert {capture.payload_digest for capture in last} <= bodies

    warehouse.ingest(tmp_path / "anew", warcs=sorted(archive.glob("*.warc.gz")))
    said = "SELECT url, text FROM articles ORDER BY url"
    assert warehouse.open(tmp_path / "anew").sql(said).fetchall() == lake.sql(said).fetchall()

    (archive / third).rename(archive / "unpublished.warc.gz")
    assert prune(places(str(tmp_path / "lake")), 1).files == ()
