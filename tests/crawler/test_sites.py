from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sites import ConfigError, load_sites

GOOD = """\
[[site]]
name = "sample"
start = ["http://127.0.0.1:8000/sitemap.xml"]   # sitemaps or pages
articles = ["/resources/*-a-z/*", "/?p=*"]
follow = ["/a-z/*"]
exclude = ["*/print/"]
contact = "ops@example.org"
delay = 0.0
concurrency = 8
max_pages = 0
revisit = "7d"
allow_private = true
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "sites.toml"
    path.write_text(text, "utf-8")
    return path


def test_reads_every_key(tmp_path: Path) -> None:
    (site,) = load_sites(write(tmp_path, GOOD))
    assert site.name == "sample"
    assert site.start == ("http://127.0.0.1:8000/sitemap.xml",)
    assert site.origins == ("http://127.0.0.1:8000",)
    assert (site.delay, site.concurrency, site.max_pages, site.allow_private) == (0.0, 8, 0, True)
    assert (site.contact, site.revisit) == ("ops@example.org", 7 * 86400.0)


@pytest.mark.parametrize(
    ("target", "role"),
    [
        ("/resources/rx-a-z/asthma/", "article"),
        ("/resources/rx-a-z/deep/er", "article"),
        ("/?p=123456", "article"),
        ("/", None),
        ("/?q=123", None),
        ("/ap=1", None),
        ("/a-z/b", "follow"),
        ("/resources/rx-a-z/asthma/print/", None),
        ("/about", None),
    ],
)
def test_patterns_cover_path_and_query(tmp_path: Path, target: str, role: str | None) -> None:
    (site,) = load_sites(write(tmp_path, GOOD))
    assert site.role_of("http://127.0.0.1:8000" + target) == role
    assert site.role_of("http://127.0.0.1:8001" + target) is None, "another port is another site"
    assert site.role_of("https://127.0.0.1:8000" + target) is None


def test_patterns_may_be_written_as_people_read_them(tmp_path: Path) -> None:
    (site,) = load_sites(write(tmp_path, GOOD.replace("/a-z/*", "/রোগ/*")))
    assert site.role_of("http://127.0.0.1:8000/%E0%A6%B0%E0%A7%8B%E0%A6%97/x") == "follow"


@pytest.mark.parametrize(("text", "seconds"), [("0s", 0), ("30m", 1800), ("12h", 43200), ("7d", 604800)])
def test_intervals(tmp_path: Path, text: str, seconds: float) -> None:
    (site,) = load_sites(write(tmp_path, GOOD.replace("7d", text)))
    assert site.revisit == seconds


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("delay = 0.0", "dealy = 0.0", 8, "unknown key 'dealy'"),
        ("delay = 0.0", 'delay = "fast"', 8, "must be a number of seconds"),
        ("delay = 0.0", "delay = -1", 8, "must be a number of seconds"),
        ("delay = 0.0", "delay = nan", 8, "must be a number of seconds"),
        ("delay = 0.0", "delay = true", 8, "must be a number of seconds"),
        ("delay = 0.0", "delay = ", 8, "no valid TOML"),
        ("concurrency = 8", "concurrency = 0", 9, "a whole number from 1"),
        ("concurrency = 8", "concurrency = 2.5", 9, "a whole number from 1"),
        ("max_pages = 0", "max_pages = -1", 10, "a whole number from 0"),
        ('revisit = "7d"', 'revisit = "7 days"', 11, '"7d", "12h"'),
        ('revisit = "7d"', "revisit = 7", 11, '"7d", "12h"'),
        ("allow_private = true", 'allow_private = "yes"', 12, "true or false"),
        ('follow = ["/a-z/*"]', 'follow = ["a-z/*"]', 5, "begins with '/' or '*'"),
        ('follow = ["/a-z/*"]', 'follow = ["/a z"]', 5, "no space"),
        ('follow = ["/a-z/*"]', 'follow = "/a-z/*"', 5, "a list of strings"),
        ('contact = "ops@example.org"', 'contact = "me"', 7, "an e-mail address"),
        ('name = "sample"', 'name = "Sample Site"', 2, "small letters"),
        ("http://127.0.0.1:8000/", "ftp://127.0.0.1/", 3, "absolute http(s)"),
        ("http://127.0.0.1:8000/", "http://me:pw@127.0.0.1/", 3, "without a user"),
        ('name = "sample"', "", 1, "'name' is missing"),
        ("allow_private = true", "", 3, "is a private address; set allow_private"),
        ("[[site]]", "colour = 1\n[[site]]", 1, "unknown key 'colour'"),
    ],
)
def test_refuses_with_line_and_reason(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ConfigError) as error:
        load_sites(path)
    message = str(error.value)
    assert str(path) in message
    assert f"line {line}" in message or f"at line {line}" in message
    assert reason in message


def test_names_the_line_of_the_right_site(tmp_path: Path) -> None:
    second = GOOD.replace("sample", "other").replace("8000", "9000").replace("delay = 0.0", "delay = -1")
    with pytest.raises(ConfigError, match=f"line {8 + GOOD.count(chr(10))}"):
        load_sites(write(tmp_path, GOOD + second))


def test_two_sites_cannot_share_a_name_or_a_host(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="two sites are named 'sample'"):
        load_sites(write(tmp_path, GOOD + GOOD.replace("8000", "9000")))
    with pytest.raises(ConfigError, match="belongs to site 'sample'"):
        load_sites(write(tmp_path, GOOD + GOOD.replace('"sample"', '"other"')))


def test_a_missing_or_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_sites(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="no site in it"):
        load_sites(write(tmp_path, ""))


def test_the_shipped_site_lacks_nothing_but_the_contact(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "sites" / "rxharun.toml"
    with pytest.raises(ConfigError, match=r"line \d+: 'contact' is missing for site 'rxharun'"):
        load_sites(shipped)
    text = shipped.read_text("utf-8").replace('contact = ""', 'contact = "ops@example.org"')
    (site,) = load_sites(write(tmp_path, text))
    assert (site.delay, site.concurrency) == (1.0, 1)
    root = "https://rxharun.com"
    assert site.role_of(f"{root}/resources/rx-neurology-a-z/facial-nerve-atrophy/") == "article"
    assert site.role_of(f"{root}/rxharun/rx-neurology-a-z/facial-nerve-atrophy") == "article"
    assert site.role_of(f"{root}/?p=123456") == "article"
    assert site.role_of(f"{root}/resources/rx-neurology-a-z/facial-nerve-atrophy/feed/") is None
    assert site.role_of(f"{root}/shop/") is None
