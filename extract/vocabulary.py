"""The heading vocabulary: what a heading, or the sentence that introduces a list, says of what follows.

The words live in vocabulary.toml; this module is their only reader.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, cast

from extract.cleaning import fold
from extract.record import FACETS, Facet

Role = Literal["definition", "alias", "conclusion", "disclaimer", "references", "aside"]
MAX_HEADING_WORDS = 22


@dataclass(frozen=True, slots=True)
class Reading:
    """What a heading says: a facet (strong: by itself), a role, or neither."""

    facet: Facet | None = None
    strong: bool = False
    role: Role | None = None


_NOTHING = Reading()


@dataclass(frozen=True)
class _Vocabulary:
    strong: tuple[tuple[Facet, re.Pattern[str]], ...]
    weak: tuple[tuple[Facet, re.Pattern[str]], ...]
    neutral: re.Pattern[str]
    roles: tuple[tuple[Role, re.Pattern[str]], ...]
    introductions: tuple[tuple[Facet, re.Pattern[str]], ...]
    version: str


def _words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


def _whole(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:the |our |a )?(?:{'|'.join(patterns)})")


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    raw = resources.files("extract").joinpath("vocabulary.toml").read_bytes()
    data = tomllib.loads(raw.decode("utf-8"))
    facets = data["facet"]
    order = [f for f in FACETS if f in facets]
    return _Vocabulary(
        strong=tuple((f, _words(facets[f]["strong"])) for f in order if "strong" in facets[f]),
        weak=tuple((f, _words(facets[f]["weak"])) for f in order if "weak" in facets[f]),
        neutral=_whole(data["neutral"]["patterns"]),
        roles=tuple((cast(Role, r), _whole(p)) for r, p in data["role"].items()),
        introductions=tuple((cast(Facet, f), _words(p)) for f, p in data["introduction"].items()),
        version=hashlib.blake2b(raw, digest_size=6).hexdigest(),
    )


def vocabulary_version() -> str:
    """Digest of the vocabulary's data file."""
    return _vocabulary().version


def fold_topic(folded: str, topic: tuple[str, ...]) -> str:
    """Write "x" for the topic's names in a folded heading: a name's own words ("Type 2 …") say nothing."""
    for name in topic:
        if name and name in folded:
            folded = re.sub(rf"\b{re.escape(name)}(?:s|es)?\b", "x", folded)
    return folded


@lru_cache(maxsize=8192)
def read_heading(heading: str, topic: tuple[str, ...] = ()) -> Reading:
    """Read a heading. `topic` holds the folded names of the page's condition, longest first."""
    folded = fold_topic(fold(heading), topic)
    folded = re.sub(r"^(?:\d{1,2}|[ivx]{1,4}|step \d|part \d|chapter \d|q) (?=\D)", "", folded)
    words = folded.count(" ") + 1
    if not folded or words > MAX_HEADING_WORDS:
        return _NOTHING
    vocabulary = _vocabulary()
    for role, pattern in vocabulary.roles:
        if role != "definition" and pattern.fullmatch(folded):
            return Reading(role=role)
    if vocabulary.neutral.fullmatch(folded):
        return _NOTHING
    if "," in heading and not _JOINED.search(heading) and len(_all(folded, vocabulary.strong)) > 1:
        return _NOTHING  # a page's own summary of its sections: "Treatment, Prevention"
    best = _earliest(folded, vocabulary.strong)
    if best is not None:
        return Reading(facet=best, strong=not _YES_NO.match(folded) or best == "faq")
    best = _earliest(folded, vocabulary.weak) if words <= 9 else None
    if best is not None:
        return Reading(facet=best)
    definition = dict(vocabulary.roles)["definition"]
    return Reading(role="definition") if definition.fullmatch(folded) else _NOTHING


_JOINED = re.compile(r"\b(?:and|or|of|for|in)\b|&|\?", re.I)
# A question that can be answered with yes maps only where the headings above say nothing.
_YES_NO = re.compile(r"(?:is|are|can|could|do|does|did|will|would|should|has|have|may|am) ")


def _all(folded: str, patterns: tuple[tuple[Facet, re.Pattern[str]], ...]) -> list[Facet]:
    return [facet for facet, pattern in patterns if pattern.search(folded)]


def _earliest(folded: str, patterns: tuple[tuple[Facet, re.Pattern[str]], ...]) -> Facet | None:
    found: tuple[int, int, Facet] | None = None
    for facet, pattern in patterns:
        match = pattern.search(folded)
        if match and (found is None or (match.start(), -match.end()) < found[:2]):
            found = (match.start(), -match.end(), facet)
    return found[2] if found else None


@lru_cache(maxsize=8192)
def read_introduction(paragraph: str, topic: tuple[str, ...] = (), *, outright: bool = False) -> Facet | None:
    """The facet a list is introduced as by the paragraph before it ("Seek care at once if:"), or None.

    Only its last sentence counts. `outright`: that sentence must begin with the words, as it must where a
    heading above already says what the list is.
    """
    sentence = re.split(r"(?<=[.!?])\s+", paragraph[-500:])[-1]
    folded = fold_topic(fold(sentence), topic)
    if not outright:
        return _earliest(folded, _vocabulary().introductions)
    for facet, pattern in _vocabulary().introductions:
        match = pattern.search(folded)
        if match and folded.count(" ", 0, match.start()) <= (1 if match.start() else 0):
            return facet
    return None
