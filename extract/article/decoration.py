"""A title without its decoration: what it says besides the topic's name, and the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.article.words_of_names import BODY, names_disease
from extract.cleaning import fold
from extract.data import any_of, load, words

_DATA = load("article/decoration.toml")
PAGE_WORDS = words(_DATA["page_words"])
FACET_WORDS = words(_DATA["facet_words"]) | PAGE_WORDS
_SHELF = FACET_WORDS | words(_DATA["shelf_words"])
_FACETS_OF = (
    rf"(?:the\s+)?(?:{any_of(_DATA['qualifiers'])}\s+){{0,2}}(?:{any_of(_DATA['lead_facets'])}(?:\s*,\s*|\s*,?\s+(?:and|&)\s+|\s+))+"
    r"(?:of|for|in)(?:\s+the|\s+an?)?"
)
_LEAD = re.compile(rf"^{any_of([*_DATA['lead'], _FACETS_OF, *_DATA['lead_activities']])}\b[\s:]*", re.I)
_TAIL = re.compile(
    rf"[\s,:–—-]+(?:{any_of(_DATA['tail'])}(?:(?:\s*,)?\s*(?:&|and|\/|\+)\s*|\s*,\s*|\s+|$))+$", re.I
)
_SEPARATOR = re.compile(r"\.\s+(?=An?\s)|\s+[|»«·•]+\s+|\s+[-–—]+\s+|\s*[|»]\s*|\s+::\s+|:\s+|\?\s+")
_PLACE = re.compile(r"\s+(?:in|near)\s+(?:[A-Z][\w.'’-]*,?\s*){0,4}[A-Z]{2}$")  # "… in Springfield, MO"
_OFFERED = re.compile(rf"(\s+(?i:{any_of(_DATA['offered'])}))\s+(?:in|near|at)\s+[A-Z][\w .,&'’-]{{2,50}}$")
_CLAIM = re.compile(rf"[\s,]+{any_of(_DATA['claims'])}\s.*$", re.I)  # after a disease: "… treated by Dr. Oak"
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+\.(?:com|org|net|info|gov|edu|co\.\w\w)", re.I)
_PART = re.compile(
    r"[\s,–—-]*(?:\((?:[a-z]+\s){0,2}(?:\d{1,2},?\s)?20\d\d(?:\s\w+)?\)"
    r"|\(?\b(?:(?:part|page)\s\d{1,2}(?:\s?(?:of|/)\s?\d{1,2})?|\d{1,2}\s?(?:/|of)\s?\d{1,2})\)?)$",
    re.I,
)
_SENTENCE = re.compile(  # "Stroke is a brain attack"
    r"((?!(?:what|why|how|when|where|who|this|that|these|it|there|here|your|my|our)\b)[\w'’-]+(?:\s[\w'’-]+){0,3}?)"
    r"\s(?:is|are)\s(?:an?|the|not)\s",
    re.I,
)
# The name once more in another script, behind it: "Gout 痛風".
_GLOSS = re.compile(r"(?<=[A-Za-z)])[\s(/|,–—-]+[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufaff][^A-Za-z]*$")
_ORNAMENT = re.compile(r"^(?:[^\w\s(\"“‘']\s*)+(?=\w)")  # a picture before the name


def bare_names(text: str, site_words: set[str]) -> Iterator[str]:
    """The parts of a title without decoration, in order, less those that say no more than it or the site."""
    text = _GLOSS.sub("", " ".join(text.split()))
    text = _PART.sub("", _PLACE.sub("", text))
    parts = [p.strip() for p in _SEPARATOR.split(text) if p and p.strip()]
    for part in parts or [text]:
        name = _without_offer(_ORNAMENT.sub("", part)) or part
        claim = _CLAIM.search(name)
        if claim and names_disease(name[: claim.start()]):
            name = name[: claim.start()]
        for _ in range(3):
            shorter = _LEAD.sub("", name).strip()
            if shorter == name or not shorter:
                break
            name = shorter
        if sentence := _SENTENCE.match(name):
            name = sentence[1]
        shorter = _TAIL.sub("", f" {name.rstrip(' ?')}").strip() if len(name.split()) > 1 else name
        name = (shorter or name).strip(" ?:,-–—.&")
        words = re.findall(r"[^\W\d_]+", name.casefold())
        if not words or (_SHELF if len(parts) > 1 else FACET_WORDS).issuperset(words):
            continue
        joined = "".join(words)
        of_site = any(joined in word for word in site_words) and not names_disease(name)
        if len(parts) == 1 or not (of_site or _DOMAIN.fullmatch(part)):
            yield name


def _without_offer(name: str) -> str:
    """A name without "treatment in Springfield"; of the body's parts only the place goes: "knee surgery"."""
    offer = _OFFERED.search(name)
    if offer is None:
        return name
    bare = name[: offer.start()]
    return name[: offer.end(1)] if fold(bare.rpartition(" ")[2]) in BODY else bare
