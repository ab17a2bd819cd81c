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
from itertools import chain
from typing import Literal

from extract.cleaning import fold
from extract.data import by_letter
from extract.record import FACETS, Facet

Role = Literal["definition", "alias", "conclusion", "disclaimer", "references", "aside"]
MAX_HEADING_WORDS = 22
MAX_SUBJECT_WORDS = 6  # of a sentence that "these" speaks of


@dataclass(frozen=True, slots=True)
class Reading:
    """What a heading says: a facet (strong: by itself), a role, or neither."""

    facet: Facet | None = None
    strong: bool = False
    role: Role | None = None


_NOTHING = Reading()


_CHOICE = re.compile(r"\(\?:([a-z0-9 |]+)\)(?![?*+{])")


@dataclass(frozen=True)
class _Facets:
    """The patterns of each facet, and one that matches where any of them does."""

    patterns: tuple[tuple[Facet, re.Pattern[str]], ...]
    any: re.Pattern[str]


@dataclass(frozen=True)
class _Vocabulary:
    strong: _Facets
    weak: _Facets
    introductions: _Facets
    counts: re.Pattern[str]  # what may stand before words said outright
    after_care: re.Pattern[str]
    neutral: re.Pattern[str]
    roles: dict[Role, re.Pattern[str]]
    whole: re.Pattern[str]  # matches what any of the roles does, or `neutral`


def _words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


def _whole(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:the |our |a )?(?:{'|'.join(patterns)})")


def _by_beginning(pattern: str) -> list[str]:
    """A pattern that begins with a choice of plain words, once with each of them."""
    choice = _CHOICE.match(pattern)
    return [word + pattern[choice.end() :] for word in choice[1].split("|")] if choice else [pattern]


def _facets(patterns: dict[Facet, list[str]]) -> _Facets:
    return _Facets(
        patterns=tuple((facet, _words(said)) for facet, said in patterns.items()),
        any=_words(by_letter(p for said in patterns.values() for one in said for p in _by_beginning(one))),
    )


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    data = tomllib.loads(_source().decode("utf-8"))
    facets = data["facet"]
    order = [f for f in FACETS if f in facets]
    neutral, roles = data["neutral"]["patterns"], data["role"]
    return _Vocabulary(
        strong=_facets({f: facets[f]["strong"] for f in order if "strong" in facets[f]}),
        weak=_facets({f: facets[f]["weak"] for f in order if "weak" in facets[f]}),
        introductions=_facets(data["introduction"]),
        counts=re.compile(rf"(?:(?:{'|'.join(data['sentence']['counts'].split())}) )*"),
        after_care=_words(data["sentence"]["after_care"]),
        neutral=_whole(neutral),
        roles={role: _whole(said) for role, said in roles.items()},
        whole=_whole(by_letter(chain(neutral, *roles.values()))),
    )


def vocabulary_version() -> str:
    """Digest of the vocabulary's data file."""
    return hashlib.blake2b(_source(), digest_size=6).hexdigest()


def _source() -> bytes:
    return resources.files("extract").joinpath("vocabulary.toml").read_bytes()


def fold_topic(folded: str, topic: tuple[str, ...]) -> str:
    """Write "x" for the topic's names in a folded heading: a name's own words ("Type 2 …") say nothing."""
    for name in topic:
        if name and name in folded:
            apart, wide = f" {folded} ".replace(" ", "  "), name.replace(" ", "  ")
            for ending in ("", "s", "es"):  # each word stands between blanks of its own
                apart = apart.replace(f" {wide}{ending} ", " x ")
            folded = " ".join(apart.split())
    return folded


@lru_cache(maxsize=8192)
def read_heading(heading: str, topic: tuple[str, ...] = ()) -> Reading:
    """Read a heading. `topic` holds the folded names of the page's condition, longest first."""
    folded = _fold_heading(heading, topic)
    words = folded.count(" ") + 1
    if not folded or words > MAX_HEADING_WORDS:
        return _NOTHING
    vocabulary = _vocabulary()
    if _MEDIUM.match(heading):
        return Reading(role="aside")
    whole = vocabulary.whole.fullmatch(folded) is not None
    if whole:
        for role, pattern in vocabulary.roles.items():
            if role != "definition" and pattern.fullmatch(folded):
                return Reading(role=role)
        if vocabulary.neutral.fullmatch(folded):
            return _NOTHING
    if "," in heading:  # a page's own summary of its sections: "Treatment, Prevention"
        several = heading.count(",") > 1 or ": " in heading
        most = 1 if not _JOINED.search(heading) else 2 if several else len(heading)
        if len(_all(folded, vocabulary.strong)) > most:
            return _NOTHING
    best = _earliest(folded, vocabulary.strong)
    if best is not None:
        return Reading(facet=best, strong=not _YES_NO.match(folded) or best == "faq")
    best = _earliest(folded, vocabulary.weak) if words <= 9 else None
    if best is not None:
        return Reading(facet=best)
    defines = whole and vocabulary.roles["definition"].fullmatch(folded)
    return Reading(role="definition") if defines else _NOTHING


@lru_cache(maxsize=1024)
def words_beside(heading: str, topic: tuple[str, ...]) -> tuple[str, ...]:
    """The folded words of a heading beside those that say its facet; `topic` as of `read_heading`."""
    folded = _fold_heading(heading, topic)
    start, end, _ = _match(folded, _vocabulary().strong) or (0, 0, None)
    return tuple(f"{folded[:start]} {folded[end:]}".split())


def _fold_heading(heading: str, topic: tuple[str, ...]) -> str:
    """A heading folded, without its number or a count of what follows, the topic's name as "x"."""
    said = _COUNTED.sub("", heading).replace(" & ", " and ")
    return fold_topic(_NUMBER.sub("", fold(said)), topic)


@lru_cache(maxsize=1024)
def facets_named(heading: str, topic: tuple[str, ...]) -> tuple[Facet, ...]:
    """All facets that a heading names by itself; `topic` as of `read_heading`."""
    return tuple(_all(fold_topic(fold(heading), topic), _vocabulary().strong))


_NUMBER = re.compile(r"^(?:\d{1,2}|[ivx]{1,4}|step \d|part \d|chapter \d|q(?! (?:and )?a\b)) (?=\D)")
_COUNTED = re.compile(r"\s?[(\[]\d{1,3}[)\]]:?$")  # how many follow: "References (12)"
# What is shown or played beside the text: "Video: how gout starts".
_MEDIUM = re.compile(
    r"(?:video|podcast|quiz|poll|slideshow|infographic|webinar|gallery|watch|listen)\s?[:|]\s?\S", re.I
)
_JOINED = re.compile(r"\b(?:and|or|of|for|in)\b|&|\?", re.I)
# What the sentence before has named: "There are several risk factors. These include:"
_THESE = re.compile(
    r"(?:(?:some of )?(?:these|they|those)(?: \w+){0,3}"
    r"|(?:this|it)(?: \w+){0,2} (?:includes?|involves?|means)):?$",
    re.I,
)
_THE_DISEASE = re.compile(r"\b(?:the|this) (?:disease|condition|disorder|illness|syndrome)\b")
# A question that can be answered with yes maps only where the headings above say nothing.
_YES_NO = re.compile(r"(?:is|are|can|could|do|does|did|will|would|should|has|have|may|am) ")


def _all(folded: str, facets: _Facets) -> list[Facet]:
    return [facet for facet, pattern in facets.patterns if pattern.search(folded)]


def _earliest(folded: str, facets: _Facets) -> Facet | None:
    """The facet of the earliest match, the longest among equals."""
    match = _match(folded, facets)
    return match[2] if match is not None else None


def _match(folded: str, facets: _Facets) -> tuple[int, int, Facet] | None:
    """Where that match begins and ends, and its facet."""
    earliest = facets.any.search(folded)
    if earliest is None:
        return None
    start = earliest.start()
    found = [(m.end(), facet) for facet, pattern in facets.patterns if (m := pattern.match(folded, start))]
    end, facet = max(found, key=lambda f: f[0])
    return start, end, facet


@lru_cache(maxsize=8192)
def read_introduction(paragraph: str, topic: tuple[str, ...] = (), *, outright: bool = False) -> Facet | None:
    """The facet a list is introduced as by the paragraph before it ("Seek care at once if:"), or None.

    Only its last sentence counts, and the one before where it says no more than "These include:". `outright`:
    that sentence must begin with the words, as it must where a heading above already says what the list is.
    """
    *before, sentence = re.split(r"(?<=[.!?])\s+", paragraph[-500:])
    _, but, clause = sentence.rpartition(", but ")
    if but and (said := _introduces(clause, topic, outright)):
        return said
    if not before or not _THESE.match(sentence):
        return _introduces(sentence, topic, outright)
    of = before[-1]
    subject = " ".join(of.split()[:MAX_SUBJECT_WORDS])
    return _introduces(f"{of} {sentence}", topic, outright) or _introduces(
        f"{subject} {sentence}", topic, outright
    )


def _introduces(sentence: str, topic: tuple[str, ...], outright: bool) -> Facet | None:
    folded = _THE_DISEASE.sub("x", fold_topic(fold(sentence), topic))
    vocabulary = _vocabulary()
    said = _earliest(folded, vocabulary.introductions)
    if said == "symptom" and vocabulary.after_care.search(folded):
        return None
    if not outright or said is None:
        return said
    counted = vocabulary.counts.match(folded)
    most = counted.end() if counted else 0
    found = [
        (match.start(), -match.end(), facet)
        for facet, pattern in vocabulary.introductions.patterns
        if (match := pattern.search(folded))
        and (match.start() <= most or folded.count(" ", 0, match.start()) == 1)
    ]
    return min(found)[2] if found else None
