"""What the main heading and the title say that a page is about: a disease, or what is done or sold for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.article.words_of_names import names_disease, names_institution, names_little
from extract.cleaning import fold
from extract.data import any_of, load, whole_words
from extract.facts.scale import Scale
from extract.record import Kind

# Kinds that the topic's own name tells, not the rest of the title.
OF_NAME: tuple[Kind, ...] = ("drug", "test", "procedure")
# Kinds that a word tells for sure where a name ends in it: "Knee surgery", "Diabetes support group".
_ENDS_NAME: frozenset[Kind] = frozenset({*OF_NAME, "other", "wellness"})

# Of a word that stands elsewhere in a title; 2.5 of the other kinds.
_LESS_SURE: dict[Kind, float] = {"hub": 1.0, "news": 3.5}

_DATA = load("facts/titles.toml")
_DENIED = re.compile(rf"\b{any_of(_DATA['denials'])} (?:\w+ )?$")
_TITLES: dict[Kind, re.Pattern[str]] = {k: whole_words(p) for k, p in _DATA["title"].items()}
_PHRASE_ENDS = re.compile(r"\s*[|:?!;]|\s[–—-]\s")
_JOINED = re.compile(r"\s*[&+,]\s*")
_NOT_BETWEEN = any_of(_DATA["not_between"])
_PLACED = r" (?:in|at|near|for|by) "
# What a heading ends in, the place apart: "Rabies vaccination service in Oakton".
_AT_END: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(rf"((?:(?!{_PLACED}).)* )({any_of(words)})(?: (?:services?|clinics?))?(?:{_PLACED}.*)?")
    for kind, words in _DATA["given"].items()
}
_NOT_BETWEEN_ENDS = re.compile(rf"\b{_NOT_BETWEEN} $")
_OPERATION = any_of(_DATA["title"]["procedure"])
_OPERATED = re.compile(rf" (?:(?!{_NOT_BETWEEN} )\w+ ){{0,2}}?({_OPERATION})(?: |$)")
_OPERATION_OF = re.compile(rf"(?:(?!{_NOT_BETWEEN} )\w+ ){{0,2}}?({_OPERATION}) (?:of|for|against) ")
_GIVEN_FOR: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(rf"(?:(?!{_NOT_BETWEEN} )\w+ ){{0,3}}?({any_of(words)}) (?:of|for|against|on|about) ")
    for kind, words in _DATA["given"].items()
}
_CLASSES = whole_words(_DATA["topic"]["classes"])
_ADDED = whole_words(_DATA["added"])
_DAYS = whole_words(_DATA["days"])
_OF_HUB = re.compile(rf"(?:{any_of([*_DATA['title']['hub'], *_DATA['around_hub']])}(?: |$))++")
_SHELF = re.compile(any_of(_DATA["shelves"]))
_TITLE_PARTS = re.compile(r"\s+[|»«·•–—-]+\s+|\s*[|»]\s*")
_FIELD = re.compile(rf"(?:.* )?{any_of(_DATA['topic']['fields'])}")
_THING = re.compile(any_of(_DATA["topic"]["things"]))
_THING_DOES = re.compile(
    rf"(?:(?:how|why|can|does|do|is|are|the|your|truth|about) )*{any_of(_DATA['topic']['things'])} "
    rf"{any_of(_DATA['topic']['does'])}\b"
)
_PERSON = re.compile(any_of(_DATA["topic"]["people"]), re.I)
_NUMBERED = re.compile(r"(?:the )?(?:top |best )?\d+ (?!diabetes)")
_DOCTOR = re.compile(r"(?:Dr|DR|Prof)\.?(?: [A-Z][\w.’'-]*){1,4}(?:,.*)?")
_MEDICINES = whole_words(["medications?", "drugs", "medicines"])
_OF_CONDITION = whole_words(["symptoms?", "causes?", "diagnosis"])

MAX_NAME_WORDS = 9  # of more a name is a headline


class Titled(NamedTuple):
    """What the titles say beside what they weigh."""

    said: str  # the main heading and the title, without the site's name
    by_name: Kind | None  # the kind that the name's end makes sure
    given: Kind | None  # the kind of what is done, given or sold for the topic
    sure: bool  # the main heading names what is given or sold


def weigh_titles(scale: Scale, heading: str | None, title: str | None, condition: str | None) -> Titled:
    """Weigh the words of the main heading and the title."""
    parts = _own_parts(heading, title)
    said = " ".join(parts).strip()
    main, name = fold(heading or ""), fold(condition or "")
    by_name = _weigh_words(scale, fold(said), name if name.count(" ") < MAX_NAME_WORDS else "")
    first = next((part for part in parts if part), "")
    of_hub = main and _OF_HUB.fullmatch(main)
    sure = None if of_hub else _given_for(name, first)
    given = sure or next((done for part in parts if (done := _done_for(name, part))), None)
    if given:
        scale.add(given[0], 4.0, f"“{given[1]}” for the topic in the title")
    if heading and _SHELF.match(heading.casefold()):
        scale.add("hub", 6.0, "a main heading of what is told of a topic", outright=True)
    elif of_hub:
        scale.add("hub", 4.0, "a main heading that names no topic")
    return Titled(said, by_name, given[0] if given else None, sure is not None)


def weigh_topic(scale: Scale, topic: str, heading: str, *, clinical: int, told: bool) -> None:
    """Weigh a topic that is no disease, or is told to be one (`told`); `heading` is the main one."""
    name, main = fold(topic), fold(heading)
    disease = names_disease(topic)
    one = name.count(" ") < MAX_NAME_WORDS and names_disease(_CLASSES.sub(" ", name))
    if clinical < 2 and _DAYS.search(main):
        scale.add("news", 4.0, "a day or month that is held for the topic", outright=True)
    elif not disease and (_PERSON.fullmatch(topic) or _DOCTOR.fullmatch(heading)):
        scale.add("other", 4.0, "a person as the topic", outright=True)
    elif _FIELD.fullmatch(name):
        scale.add("hub", 4.0, "a field of medicine as the topic", outright=True)
    elif _THING.fullmatch(name) or (not disease and _THING_DOES.match(main)):
        scale.add("wellness", 4.0, "what is eaten or done as the topic", outright=True)
    elif clinical < 3 and (names_little(topic) or names_institution(topic)):
        reason = "a common word, a part of the body or an institution as the topic"
        scale.add("hub", 2.5, reason, outright=True)
    elif not (told or one):
        if _CLASSES.search(name):
            scale.add("hub", 2.5, "a class of diseases as the topic")
        elif name.count(" ") >= MAX_NAME_WORDS:
            scale.add("news", 1.0, "a headline for a name", outright=True)
        elif name != main or name.count(" ") > 2:
            scale.doubt()  # a slogan


def _own_parts(heading: str | None, title: str | None) -> list[str]:
    """The main heading, and the title's parts without the last, which names the site ("… – Library")."""
    parts = _TITLE_PARTS.split(title or "")
    return [heading or "", *(parts[:-1] if heading and len(parts) > 1 else parts)]


def _weigh_words(scale: Scale, folded: str, name: str) -> Kind | None:
    """Weigh the words of a title and of the topic's name; tells the kind that the name's end makes sure."""
    by_name: Kind | None = None
    of_disease = any(names_disease(name[: m.start()]) for m in _ADDED.finditer(name))
    for kind, pattern in _TITLES.items():
        named = list(_affirmed(pattern, name)) if kind in _ENDS_NAME else []
        ends = not of_disease and any(m.end() == len(name) for m in named)
        if found := next(iter(named) if ends or kind in OF_NAME else _affirmed(pattern, folded), None):
            by_name = kind if ends and (kind not in OF_NAME or " " not in name) else by_name
            weight = 6.0 if ends else _LESS_SURE.get(kind, 2.5)
            scale.add(kind, weight, f"“{found[0]}” in the title")
    if _NUMBERED.match(folded) and scale.reasons["wellness"]:
        scale.add("wellness", 4.0, "a numbered list of advice")
    if _MEDICINES.search(folded) and not _OF_CONDITION.search(folded):
        scale.add("drug", 2.5, "medicines in the title")
    return by_name


def _phrase(part: str, name: str) -> str | None:
    """The folded beginning of a title's part, up to a colon or the like, where it holds the topic's name."""
    phrase = fold(_JOINED.sub(" and ", _PHRASE_ENDS.split(part, maxsplit=1)[0]))
    return phrase if name and name in phrase else None


def _done_for(name: str, part: str) -> tuple[Kind, str] | None:
    """The operation that is told of the topic: "Hernia repair", "Removal of skin tags"."""
    one = name.removesuffix("s")
    phrase = _phrase(part, one)
    if phrase is None:
        return None
    ends = (at + len(said) for said in (name, one) if (at := f" {phrase}".find(f" {said} ")) >= 0)
    found = next((told for end in ends if (told := _OPERATED.match(phrase, end))), None)
    found = None if found and name.startswith(found[1]) else found or _OPERATION_OF.match(phrase)
    return ("procedure", found[1]) if found else None


def _given_for(name: str, part: str) -> tuple[Kind, str] | None:
    """What is given or sold for the topic: "Mumps vaccination in Oakton", "Products for gout"."""
    phrase = _phrase(part, name)
    if phrase is None:
        return None
    for kind, pattern in _AT_END.items():
        at_end = pattern.fullmatch(phrase)
        if at_end and not _NOT_BETWEEN_ENDS.search(at_end[1]):
            return kind, at_end[2]
        if leading := _GIVEN_FOR[kind].match(phrase):
            return kind, leading[1]
    return None


def _affirmed(pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """Where a pattern matches and is not denied ("without surgery")."""
    return (m for m in pattern.finditer(folded) if not _DENIED.search(folded, 0, m.start()))
