"""One spelling for each address, and what is the same article or site."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.addresses import (
    article_address,
    digest,
    normalize,
    parse_http,
    resolve,
    site_of,
    without_closing,
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTP://Example.ORG/A", "http://example.org/A"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org:80/", "http://example.org/"),
        ("https://example.org:443/", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://example.org./", "http://example.org/"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("http://user:secret@example.org/", "http://example.org/"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://example.org/../../a", "http://example.org/a"),
        ("http://example.org/a/..", "http://example.org/"),
        ("http://example.org//a///b", "http://example.org/a/b"),
        ("http://example.org/%7euser/%41", "http://example.org/~user/A"),
        ("http://example.org/a%2fb", "http://example.org/a%2Fb"),
        ("http://example.org/a b", "http://example.org/a%20b"),
        ("http://example.org/জ্বর", "http://example.org/%E0%A6%9C%E0%A7%8D%E0%A6%AC%E0%A6%B0"),
        ("http://example.org/a#part", "http://example.org/a"),
        ("http://example.org/a?b=2&a=1", "http://example.org/a?a=1&b=2"),
        ("http://example.org/a?", "http://example.org/a"),
        ("http://example.org/a?b=", "http://example.org/a?b="),
        ("http://example.org/a?utm_source=x&UTM_Medium=y&fbclid=z&p=1", "http://example.org/a?p=1"),
        ("http://example.org/a?rx_lite=1", "http://example.org/a"),
        ("  http://example.org/a \n", "http://example.org/a"),
        ("http://example.org/a;b=1/c", "http://example.org/a;b=1/c"),
    ],
)
def test_normalize(written: str, normal: str) -> None:
    assert normalize(written) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not one",
        "/a/b",
        "mailto:a@example.org",
        "ftp://a.org/",
        "http://",
        "http://h:99999/",
        "http://[::1",
    ],
)
def test_what_is_no_address_comes_back(text: str) -> None:
    assert parse_http(text) is None
    assert normalize(f" {text} ") == text
    assert site_of(text) is None


@settings(deadline=None, derandomize=True)
@given(
    st.text(alphabet="htps:/?#[]@!$&'()*+,;=%.-_~ab019 é", max_size=40).map(
        lambda t: f"http://example.org/{t}"
    )
)
def test_the_normal_spelling_is_its_own(url: str) -> None:
    normal = normalize(url)
    assert normalize(normal) == normal
    assert article_address(article_address(url)) == article_address(url)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.example.org/a/", "https://example.org/a"),
        ("https://example.org/a/?rx_lite=1", "https://example.org/a#x"),
        ("https://example.org", "https://example.org/"),
    ],
)
def test_addresses_of_one_article(one: str, other: str) -> None:
    assert article_address(one) == article_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a-2/", "https://example.org/a/"),
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/a", "https://example.net/a"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org:8443/a", "https://example.org/a"),
    ],
)
def test_addresses_of_two_articles(one: str, other: str) -> None:
    assert article_address(one) != article_address(other)


@pytest.mark.parametrize("text", ["", "not one", "/a/", "http://[::1", "http://example.org/\ud800"])
def test_what_is_no_address_is_no_articles_either(text: str) -> None:
    assert article_address(f" {text} ") == text


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.org/a", "example.org"),
        ("http://Example.org:8000/", "example.org"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://sub.example.org./", "sub.example.org"),
        (None, None),
    ],
)
def test_site_of(url: str | None, site: str | None) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("base", "href", "resolved"),
    [
        ("https://example.org/a/b", "c", "https://example.org/a/c"),
        ("https://example.org/a/b", "/c", "https://example.org/c"),
        ("https://example.org/a/b", "//other.org/c", "https://other.org/c"),
        ("https://example.org/a/b", " ../c ", "https://example.org/c"),
        ("https://example.org/a/b", "?p=2", "https://example.org/a/b?p=2"),
        ("https://example.org/a/b", "javascript:void(0)", None),
        ("https://example.org/a/b", "mailto:a@example.org", None),
        ("https://example.org/a/b", "http://[::1", None),
        (None, "/c", None),
        (None, "https://example.org/c", "https://example.org/c"),
    ],
)
def test_resolve(base: str | None, href: str, resolved: str | None) -> None:
    assert resolve(base, href) == resolved


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/a.", "https://example.org/a"),
        ("https://example.org/a).", "https://example.org/a"),
        ("https://example.org/a],", "https://example.org/a"),
        ("https://example.org/flu_(seasonal)", "https://example.org/flu_(seasonal)"),
        ("https://example.org/flu_(seasonal).)”;", "https://example.org/flu_(seasonal)"),
        ("https://example.org/a_(b)_[c])]", "https://example.org/a_(b)_[c]"),
        ("10.1016/S0140-6736(20)30183-5)", "10.1016/S0140-6736(20)30183-5"),
        ("10.1002/(sici)1099-0542(1996)", "10.1002/(sici)1099-0542(1996)"),
        (")]}", ""),
        ("", ""),
    ],
)
def test_an_address_in_a_sentence_keeps_its_own_brackets(written: str, address: str) -> None:
    assert without_closing(written) == address


def test_digests_tell_where_one_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert digest("ab", "c") == digest("ab", "c")
    assert len(digest("\ud800")) == 20
