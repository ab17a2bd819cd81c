from __future__ import annotations

import pytest

from crawler import robots
from crawler.archive import Exchange

HOST = "http://127.0.0.1:8000"


def answer(status: int, body: bytes = b"", **headers: str) -> Exchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Exchange(f"{HOST}/robots.txt", "now", status, tuple(named.items()), body)


# RFC 9309, section 5.1 and 5.2, and the rules of 2.2.
EXAMPLE = """\
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: nosograph
Allow: /example/page/
Disallow: /example/page/disallowed.gif
Disallow: /hidden
Crawl-delay: 2.5
Request-rate: 1/4
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/example/page/", True),
        ("/example/page/disallowed.gif", False),
        ("/example/other", True),
        ("/hidden/x", False),
        ("/robots.txt", True),
    ],
)
def test_our_own_group_wins_and_the_longest_match(path: str, allowed: bool) -> None:
    rules = robots.parse(EXAMPLE)
    assert rules.allows(HOST + path) is allowed
    assert rules.delay == 4.0, "the longer of Crawl-delay and Request-rate"


def test_without_a_group_of_ours_the_star_group_holds() -> None:
    rules = robots.parse(EXAMPLE.replace("nosograph", "otherbot"))
    assert not rules.allows(f"{HOST}/x.gif")
    assert rules.allows(f"{HOST}/publications/")
    assert rules.delay == 0.0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_client_errors_leave_everything_open(status: int) -> None:
    rules = robots.read(answer(status, b"User-agent: *\nDisallow: /"))
    assert isinstance(rules, robots.Rules)
    assert rules.allows(f"{HOST}/x")


@pytest.mark.parametrize("status", [429, 500, 503, 599])
def test_server_errors_close_the_host(status: int) -> None:
    assert robots.read(answer(status)) is None


def test_redirects_name_the_next_address() -> None:
    assert robots.read(answer(301, Location="https://example.org/robots.txt")) == (
        "https://example.org/robots.txt"
    )


def test_a_body_that_does_not_decode_is_no_permission() -> None:
    assert robots.read(answer(200, b"nonsense", Content_Encoding="br")) is None


def test_a_byte_order_mark_and_a_long_tail_do_no_harm() -> None:
    rules = robots.read(answer(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /no\n" + b"#\n" * 300_000))
    assert isinstance(rules, robots.Rules)
    assert not rules.allows(f"{HOST}/no")
