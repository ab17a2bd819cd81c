"""What the page says its topic is: the paragraph that defines it."""

from __future__ import annotations

import re

from extract.article.draft import Draft
from extract.article.words_of_names import names_disease
from extract.cleaning import fold, marker_length
from extract.data import any_of, load, opening, whole_words
from extract.facts.predicate import noun_of
from extract.page.blocks import Block
from extract.vocabulary import read_heading

MAX_DEFINITION = 1500  # characters
MAX_TAGLINE = 100  # characters of a line that may stand below the title for show
MAX_NAME = 90  # characters of a paragraph that may be its subject
MAX_ASIDE = 16  # characters after its name before another is given in brackets or between commas
MIN_LEFT = 2  # facets after a summary that does not conclude
MAX_SUBJECT = 300  # characters of one that may say what it is without a subject

_DATA = load("facts/definition.toml")
_IS = whole_words(_DATA["says"])
_OUTRIGHT = re.compile(
    r"is\s+(?:(?:most|best|more|\w+ly|also|characteri[sz]ed|defined|described) ){0,3}"
    r"(?:an?|the|one|any|when|not|by|as)\b"
    r"|are\s+(?!(?:often|usually|sometimes|very|so|more|common)\b)|refers?|means?|describes?|represents?"
)
_LOOSELY = whole_words(_DATA["says_loosely"], re.I)
_IF_YOU_HAVE = re.compile(r"if you (?:have|get)\b", re.I)
_TEASER = opening(_DATA["teaser"])
_RUN_IN = opening([rf"{any_of(_DATA['run_in'])}\s*[:–—-]\s+"])
_ASKED = 0.4  # what an answer to "What is X?" that does not say it outright has before another paragraph
_UNNAMED = 1.0  # the score of a paragraph that says what something else is, or does not name it
_LESS = 1.0  # what a paragraph lacks that begins with where it comes from or whom it concerns
_PLAINEST = 3.0  # the score of a paragraph that begins with the name and says what it is
_NAMED = 2.5  # of one that begins with it and says how it comes about or what it does
_IN_SECOND = 2.1  # of a paragraph whose second sentence says it
_TAGLINE = 2.9  # of a short line that begins with it and says what it is
_IN_PASSING = 2.5  # the score of one that tells it beside something else
_PLURAL = re.compile(r"[^suai]s$")  # "migraines", of which the text says what a migraine is
_SENTENCE = re.compile(r"[ ]?([A-Z(][^.;]{20,300}[.;])")
_SENTENCE_END = re.compile(r"[.;]\s")
# What is denied is no definition, but "not only a habit", "not one disease" and "not a habit, but an illness"
# are.
_NOT = re.compile(
    r"\s+not\b(?!\W{1,3}(?:only|just|merely|simply|one|(?:really |actually )?a (?:single|one))\b)"
    r"(?![^.;]{2,80}?,?\s(?:but|rather|so much as|and an?|it is an?|it['’]s an?)\s)",
    re.I,
)
_PASSIVE = re.compile(
    rf"\s+(?:(?:\w+ly|often|best|also|first|only|now|still)\s+){{0,3}}{any_of(_DATA['passive'])}\b", re.I
)
_ASPECT = re.compile(
    rf"(?:\w+ ){{0,4}}{any_of(_DATA['aspects'])} (?:of|for|in)\b|{any_of(_DATA['acts'])}(?: and \w+ing)? "
)
_SAYS_LESS = whole_words(_DATA["says_less"], re.I)
_A_TYPE = re.compile(
    r"\s+(?:the|an?|one)\s(?:[\w-]+\s){0,3}(?:types?|forms?|kinds?)\s*(?:[.,;]|and\b|$)", re.I
)
_DENIES = (_NOT, _PASSIVE, _A_TYPE)  # after "is"
# The topic as a second name of the subject: "Chickenpox, or varicella, is", "… disease (COPD) is".
_APPOSED = re.compile(r"(?:\(|\b(?:known as|called|termed|or)\s+)(?:the |an? )?([^()]{2,60}?)[\s,)]*$", re.I)
# The topic as what the subject is called: "… is an inflammation known as gout (GA)".
_CALLED = re.compile(r"\b(?:known as|called|termed)\s+(?:the |an? )?([^(),.;]{2,60})", re.I)
_LABEL = re.compile(r"([^:–—]{3,80}?)(?::|\s[–—-])\s(?:An?|The|Any)\s")  # "Malaria: A disease that …"
# What the topic is, told in passing: "Gout, a form of arthritis, comes at night".
_ASIDE = re.compile(
    r"(?:An?\s|The\s)?([^,()–—]{3,60}?)(?:\s\([^)]*\))?(?:,\s|\s?[–—]\s?)"
    r"(?:an?|the|any)\s[^,.–—]{5,100}(?:,\s|\s?[–—]\s?)",
    re.I,
)
_OTHER = re.compile(r"(?:An?\s|The\s)?([\w'’ -]{3,40}?)(?:\s\([^)]*\))?,?\s(?:is|are)(?=\s(?:an?|the)\s)")
_NOUN_OF = re.compile(
    r"(?!Most|Common|One|Two|Some|Many|Half|Each|None|About)(?:An? )?[A-Za-z][\w-]*(?: [\w-]+){0,3} of\s"
)
_NOUN_FIRST = re.compile(r"An?\s[a-z]")
# A verb of the sentence itself, before a clause that tells of the noun: "An injury to the knee can hurt".
_HAS_VERB = re.compile(
    r"(?:(?!\b(?:that|which|who|whose|where|when|if)\b)[^.])*?"
    r"\b(?:is|are|was|were|has|have|had|can|cannot|may|might|will|would|could|should|must|does|do)\b"
)
_SUBJECT_ENDS = re.compile(rf"s?(?:\s*[(,]|\s(?:or|{'|'.join(_DATA['says'])})\b)")  # after a name
_ASIDE_BEGINS = re.compile(r"[(,—–]|\b(?:or|also|known|called)\b")
_ENDS = re.compile(r"(?:e?s)?(?: (?:[a-z]+ )?(?:disease|disorder|syndrome|condition|infection)s?)?")
# Of a heading that asks for more besides: "Definition & incidence".
_DEFINES = re.compile(r"(?:the )?(?:definitions?|(?:description|overview|introduction) and)\b")
_LEADS = ("", "a ", "an ", "the ")  # what may stand before the name
_YES_NO = re.compile(r"(?:can|could|do|does|did|will|would|should|has|have|may)\b", re.I)  # "Can gout kill?"
_OURS = re.compile(r"\b(?:we|our|(?-i:us)|clinic|appointment|call (?:(?-i:us)|our|now|today))\b", re.I)


def find_definition(sections: list[Draft], names: tuple[str, ...]) -> str | None:
    """The first paragraph that says what the condition is, or None.

    Looked for in the sections that ask for it ("What is X?", "Overview") and the article's first: one that
    begins with the topic and says "is a" or "means", else the plainest, which names it early.
    """
    names = (*names, *_joined(names))
    names = (*names, *(name[:-1] for name in names if _PLURAL.search(name)))
    first: list[Block] = []
    asked: list[Block] = []
    shown: list[Block] = []  # sentences shown as headings
    named: list[Block] = []  # what a section opens with that is called so: "Definition & incidence"
    left = sum(1 for s in sections if s.own)  # facets to come: a "Summary" before them opens the article
    opened = False  # a facet whose first paragraph may say it
    for section in sections:
        left -= section.own is not None
        if section.module or section.role in ("aside", "references"):
            continue
        if section.role == "conclusion" and left < MIN_LEFT:
            continue
        shown += [b for b in section.head if b.text.endswith(".") and _is_paragraph(b)]
        defines = _DEFINES.match(fold(section.heading))
        if defines or section.role == "definition" or _asks(section, names):
            paragraphs = [b for b in section.blocks if _is_paragraph(b)]
            asked += paragraphs
            named += paragraphs[:1] if defines else ()
        elif (section.facet is None or not (first or asked)) and len(first) < 14:
            first += filter(_is_paragraph, section.blocks)
        elif not opened:
            paragraphs = [b for b in section.blocks if _is_paragraph(b)]
            answered = any(_says(b, names, asked=True) > _UNNAMED for b in asked[:4])
            opened = answered or bool(paragraphs)
            first += [b for b in paragraphs[:1] if not answered and _says(b, names) >= _NAMED]
    best: tuple[float, int] = (0.0, 0)
    said: Block | None = None
    for credit, blocks in ((_ASKED, asked[:4]), (0.0, first[:8]), (-_LESS, shown[:4])):
        for n, block in enumerate(blocks):
            plain = _says(block, names, asked=credit > 0)
            if plain <= _UNNAMED and n < 2 and credit >= 0 and _is_without_subject(block.text):
                plain = _NAMED
            if plain <= 0 or (plain <= _UNNAMED and not credit):
                continue
            if _SAYS_LESS.search(block.text, 0, MAX_NAME):
                plain -= _LESS
            if plain < _PLAINEST or credit < 0:  # of those that say it outright the first counts
                plain += credit - 0.2 * n
            elif not credit and len(block.text) < MAX_TAGLINE:
                plain = _TAGLINE
            if (rank := (plain, -block.index)) > best:
                best, said = rank, block
            if plain >= _PLAINEST:
                break
    found = (
        said
        or _answer([*named, *asked[:1]])
        or _elsewhere(sections, names)
        or _by_another_name(first[:2], names)
        or _said_loosely(first[:4], names)
    )
    return _whole(found, sections)[:MAX_DEFINITION] if found else None


def _joined(names: tuple[str, ...]) -> list[str]:
    """The diseases that a name joins: "labyrinthitis and vestibular neuritis"."""
    parts = [part for name in names[:1] for part in name.split(" and ")]
    return parts if len(parts) > 1 and all(map(names_disease, parts)) else []


def _whole(block: Block, sections: list[Draft]) -> str:
    """A paragraph with the lines that go on in it, each an element of its own: it ends in no sign."""
    said = [block.text]
    held = next(s.blocks for s in sections if any(b is block for b in (*s.head, *s.blocks)))
    for after in held[next((n for n, b in enumerate(held) if b is block), len(held)) + 1 :]:
        goes_on = said[-1][-1].isalnum() or said[-1][-1] in ",-–"
        alike = after.frame.tag == block.frame.tag and after.frame.entry is None and not after.bold
        if not (goes_on and alike and after.text[0].islower()):
            break
        said.append(after.text)
    return " ".join(said)


def _asks(section: Draft, names: tuple[str, ...]) -> bool:
    """A question about the topic that yes does not answer; among a FAQ's only "What is X?"."""
    if not section.question or section.facet not in (None, "faq") or _YES_NO.match(section.heading):
        return False
    if section.facet == "faq" and read_heading(section.heading, names).role != "definition":
        return False
    return _names_topic(fold(section.heading), names)


def _answer(asked: list[Block]) -> Block | None:
    """What opens the answer to "What is X?": a sentence, or an item that says "Swelling of …"."""
    for block in asked:
        text = block.text
        if _TEASER.match(text) or not text[0].isalpha():
            continue
        if text.endswith(".") or (block.frame.tag == "li" and _NOUN_OF.match(text) and not _tells_less(text)):
            return block
    return None


def _tells_less(text: str) -> bool:
    """A line that tells of the topic's causes or the like, or holds a verb."""
    return _ASPECT.match(fold(text)) is not None or _HAS_VERB.match(text, 0, MAX_SUBJECT) is not None


def _said_loosely(first: list[Block], names: tuple[str, ...]) -> Block | None:
    """An early paragraph that tells of the topic."""
    for block in first:
        text = block.text
        if not text.endswith(".") or _OURS.search(text[:160]):
            continue
        if _TEASER.match(text) and not _IF_YOU_HAVE.match(text):
            continue
        early = fold(text[:90])
        if not (_names_topic(early, names) or any(_close(early, n) for n in names)):
            continue
        if _LOOSELY.search(text, 0, 300):
            return block
    return None


def _by_another_name(first: list[Block], names: tuple[str, ...]) -> Block | None:
    """What opens the article and says what a disease is: the page calls its topic so."""
    for block in first:
        text = block.text
        said = _OTHER.match(text)
        if said is None or not names_disease(said[1]) or _names_topic(fold(said[1]), names):
            continue
        if not (_SAYS_LESS.search(text, 0, MAX_NAME) or any(n.match(text, said.end()) for n in _DENIES)):
            return block
    return None


def _is_without_subject(text: str) -> bool:
    """A text says what something is as a dictionary does: "A lasting disease of the joints …"."""
    article = _NOUN_FIRST.match(text)
    if not (article or _NOUN_OF.match(text)) or _tells_less(text):
        return False
    told = noun_of(text[:MAX_SUBJECT])
    return told is not None and told.kind == "condition" and (told.sure or article is None)


def _elsewhere(sections: list[Draft], names: tuple[str, ...]) -> Block | None:
    """The first paragraph of any section whose subject is a name alone and that says it plainly."""
    begins = tuple(lead + name for name in names for lead in _LEADS)
    told = (s for s in sections if not s.module and s.role not in ("references", "conclusion"))
    blocks = (b for s in told for b in s.blocks)
    named = (b for b in blocks if b.text[:MAX_NAME].lower().startswith(begins) and _is_paragraph(b))
    alone = (b for b in named if any(_stands_alone(b.text, n) for n in begins))
    return next((b for b in alone if _says(b, names) >= _PLAINEST), None)


def _stands_alone(text: str, name: str) -> bool:
    """A text begins with a name, and no other noun follows it: "Gout is", but not "Gout pain is"."""
    return text[: len(name)].lower() == name and _SUBJECT_ENDS.match(text, len(name)) is not None


def _is_paragraph(block: Block) -> bool:
    length = len(block.text)
    return (length >= 40 or (length >= 30 and block.text.endswith("."))) and block.linked < 0.6 * length


def _names_topic(folded: str, names: tuple[str, ...]) -> bool:
    """One of the names begins a word of the text."""
    return any(f" {name}" in f" {folded}" for name in names)


def _says(block: Block, names: tuple[str, ...], *, asked: bool = False) -> float:
    """How plainly a paragraph says what the topic is: it names it early, before "is", "means" or the like.

    Where a heading asks for it, its second sentence may say it.
    """
    text = block.text
    first = _first_sentence(text, names)
    score = _sentence_says(first, names)
    if score == 0 and asked and first and (second := _SENTENCE.match(text, len(first) + 1)):
        score = _IN_SECOND if _sentence_says(second[0], names) == _PLAINEST else 0.0
    if score == 0:
        return 0.0
    if block.frame.tag == "li" or marker_length(text):
        score -= 1.5
    return score - (0.8 if _OURS.search(first[:160]) else 0.0)


def _sentence_says(sentence: str, names: tuple[str, ...]) -> float:
    """The same of a sentence."""
    verb = _IS.search(sentence)
    label = _LABEL.match(sentence)
    if label and fold(label[1]) in names:
        return _PLAINEST
    if verb is None:
        aside = _ASIDE.match(sentence)
        return _IN_PASSING if aside and fold(aside[1]) in names else 0.0
    if any(none.match(sentence, verb.end()) for none in _DENIES):
        return 0.0
    before = fold(sentence[: verb.start()])
    if _ASPECT.match(before):
        return 0.0
    apposed = _APPOSED.search(sentence, 0, verb.start())
    called = apposed is not None and fold(apposed[1]) in names
    begins = max((len(b) for n in names for lead in _LEADS if before.startswith(b := lead + n)), default=0)
    score = _UNNAMED
    if begins or called:
        aside = _ASIDE_BEGINS.search(sentence, 0, min(verb.start(), begins + MAX_ASIDE))
        alone = called or aside or _ENDS.fullmatch(before, begins)
        score = _PLAINEST if alone and _is_outright(sentence, verb) else _NAMED
    elif _is_called(sentence[verb.end() :], names):
        score = 2.5
    elif _names_topic(before, names):
        score = 2.0 if len(before) < 80 else 1.5
    elif any(_close(before, n) for n in names):
        score = 1.9
    return score


def _first_sentence(text: str, names: tuple[str, ...]) -> str:
    """A paragraph's first sentence, without a label or "What is gout?"; none of what tells of the page."""
    label = _RUN_IN.match(text)
    start = label.end() if label else 0
    if (not label and _TEASER.match(text)) or text.endswith(("...", "…")):
        return ""
    end = _SENTENCE_END.search(text, start, 400)
    sentence = text[start : end.end() - 1] if end else text[start:400]
    question, asks, answer = sentence.partition("?")
    if not asks:
        return sentence
    return answer.lstrip() if "?" not in answer and read_heading(question, names).role == "definition" else ""


def _is_outright(sentence: str, verb: re.Match[str]) -> bool:
    """A verb and what follows tell what the subject is, not how it comes about: "is a", "is swelling of"."""
    if _OUTRIGHT.match(sentence, verb.start()):
        return True
    return verb[0] == "is" and noun_of(sentence[verb.end() :]) is not None


def _is_called(said: str, names: tuple[str, ...]) -> bool:
    """What is said of the subject is the topic's name, or ends in a noun that is called so."""
    called = _CALLED.search(said)
    return fold(called[1] if called else said) in names


def _close(text: str, name: str) -> bool:
    """At least half of a name's longer words are in the text, the longest less their endings."""
    words = [w for w in name.split() if len(w) > 3]
    return bool(words) and sum(1 for w in words if w[: max(4, len(w) - 2)] in text) * 2 >= len(words)
