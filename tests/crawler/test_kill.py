"""A crawl killed anywhere and run again ends as if it had never been."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import scan
from crawler.state import capture_rows, ledger_rows
from tests.crawler.child import Child
from tests.crawler.conftest import Runner
from tests.crawler.server import Asked, Reply, Site, with_validator

SOAK = bool(os.environ.get("NOSOGRAPH_SOAK"))
PAGES = 2_000 if SOAK else 60
ROTATE_AT = 40_000 if SOAK else 4_000
FAULTS = ("archiving", "archived", "committing", "committed", "rotating", "sealing", "sealed")
KILLS = 200 if SOAK else 20


@pytest.fixture(scope="module")
def whole(site: Site, new_runner: Callable[[Site], Runner]) -> Runner:
    """The site, crawled three times without being killed; a fourth crawl would be as the third."""
    site.sitemap("/sitemap.xml", "/1.xml", index=True)
    site.sitemap("/1.xml", *(f"/articles/{number}" for number in range(0, PAGES, 2)))
    for number in range(PAGES):
        links = (f"/articles/{number + 1}", f"/a-z/{number % 5}", f"/articles/{number}?session=1")
        text = str(random.Random(number).sample(range(9999), 99))  # does not compress, so files rotate
        site.html(f"/articles/{number}", text, links)
    for number in range(5):
        site.html(f"/a-z/{number}", links=(f"/articles/{number}",))
    site.pages["/articles/7"] = with_validator(b"<h1>Seven</h1>")
    site.pages["/articles/8"] = Reply(status=301, headers={"Location": "/articles/9"})
    site.pages["/articles/10"] = Reply(b"gone", 410)
    runner = new_runner(site)
    for _ in range(3):
        assert runner.run(rotate_at=ROTATE_AT)["finished"]
    return runner


def crawls(runner: Runner) -> list[Counter[tuple[object, ...]]]:
    """What each crawl archived: the captures but for the times and places of them."""
    by_crawl: dict[str, Counter[tuple[object, ...]]] = {}
    for row in capture_rows(runner.state):
        keys = ("url", "record_type", "status", "payload_digest", "location", "refers_to_url", "bytes")
        by_crawl.setdefault(row["crawl_id"], Counter())[tuple(row[key] for key in keys)] += 1
    return [by_crawl[crawl_id] for crawl_id in sorted(by_crawl)]


def check(runner: Runner, whole: Runner) -> None:
    first, second, later = crawls(whole)
    assert max(first.values()) == 1
    found = crawls(runner)
    assert found == [first, second, *[later] * (len(found) - 2)][: len(found)]
    paths = sorted(runner.archive.iterdir())
    assert {path.name for path in paths} == {row["warc_file"] for row in capture_rows(runner.state)}
    assert not list(runner.state.glob("*.open"))
    rows = capture_rows(runner.state)
    scanned = [capture for path in paths for capture in scan(path)]
    assert [(capture.warc_file, capture.warc_offset, capture.url) for capture in scanned] == [
        (row["warc_file"], row["warc_offset"], row["url"]) for row in rows
    ]
    for path in paths:
        with path.open("rb") as file:
            records = sum(1 for record in ArchiveIterator(file) if record.content_stream().read() is not None)
        with path.open("rb") as file:
            assert records == sum(1 for _ in FastIterator(file))
        assert records == 1 + sum(capture.warc_file == path.name for capture in scanned)
    settled = [
        (row["crawl_id"], row["url"])
        for row in ledger_rows(runner.state)
        if row["role"] != "robots" and row["verdict"] not in ("server_error", "connection_error")
    ]
    assert len(settled) == len(set(settled)), "each address was settled once a crawl"


@pytest.fixture(scope="module")
def killed(whole: Runner, new_runner: Callable[[Site], Runner]) -> Runner:
    """A crawl that was killed once at each named point."""
    runner = new_runner(whole.site)
    for count, fault in enumerate(FAULTS):
        # The first time for one, the second for the next, so that not all die over the same page.
        child = runner.start(fault=f"{fault}:{1 + count % 2}", rotate_at=ROTATE_AT)
        assert child.wait() == -signal.SIGKILL, f"{fault} was never reached"
    return runner


def test_killed_at_every_named_point_and_then_at_random(killed: Runner, whole: Runner) -> None:
    runner = killed
    chance = random.Random(20261122)
    children: list[Child] = []
    left = 0

    def kill(asked: Asked) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            children[-1].send(signal.SIGKILL)

    whole.site.hook = kill
    try:
        for _ in range(KILLS):
            left = chance.randint(1, max(30, PAGES // 40))
            children.append(runner.start(rotate_at=ROTATE_AT))
            children[-1].wait()
    finally:
        whole.site.hook = lambda asked: None
    assert sum(child.wait() == -signal.SIGKILL for child in children) >= KILLS // 2
    done = runner.run(rotate_at=ROTATE_AT)
    assert done.get("finished"), done
    check(runner, whole)


def test_a_disk_that_fails_is_told_and_got_over_at_every_named_point(tmp_path: Path, whole: Runner) -> None:
    runner = Runner(whole.site, tmp_path)
    told = {"ENOSPC": (8, "the disk is full"), "EIO": (1, "Input/output error")}
    for count, fault in enumerate(FAULTS):
        error = ("ENOSPC", "EIO")[count % 2]
        failed = runner.finish(runner.start(fault=f"{fault}:1:{error}", rotate_at=ROTATE_AT))
        code, message = told[error]
        assert failed["exit_code"] == code, failed
        assert failed["error"].startswith(f"{runner.state}: {message}")
        assert failed["error"].endswith("and run the same command to go on")
    assert runner.run(rotate_at=ROTATE_AT)["finished"]
    check(runner, whole)


def test_a_torn_tail_is_cut_off(tmp_path: Path, whole: Runner) -> None:
    runner = Runner(whole.site, tmp_path)
    # What was written and not committed: half a record, nonsense behind it, or the zeros of a power cut.
    for tail in (b"", b"\x1f\x8b\x08torn", bytes(5000)):
        runner.start(fault="archived:5").wait()
        (opened,) = runner.state.glob("*.open")
        written = opened.read_bytes()
        opened.write_bytes((written if tail else written[:-20]) + tail)
    assert runner.run(rotate_at=ROTATE_AT)["finished"]
    check(runner, whole)


@pytest.mark.parametrize("largest_file", [20_000, 150_000])
def test_a_disk_that_takes_no_more_ends_it_with_a_clear_error(
    tmp_path: Path, whole: Runner, largest_file: int
) -> None:
    runner = Runner(whole.site, tmp_path)
    failed = runner.run(largest_file=largest_file)
    assert failed["exit_code"] in (1, 8)
    assert str(runner.state) in failed["error"]
    assert "run the same command to go on" in failed["error"]
    assert runner.run(rotate_at=ROTATE_AT)["finished"]
    check(runner, whole)


def test_what_was_taken_from_the_archive_meanwhile_is_missed(tmp_path: Path, whole: Runner) -> None:
    runner = Runner(whole.site, tmp_path)
    runner.start(fault="committed:9").wait()
    (opened,) = runner.state.glob("*.open")
    opened.write_bytes(opened.read_bytes()[:-1])
    shorter = runner.run()
    opened.unlink()
    missing = runner.run()
    for failed in (shorter, missing):
        assert failed["exit_code"] == 7
        assert opened.name in failed["error"]
        assert "were committed" in failed["error"]
