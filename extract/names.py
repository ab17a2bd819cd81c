"""What the page calls its topic: the condition's name without decoration, and its other names."""

from __future__ import annotations

import re

from extract.cleaning import fold
from extract.data import any_of, load, words
from extract.outline import Draft
from extract.vocabulary import read_heading

MAX_TITLE = 400  # characters of a title that are looked at
MAX_ALIASES = 12
MAX_NAME_WORDS = 40
MIN_USES = 3  # of a part of a name in a text that never uses the whole

_DATA = load("names.toml")
_FACET_WORDS = words(_DATA["facet_words"])
_GENERIC = words(_DATA["generic"])
_STOP = words(_DATA["stop"])
_DISEASE = re.compile(rf"{any_of(_DATA['disease'])}s?$")
_FACETS_OF = (
    rf"(?:the\s+)?(?:root\s+)?(?:{any_of(_DATA['lead_facets'])}(?:\s*,\s*|\s*,?\s+(?:and|&)\s+|\s+))+"
    r"(?:of|for|in)(?:\s+the)?"
)
_LEAD = re.compile(rf"^{any_of([*_DATA['lead'], _FACETS_OF, *_DATA['lead_activities']])}\b[\s:]*", re.I)
_TAIL = re.compile(
    rf"[\s,:–—-]+(?:{any_of(_DATA['tail'])}(?:\s*,?\s*(?:&|and|\/|\+)\s*|\s*,\s*|\s+|$))+$", re.I
)
_SEPARATOR = re.compile(r"\.\s+(?=An?\s)|\s+[|»«·•]+\s+|\s+[-–—]+\s+|\s*[|»]\s*|\s+::\s+|:\s+|\?\s+")
_PLACE = re.compile(r"\s+(?:in|near)\s+(?:[A-Z][\w.'’-]*,?\s*){0,4}[A-Z]{2}$")  # "… in Springfield, MO"
_ALSO = re.compile(
    r"(?:also|commonly|sometimes|otherwise|often|formerly|previously|medically) "
    r"(?:known as|called|referred to as|termed)\s+(?:the\s+|an?\s+)?([^.;:()\n]{3,120}?)"
    r"(?=[.;:()]|,? (?:is|are|was|occurs?|happens?|affects?|causes?|which|that|where|when)\b|$)",
    re.I,
)


def condition_name(h1: str | None, title: str | None, site: str | None, paragraphs: list[str]) -> str | None:
    """The topic's name without decoration: no site name, no "Symptoms and causes", no "What is …?".

    Tries the main heading, then the page title; None where neither says anything. Where the article never
    uses the name but a part of it often, that part is the name ("Glaucoma Detection & Care"). `paragraphs`
    are the article's running text.
    """
    name = _undecorated(h1, title if h1 else _by_use(title, paragraphs), site)
    return _as_used(name, paragraphs) if name else None


def _by_use(title: str | None, paragraphs: list[str]) -> str | None:
    """A title whose first part the text never uses, with the part that it does before it: site names vary."""
    parts = [p for p in _SEPARATOR.split((title or "")[:MAX_TITLE]) if p and fold(p)]
    text = " ".join(f" {fold(p)}" for p in paragraphs)
    used = [p for p in parts if f" {fold(p)}" in text]
    return " | ".join([used[0], *parts]) if used and used[0] is not parts[0] else title


def _as_used(name: str, paragraphs: list[str]) -> str:
    """The longest part, then the most frequent, that the text uses where it never uses the whole name."""
    bare = re.sub(r"\s*\([^)]*\)", "", name)
    words = bare.split()
    if not 2 <= len(words) <= MAX_NAME_WORDS:
        return name
    whole = f" {fold(bare)}"
    folded: list[str] = []
    for paragraph in paragraphs:
        folded.append(f" {fold(paragraph)}")
        if whole in folded[-1]:
            return name
    text = "".join(folded)
    if whole in text:
        return name
    # A part is used no more often than each of its words, less the "s" that "'s" leaves before a blank.
    known = [text.count(fold(word).removesuffix("s")) >= MIN_USES for word in words]
    best, most = "", 0
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size + 1):
            if not all(known[start : start + size]):
                continue
            part = words[start : start + size]
            ends = (fold(part[0]), fold(part[-1]))
            dropped = [fold(w) for w in words[:start] + words[start + size :]]
            if any(not e or e in _STOP or e in _FACET_WORDS for e in ends):
                continue
            named = any(_DISEASE.search(fold(w)) for w in part)
            if (any(_DISEASE.search(d) for d in dropped) and not (named and size > 1)) or fold(
                " ".join(part)
            ) in _GENERIC:
                continue
            used = text.count(f" {fold(' '.join(part))} ")
            if used >= MIN_USES and used > most and (size > 1 or len(ends[0]) > 2):
                best, most = " ".join(part).strip(" ,.:;"), used
        if best:
            return best
    return name


def _undecorated(h1: str | None, title: str | None, site: str | None) -> str | None:
    site_words = set(re.findall(r"[a-z]{3,}", (site or "").rsplit(".", 1)[0]))
    candidates = [c[:MAX_TITLE] for c in (h1, title) if c and any(ch.isalpha() for ch in c)]
    for candidate in candidates:
        name = _bare_name(candidate, site_words)
        if name:
            return name
    return candidates[0] if candidates else None


def _bare_name(text: str, site_words: set[str]) -> str | None:
    text = _PLACE.sub("", " ".join(text.split()))
    parts = [p.strip() for p in _SEPARATOR.split(text) if p and p.strip()]
    for part in parts or [text]:
        name = part
        for _ in range(3):
            shorter = _LEAD.sub("", name).strip()
            if shorter == name or not shorter:
                break
            name = shorter
        shorter = _TAIL.sub("", f" {name.rstrip(' ?')}").strip() if len(name.split()) > 1 else name
        name = (shorter or name).strip(" ?:,-–—.")
        words = re.findall(r"[^\W\d_]+", name.casefold())
        if not words or all(w in _FACET_WORDS for w in words):
            continue
        joined = "".join(words)
        if (
            site_words
            and len(parts) > 1
            and (joined in "".join(sorted(site_words)) or any(joined == w for w in site_words))
        ):
            continue
        return name
    return None


def topic_names(condition: str | None) -> tuple[str, ...]:
    """Folded names of the topic, longest first: the whole, the part in brackets, and the rest without it."""
    if not condition:
        return ()
    inside = re.findall(r"\(([^)]{2,60})\)", condition)
    names = {fold(n) for n in (condition, re.sub(r"\([^)]*\)", " ", condition), *inside)}
    kept = {n for n in names if n and n.count(" ") < 8 and n not in ("symptoms", "treatment", "causes", "x")}
    return tuple(sorted(kept, key=lambda n: (-len(n), n)))


def _names_under(section: Draft) -> list[str]:
    """The names under an "Other names" heading, up to a line that introduces others ("Types of X:")."""
    names: list[str] = []
    for block in section.blocks[:MAX_ALIASES]:
        lead, colon, _ = block.text.partition(":")
        if colon and read_heading(lead).facet:
            break
        pieces = [block.text] if block.frame.tag == "li" else re.split(r",\s*|;\s*", block.text)
        names += [p for p in pieces if len(p) < 80 and not p.endswith(":")]
    return names


def find_aliases(condition: str | None, definition: str | None, sections: list[Draft]) -> tuple[str, ...]:
    """Other names: "also called …", an "Other names" section, abbreviations in brackets after the name."""
    found: list[str] = []
    if condition:
        found += re.findall(r"\(([^)]{2,60})\)", condition)
    if definition:
        head = definition[:600]
        for match in _ALSO.finditer(head):
            found += re.split(r",\s*(?:or\s+|and\s+)?|\s+or\s+", match[1])
        if condition and "(" in head:
            name = re.escape(re.sub(r"\s*\([^)]*\)", "", condition))
            bracket = re.search(rf"\b{name}s?\s*\(([^)]{{2,50}})\)", head, re.I)
            if bracket:
                found += re.split(r",\s*|\s+or\s+", bracket[1])
    for section in sections:
        if section.role == "alias" and not section.module:
            found += _names_under(section)
        elif not section.module and section.role not in ("aside", "references"):
            for block in section.blocks[:6] if section.facet is None else ():
                lead, colon, rest = block.text.partition(":")
                if colon and len(lead) < 40 and len(rest) < 200 and read_heading(lead).role == "alias":
                    found += re.split(r",\s*|;\s*", rest)
    seen = {fold(condition or "")}
    kept: list[str] = []
    for alias in found:
        cleaned = alias.strip(" \"'“”‘’.,;").removeprefix("or ").removeprefix("the ").strip()
        cleaned = re.sub(r"^(?:also (?:known as|called)|aka|abbreviated(?: as)?)\s+", "", cleaned, flags=re.I)
        key = fold(cleaned)
        if 2 <= len(cleaned) <= 80 and key and key not in seen and cleaned.count(" ") < 8:
            seen.add(key)
            kept.append(cleaned)
    return tuple(kept[:MAX_ALIASES])
