"""What sections side by side say of each other: cards of one make, labels in common, questions in panels."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby, pairwise, takewhile

from extract.article.draft import Draft
from extract.article.whole import INTRODUCES, says_no_more, whole_heading
from extract.cleaning import fold
from extract.data import any_of, load, words
from extract.page.blocks import HEADINGS, LOOK_LEVEL, Block, Frame
from extract.record import Facet
from extract.vocabulary import fold_topic, read_heading

_DATA = load("article/siblings.toml")
_ASKED = re.compile(any_of(_DATA["asked"]))
_IT = re.compile(r"(?<=\w) it\b")
_SEVERAL = re.compile(r"[^\Wi]s\W*$")  # "Treatment options", but not "Diagnosis"
_SUMS_UP = words(_DATA["sums_up"])
MIN_FACETS = 3  # of the questions that are all of an article
MANY = 4  # times as many that say nothing as say another facet
MAX_KINDS = 30  # headings that may stand under one of their own level

# Facets whose kinds have headings of their own: below theirs, or at its level where it is empty.
OF_KINDS: frozenset[Facet] = frozenset({"type", "test", "treatment", "prevention"})


def kinds_below(sections: list[Draft], topic: tuple[str, ...]) -> set[int]:
    """Headings at the level of an empty one above that says what they are ("Types of X"), by `id`.

    At least two, up to the next heading that says something of its own.
    """
    found: set[int] = set()
    for at, section in enumerate(sections):
        if not section.head or (section.blocks and not _only_introduces(section)):
            continue
        reading = read_heading(section.heading, topic)
        if not reading.strong or reading.facet not in OF_KINDS or section.heading.endswith("?"):
            continue
        announces = INTRODUCES.search(section.heading) is not None  # whatever its kinds are called
        several = announces or _SEVERAL.search(section.heading)
        if reading.facet != "type" and not section.blocks and not several:
            continue
        kinds: list[int] = []
        for after in sections[at + 1 : at + 1 + MAX_KINDS]:
            if after.level > section.level and kinds:
                continue
            said = read_heading(after.heading, topic)
            other = said.role or (said.facet and not (announces and said.facet == reading.facet))
            if after.level != section.level or other or not after.blocks:
                break
            kinds.append(id(after))
        if len(kinds) > 1:
            found.update(kinds)
    return found


def _only_introduces(section: Draft) -> bool:
    return len(section.blocks) == 1 and section.blocks[0].text.endswith(":")


def settle_cards(sections: list[Draft], topic: tuple[str, ...]) -> None:
    """Of cards of one make under a facet, most of which say nothing, none opens a facet of its own."""
    siblings = _below_facets(sections)
    for section in [s for held in siblings.values() for s in held if s.level == LOOK_LEVEL and s.own]:
        above = section.parent.facet if section.parent else None
        below = siblings.get((id(section), LOOK_LEVEL), [])
        kin = [s for s in below if card_make(s) == card_make(section)]
        if not kin or section.question or above in (None, section.own):
            continue
        if not _names_a_part(section.heading, topic, few=len(kin) >= MANY):
            section.own = None  # by its words it stood above those beside it
            for card in [section, *kin]:
                card.parent, card.facet = section.parent, above
    siblings = _below_facets(sections)
    for held in siblings.values():
        above = held[0].parent.facet if held[0].parent else None
        inherit = [s for s in held if s.own is None and s.facet == above]
        strays = [s for s in held if s.own not in (None, above) and not s.question]
        alike = [s for s in held if s.own == above and above not in OF_KINDS and not s.question]
        if len(alike) == 1 and len(inherit) > 1 and _is_one_of_them(alike[0]):
            alike[0].own = None
        if not strays or len(inherit) < 2 or len(inherit) <= len(strays):
            continue
        makes = {card_make(s) for s in inherit}
        few = len(inherit) >= MANY * sum(not _names_a_part(s.heading, topic, few=True) for s in strays)
        for section in strays:
            is_card = None not in makes and card_make(section) in makes
            if (is_card or few) and not _names_a_part(section.heading, topic, few=few):
                section.own, section.facet = None, above
    _settle_beside_silent(sections, topic)


def _below_facets(sections: list[Draft]) -> dict[tuple[int, int], list[Draft]]:
    """Headings under one of a facet, by the `id` of that and their level."""
    below: dict[tuple[int, int], list[Draft]] = {}
    for section in sections:
        if section.head and section.parent is not None and section.parent.facet not in (None, "faq"):
            below.setdefault((id(section.parent), min(section.level, LOOK_LEVEL)), []).append(section)
    return below


def _names_a_part(heading: str, topic: tuple[str, ...], *, few: bool) -> bool:
    """It says what a heading says; as one of `few` among many others nothing else, or it names the topic."""
    if few and heading.count(" ") > 1 and says_no_more(_IT.sub("", heading), topic):
        return True  # "When to call a doctor", but not "Vaccinations"
    return whole_heading(heading, topic, 0 if few and not any(n in fold(heading) for n in topic) else 1) > 0


def _settle_beside_silent(sections: list[Draft], topic: tuple[str, ...]) -> None:
    """Below a heading that says nothing a card opens no facet by the way, where one of its make says none.

    Nor does what heads a list's item, where two of its items have such a line that says nothing.
    """
    siblings: dict[int, list[Draft]] = {}
    for section in sections:
        above = section.parent
        if above is None or not above.head or above.level < 2 or above.facet or above.role:
            continue
        if section.head and section.level < LOOK_LEVEL:
            siblings.setdefault(id(above), [above]).append(section)
    settled: set[int] = set()
    for family in siblings.values():
        held = family[1:]
        if not any(s.own for s in held):
            continue
        silent = {card_make(s) for s in held if s.facet is None and s.role is None}
        silent -= {None, *(card_make(s) for s in held if s.own and whole_heading(s.heading, topic))}
        titled = (b.frame for s in family for b in s.blocks if b.frame.entry and b.frame.tag in HEADINGS)
        twins = Counter(map(_list_of, titled))
        for section in held:
            around = _list_of(section.head[0].frame)
            label = around is not None and twins[around] > 1
            if section.own and (label or card_make(section) in silent):
                section.own = section.facet = None
                settled.add(id(section))
    for section in sections if settled else ():
        if id(section.parent) in settled and section.own is None and section.role is None:
            section.facet = None
            settled.add(id(section))


def _list_of(frame: Frame) -> Frame | None:
    """The list whose item this stands in."""
    item = frame.nearest("li") if frame.entry is not None else None
    return item.parent if item is not None else None


def _is_one_of_them(section: Draft) -> bool:
    """ "Acquired causes" among the causes, but not "Causes", nor "Other causes", which sums up."""
    first, blank, _ = section.heading.lower().partition(" ")
    return bool(blank) and first not in _SUMS_UP


def card_make(section: Draft) -> tuple[int, str, str] | None:
    """The look and the place of the card that a heading opens, or None."""
    card = _card(section)
    return (id(card.parent), card.tag, card.tokens) if card is not None else None


def _card(section: Draft) -> Frame | None:
    """The element that a heading opens, with more in it than the heading; the outermost that ends there."""
    head = section.head[0]
    around = takewhile(lambda f: f.first >= head.index - 1, head.frame.ancestors())  # an icon may stand above
    cards = [f for f in around if f.last > head.index + len(section.head)]
    return next((f for f in reversed(cards) if f.last == cards[0].last), None)


def cut_after_cards(sections: list[Draft]) -> None:
    """What stands behind a card is none of it where another of its make stands right beside it.

    It belongs to what the card's heading stands under, as what comes before the first card does; one of that
    make without a heading goes on with what the last one says.
    """
    makes: dict[tuple[int, str, str], list[tuple[Draft, Frame]]] = {}
    for section in sections:
        card = _card(section) if section.head and section.level > 1 else None
        if card is not None and card.tag != "p":
            makes.setdefault((id(card.parent), card.tag, card.tokens), []).append((section, card))
    ends = {
        id(section): card
        for held in makes.values()
        if any(one.last == other.first for (_, one), (_, other) in pairwise(held))
        for section, card in held
        if section.role is None
    }
    opened: list[tuple[Frame, Draft]] = []  # the cards around, and the sections that open them
    for section in sections.copy() if ends else ():
        first = (section.head or section.blocks)[:1]
        while opened and first and opened[-1][0].last <= first[0].index:
            opened.pop()
        if id(section) in ends:
            opened.append((ends[id(section)], section))
        within = section
        while opened and within.blocks and within.blocks[-1].index >= opened[-1][0].last:
            card, titled = opened.pop()
            at = next((n for n, b in enumerate(within.blocks) if _stands_behind(b, card)), None)
            if at is None:
                break
            behind = _resumed(titled.parent, within.blocks[at:])
            del within.blocks[at:]
            sections.insert(sections.index(within) + 1, behind)
            within = behind


def cut_after_last(sections: list[Draft]) -> None:
    """What stands behind the element that holds the last heading and the one before is none of its section.

    It belongs to what they stand under, where that heading is outside.
    """
    headed = [s for s in sections if s.head and s.level > 1]
    if len(headed) < 3 or not headed[-1].facet:
        return
    last, before = headed[-1], headed[-2]
    held = next((f for f in last.head[0].frame.ancestors() if f.first <= before.head[0].index), None)
    if held is None or held.tag == "body":
        return
    at = next((n for n, b in enumerate(last.blocks) if _stands_behind(b, held)), 0)
    if at:
        above = last.parent
        while above is not None and above.head and above.head[0].index >= held.first:
            above = above.parent
        sections.insert(sections.index(last) + 1, _resumed(above, last.blocks[at:]))
        del last.blocks[at:]


def _resumed(above: Draft | None, blocks: list[Block]) -> Draft:
    """A section without a heading that goes on with what stands under `above`."""
    facet, role = (above.facet, above.role) if above is not None else (None, None)
    return Draft("", 0, blocks, parent=above, facet=facet, role=role)


def _stands_behind(block: Block, card: Frame) -> bool:
    """A line stands behind a card, and in none of its make."""
    behind = takewhile(lambda f: f.first >= card.last, block.frame.ancestors())
    return block.index >= card.last and all((f.tag, f.tokens) != (card.tag, card.tokens) for f in behind)


def subtitle(sections: list[Draft], title: Block | None, topic: tuple[str, ...]) -> Draft | None:
    """The first heading below the title where it calls all of the article questions on its topic, or None.

    What stands below it says several facets, and nothing beside it says any.
    """
    at = next((n for n, s in enumerate(sections) if s.head and s.head[0] is title), None)
    heads = [s for s in sections[at + 1 :] if s.head] if at is not None else []
    if not heads or read_heading(heads[0].heading, topic).facet != "faq":
        return None
    folded = fold_topic(fold(heads[0].heading), topic)
    if "x" not in folded.split() or _ASKED.search(folded):
        return None
    facets: set[Facet] = set()
    aside = False
    for section in heads[1:]:
        reading = read_heading(section.heading, topic)
        aside = aside or (section.level <= heads[0].level and not section.heading.endswith("?"))
        if reading.facet is not None:
            if aside:
                return None
            facets.add(reading.facet)
    return heads[0] if len(facets) >= MIN_FACETS else None


def mark_panels_that_ask(sections: list[Draft], topic: tuple[str, ...]) -> None:
    """Folded panels side by side that all ask, most of them for no facet, are a FAQ without a heading."""

    def panel(section: Draft) -> int:
        above = section.parent
        asks = section.question and section.head and section.head[0].frame.nearest("summary", within=6)
        return id(above) if asks and (above is None or not (above.facet or above.role)) else 0

    for key, run in groupby(sections, panel):
        held = list(run) if key else []
        if len(held) > 2 and 2 * sum(read_heading(s.heading, topic).strong for s in held) < len(held):
            for section in held:
                section.facet, section.own = "faq", None


def mark_labels(sections: list[Draft], topic: tuple[str, ...]) -> None:
    """Mark headings that name their facet and one entry of it, where at least two share the label."""
    labels: dict[str, list[Draft]] = {}
    for section in sections:
        before, colon, after = section.heading.partition(":")
        if (
            colon
            and after.strip()
            and section.own
            and before.count(" ") < 3
            and read_heading(before, topic).facet == section.own
        ):
            labels.setdefault(fold(before), []).append(section)
    for group in labels.values():
        if len(group) > 1:
            for section in group:
                section.label = True
