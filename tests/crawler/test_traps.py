from __future__ import annotations

import pytest

from crawler.traps import bound_of, trap_of

H = "http://h.test"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("/calendar/2024/05/", "/calendar/2031/12/", "calendar"),
        ("/events/2024-05-01", "/events/2024-05-02", "calendar"),
        ("/2024/05", "/2024/06", "calendar"),
        ("/x?month=5&year=2024", "/x?month=6&year=2024", "calendar"),
        ("/x?date=2024-05-01", "/x?date=2024-05-02", "calendar"),
        ("/list?sort=name&color=red", "/list?sort=age&color=blue&size=9", "filters"),
        ("/list?f%5B0%5D=a&f%5B1%5D=b", "/list?f%5B0%5D=a&f%5B2%5D=c", "filters"),
        ("/list?a=1&b=2&c=3&d=4", "/list?a=1&b=2&c=3&d=5", "filters"),
        ("/list?page=1", "/list?page=2", "pages"),
        ("/a?PHPSESSID=0a1b2c3d4e", "/a?PHPSESSID=ffffffff0", "session"),
        ("/a;jsessionid=0A1B2C", "/a;jsessionid=FF", "session"),
        ("/(S(abcdefghijklmnopqrst1234))/a", "/(S(zyxwvutsrqponmlkjihg9876))/a", "session"),
        ("/a/b/a/b/a/b", "/a/b/c/b/b", "loop"),
        ("/" + "/".join("abcdefghijklmnopqrstuvwxyz"), "/a/a/a", "loop"),
    ],
)
def test_addresses_of_one_trap(one: str, other: str, kind: str) -> None:
    trap = trap_of(H + one)
    assert trap is not None
    assert trap == trap_of(H + other)
    assert trap.startswith(f"{kind} {H}/")
    assert trap != trap_of(H.replace("h.", "i.") + one), "each host has its own"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/resources/rx-neurology-a-z/facial-nerve-atrophy/",
        "/?p=123456",
        "/articles/2024",
        "/article.php?cat=3&id=77",
        "/blog/2024/05/12/what-is-asthma/",
        "/conference?session=1",
        "/sid/abc",
        "/a?sid=home",
        "/vitamin-b-12-b-12",
    ],
)
def test_addresses_of_none(path: str) -> None:
    assert trap_of(H + path) is None


def test_a_session_is_asked_for_once_for_each_page() -> None:
    first, other = trap_of(f"{H}/a?x=1&sid=0a1b2c3d4e"), trap_of(f"{H}/a?x=2&sid=0a1b2c3d4e")
    assert first is not None
    assert first != other
    assert bound_of(first) == 1
