"""What kind of page it is, with the evidence, so that only conditions feed the clinical views."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from extract.article.draft import Draft
from extract.article.names import names_disease, names_institution, names_little, topic_names
from extract.cleaning import fold
from extract.data import any_of, load, whole_words
from extract.entries.entry import Entry
from extract.facts.leads import lead_on, of_linked_entries, of_linked_lines, of_teasers
from extract.facts.posts import is_thread
from extract.facts.predicate import said_to_be
from extract.facts.scale import Judged, Scale
from extract.page.blocks import Block
from extract.page.structured import claimed_types
from extract.record import FACETS, Facet, Kind

_CORE = frozenset(FACETS) - {"faq", "anatomy", "pathophysiology"}
# Facets that only diseases have: a page may be about one alone.
_OF_DISEASES: frozenset[Facet | None] = frozenset(
    ("type", "cause", "risk_factor", "symptom", "complication", "treatment")
)
# Kinds that the topic's own name tells, not the rest of the title.
_OF_NAME: tuple[Kind, ...] = ("drug", "test", "procedure")
# Kinds that a word tells for sure where a name ends in it: "Knee surgery", "Diabetes support group".
_ENDS_NAME: frozenset[Kind] = frozenset({*_OF_NAME, "other", "wellness"})

_DATA = load("facts/kinds.toml")
_DENIED = re.compile(rf"\b{any_of(_DATA['denials'])} (?:\w+ )?$")
_HEADINGS: dict[Kind, re.Pattern[str]] = {
    "drug": re.compile(rf"(?:\w+ ){{0,3}}{any_of(_DATA['headings']['drug'])}(?: .{{0,30}})?"),
    "test": re.compile(any_of(_DATA["headings"]["test"])),
    "procedure": re.compile(any_of(_DATA["headings"]["procedure"])),
    "wellness": re.compile(any_of(_DATA["headings"]["wellness"])),
}
_TITLES: dict[Kind, re.Pattern[str]] = {k: whole_words(p) for k, p in _DATA["title"].items()}
_GIVEN: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(
        rf"\s+({any_of(words)})(?=\s*(?:$|[|:(–—-]|services?\b|clinics?\b|(?:in|at|near|for)\b))", re.I
    )
    for kind, words in _DATA["given"].items()
}
_DAYS = whole_words(_DATA["days"])
_OF_HUB = re.compile(rf"(?:{any_of([*_DATA['title']['hub'], *_DATA['around_hub']])}(?: |$))++")
_NEWS_TYPES = frozenset(_DATA["news_types"])
_CLAIMED: dict[str, Kind] = _DATA["claimed"]
_ADDRESS: dict[str, Kind] = _DATA["address"]
_MEDICAL = whole_words(_DATA["counted"]["medical"])
_FEW_MEDICAL = 0.02  # of the words of a text
_REPORTED_WORDS = _DATA["counted"]["reported"]
_REPORTED = whole_words(_REPORTED_WORDS), tuple(p.partition("\\")[0] for p in _REPORTED_WORDS)
_LABEL = re.compile(rf"{any_of(_DATA['labels'])}(?: ?\([^)]*\))? ?[:–—-]", re.I)
# A place with its state, an agency or a date: "OAKTON, Texas, June 3 — ", "OAKTON (Oak News) - "
_DATELINE = re.compile(
    r"[A-Z][A-Z .'’]{2,30}(?! ?\d)"
    r"(?:,? ?(?:[A-Z][a-z]+\.?|(?:[A-Z]\.){2}|\d{1,4}|[(/][\w ]{2,25}[)/])){1,6} ?[–—-]{1,2}\s"
)
_TITLE_PARTS = re.compile(r"\s+[|»«·•–—-]+\s+|\s*[|»]\s*")
_FIELD = re.compile(rf"(?:.* )?{any_of(_DATA['topic']['fields'])}")
_THING = re.compile(any_of(_DATA["topic"]["things"]))
_PERSON = re.compile(any_of(_DATA["topic"]["people"]), re.I)
_NUMBERED = re.compile(r"(?:the )?(?:top |best )?\d+ (?!diabetes)")
_MEDICINES = whole_words(["medications?", "drugs", "medicines"])
_OF_CONDITION = whole_words(["symptoms?", "causes?", "diagnosis"])
# How a main heading asks of a test or a drug.
_QUESTIONS = ("what ", "how ", "why ", "who ", "understanding ")
_FEWEST_WORDS = 40  # of fewer words a share says nothing
MAX_LABELS = 20  # lines that may be a medicine's data
_ASKS = re.compile(r"\?|\b(?:how|why|can|should|does|lower|risk|benefits?|drinking|eating)\b")


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
    """Weigh headings, title, text and the page's own claims; see kinds.toml for the words.

    `blocks` are the article's, `all_blocks` the page's; `heading` is its main one.
    """
    said = _own_title(heading, title)
    scale = Scale()
    name, main = fold(condition or ""), fold(heading or "")
    names = topic_names(condition)
    operated = _operation(name, fold(said))
    given = _given(condition or "", heading or title or "")
    own = {s.own for s in sections if s.own is not None and s.own in _CORE}
    headed = len(own)
    if headed < 2:
        own |= _introduced(names, entries, all_blocks) if names else set()
    _weigh_sections(scale, sections, own, entries)
    about = {s.own for s in sections if s.heading == heading} & _OF_DISEASES & {e.facet for e in entries}
    if about:
        scale.add("condition", 1.5, f"a main heading about the {min(map(str, about))} of its topic")
    asked = name and any(s.role == "definition" and name in fold(s.heading) for s in sections if not s.module)
    defined = fold(definition[:200]) if definition else ""
    told = bool(asked) or any(n.removesuffix("s") in defined for n in names)
    disease = told and names_disease(name)
    if told:
        scale.add("condition", 0.5, "a paragraph that says what it is")
        if disease and not operated and not given:
            scale.add("condition", 1.0, "a name like a disease's")
    _weigh_headings(scale, sections, _OF_NAME if names_disease(name) else (*_OF_NAME, "wellness"))
    if any(_LABEL.match(b.text) for b in blocks[:MAX_LABELS]):
        scale.add("drug", 2.5, "a label of a medicine's data")
    by_name = _weigh_title(scale, said, name)
    if operated:
        scale.add("procedure", 4.0, f"“{operated}” in the title")
    if given:
        scale.add(given, 4.0, "a main heading of what is given for the topic")
    if main and _OF_HUB.fullmatch(main):
        scale.add("hub", 4.0, "a main heading that names no topic")
    for kind in _kinds_of(main) if main.startswith(_QUESTIONS) else ():
        if kind in _OF_NAME:
            scale.add(kind, 2.5, f"the main heading of a {kind} page")
    said_is = said_to_be(names, islice((b.text for b in blocks if len(b.text) > 30), 12))
    if (operated or given) and said_is and said_is.kind == "condition":
        said_is = None  # of the disease, where the page is about its operation
    ill = said_is is not None and said_is.kind == "condition" and (said_is.sure or names_disease(name))
    _weigh_said(
        scale,
        said_is.kind if said_is else by_name or (given if given in _OF_NAME else None),
        alone=said_is is not None and said_is.sure and headed < 2,
    )
    if headed < 2 and _DAYS.search(main):
        scale.add("news", 4.0, "a day or month that is held for the topic")
        scale.scores["condition"] *= 0.5
    elif condition:
        _weigh_topic(scale, condition, fold(said), sections, clinical=len(own))
    if name and not (told or names_disease(name)) and not any(name in fold(b.text) for b in blocks[1:]):
        scale.scores["condition"] *= 0.5  # a slogan as the main heading
    if not (ill or disease) and own.isdisjoint(("symptom", "cause", "risk_factor", "treatment")):
        scale.scores["condition"] -= 1.0
    if of_linked_entries(entries, blocks):
        scale.add("hub", 4.5, "lists of links")
        scale.scores["condition"] *= 0.5
    thread = is_thread(sections, blocks, all_blocks)
    if thread:
        scale.add("other", 4.0, "posts of a thread")
        scale.scores["condition"] *= 0.5
    elif headed < 2 and scale.reasons["other"]:
        scale.scores["condition"] *= 0.5
    if len(entries) < 5 and not thread:
        if of_teasers([s for s in sections if s.heading and not s.module]):
            scale.add("hub", 4.5, "many headings with a line or two and links")
            if lead_on(sections):
                scale.scores["condition"] *= 0.5
        elif of_linked_lines(blocks):
            scale.add("hub", 4.5, "many links with a paragraph each")
    _weigh_claims(scale, structured)
    _weigh_text(
        scale,
        blocks,
        all_blocks,
        url,
        clinical=headed,
        listed=any(e.facet in _OF_DISEASES for e in entries),
        medical=ill or disease or (said_is is not None and said_is.kind in _OF_NAME),
    )
    if len(own) < 2:
        scale.add("other", 1.4, "fewer than two clinical headings")
        if _ASKS.search(said.casefold()):
            scale.add("wellness", 0.8, "a question or advice in the title")
    return scale.verdict()


def _weigh_topic(scale: Scale, topic: str, title: str, sections: list[Draft], *, clinical: int) -> None:
    """Weigh a topic that is no disease; `title` is all that the page is called, folded."""
    name = fold(topic)
    if _PERSON.fullmatch(topic) and not names_disease(topic):
        scale.add("other", 4.0, "a person as the topic")
    elif _FIELD.fullmatch(name):
        scale.add("hub", 4.0, "a field of medicine as the topic")
    elif _THING.fullmatch(name):
        scale.add("wellness", 4.0, "what is eaten or done as the topic")
    elif clinical < 3 and (names_little(topic) or names_institution(topic)):
        scale.add("hub", 2.5, "a common word, a part of the body or an institution as the topic")
    elif name not in title and _one_of_many(name, sections):
        scale.add("hub", 4.0, "the topic is one of several with a section each")
    else:
        return
    scale.scores["condition"] *= 0.5


def _one_of_many(name: str, sections: list[Draft]) -> bool:
    """A name heads a section beside at least four that map to nothing, and none that maps."""
    level = next((s.level for s in sections if fold(s.heading) == name), 0)
    beside = [s for s in sections if s.level == level > 0 and fold(s.heading) != name]
    return len(beside) >= 4 and not any(s.own or s.role for s in beside)


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


def _weigh_sections(scale: Scale, sections: list[Draft], own: set[Facet], entries: list[Entry]) -> None:
    with_entries = {e.facet for e in entries if e.facet in _CORE}
    if own:
        scale.add("condition", 1.0 * len(own), f"headings of {len(own)} clinical facets")
    if with_entries:
        scale.add("condition", 0.5 * len(with_entries), f"entries in {len(with_entries)} clinical facets")
    if len(own & {"symptom", "cause", "treatment"}) >= 2:
        scale.add("condition", 1.0, "symptoms, causes or treatments together")


def _weigh_headings(scale: Scale, sections: list[Draft], kinds: tuple[Kind, ...]) -> None:
    headings = {fold(s.heading) for s in sections if s.heading and not s.module}
    told = Counter(kind for heading in headings for kind in _kinds_of(heading))
    for kind in kinds:
        hits = told[kind]
        if hits:
            scale.add(kind, 1.1 * hits, f"{hits} headings of a {kind} page")


@lru_cache(maxsize=8192)
def _kinds_of(heading: str) -> tuple[Kind, ...]:
    """The kinds whose pages alone have such a heading (folded)."""
    return tuple(kind for kind, pattern in _HEADINGS.items() if pattern.fullmatch(heading))


def _own_title(heading: str | None, title: str | None) -> str:
    """The page's main heading, and its title without the last part, which names the site ("… – Library")."""
    parts = _TITLE_PARTS.split(title or "")
    own = parts[:-1] if heading and len(parts) > 1 else parts
    return " ".join((heading or "", *own)).strip()


def _weigh_title(scale: Scale, title: str, name: str) -> Kind | None:
    """Weigh the words of a title and of the topic's name; tells the kind that the name's end makes sure."""
    folded = fold(title)
    by_name: Kind | None = None
    for kind, pattern in _TITLES.items():
        ends = kind in _ENDS_NAME and any(m.end() == len(name) for m in _affirmed(pattern, name))
        found = next(_affirmed(pattern, name if ends or kind in _OF_NAME else folded), None)
        if found:
            by_name = kind if ends and (kind not in _OF_NAME or " " not in name) else by_name
            weight = 6.0 if ends else 1.0 if kind == "hub" else 2.5
            scale.add(kind, weight, f"“{found[0]}” in the title")
    if _NUMBERED.match(folded) and scale.reasons["wellness"]:
        scale.add("wellness", 4.0, "a numbered list of advice")
    if _MEDICINES.search(folded) and not _OF_CONDITION.search(folded):
        scale.add("drug", 2.5, "medicines in the title")
    return by_name


def _operation(name: str, title: str) -> str | None:
    """The operation that a folded title tells right after the topic's name: "hernia repair"."""
    at = f" {title}".find(f" {name} ") if name else -1
    word = title[at + len(name) :].split(maxsplit=1)[:1] if at >= 0 else []
    repeated = not word or name.startswith(word[0])
    return f"{name} {word[0]}" if not repeated and _TITLES["procedure"].fullmatch(word[0]) else None


def _given(name: str, heading: str) -> Kind | None:
    """The kind of page whose main heading ends, the place apart, in what is given for the topic it names."""
    at = heading.casefold().find(name.casefold()) if name else -1
    after = at + len(name)
    return next((kind for kind, words in _GIVEN.items() if at >= 0 and words.match(heading, after)), None)


def _weigh_said(scale: Scale, told: Kind | None, *, alone: bool) -> None:
    """Weigh what the topic is said to be; it also takes from the kinds that it denies."""
    if told is None:
        return
    scale.add(told, 3.0 if alone or told in _OF_NAME else 2.0, f"the topic is said to be a {told}")
    if told != "condition":
        scale.scores["condition"] *= 0.6
    for kind in _OF_NAME if told in (*_OF_NAME, "condition") else ():
        if kind != told:
            scale.scores[kind] *= 0.5  # "Opioid overdose", "Lumbar puncture headache"


def _affirmed(pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """Where a pattern matches and is not denied ("without surgery")."""
    return (m for m in pattern.finditer(folded) if not _DENIED.search(folded, 0, m.start()))


def _weigh_claims(scale: Scale, structured: dict[str, Any]) -> None:
    claimed = claimed_types(structured, _CLAIMED)
    if claimed & _NEWS_TYPES:
        scale.add("news", 3.0, "claims to be a news article")
    for claim, kind in _CLAIMED.items():
        if claim in claimed:
            weight = 1.5 if kind in ("condition", "other") else 2.5
            scale.add(kind, weight, f"claims to be a {claim}")


def _weigh_text(
    scale: Scale,
    blocks: list[Block],
    all_blocks: list[Block],
    url: str | None,
    *,
    clinical: int,
    listed: bool,
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
    if any(_DATELINE.match(b.text) for b in blocks[:8]):
        scale.add("news", 2.5, "a dateline")
    _weigh_address(scale, url, clinical)
    running = sum(len(b.text) for b in blocks if len(b.text) > 80 and b.linked * 2 < len(b.text))
    if running < 600:
        if sum(b.linked for b in all_blocks) > 0.3 * sum(len(b.text) for b in all_blocks):
            scale.add("hub", 2.0, "links and little text")
        elif not (listed or medical):
            scale.add("other", 1.0, "little text")
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
