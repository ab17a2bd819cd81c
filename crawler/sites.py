"""`sites.toml`: which sites to crawl, what an article is there, and how politely to ask."""

from __future__ import annotations

import ipaddress
import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from extract.addresses import normalize, parse_http
from extract.errors import UsageError

Role = Literal["start", "sitemap", "follow", "article"]

MAX_CONCURRENCY = 64
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class ConfigError(UsageError):
    """A `sites.toml` that cannot be used: names the file, the line and the reason."""


@dataclass(frozen=True, slots=True)
class Site:
    """One `[[site]]` of `sites.toml`. Patterns are globs over path and query; `*` matches anything."""

    name: str
    start: tuple[str, ...]
    articles: tuple[str, ...]
    follow: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    contact: str = ""
    delay: float = 1.0
    concurrency: int = 1
    max_pages: int = 0
    revisit: float = 7 * 86400.0
    allow_private: bool = False

    @property
    def origins(self) -> tuple[str, ...]:
        """Scheme, host and port of each start address: the site ends there."""
        return _origins(self.start)

    def role_of(self, url: str) -> Role | None:
        """What a normalised address is to this site by its patterns; None where it is out of scope."""
        origin = origin_of(url)
        if origin not in self.origins:
            return None
        target = url[len(origin) :]
        if _any_of(self.exclude).fullmatch(target):
            return None
        if _any_of(self.articles).fullmatch(target):
            return "article"
        return "follow" if _any_of(self.follow).fullmatch(target) else None


def origin_of(url: str) -> str:
    """Scheme, host and port of a normalised address: `http://127.0.0.1:8000`."""
    return "/".join(url.split("/", 3)[:3])  # many a page, and urlsplit takes ten times as long


@cache
def _origins(start: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(origin_of, start)))


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    # Only `*` is special: `?` begins a query here. Non-ASCII is compared as normalised addresses spell it.
    quoted = (quote(pattern, safe="/:@!$&'()*+,;=-._~%?") for pattern in patterns)
    globs = [".*".join(map(re.escape, pattern.split("*"))) for pattern in quoted]
    return re.compile("|".join(globs) if globs else r"(?!)", re.DOTALL)


def load_sites(path: Path) -> tuple[Site, ...]:
    """Read `sites.toml`.

    Raises:
        ConfigError: The file cannot be read, is no TOML, or says something that cannot be meant.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: no valid TOML: {error}") from error
    tables = document.get("site")
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise ConfigError(f"{path}: no site in it; begin each one with a line [[site]]")
    for key in document.keys() - {"site"}:
        raise ConfigError(f"{path}{_line(text, None, key)}: unknown key {key!r} outside of a [[site]]")
    sites = tuple(_site(path, text, index, table) for index, table in enumerate(tables))
    _refuse_shared(path, text, sites)
    return sites


def _site(path: Path, text: str, index: int, table: Mapping[str, Any]) -> Site:
    def refuse(key: str | None, reason: str) -> ConfigError:
        return ConfigError(f"{path}{_line(text, index, key)}: {reason}")

    for key in table:
        if key not in _READERS:
            raise refuse(key, f"unknown key {key!r}; known are {', '.join(_READERS)}")
    for field in fields(Site):
        if field.default is MISSING and field.name not in table:
            raise refuse(None, f"{field.name!r} is missing")
    values: dict[str, Any] = {}
    for key, value in table.items():
        try:
            values[key] = _READERS[key](value)
        except ValueError as error:
            raise refuse(key, f"{key!r} {error}, not {value!r}") from error
    site = Site(**values)
    if not site.allow_private:
        if not site.contact:
            raise refuse(
                "contact" if "contact" in table else None,
                f"'contact' is missing for site {site.name!r}: give an e-mail or web address at which its"
                " webmaster can reach you; it goes into the user agent",
            )
        for url in site.start:
            if _is_private_literal(urlsplit(url).hostname or ""):
                raise refuse("start", f"{url} is a private address; set allow_private = true to crawl it")
    return site


def _refuse_shared(path: Path, text: str, sites: Sequence[Site]) -> None:
    names: set[str] = set()
    owners: dict[str, str] = {}
    for index, site in enumerate(sites):
        if site.name in names:
            raise ConfigError(f"{path}{_line(text, index, 'name')}: two sites are named {site.name!r}")
        names.add(site.name)
        for origin in site.origins:
            if origin in owners:
                raise ConfigError(
                    f"{path}{_line(text, index, 'start')}: {origin} belongs to site {owners[origin]!r}"
                    " already; put both into one [[site]]"
                )
            owners[origin] = site.name


def _line(text: str, index: int | None, key: str | None) -> str:
    """`, line N` of a key in the index-th [[site]], or of its header; tomllib keeps no positions."""
    current = None
    header = None
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*\[\[\s*site\s*\]\]", line):
            current = 0 if current is None else current + 1
            header = number if current == index else header
        elif key and current == index and re.match(rf"""\s*\[*["']?{re.escape(key)}["']?\s*[=.]""", line):
            return f", line {number}"
    return f", line {header}" if header else ""


def _is_private_literal(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _name(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value):
        return value
    raise ValueError("must be a word of small letters, digits, - and _")


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    raise ValueError("must be a list of strings")


def _addresses(value: Any) -> tuple[str, ...]:
    addresses = _strings(value)
    for address in addresses:
        parts = parse_http(address)
        if parts is None or parts.username is not None:
            raise ValueError("must hold absolute http(s) addresses without a user or password")
    if not addresses:
        raise ValueError("must hold at least one address")
    return tuple(dict.fromkeys(map(normalize, addresses)))


def _patterns(value: Any) -> tuple[str, ...]:
    patterns = _strings(value)
    for pattern in patterns:
        if not pattern.startswith(("/", "*")) or "#" in pattern or re.search(r"\s", pattern):
            raise ValueError(
                "must hold patterns over path and query, such as '/a-z/*': each begins with '/' or '*'"
                " and has no space and no '#'"
            )
    return patterns


def _contact(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"|https?://[!-~]+|[!-?A-~]+@[!-?A-~]+", value):
        return value
    raise ValueError("must be an e-mail address or an http(s) address")


def _seconds(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0:
        return float(value)
    raise ValueError("must be a number of seconds, 0 or more")


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise ValueError(f"must be a whole number from {least} to {most}")

    return read


def _interval(value: Any) -> float:
    match = re.fullmatch(r"(\d{1,9})([smhd])", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('must be a number with a unit, such as "7d", "12h", "30m" or "0s"')
    return float(int(match[1]) * _UNITS[match[2]])


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("must be true or false")


_READERS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "start": _addresses,
    "articles": _patterns,
    "follow": _patterns,
    "exclude": _patterns,
    "contact": _contact,
    "delay": _seconds,
    "concurrency": _whole(1, MAX_CONCURRENCY),
    "max_pages": _whole(0, 10**12),
    "revisit": _interval,
    "allow_private": _boolean,
}
