from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import robots
from crawler.archive import Exchange

HOST = "http://127.0.0.1:8000"


# RFC 9309: the examples of section 5.1, and those of section 2.2.3 with the path they are compared to.
RFC_SIMPLE = """\
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""
RFC_LONGEST = "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n"


@pytest.mark.parametrize(
    ("text", "agent", "path", "allowed"),
    [
        (RFC_SIMPLE, "anybot", "/x.gif", False),
        (RFC_SIMPLE, "anybot", "/x.gif?y", True),
        (RFC_SIMPLE, "anybot", "/example/", False),
        (RFC_SIMPLE, "anybot", "/publications/", True),
        (RFC_SIMPLE, "anybot", "/publications/x.gif", True),  # 14 octets against 6
        (RFC_SIMPLE, "foobot", "/", False),
        (RFC_SIMPLE, "FooBot", "/example/page.html", True),
        (RFC_SIMPLE, "foobot", "/example/allowed.gif", True),
        (RFC_SIMPLE, "foobot", "/example/other.gif", False),
        (RFC_SIMPLE, "barbot", "/example/page.html", False),
        (RFC_SIMPLE, "bazbot", "/example/page.html", False),
        (RFC_SIMPLE, "bazbot", "/example/", True),
        (RFC_SIMPLE, "quxbot", "/example/", True),
        (RFC_LONGEST, "foobot", "/example/page/", True),
        (RFC_LONGEST, "foobot", "/example/page/disallowed.gif", False),
        ("User-agent: *\nDisallow: /foo/bar?baz=quz", "anybot", "/foo/bar?baz=quz", False),
        (
            "User-agent: *\nDisallow: /foo/bar?baz=http%3A%2F%2Ffoo.bar",
            "anybot",
            "/foo/bar?baz=http%3A%2F%2Ffoo.bar",
            False,
        ),
        ("User-agent: *\nDisallow: /foo/bar/ツ", "anybot", "/foo/bar/%E3%83%84", False),
        ("User-agent: *\nDisallow: /foo/bar/%E3%83%84", "anybot", "/foo/bar/%e3%83%84", False),
        ("User-agent: *\nDisallow: /foo/bar/%62%61%7A", "anybot", "/foo/bar/baz", False),
        ("User-agent: *\nDisallow: /path/file-with-a-%2A.html", "anybot", "/path/file-with-a-*.html", False),
        ("User-agent: *\nAllow: /p\nDisallow: /", "anybot", "/page", True),
        ("User-agent: *\nAllow: /folder\nDisallow: /folder", "anybot", "/folder/page", True),
    ],
)
def test_the_rules_are_those_of_rfc_9309(text: str, agent: str, path: str, allowed: bool) -> None:
    ours = text.replace(agent.lower(), robots.PRODUCT) if agent.lower() in text else text
    rules = robots.read(answer(200, ours.encode()))
    assert isinstance(rules, robots.Rules)
    assert rules.allows(HOST + path) is allowed


def by_the_letter(rules: list[tuple[str, str]], path: str) -> bool:
    """RFC 9309, 2.2.2 and 2.2.3, written down once more: the most octets win, and allow among equals."""
    best = (0, True)
    for kind, pattern in rules:
        anchored = pattern.endswith("$")
        expression = ".*".join(map(re.escape, pattern.removesuffix("$").split("*")))
        if re.match(expression + (r"\Z" if anchored else ""), path):
            best = max(best, (len(pattern), kind == "Allow"))
    return best[1]


PATTERNS = st.from_regex(r"/[ab/*]{0,6}\$?", fullmatch=True)


@given(
    st.lists(st.tuples(st.sampled_from(["Allow", "Disallow"]), PATTERNS), max_size=6),
    st.from_regex(r"/[ab/]{0,8}", fullmatch=True),
)
def test_the_longest_match_wins_by_the_letter(rules: list[tuple[str, str]], path: str) -> None:
    text = "User-agent: *\n" + "".join(f"{kind}: {pattern}\n" for kind, pattern in rules)
    url = f"{HOST}{path}"
    assert robots.parse(text).allows(url) is by_the_letter(rules, path)


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


def test_what_lies_beyond_500_kib_is_not_read_and_no_line_is_cut() -> None:
    before = b"User-agent: *\n" + b"#" * (500 * 1024 - 20) + b"\n"
    rules = robots.read(answer(200, before + b"Disallow: /private/x\nDisallow: /late\n"))
    assert isinstance(rules, robots.Rules)
    assert rules.allows(f"{HOST}/late")
    assert rules.allows(f"{HOST}/private/y")
    assert not rules.allows(f"{HOST}/private/x")


def test_a_byte_order_mark_and_a_long_tail_do_no_harm() -> None:
    rules = robots.read(answer(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /no\n" + b"#\n" * 300_000))
    assert isinstance(rules, robots.Rules)
    assert not rules.allows(f"{HOST}/no")
