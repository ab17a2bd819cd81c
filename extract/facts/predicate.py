"""What a page says its topic is: the kind named by the noun of "X is a …"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extract.article.words_of_names import names_disease
from extract.cleaning import fold
from extract.data import any_of, load, whole_words
from extract.record import Kind

MAX_PARAGRAPH = 500  # characters of a paragraph that are looked at

_DATA = load("facts/predicate.toml")
_NOUNS: dict[Kind, re.Pattern[str]] = {k: whole_words(p) for k, p in _DATA["noun"].items()}
_ASPECTS = any_of(_DATA["aspects"])
_SAYS = re.compile(
    rf"s?(?: (?!{any_of(_DATA['not_between'])} |{_ASPECTS} )\w+){{0,8}}?"
    r" (is|are|refers? to|means|occurs when|happens when) ((?:\w+ ?){1,14})"
)  # after the topic's name
_VERB = re.compile(r"is|are|refer|means|when", re.I)  # looked for first
_OF_ANOTHER = re.compile(r" (?:of|for|with|in|to|from|by|against)(?: an?| the| your)? ?$")  # before the name
_SORT_OF = re.compile(
    r"(?:an? |the |one )?(?:(?:\w+ ){0,3}?terms? for (?:an? |the )?)?(?:\w+ ){0,3}?"
    rf"{any_of(_DATA['sorts'])} of (?:an? |the )?"
)
_USED = re.compile(any_of(_DATA["used"]))
_CAUGHT = re.compile(any_of(_DATA["caught"]))
_SURE = whole_words(_DATA["sure"])
_NORMAL = whole_words(_DATA["normal"])
_SEVERAL = re.compile(r"conditions|problems")  # of one thing: no word for it
_JOINT = re.compile(r" (?:and|or) ")
_HEAD_ENDS = re.compile(rf"\b{any_of(_DATA['head_ends'])}\b")
_DETERMINED = re.compile(r"(?:an?|the|one of) ")
_BREAK = re.compile(r"\s*[—;:]\s*|\s[–-]\s")  # what follows is another clause
_SENTENCE_END = re.compile(r"(?<=[a-z)][.!?])\s+(?=[A-Z])")
_NAME_PARTS = re.compile(r" (?:and|or|vs) | for .*|(?<=\d) (?=[a-z])")
_PLURAL = re.compile(r"[^suai]s$")  # "bunions", not "abscess" or "lupus"


class Said(NamedTuple):
    """The kind of a topic, and whether its noun leaves no doubt ("disease", where "loss" does)."""

    kind: Kind
    sure: bool


def said_to_be(names: Sequence[str], paragraphs: Iterable[str]) -> Said | None:
    """The kind named by the first sentence "X is a …" about the topic; None where that names none.

    `names` are the topic's, folded, the whole name first.
    """
    if not names:
        return None
    parts = (part for name in names[:1] for part in _NAME_PARTS.split(name) if len(part) > 2)
    known = list(dict.fromkeys([*names, *parts, *(n[:-1] for n in names if _PLURAL.search(n))]))
    for paragraph in paragraphs:
        opening = paragraph[:MAX_PARAGRAPH]
        folded = fold(opening)
        if not any(name in folded for name in known):
            continue
        for sentence in _SENTENCE_END.split(opening):
            if not _VERB.search(sentence):
                continue
            verb, words = _what_is_said(fold(_BREAK.sub(" but ", sentence)), known)
            said = _kind_of(verb, words) if words else None
            if said or (verb in ("is", "are") and _DETERMINED.match(words)):
                return said
    return None


def noun_of(sentence: str) -> Said | None:
    """The kind of the noun that a sentence without a verb begins with: "An infection of the lungs"."""
    return _kind_of("is", fold(_SENTENCE_END.split(sentence, maxsplit=1)[0]))


def _kind_of(verb: str, words: str) -> Said | None:
    """The kind of the head noun of what is said: the last noun before what only tells more of it."""
    if _USED.match(words):
        return Said("drug", True)
    if _CAUGHT.match(words):
        return Said("condition", True)
    sort = None
    if verb in ("occurs when", "happens when"):
        head = words
    else:
        sort = _SORT_OF.match(words)
        rest = words[sort.end() :] if sort else words
        head = _HEAD_ENDS.split(rest, maxsplit=1)[0]
    told = [last for part in _JOINT.split(head) if (last := _last_noun(part))]
    if not told and names_disease(head.rstrip().rpartition(" ")[2]):
        return Said("condition", True)  # "a form of depression"
    if not told or len({kind for kind, _ in told}) > 1:
        return None
    kind, noun = told[-1]
    if kind != "condition" and verb.endswith(" when"):
        return None  # "… occurs when too much of a drug is taken"
    if kind == "condition":
        several = verb not in ("are", "occurs when", "happens when") and sort is None
        if _NORMAL.search(head) or (several and _SEVERAL.fullmatch(noun)):
            return None
    return Said(kind, kind != "condition" or _SURE.fullmatch(noun) is not None)


def _last_noun(words: str) -> tuple[Kind, str] | None:
    found = [(m.end(), kind, m[0]) for kind, nouns in _NOUNS.items() for m in nouns.finditer(words)]
    _, kind, noun = max(found, default=(0, None, ""))
    return (kind, noun) if kind else None


def _what_is_said(folded: str, names: list[str]) -> tuple[str, str]:
    """The verb and what follows the first "X is" or the like, X being one of some names; "" for none."""
    words = f" {folded}"
    places: list[tuple[int, int]] = []  # where a name begins a word: the end follows from it
    for order, name in enumerate(names):
        at = words.find(f" {name}")
        while at >= 0:
            places.append((at, order))
            at = words.find(f" {name}", at + 1)
    for at, order in sorted(places):
        match = _SAYS.match(words, at + 1 + len(names[order]))
        if match and not _OF_ANOTHER.search(words, max(0, at - 12), at):
            return match[1], match[2]
    return "", ""
