"""Addresses without end: calendars, filters, sessions and loops, told by their form. Pure.

A trap is a set of addresses that differ in nothing but what a machine counts on or combines. The frontier
counts how many addresses it knows of each one; those beyond the bound are not requested.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urlencode, urlsplit

# How many addresses of a trap are asked for, by its kind.
BOUNDS = {"session": 1, "loop": 0, "calendar": 100, "filters": 100, "pages": 1000}

_DATE = r"(?:19|20|21)\d\d"
_DATES = re.compile(rf"(?<=/){_DATE}/(?:0?[1-9]|1[0-2])(?:/\d{{1,2}})?(?=/|$)|{_DATE}-\d\d(?:-\d\d)?(?!\d)")
_CALENDAR_PATH = re.compile(r"/(?:calendar|events?|agenda|schedule|archives?)(?=/|$)", re.IGNORECASE)
_CALENDAR_KEY = re.compile(r"(?:cal_?)?(?:date|day|week|month|year|mon|yr|ym|from|to)\Z", re.IGNORECASE)
_SESSION_KEY = re.compile(
    r"(?:php|asp|j|cf|os|zen)?_?sess(?:ion)?_?id|sid|phpsessid|jsessionid|aspsessionid\w*|cftoken|oscsid|zenid",
    re.IGNORECASE,
)
_SESSION_VALUE = re.compile(r"(?=\w*\d)[\w.-]{8,}")
_SESSION_PATH = re.compile(r";(?:jsessionid|sid)=[^/?]*|/\([SFX]\([a-z0-9]{20,}\)\)", re.IGNORECASE)
_FILTER_KEY = re.compile(
    r"(?:sort|order|orderby|sortby|dir|filter|facet|refine|view|display|layout|per_?page|limit|min|max|price"
    r"|color|colour|size|brand|tag)s?(?:[_\[.-].*)?|.*\[.*\]",
    re.IGNORECASE,
)
_PAGE_KEY = re.compile(r"page|paged|pg|offset|start|skip", re.IGNORECASE)
_MANY_KEYS = 4
_REPEATS = 3  # times the same segment stands in a path that runs in circles
_DEEPEST = 20  # segments


def trap_of(url: str) -> str | None:
    """The trap a normalised address belongs to, its kind first: `calendar http://h/events/{date}`."""
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}"
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > _DEEPEST or max(Counter(segments).values(), default=0) >= _REPEATS:
        return f"loop {base}/{segments[0]}"
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in query if not _is_session(key, value)]
    path = _SESSION_PATH.sub("", parts.path)
    if len(kept) < len(query) or path != parts.path:
        return f"session {base}{path}?{urlencode(kept)}".removesuffix("?")
    keys = [key for key, _ in query]
    undated = _DATES.sub("{date}", path)
    if any(_CALENDAR_KEY.match(key) and re.search(r"\d", value) for key, value in query):
        return f"calendar {base}{undated}?{{date}}"
    if undated != path and (_CALENDAR_PATH.search(path) or undated.rstrip("/").endswith("{date}")):
        return f"calendar {base}{undated}"
    if len(keys) >= _MANY_KEYS or (len(keys) > 1 and any(map(_FILTER_KEY.fullmatch, keys))):
        return f"filters {base}{path}"
    if any(map(_PAGE_KEY.fullmatch, keys)):
        return f"pages {base}{path}"
    return None


def bound_of(trap: str) -> int:
    """How many addresses of a trap are asked for."""
    return BOUNDS[trap.partition(" ")[0]]


def _is_session(key: str, value: str) -> bool:
    return bool(_SESSION_KEY.fullmatch(key) and _SESSION_VALUE.fullmatch(value))
