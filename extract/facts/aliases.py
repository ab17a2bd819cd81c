"""The topic's other names, as the page tells them."""

from __future__ import annotations

import re

from extract.article.draft import Draft
from extract.cleaning import fold
from extract.vocabulary import read_heading

MAX_ALIASES = 12

_SPLIT = re.compile(r"[,;]\s*")
_QUOTED = re.compile(r"\s*[“\"‘]([^”\"’]{2,60})[”\"’]")
_ALSO_CALLED = re.compile(r"^(?:also (?:known as|called)|aka|abbreviated(?: as)?)\s+", re.I)
_SAME = re.compile(
    r"(?:an?\s+|the\s+)?(?!(?:this|that|it|there|here|what)\s)([\w' ’-]{4,60}?)\s+(?:is|are)\s+"
    r"(?:an?\s+|the\s+)?([^.,;:]{3,60})[.,;]",
    re.I,
)  # "Hypotension is low blood pressure."
_SPOKEN = re.compile(r"(?=.*[A-Z]{2})(?=.*[a-z])[A-Za-z]{1,6}(?:-[A-Za-z]{1,6})+")  # "AZ-muh": how it is said
_ALSO = re.compile(
    r"(?:also|commonly|sometimes|otherwise|often|formerly|previously|medically) "
    r"(?:known as|called|referred to as|termed)\s+(?:the\s+|an?\s+)?([^.;:()\n]{3,120}?)"
    r"(?=[.;:()]|,? (?:is|are|was|has|can|may|occurs?|happens?|affects?|causes?|refers?|means|develops?"
    r"|describes?|involves?|which|that|where|when)\b|$)",
    re.I,
)
_OTHERS = re.compile(
    r"\bother names?(?: (?:for|of) [^.;:()]{2,60}?)? (?:are|is|include|includes):? ([^.;:()\n]{3,120})", re.I
)
_AND = re.compile(r",\s*(?:or\s+|and\s+)?|\s+(?:or|and)\s+")


def _names_under(section: Draft) -> list[str]:
    """The names under an "Other names" heading, up to a line that introduces others ("Types of X:")."""
    names: list[str] = []
    for block in section.blocks[:MAX_ALIASES]:
        lead, colon, _ = block.text.partition(":")
        if colon and read_heading(lead).facet:
            break
        pieces = [block.text] if block.frame.tag == "li" else _SPLIT.split(block.text)
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
        found += [name for match in _OTHERS.finditer(head) for name in _AND.split(match[1])]
        if condition and "(" in head:
            name = re.escape(re.sub(r"\s*\([^)]*\)", "", condition))
            bracket = re.search(rf"\b{name}s?\s*\(([^)]{{2,50}})\)", head, re.I)
            if bracket:
                found += re.split(r",\s*|\s+or\s+", bracket[1])
            expanded = re.match(rf"(?:an?\s+|the\s+)?([^().,;:]{{4,80}}?)\s*\({name}\)", head, re.I)
            if expanded:
                found.append(expanded[1])
        if condition and (same := _SAME.match(head)) and fold(same[2]) == fold(condition):
            found.append(same[1])
    for section in sections:
        if section.module:
            continue
        lead, colon, rest = section.heading.partition(":")
        if colon and rest and len(rest) < 200 and read_heading(lead).role == "alias":
            found += _SPLIT.split(rest)
        if section.role == "alias":
            found += _names_under(section)
        elif section.role not in ("aside", "references"):
            for block in section.blocks[:6] if section.facet is None else ():
                lead, colon, rest = block.text.partition(":")
                if colon and len(lead) < 40 and len(rest) < 200 and read_heading(lead).role == "alias":
                    found += _SPLIT.split(rest)
    seen = {fold(condition or "")}
    kept: list[str] = []
    for alias in found:
        quoted = _QUOTED.match(alias)
        cleaned = (
            (quoted[1] if quoted else alias).strip(" \"'“”‘’.,;").removeprefix("or ").removeprefix("the ")
        )
        cleaned = _ALSO_CALLED.sub("", cleaned.strip())
        key = fold(cleaned)
        if _SPOKEN.fullmatch(cleaned) or cleaned.casefold().startswith("pronounced"):
            continue
        if 2 <= len(cleaned) <= 80 and key and key not in seen and cleaned.count(" ") < 8:
            seen.add(key)
            kept.append(cleaned)
    return tuple(kept[:MAX_ALIASES])
