"""What the looks of headings say: which heads a part of the article, and which one entry among others."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from extract.article.draft import Draft
from extract.article.levels import NUMBERED
from extract.article.whole import says_no_more
from extract.cleaning import fold
from extract.data import load, words
from extract.page.blocks import HEADINGS, LOOK_LEVEL, MINOR_LEVEL, Block, Frame
from extract.record import Facet
from extract.vocabulary import Role, read_heading

_DATA = load("article/looks.toml")
_GENERIC_WORDS = words(_DATA["generic_words"])
_KIND_WORDS = words(_DATA["kind_words"])
OF = re.compile(r"\b(?:for|of)\b")  # parts a facet from what it is of: "Treatment of gout"
_COLOUR = re.compile(r"(?<=color-)\d+|(?<=colour-)\d+")
_PRINTED = re.compile(r"\bff\w+ fs\w+")
MIN_PARTS = 3  # that headings of one look name, where it is the look of the article's parts
MIN_SHARE = 1 / 4  # of lines that only their class sets apart: those that say a facet
MOST_MAY = 4 / 5  # of them: those that may be headings, at least
MOST_CLOSE = 1 / 3  # of them: those right behind another, as a heading below one of a facet
MAX_NAMED = 60  # characters of a line that its class alone makes a heading
MAX_HEADING = 12  # words of a line that its class alone makes a heading
MAX_BELOW = 60  # headings below one that are looked at
_ALONE = frozenset({"when_to_see_doctor", "faq"})  # facets that open a part wherever they stand

Look = tuple[str, str, str, bool, bool]


@dataclass(slots=True)
class _Heading:
    section: Draft
    look: int | Look
    facet: Facet | None  # what it says by itself
    role: Role | None
    certain: bool  # it says nothing else, or asks


def level_by_class(blocks: list[Block], topic: tuple[str, ...]) -> None:
    """Make headings of short lines named, or in capitals, like those of headings that say several facets.

    Or named alike, many of which say one, where nothing else makes them headings.
    """
    may = [(b, _key(b)) for b in blocks if b.frame.tag not in HEADINGS and (_is_head(b) or _is_named(b))]
    many = Counter(key for _, key in may)
    told = (key for b, key in may if many[key] >= MIN_PARTS and (_is_head(b) or _says_a_facet(b, topic)))
    named: dict[tuple[str, str, str], list[Block]] = {
        key: [] for key, count in Counter(told).items() if count >= MIN_PARTS and (key[1] or key[2])
    }
    for block in blocks if named else ():
        if (alike := named.get(_key(block))) is not None:
            alike.append(block)
    for alike in named.values():
        count, alike = len(alike), [b for b in alike if _may_head(b)]
        if all(b.level for b in alike) or len(alike) < MOST_MAY * count:
            continue
        known = [b for b in alike if _is_head(b) or _says_a_facet(b, topic)]
        if sum(map(_is_head, alike)) < MIN_PARTS and MIN_SHARE * len(alike) > len(known):
            continue
        said = {read_heading(b.text, topic).facet for b in known} - {None}
        after = {b.index + 1 for b in alike}
        apart = sum(b.index in after for b in alike) <= MOST_CLOSE * len(alike)  # else a list
        if len(said) >= MIN_PARTS and apart:
            # Those by tag stand above the others.
            highest = min((b.level for b in alike if b.level), default=LOOK_LEVEL)
            for block in alike:
                block.level = highest if highest < LOOK_LEVEL else block.level or MINOR_LEVEL


def _is_head(block: Block) -> bool:
    return 0 < block.level <= LOOK_LEVEL


def _is_named(block: Block) -> bool:
    """A short line of a class or a style that no other rule made a heading."""
    if (
        block.level
        or block.chrome
        or len(block.text) > MAX_NAMED
        or not (block.inline or _names(block.frame))
    ):
        return False
    return _may_head(block)


def _says_a_facet(block: Block, topic: tuple[str, ...]) -> bool:
    return _is_named(block) and read_heading(block.text, topic).strong


def _key(block: Block) -> tuple[str, str, str]:
    """The look of a line, whichever colour its names count ("bg-color-2")."""
    return block.frame.tag, _COLOUR.sub("", _names(block.frame)), _wears(block)


def _may_head(block: Block) -> bool:
    """A few words alone in their line, no sentence and no entry."""
    text = block.text
    alone = block.lines == 1 and block.frame.entry is None and block.frame.row is None
    most = MAX_HEADING + MAX_HEADING * text.endswith("?")
    return alone and text.count(" ") < most and text[-1] not in ".,;" and not block.linked


def settle_looks(sections: list[Draft], title: Block | None, topic: tuple[str, ...]) -> set[int]:
    """Set the levels of headings by look where their looks tell; return, by `id`, those that name entries.

    A heading names an entry, whatever facet its words are of, where it stands among others of its look below
    a heading of another look that says a facet, and those beside it say none.
    """
    headings = [_heading(s, topic) for s in sections if s.head and s.level and s.head[0] is not title]
    said: dict[int | Look, set[Facet | Role]] = {}  # by headings of a look that say nothing else
    for heading in headings:
        part = heading.facet or heading.role
        if part is not None and heading.certain:
            said.setdefault(heading.look, set()).add(part)
    _level_parts(headings, said, sections)
    entries: set[int] = set()
    for at, above in enumerate(headings):
        if above.facet in (None, "faq") or not above.certain:
            continue
        below: list[_Heading] = []
        for heading in headings[at + 1 : at + 1 + MAX_BELOW]:
            if heading.look == above.look or heading.section.level < above.section.level:
                break
            below.append(heading)
        if len(below) > 2:
            for section in _entries(below, above, said[above.look]):
                entries.add(id(section))
                if section.level == LOOK_LEVEL:
                    section.level = MINOR_LEVEL
    return entries


def _heading(section: Draft, topic: tuple[str, ...]) -> _Heading:
    head, asks = section.head[0], section.heading.endswith("?")
    reading = read_heading(section.heading, topic)
    facet = reading.facet if reading.strong or asks else None
    certain = asks or reading.role is not None
    if facet is not None and not asks:
        certain = says_no_more(section.heading, topic) or generic(section.heading)
    look = head.level if head.level < LOOK_LEVEL else look_of(head)
    return _Heading(section, look, facet, reading.role, certain)


def look_of(block: Block) -> Look:
    """What a line looks like: its element, its names, and whether text follows it in its paragraph."""
    frame = block.frame
    quoted = frame.nearest("blockquote", within=3) is not None
    return frame.tag, _names(frame), _wears(block), block.lines > 1, quoted


def _wears(block: Block) -> str:
    """The look of a line's own: capitals count where it has no other."""
    return block.inline or ("upper" if not block.bold and block.text.isupper() else "")


def _names(frame: Frame) -> str:
    """The names and the style that a line's look comes from: of a printed page's its font, not its place."""
    font = _PRINTED.search(frame.tokens)
    style = (frame.attributes.get("style") or "") if frame.attributes else ""
    return font[0] if font else f"{frame.tokens} {style}".strip()


def _level_parts(
    headings: list[_Heading], said: dict[int | Look, set[Facet | Role]], sections: list[Draft]
) -> None:
    """Level headings by look that look like those of the article's parts, or ask as the one before does."""
    by_look = [h for h in headings if h.section.level >= LOOK_LEVEL]
    if len(by_look) < 2:
        return
    before: _Heading | None = None
    for heading in by_look:
        section = heading.section
        if section.level == LOOK_LEVEL:
            before = heading
        elif (
            before is not None
            and before.look == heading.look
            and section.heading.endswith("?")
            and before.section.heading.endswith("?")
        ):
            section.level = LOOK_LEVEL
    counted: dict[int | Look, set[Facet]] = {}  # facets of numbered headings: they number the article
    for heading in by_look:
        if heading.facet is not None and heading.certain and NUMBERED.match(heading.section.heading):
            counted.setdefault(heading.look, set()).add(heading.facet)
    looks = {look: all_of for look, all_of in said.items() if not isinstance(look, int)}
    parts = {look for look, all_of in looks.items() if len(all_of) >= MIN_PARTS and look[0] not in HEADINGS}
    if not parts:
        return
    if not _holds_others(by_look, parts):
        parts -= {look_of(block) for section in sections for block in section.blocks}
    for heading in by_look:
        if NUMBERED.match(heading.section.heading):
            part = len(counted.get(heading.look, ())) >= MIN_PARTS
        else:
            part = heading.look in parts
        if part:
            heading.section.level = LOOK_LEVEL


def _holds_others(by_look: list[_Heading], parts: set[Look]) -> bool:
    """Right below a heading of such a look, which says a facet, stand two of another that say nothing."""
    for above, one, other in zip(by_look, by_look[1:], by_look[2:], strict=False):
        minor = one.section.level == other.section.level == MINOR_LEVEL and one.look == other.look
        if minor and above.facet is not None and above.look in parts and one.look not in parts:
            return True
    return False


def _entries(below: list[_Heading], above: _Heading, parts: set[Facet | Role]) -> list[Draft]:
    """Of the headings `below` another those that say a facet by the way: most of their look say none.

    They stand between such, or are the one of their look that says a facet, and that is among `parts`: the
    facets that have headings of the look of `above`.
    """
    found: list[Draft] = []
    by_look: dict[int | Look, list[_Heading]] = {}
    for heading in below:
        by_look.setdefault(heading.look, []).append(heading)
    for held in by_look.values():
        if any(h.certain and h.facet not in (None, above.facet) for h in held):
            continue
        silent = [at for at, h in enumerate(held) if h.facet in (None, above.facet)]
        strays = [at for at, h in enumerate(held) if h.facet not in (None, above.facet, *_ALONE)]
        if len(silent) < 2 or len(silent) <= len(strays):
            continue
        for h in held:
            if h.facet == above.facet and not h.certain and h.section.level == LOOK_LEVEL:
                h.section.level = MINOR_LEVEL
        alone = sum(h.facet is not None for h in held) == 1
        for at in strays:
            headed = alone and held[at].facet in parts
            if headed or silent[0] < at < silent[-1]:
                found.append(held[at].section)
    return found


def generic(heading: str) -> bool:
    """A heading that names the facet as such ("Treatment Options"), not one kind of it ("Drug treatment")."""
    named, *of = OF.split(fold(heading), maxsplit=1)
    return all(w in _GENERIC_WORDS or (of and w in _KIND_WORDS) for w in named.split())
