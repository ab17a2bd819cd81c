"""How a crawl treats its hosts, as they see it and as the ledger tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from crawler.state import ledger_rows
from tests.crawler.child import Child
from tests.crawler.conftest import Runner
from tests.crawler.server import Page, Reply, Site, serving


@pytest.fixture(scope="module", autouse=True)
def crawl_of_an_unreachable_host(
    new_runner: Callable[[Site], Runner],
) -> tuple[Runner, Child]:
    """Begun before all else here: it waits between its attempts."""
    with serving(Site()) as closed:
        runner = new_runner(closed)
    return runner, runner.start()


def test_delays_are_kept_and_told(runner: Runner) -> None:
    runner.site.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.2\n")
    runner.settings = {"delay": "0.1", "max_pages": "4"}
    summary = runner.run()
    told = [row["delay_ms"] for row in ledger_rows(runner.state)]
    assert told[0] is None
    assert told[1] >= 100, "the site's delay before robots.txt is read"
    assert min(told[2:]) >= 200, "the robots' delay where it is the longer one"
    times = [asked.at for asked in runner.site.log]
    assert times[-1] - times[1] >= 0.2 * (len(times) - 2) - 0.1, "as the server sees it"
    assert summary["verdicts"]["stored"] == 4
    assert len(runner.site.log) == 6


def test_a_host_that_is_overloaded_is_left_alone_ever_longer(runner: Runner) -> None:
    def overloaded(status: int, page: Page) -> Page:
        assert isinstance(page, Reply)
        return lambda asked, before: page if before >= 2 else Reply(b"", status)

    runner.settings = {"concurrency": "4"}
    for number, status in ((2, 429), (3, 503)):
        path = f"/articles/{number}"
        runner.site.pages[path] = overloaded(status, runner.site.pages[path])
    summary = runner.run()
    assert (summary["verdicts"]["stored"], summary["exit_code"]) == (12, 0)
    rows = ledger_rows(runner.state)
    sent = [datetime.fromisoformat(row["requested_at"]) for row in rows]
    for status in (429, 503):
        first = next(row for row in rows if row["status"] == status)
        answered = datetime.fromisoformat(first["requested_at"]) + timedelta(
            milliseconds=first["duration_ms"] + 1
        )
        assert not [at for at in sent if answered < at < answered + timedelta(seconds=0.9)], "nothing is sent"
    refused = [asked.at for asked in runner.site.asked("/articles/2")]
    assert refused[2] - refused[1] >= 2, "as the server sees it"


@pytest.mark.parametrize(("status", "code"), [(503, 3), (429, 6)])
def test_a_host_without_robots_is_left_alone(runner: Runner, status: int, code: int) -> None:
    runner.site.pages["/robots.txt"] = Reply(b"", status, {"Retry-After": "0"})
    summary = runner.run(retries=1)
    assert {asked.path for asked in runner.site.log} == {"/robots.txt"}
    assert len(runner.site.log) == 2, "asked again once"
    assert [row["attempt"] for row in ledger_rows(runner.state)] == [1, 2]
    assert summary["verdicts"] == {"robots_unavailable": 1}
    assert (summary["finished"], summary["exit_code"]) == (True, code)
    (reason,) = summary["closed"].values()
    assert f"HTTP {status}" in reason
    runner.site.pages["/robots.txt"] = Reply(b"")
    assert runner.run()["verdicts"]["stored"] == 12


def test_a_host_that_asks_for_hours_between_requests_is_not_crawled(runner: Runner) -> None:
    runner.site.pages["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 86400\n")
    summary = runner.run()
    assert (summary["finished"], summary["exit_code"]) == (True, 3)
    assert "asks for 86400 s between requests" in next(iter(summary["closed"].values()))
    assert len(runner.site.log) == 1


def test_robots_may_move_but_not_to_a_private_address(runner: Runner) -> None:
    runner.site.pages["/robots.txt"] = Reply(status=302, headers={"Location": "/moved/robots.txt"})
    runner.site.pages["/moved/robots.txt"] = Reply(b"User-agent: *\nDisallow: /articles/1\n")
    assert runner.run()["verdicts"]["robots_disallowed"] == 3  # 1, 10 and 11
    with serving(Site()) as inner:
        location = inner.root.replace("127.0.0.1", "2130706433") + "/robots.txt"
        runner.site.pages["/robots.txt"] = Reply(status=302, headers={"Location": location})
        summary = runner.run()
        assert summary["verdicts"] == {"redirect": 1, "private_address": 1}
        assert summary["exit_code"] == 3
        assert inner.log == [], "no connection was made"


def test_without_allow_private_nothing_is_asked(runner: Runner) -> None:
    # A name, so that sites.toml cannot tell.
    runner.settings = {
        "allow_private": "false",
        "contact": '"ops@example.org"',
        "start": f'["{runner.site.root.replace("127.0.0.1", "127.1")}/sitemap.xml"]',
    }
    summary = runner.run()
    assert runner.site.log == []
    assert (summary["verdicts"], summary["exit_code"]) == ({"private_address": 1}, 3)


def test_an_unreachable_host_is_said_to_be(
    crawl_of_an_unreachable_host: tuple[Runner, Child],
) -> None:
    runner, child = crawl_of_an_unreachable_host
    summary = runner.finish(child)
    assert (summary["verdicts"], summary["exit_code"]) == ({"robots_unavailable": 1}, 3)
    assert "onnection" in next(iter(summary["closed"].values()))
