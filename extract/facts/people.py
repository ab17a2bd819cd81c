"""Who wrote of it and when: from the visible text, else from the page's own claims."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

from extract.article.words_of_names import names_institution
from extract.cleaning import fold
from extract.page.blocks import HEADINGS, Block, Page
from extract.page.chrome import MENUS
from extract.page.structured import nodes, types_of

MIN_LINE = 6  # characters of the shortest line that tells who: "by A B"
MAX_LINE = 250  # characters of a line that tells who or when
MAX_AUTHOR = 160  # of one that tells the author

_MONTHS = "january february march april may june july august september october november december".split()
# What follows a name in a byline and is written like one: "By A. B. Oko Updated Jan. 5, 2024".
_GOES_ON = (
    r"(?:(?:On|Updated|Published|Posted|Reviewed|Medically|Last|Fact)\b"
    rf"|(?i:{'|'.join(m[:3] for m in _MONTHS)})[a-z]*\.?\s+\d)"
)
_PARTICLES = r"(?:(?:de|del|della|der|den|van|von|la|le|da|dos|di|al|el|bin|ibn)\s+){0,3}"
# A full stop is a name's own only after an initial or a title: "Dr. A. B. Oko, M.D. Updated 2024".
_WORD = rf"(?!{_GOES_ON})(?:(?:Dr|Prof|Mrs?|Ms|Sr|Jr|St)\.|(?:[A-Z]\.)+|[A-ZÀ-ÖØ-Þ][\w'’-]*)"
_DEGREE = r"(?:(?:[A-Z][A-Za-z]{0,2}\.){2,4}|[A-Z]\.[A-Z]\b|[A-Z]{2,6}\b|[A-Z][a-z]{1,4}[A-Z][A-Za-z]{0,3}\b)"
_NAME = rf"({_WORD}(?:\s+{_PARTICLES}{_WORD}){{1,5}}(?:,\s*{_DEGREE})*)"
_REVIEWED = re.compile(rf"\b(?i:(?:reviewed|checked|verified|edited) by|medical editor):?\s+{_NAME}")
_WRITTEN = re.compile(rf"\b(?i:(?:written|authored|posted|article) by|author):?\s+{_NAME}")
# "By" alone speaks of the author where a line or its part begins with it, and the name is all that follows.
_BY = re.compile(
    rf"(?:^|[·•|–—-]\s*|\d{{4}}\s+)[Bb]y:?\s+{_NAME}(?=\s*(?:$|[·•|–—,;(]|\.(?:\s|$)|{_GOES_ON}|\d))"
)
_DATE = (
    r"((?:\d{4}-\d{2}-\d{2})|(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4})"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4})|(?:\d{1,2}/\d{1,2}/\d{4}))"
)
_MODIFIED = re.compile(
    r"\b(?:updated?|modified|revised|reviewed|review date)(?:\s+on)?"
    rf"(?:\s+by[^\d]{{3,60}}?\s+on)?:?\s+{_DATE}",
    re.I,
)
_PUBLISHED = re.compile(
    rf"\b(?:published|posted|posting|created|(?<!review )date)(?:\s+on)?:?\s+{_DATE}", re.I
)
_YEAR = re.compile(r"\d{4}")


class Byline(NamedTuple):
    """Who wrote and reviewed a page, and when: names as written, dates in ISO 8601."""

    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    published_at: str | None
    modified_at: str | None


def iso_date(text: str | None) -> str | None:
    """A date as ISO 8601 (date or date and time), or None; day before month only where it must be."""
    if not text:
        return None
    text = text.strip()
    exact = re.match(
        r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?", text
    )
    if exact:
        return _existing(exact[0].replace(" ", "T"))
    words = re.search(
        r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})|(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})",
        text,
    )
    if words:
        month, day, year = (words[1], words[2], words[3]) if words[1] else (words[5], words[4], words[6])
        number = next((i for i, m in enumerate(_MONTHS, 1) if m.startswith(month.lower()[:3])), None)
        if number:
            return _existing(f"{year}-{number:02d}-{int(day):02d}")
    slashed = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if slashed:
        first, second = int(slashed[1]), int(slashed[2])
        month_no, day_no = (first, second) if first <= 12 else (second, first)
        return _existing(f"{slashed[3]}-{month_no:02d}-{day_no:02d}")
    return None


def _existing(written: str) -> str | None:
    """A date in ISO 8601 as written, or None where there never was such a day or time."""
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return None
    return written


def find_byline(page: Page, structured: dict[str, Any], sources: frozenset[int]) -> Byline:
    """Authors, reviewers, published and updated dates: what is seen goes before what is claimed.

    `sources` holds the `id`s of the blocks that cite, whose people and dates are of other works.
    """
    authors: list[str] = []
    reviewers: list[str] = []
    published = modified = None
    for block in page.blocks:
        text = block.text
        if not MIN_LINE <= len(text) <= MAX_LINE or id(block) in sources:
            continue
        lower = text.lower()
        if "ed by" in lower or "editor" in lower:
            reviewers += [match[1] for match in _REVIEWED.finditer(text)]
        if not authors and len(text) < MAX_AUTHOR and ("by" in lower or "author" in lower):
            authors += _author(block)
        sought = modified is None or published is None
        if sought and ("ed" in lower or "date" in lower) and _may_tell_when(text, lower):
            if modified is None and (found := _MODIFIED.search(text)):
                modified = iso_date(found[1])
            if published is None and (found := _PUBLISHED.search(text)):
                published = iso_date(found[1])
    claimed: list[str] = []
    for node in nodes(structured):
        if any(t.endswith(("Article", "WebPage", "Posting", "MedicalCondition")) for t in types_of(node)):
            claimed += _people(node.get("author"))
            reviewers += [p for p in _people(node.get("reviewedBy")) if p not in reviewers]
            published = published or iso_date(_text(node.get("datePublished")))
            modified = modified or iso_date(
                _text(node.get("dateModified")) or _text(node.get("lastReviewed"))
            )
    meta: dict[str, str] = structured.get("meta", {})
    site = fold(meta.get("og:site_name", ""))
    claimed += [
        v for k, v in meta.items() if k in ("author", "citation_author") and fold(v) != site and _is_person(v)
    ]
    published = published or iso_date(meta.get("article:published_time") or meta.get("datepublished"))
    modified = modified or iso_date(meta.get("article:modified_time") or meta.get("datemodified"))
    return Byline(_distinct(authors or claimed), _distinct(reviewers), published, modified)


def _is_person(name: str) -> bool:
    """A claimed name is neither an address, a theme's or an account's single word, nor an institution's."""
    words = name.split()
    return len(words) > 1 and len(name) < 80 and "http" not in name and not names_institution(name)


def _may_tell_when(text: str, lower: str) -> bool:
    """A line may hold the date of a publication or a change; `lower` is it in lower case."""
    changed = "date" in lower or "viewed" in lower or "vised" in lower or "ified" in lower
    published = "lished" in lower or "posted" in lower or "posting" in lower or "created" in lower
    return (changed or published) and _YEAR.search(text) is not None


def _author(block: Block) -> list[str]:
    """The author a line names, if any; headings, menus and lists go "by" other things ("By body part")."""
    written = _WRITTEN.search(block.text)
    frame = block.frame
    if not (written or block.level or frame.named in MENUS or frame.nearest("li", *HEADINGS, within=3)):
        written = _BY.search(block.text)
    return [written[1]] if written else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _people(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    names = [v.get("name") if isinstance(v, dict) else v for v in values]
    return [" ".join(n.split()) for n in names if isinstance(n, str) and 2 < len(n) < 80]


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Each person once, with the degrees where they are told with and without."""
    seen: dict[str, str] = {}
    for name in names:
        cleaned = name.strip(" ,;:")
        seen.setdefault(fold(cleaned), cleaned)
    words = [key.split() for key in seen]
    openings = {" ".join(w[:n]) for w in words for n in range(1, len(w))}
    return tuple(name for key, name in seen.items() if key not in openings)
