"""What kind of page it is, with the evidence, so that only conditions feed the clinical views."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from extract.article.draft import Draft
from extract.article.names import topic_names
from extract.article.words_of_names import names_disease
from extract.cleaning import fold
from extract.data import any_of, by_letter, load, whole_words
from extract.entries.entry import Entry
from extract.facts.leads import lead_on, of_linked_entries, of_linked_lines, of_teasers
from extract.facts.posts import is_thread
from extract.facts.predicate import said_to_be
from extract.facts.scale import Judged, Scale
from extract.facts.titles import OF_NAME, weigh_titles, weigh_topic
from extract.page.blocks import Block
from extract.page.structured import claimed_types
from extract.record import FACETS, Facet, Kind

_CORE = frozenset(FACETS) - {"faq", "anatomy", "pathophysiology"}
# Facets that only diseases have: a page may be about one alone.
_OF_DISEASES: frozenset[Facet | None] = frozenset(
    ("type", "cause", "risk_factor", "symptom", "complication", "treatment")
)

_DATA = load("facts/kinds.toml")
_HEADINGS: dict[Kind, re.Pattern[str]] = {k: re.compile(any_of(p)) for k, p in _DATA["headings"].items()}
_HEADINGS["drug"] = re.compile(rf"(?:\w+ ){{0,3}}{_HEADINGS['drug'].pattern}(?: .{{0,30}})?")
_NEWS_TYPES = frozenset(_DATA["news_types"])
_CLAIMED: dict[str, Kind] = _DATA["claimed"]
_ADDRESS: dict[str, Kind] = _DATA["address"]
_MEDICAL = whole_words(by_letter(_DATA["counted"]["medical"]))
_FEW_MEDICAL = 0.02  # of the words of a text
_REPORTED_WORDS = _DATA["counted"]["reported"]
_REPORTED = whole_words(_REPORTED_WORDS), tuple(p.partition("\\")[0] for p in _REPORTED_WORDS)
_LABEL = re.compile(rf"{any_of(_DATA['labels'])}(?: ?\([^)]*\))? ?[:–—-]", re.I)
# A place with its state, an agency or a date: "OAKTON, Texas, June 3 — ", "OAKTON (Oak News) - "
_DATELINE = re.compile(
    r"([A-Z][A-Z .'’]{2,30})(?! ?\d)"
    r"(?:,? ?(?:[A-Z][a-z]+\.?|(?:[A-Z]\.){2}|\d{1,4}|[(/][\w ]{2,25}[)/])){1,6} ?[–—-]{1,2}\s"
)
# How a main heading asks of a test or a drug.
_QUESTIONS = ("what ", "how ", "why ", "who ", "understanding ")
MAX_HEADING_WORDS = 11  # of more it is a title or a sentence
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|me)\b")
_OWN_STORY = 0.035  # of the words of somebody's own story are such
_FEWEST_WORDS = 40  # of fewer words a share says nothing
MAX_LABELS = 20  # lines that may be a medicine's data


def judge_kind(
    *,
    url: str | None,
    heading: str | None,
    title: str | None,
    condition: str | None,
    sections: list[Draft],
    entries: list[Entry],
    blocks: list[Block],
    all_blocks: list[Block],
    structured: dict[str, Any],
    definition: str | None,
) -> Judged:
    """Weigh titles, headings, shape, text and the page's own claims; see kinds.toml for the words.

    `blocks` are the article's, `all_blocks` the page's; `heading` is its main one.
    """
    scale = Scale()
    name, main = fold(condition or ""), fold(heading or "")
    names = topic_names(condition)
    titled = weigh_titles(scale, heading, title, condition)
    plain = (s.own for s in sections if s.heading.count(" ") < MAX_HEADING_WORDS)
    own = {facet for facet in plain if facet is not None and facet in _CORE}
    headed = len(own)
    if headed < 2:
        own |= _introduced(names, entries, all_blocks) if names else set()
    _weigh_sections(scale, own, entries)
    about = {s.own for s in sections if s.heading == heading} & _OF_DISEASES & {e.facet for e in entries}
    if about:
        scale.add("condition", 1.5, f"a main heading about the {min(map(str, about))} of its topic")
    _weigh_headings(scale, sections, disease=names_disease(name))
    if any(_LABEL.match(b.text) for b in blocks[:MAX_LABELS]):
        scale.add("drug", 2.5, "a label of a medicine's data")
    for kind in _kinds_of(main) if main.startswith(_QUESTIONS) else ():
        if kind in OF_NAME:
            scale.add(kind, 2.5, f"the main heading of a {kind} page")
    asked = name and any(s.role == "definition" and name in fold(s.heading) for s in sections if not s.module)
    defined = fold(definition[:200]) if definition else ""
    told = bool(asked) or any(n.removesuffix("s") in defined for n in names)
    disease = told and names_disease(name)
    if told:
        scale.add("condition", 0.5, "a paragraph that says what it is")
        if disease and not titled.given:
            scale.add("condition", 1.0, "a name like a disease's")
    said_is = said_to_be(names, islice((b.text for b in blocks if len(b.text) > 30), 12))
    if titled.given and said_is and said_is.kind == "condition":
        said_is = None  # of the disease, where the page is about what is done for it
    ill = said_is is not None and said_is.kind == "condition" and (said_is.sure or names_disease(name))
    given = titled.given if titled.sure and titled.given in OF_NAME else None
    surely = 3.0 if said_is and said_is.sure and headed < 2 else 2.0
    _weigh_said(scale, said_is.kind if said_is else titled.by_name or given, surely if ill else 1.5)
    if condition:
        weigh_topic(scale, condition, heading or "", clinical=len(own), told=told or ill)
        if name not in fold(titled.said) and _one_of_many(name, sections):
            scale.add("hub", 4.0, "the topic is one of several with a section each", outright=True)
    if not (ill or disease) and own.isdisjoint(("symptom", "cause", "risk_factor", "treatment")):
        scale.scores["condition"] -= 1.0
    _weigh_shape(scale, sections, entries, blocks, all_blocks)
    _weigh_claims(scale, structured)
    if headed < 2 and scale.reasons["other"]:
        scale.doubt()
    _weigh_text(
        scale,
        blocks,
        all_blocks,
        url,
        names,
        clinical=headed,
        medical=ill or disease or (said_is is not None and said_is.kind in OF_NAME),
    )
    if len(own) < 2:
        scale.add("other", 1.4, "fewer than two clinical headings")
    return scale.verdict()


def _one_of_many(name: str, sections: list[Draft]) -> bool:
    """A name heads a section beside at least four that map to nothing, and none that maps."""
    level = next((s.level for s in sections if fold(s.heading) == name), 0)
    beside = [s for s in sections if s.level == level > 0 and fold(s.heading) != name]
    return len(beside) >= 4 and not any(s.own or s.role for s in beside)


def _weigh_shape(
    scale: Scale, sections: list[Draft], entries: list[Entry], blocks: list[Block], all_blocks: list[Block]
) -> None:
    """Weigh lists of links, teasers and posts."""
    if of_linked_entries(entries, blocks):
        scale.add("hub", 4.5, "lists of links", outright=True)
    if is_thread(sections, blocks, all_blocks):
        scale.add("other", 4.0, "posts of a thread", outright=True)
    elif len(entries) >= 5:
        return
    elif of_teasers(sections):
        lead = lead_on(sections)
        weight = 6.0 if lead else 4.5
        scale.add("hub", weight, "many headings with a line or two and links", outright=lead)
    elif of_linked_lines(blocks):
        scale.add("hub", 4.5, "many links with a paragraph each")


def _introduced(names: tuple[str, ...], entries: list[Entry], all_blocks: list[Block]) -> set[Facet]:
    """What lists of a disease are introduced as where headings are silent: "Symptoms of gout include:".

    The line names the topic, unless that is a disease.
    """
    told: set[Facet] = set()
    for facet in {e.facet for e in entries} & _OF_DISEASES - {"type", "treatment"}:
        first = next(e for e in entries if e.facet == facet)
        if first.section.facet != facet and not first.section.label:
            line = all_blocks[first.blocks[0].index - 1].text
            if line.endswith(":") and (names_disease(names[0]) or any(n in fold(line) for n in names)):
                told.add(facet)
    return told


def _weigh_sections(scale: Scale, own: set[Facet], entries: list[Entry]) -> None:
    with_entries = {e.facet for e in entries if e.facet in _CORE}
    if own:
        scale.add("condition", 1.0 * len(own), f"headings of {len(own)} clinical facets")
    if with_entries:
        scale.add("condition", 0.5 * len(with_entries), f"entries in {len(with_entries)} clinical facets")
    if len(own & {"symptom", "cause", "treatment"}) >= 2:
        scale.add("condition", 1.0, "symptoms, causes or treatments together")


def _weigh_headings(scale: Scale, sections: list[Draft], *, disease: bool) -> None:
    """Weigh headings that one kind's pages have; of a disease's name some tell of food and exercise, too."""
    headings = {fold(s.heading) for s in sections if s.heading and not s.module}
    told = Counter(kind for heading in headings for kind in _kinds_of(heading))
    for kind, hits in told.items():
        if not (disease and kind == "wellness"):
            weight = 2.0 if kind == "news" else 1.1
            scale.add(kind, weight * hits, f"{hits} headings of a {kind} page")


@lru_cache(maxsize=8192)
def _kinds_of(heading: str) -> tuple[Kind, ...]:
    """The kinds whose pages alone have such a heading (folded)."""
    return tuple(kind for kind, pattern in _HEADINGS.items() if pattern.fullmatch(heading))


def _weigh_said(scale: Scale, told: Kind | None, weight: float) -> None:
    """Weigh what the topic is said to be; it also takes from the kinds that it denies."""
    if told is None:
        return
    scale.add(told, 3.0 if told in OF_NAME else weight, f"the topic is said to be a {told}")
    if told != "condition":
        scale.doubt()
    for kind in OF_NAME if told in (*OF_NAME, "condition") else ():
        if kind != told:
            scale.scores[kind] *= 0.5  # "Opioid overdose", "Lumbar puncture headache"


def _weigh_claims(scale: Scale, structured: dict[str, Any]) -> None:
    claimed = claimed_types(structured, _CLAIMED)
    if claimed & _NEWS_TYPES:
        scale.add("news", 3.0, "claims to be a news article")
    for claim, kind in _CLAIMED.items():
        if claim in claimed:
            weight = 1.5 if kind == "condition" else 2.5
            scale.add(kind, weight, f"claims to be a {claim}")


def _weigh_text(
    scale: Scale,
    blocks: list[Block],
    all_blocks: list[Block],
    url: str | None,
    names: tuple[str, ...],
    *,
    clinical: int,
    medical: bool,
) -> None:
    """Weigh words and links; clinical headings (`clinical` tells how many) say more than a count of words.

    Words are counted only for a kind that may win by them and by what is weighed after them.
    """
    text = " ".join([b.text for b in blocks])
    words = text.count(" ") + 1
    if clinical < 3 and scale.may_win("news", 2.5 + 1.5 + 1.5):
        said = _count(_REPORTED, text[:15000], at_least=max(3 if words < 300 else 4, int(0.004 * words)))
        if said / words > 0.004:
            scale.add("news", 2.5, f"{said} times “said” or the like")
    places = [fold(line[1]) for b in blocks[:8] if (line := _DATELINE.match(b.text))]
    if any(place not in names and not names_disease(place) for place in places):
        scale.add("news", 3.5, "a dateline", outright=clinical < 3)
    if clinical < 3 and len(scale.reasons["news"]) >= max(1, clinical):
        scale.doubt()
    may_be_own = clinical < 3 and words > _FEWEST_WORDS and " I " in text
    if may_be_own and len(_FIRST_PERSON.findall(text)) > _OWN_STORY * words:
        scale.add("other", 3.5, "told in the first person", outright=True)
    _weigh_address(scale, url, clinical)
    running = sum(len(b.text) for b in blocks if len(b.text) > 80 and b.linked * 2 < len(b.text))
    if running < 600:
        if sum(b.linked for b in all_blocks) > 0.3 * sum(len(b.text) for b in all_blocks):
            scale.add("hub", 2.0, "links and little text")
    elif sum(b.linked for b in blocks) > 0.5 * len(text):
        scale.add("hub", 1.5, "links and little text")
    if clinical < 3 and not medical and words >= _FEWEST_WORDS and scale.may_win("non_medical", 4.0):
        counted = min(words, 3500)
        told = _MEDICAL.finditer(text[:20000].lower())
        share = sum(1 for _ in islice(told, int(_FEW_MEDICAL * counted) + 1)) / counted
        if share < _FEW_MEDICAL:
            scale.add("non_medical", 4.0 if share < 0.012 else 1.0, "few medical words")


def _weigh_address(scale: Scale, url: str | None, clinical: int) -> None:
    if url is None:
        return
    path = urlsplit(url).path.lower()
    for word, kind in _ADDRESS.items():
        if re.search(rf"\b{word}s?\b", path):
            scale.add(kind, 1.5, f"“{word}” in the address")
    if path in ("", "/") and clinical < 3:
        scale.add("hub", 1.0, "the site's front page")


def _count(counted: tuple[re.Pattern[str], tuple[str, ...]], text: str, at_least: int) -> int:
    """How often a pattern matches; 0 below `at_least`. Its stems tell cheaply where it cannot."""
    pattern, stems = counted
    lower = text.lower()
    if sum(lower.count(stem) for stem in stems) < at_least:
        return 0
    count = len(pattern.findall(lower))
    return count if count >= at_least else 0
