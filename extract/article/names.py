"""What the page calls its topic: the condition's name without decoration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import islice

from extract.article.decoration import FACET_WORDS, PAGE_WORDS, bare_names
from extract.article.words_of_names import (
    GENERIC,
    OF_NAMES,
    STOP,
    names_disease,
    names_little,
    names_site,
)
from extract.cleaning import fold, marker_length
from extract.data import any_of, load
from extract.vocabulary import read_heading

MAX_TITLE = 400  # characters of a title that are looked at
MAX_OPENING = 6  # paragraphs whose subject may be the topic
MAX_NAME_WORDS = 40
MAX_HEADINGS = 12  # that may name the topic where the main one does not
MIN_USES = 3  # of a part of a name in a text that never uses the whole

_ABBREVIATED = re.compile(r" \(([A-Z][A-Za-z0-9-]{0,5}[A-Z0-9])\)")
_SUBJECT = re.compile(
    r"(?:(?:An?|The)\s|(?=[A-Z]))([\w'’-]+(?:\s[\w'’-]+){0,3}?)(?:\s\([^)]{1,60}\))?(?:,[^,.]{3,60},)?"
    r"\s(?:is|are)\s(?:an?|the|one|[a-z]+\sthat)\s"
)
_DATA = load("article/names.toml")
_GROUP = re.compile(rf" (?:in|during) (?:(?:older|young|younger|pregnant) )?{any_of(_DATA['groups'])}$", re.I)


def condition_name(
    h1: str | None,
    title: str | None,
    site: str | None,
    paragraphs: list[str],
    headings: Iterable[str] = (),
) -> str | None:
    """The topic's name without decoration: no site name, no "Symptoms and causes", no "What is …?".

    Tries the main heading, then the page title; None where neither says anything. Where the article never
    uses the name but a part of it often, that part is the name ("Glaucoma Detection & Care"). Where it uses
    nothing of it, the main heading is the site's or the template's, and the name is what else the title says,
    the first of the other `headings` that the article speaks of, or the subject it opens with. `paragraphs`
    are its running text.
    """
    site_words = set(re.findall(r"[a-z]{3,}", (site or "").rsplit(".", 1)[0]))
    candidates = [c[:MAX_TITLE] for c in (h1, title) if c and any(ch.isalpha() for ch in c)]
    text = _Text(paragraphs)
    given = list(islice(headings, MAX_HEADINGS))
    if not candidates:
        return _headed(given, text) or next((h.rstrip(" :") for h in given[:1] if names_disease(h)), None)
    names = list(bare_names(candidates[0], site_words))
    if not h1:
        names.sort(key=lambda n: (text.has(n), names_disease(n)), reverse=True)  # the site's may stand first
    first = next(iter(names), "")
    if not h1 and not names_disease(first) and (told := _disease_headed(given, text)):
        return told
    sure = _is_sure(first)
    known = first != "" and not names_site(first) and (sure or text.has(first))
    if known and (sure or " & " not in first):
        return first
    titled = [name for c in candidates[1:] for name in bare_names(c, site_words)]
    first = (names or titled or candidates)[0]
    if known:
        return _first_of_two(first, titled, text)
    within = [name for name in titled if f" {fold(name)} " in f" {fold(candidates[0])} "]
    for name in (*names[1:], *within):
        if (text.often(name, MIN_USES - 1) and not names_site(name)) or text.is_about(name):
            return name
    used = _as_used(first, text)
    if used == first:
        told = _spoken_of(names, first, titled, given, text)
        return told if told and not _spelt_as(first, told) else first
    if names_site(first) and not names_disease(used) and not text.has_noun(used):
        return _spoken_of(names, first, titled, given, text) or used
    return (
        _abbreviated(first, used, text)
        or _said_more(used, titled, text)
        or _headed_instead(used, given, text)
        or used
    )


class _Text:
    """The folded text of an article, to see which names it uses; read as far as asked for."""

    def __init__(self, paragraphs: list[str]) -> None:
        self.paragraphs = paragraphs
        self._unread = iter(paragraphs)
        self._read: list[str] = []

    def has(self, name: str) -> bool:
        """A word of the text begins with the name, or with the singular of one of several words."""
        key = f" {fold(_without_brackets(name))}"
        key = key.removesuffix("s") if key.count(" ") > 1 else key
        if any(key in paragraph for paragraph in self._read):
            return True
        for paragraph in self._unread:
            self._read.append(f" {fold(paragraph)} ")
            if key in self._read[-1]:
                return True
        return False

    @cached_property
    def whole(self) -> str:
        """All of the text, folded."""
        self._read.extend(f" {fold(paragraph)} " for paragraph in self._unread)
        return "".join(self._read)

    def often(self, name: str, uses: int = MIN_USES) -> bool:
        """The text uses a name that is more than a common word."""
        key = fold(_without_brackets(name))
        return len(key) > 2 and key not in GENERIC and self.whole.count(f" {key} ") >= uses

    def has_noun(self, name: str) -> bool:
        """The text writes a name small, so that it is not somebody's."""
        return any(name.lower() in paragraph for paragraph in self.paragraphs)

    def defines(self, name: str) -> bool:
        """A paragraph begins with a name, in the singular or the plural, and says what it is."""
        one = re.escape(_without_brackets(name).strip().lower().removesuffix("s"))
        aside = r"(?: ?\([^)]{1,40}\))?(?:,[^,.]{3,60},)?"
        says = re.compile(rf"(?:an? |the )?{one}s?{aside} (?:is|are)\b", re.I)
        return any(map(says.match, self.paragraphs))

    def is_about(self, name: str) -> bool:
        """A paragraph begins with a name that may be a topic's, and says what it is."""
        return not (names_little(name) or names_site(name)) and self.defines(name)


def _is_sure(name: str) -> bool:
    """The topic's name whatever the text says: "Sore Joint (SJ)", "Gout & Joint Pain", "Gout in men"."""
    words, _, abbreviation = name.partition(" (")
    letters = abbreviation.rstrip(")")
    spelt_out = len(letters) > 1 and letters == "".join(w[0] for w in words.split() if w[0].isupper())
    both = " & " if " & " in name or "pain" in name.lower() else " and "  # pain is what a disease brings
    one, joint, other = name.partition(both)
    two = joint != "" and name.count(" ") < 6 and names_disease(one) and names_disease(other)
    return spelt_out or two or _GROUP.search(name) is not None


def _without_brackets(name: str) -> str:
    return re.sub(r"\s*\([^)]*\)", "", name)


def _first_of_two(name: str, titled: list[str], text: _Text) -> str:
    """The first of two names joined by "&" where the title begins with it alone and the text speaks of it."""
    one, joint, _ = name.partition(" & ")
    if not joint or any(other.startswith(name) for other in titled) or not text.often(one):
        return name
    alone = any(other.startswith(one) for other in titled)
    uses = [text.whole.count(f" {fold(n)} ") for n in (one, name)]
    return one if alone and uses[0] >= MIN_USES * uses[1] else name


def _abbreviated(first: str, used: str, text: _Text) -> str | None:
    """A name up to its abbreviation, where the text uses that and of the name but a word of no disease."""
    given = _ABBREVIATED.search(first)
    if given is None or " " in used or names_disease(used) or not text.often(given[1]):
        return None
    return first[: given.end()]


def _said_more(used: str, titled: list[str], text: _Text) -> str | None:
    """A name of the title that says more than the one word of the main heading that the text uses.

    That is a disease's, or used more often, where the word is neither a disease's nor the title's.
    """
    if " " in used or used.isupper() or names_disease(used) or any(used in name for name in titled):
        return None
    more = max(text.whole.count(f" {fold(used)} ") + 1, MIN_USES)
    given = (name for name in titled[:-1] if not names_site(name))
    return next((n for n in given if text.often(n, MIN_USES if names_disease(n) else more)), None)


def _spoken_of(
    names: list[str], first: str, titled: list[str], headings: list[str], text: _Text
) -> str | None:
    """What the text speaks of where it never uses the main heading: a part of the title, else a heading.

    A title that repeats the main heading says no more than it; then a disease of what else the two say, or
    what several of the headings name.
    """
    titled = titled[:-1] or titled  # of several parts the last is the site's name
    said_twice = any(_words_of(name) == _words_of(first) for name in titled)
    known = not names_site(first) and any(text.often(word) for word in _words_of(first) - FACET_WORDS)
    if said_twice and not names_site(first) and fold(first) not in GENERIC:
        parts = () if known else (_as_used(name, text) for name in (*names[1:], *titled))
        told = next((p for p in parts if (names_disease(p) and text.often(p)) or text.is_about(p)), None)
        slogan = " " in first and not known and not names_disease(first)
        return told or (_headed_often(headings, text) if slogan else None)
    for name in titled:
        used = _as_used(name, text)
        if (
            text.has(used)
            and not names_site(used)
            and (names_disease(used) or (not known and text.often(used)))
        ):
            return used
    return None if known else _headed(headings, text)


def _headed_often(headings: list[str], text: _Text) -> str | None:
    """The first name that several headings give, decoration apart, and that the text often uses."""
    seen: set[str] = set()
    for heading in headings:
        for name in islice(bare_names(heading[marker_length(heading) :][:MAX_TITLE], set()), 1):
            if fold(name) in seen and text.often(name) and not names_site(name):
                return name[0].upper() + name[1:]
            seen.add(fold(name))
    return None


def _disease_headed(headings: list[str], text: _Text) -> str | None:
    """The first heading that is a disease's name and no more, where the text uses it or a part of it."""
    for heading in headings:
        name = heading.strip(" :")
        if (
            names_disease(name)
            and name.count(" ") < 4
            and fold(next(bare_names(name, set()), "")) == fold(name)
        ):
            used = text.has(name) or any(names_disease(w) and text.often(w) for w in name.split())
            return name if used else None
    return None


def _headed_instead(used: str, headings: list[str], text: _Text) -> str | None:
    """What several headings name and the text uses more than one word of the main heading, no disease's."""
    told = None if " " in used or names_disease(used) else _headed_often(headings, text)
    uses = [text.whole.count(f" {fold(name)} ") for name in (used, told or used)]
    return told if uses[1] > uses[0] else None


def _headed(headings: list[str], text: _Text) -> str | None:
    """The first heading that is a name the text uses or asks what it is, else the subject of an opening.

    A text that opens with a disease is about no other name it uses, unless that is a disease's, too.
    """
    opened = _SUBJECT.match(text.paragraphs[0]) if text.paragraphs else None
    ill = opened is not None and names_disease(opened[1]) and text.often(opened[1], MIN_USES - 1)
    for heading in headings:
        reading = read_heading(heading)
        named = bare_names(heading[:MAX_TITLE], set()) if reading.role in (None, "definition") else ()
        for name in islice(named, 1):
            ends = {fold(word) for word in (name.split()[0], name.split()[-1])}
            if not ends & STOP and not names_site(name):
                asked = reading.role == "definition" and text.has(name)
                used = any(text.often(each, MIN_USES - 1) for each in topic_names(name))
                used = used and (not ill or names_disease(name))
                if asked or used or (names_disease(_without_brackets(name)) and text.defines(name)):
                    return name
    subjects = (m[1] for p in text.paragraphs[:MAX_OPENING] if (m := _SUBJECT.match(p)))
    said = (n for n in subjects if fold(n) not in STOP and not names_site(n))
    named = (n for n in said if names_disease(n) or text.often(n, MIN_USES - 1))
    return next((n[0].upper() + n[1:] for n in named), None)


def _words_of(name: str) -> frozenset[str]:
    return frozenset(fold(name).split()) - STOP


def _spelt_as(first: str, told: str) -> bool:
    """Two spellings of one name, or one of two that a sign joins ("HIV/AIDS")."""
    own, other = _words_of(first), _words_of(told)
    return own == other or (" " not in first and other <= own)


def _as_used(name: str, text: _Text) -> str:
    """The longest part, then the most frequent, that the text uses where it never uses the whole name."""
    words = _without_brackets(name).split()
    if not 2 <= len(words) <= MAX_NAME_WORDS or text.has(name):
        return name
    left, joint, right = name.partition(" and ")
    both = joint and text.often(left) and text.often(right)
    if both and text.defines(left) == text.defines(right):  # else one is what the article tells of the other
        return name
    # A part is used no more often than each of its words, less the "s" that "'s" leaves before a blank.
    known = [text.whole.count(fold(word).removesuffix("s")) >= MIN_USES for word in words]
    best, most = "", 0
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size + 1):
            if not all(known[start : start + size]):
                continue
            part = " ".join(words[start : start + size])
            ends = (fold(words[start]), fold(words[start + size - 1]))
            numbered = ends[0] == "type" and size > 2 and fold(words[start + 1]).isdigit()
            if any(not e or e in STOP or e in FACET_WORDS for e in ends[numbered:]) or ends[0].isdigit():
                continue
            if fold(part) in GENERIC:
                continue
            dropped = " ".join(words[:start] + words[start + size :])
            if OF_NAMES.issuperset(fold(dropped).split()):
                continue
            if names_disease(dropped) and not (size > 1 and names_disease(part)):
                continue
            one, many = (text.whole.count(f" {fold(part)}{ending} ") for ending in ("", "s"))
            used = one + many
            if used >= MIN_USES and used > most and (size > 1 or len(ends[0]) > 2):
                best, most = part.strip(" ,.:;") + ("s" if many > one else ""), used
        if best:
            return best
    return _part_defined(name, text) or name


def _part_defined(name: str, text: _Text) -> str | None:
    """The part of a name that the text opens with and says what it is: "Tired of Gout?", "Gout is a".

    The words beside it may name nothing of their own: another disease, or what is given for it.
    """
    whole = f" {fold(name)} "
    for subject in (m[1] for p in text.paragraphs[:MAX_OPENING] if (m := _SUBJECT.match(p))):
        before, found, after = whole.partition(f" {fold(subject)} ")
        rest = {*before.split(), *after.split()}
        plain = rest & (STOP | PAGE_WORDS)
        if not found or not plain or any(names_disease(w) or text.often(w) for w in rest - plain):
            continue
        if names_disease(subject) or (" " in subject and not names_site(subject)):
            return subject
    return None


def _ends(text: str, at: int, name: str) -> bool:
    """A text up to `at` ends in a name, or in it and an "s"; `name` in lower case."""
    end = text[max(at - len(name) - 1, 0) : at].casefold()
    return end.endswith(name) or end.removesuffix("s").endswith(name)


def topic_names(condition: str | None, paragraphs: Iterable[str] = ()) -> tuple[str, ...]:
    """Folded names of the topic, longest first: the whole, the part in brackets, and the rest without it.

    Also the two of "HIV/AIDS", "asthma" of "Asthma in adults", the first of "Asthma & allergies", and the
    abbreviation that one of some `paragraphs` gives after the name: "… disease (COPD) is".
    """
    if not condition:
        return ()
    inside = re.findall(r"\(([^)]{2,60})\)", condition)
    if not inside:
        key = condition.casefold()
        given = (m[1] for p in paragraphs for m in _ABBREVIATED.finditer(p) if _ends(p, m.start(), key))
        inside = [*islice(given, 1), *(condition.split("/") if " " not in condition else ())]
    bare = re.sub(r"\([^)]*\)", " ", condition)
    one, _, other = bare.partition(" & ")
    first = [one] if other and names_disease(one) else []
    names = {fold(n) for n in (condition, bare, _GROUP.sub("", bare), *first, *inside)}
    kept = {n for n in names if n and n.count(" ") < 8 and n not in ("symptoms", "treatment", "causes", "x")}
    return tuple(sorted(kept, key=lambda n: (-len(n), n)))
