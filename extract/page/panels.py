"""Panels that a page folds away: which line names one, and at which level it stands."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, takewhile

from extract.page.blocks import LOOK_LEVEL, MAX_WORDS, Block, Frame
from extract.vocabulary import read_heading

WITHIN = ("#", "javascript:")  # what an address to no other page begins with
MAX_AROUND = 7  # elements between a card and its title
MIN_CARDS = 3  # of one look, side by side
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{2}")


def level_summary(blocks: list[Block]) -> None:
    """Make one heading of what names a folded panel: its first line of words, beside badges and icons."""
    if len(blocks) < 2:
        return
    spoken = [b for b in blocks if _WORD.search(b.text)]
    tagged = [b for b in spoken if 0 < b.level < LOOK_LEVEL]
    said = next(iter(tagged or [b for b in spoken if " " in b.text] or spoken), None)
    for block in blocks:
        if block is not said:
            block.level = 0
            if not _WORD.search(block.text):
                block.chrome = block.chrome or "badge"
        elif not tagged:
            block.level = LOOK_LEVEL if block.text.count(" ") < MAX_WORDS else 0


def level_panels(blocks: list[Block], topic: tuple[str, ...]) -> None:
    """A panel's title stands one level above the headings by tag that follow it in the panel.

    So do the titles of all cards of one look where one of them holds such headings. Where three of them say a
    facet each, all of them are of one level.
    """
    levels = [b.level if 0 < b.level < LOOK_LEVEL else LOOK_LEVEL for b in blocks]

    def highest(title: Block, panel: Frame) -> int:
        return min(levels[title.index + 1 : panel.last], default=LOOK_LEVEL)

    cards = _cards([b for b in blocks if b.level > 2])
    carded = {id(title) for held in cards for title, _ in held}
    for title in blocks:
        panel = panel_of(title) if title.level == LOOK_LEVEL and id(title) not in carded else None
        # A line above an h1 or h2 is its ornament, not its parent.
        if panel is not None and 2 < (inner := highest(title, panel)) < LOOK_LEVEL:
            title.level = inner - 1
    for held in cards:
        inner = min(highest(title, card) for title, card in held)
        said = [read_heading(title.text, topic) for title, _ in held]
        parts = len({reading.facet for reading in said if reading.strong} - {None}) >= MIN_CARDS
        for title, _ in held:
            if 2 < inner < min(title.level + _is_pressed(title), LOOK_LEVEL):
                title.level = inner - 1
            elif parts:
                title.level = min(title.level, LOOK_LEVEL)


def _is_pressed(block: Block) -> bool:
    """The title is, holds or stands in a button, so that it names all that the panel holds."""
    return block.frame.nearest("button", within=3) is not None


def _cards(titles: list[Block]) -> list[list[tuple[Block, Frame]]]:
    """Headings with the cards that they open, three or more of one look side by side; a heading opens one.

    That is the innermost: what stands around it holds the others, too.
    """
    opened = [[(_look(frame), title, frame) for frame in _opened_by(title)] for title in titles]
    often = Counter(look for looks in opened for look, _, _ in looks)
    cards: dict[tuple[int, str], list[tuple[Block, Frame]]] = {}
    for looks in opened:
        for look, title, card in islice((each for each in looks if often[each[0]] > 1), 1):
            cards.setdefault(look, []).append((title, card))
    return [held for held in cards.values() if len(held) >= MIN_CARDS]


def _opened_by(title: Block) -> list[Frame]:
    """The list items and elements of a class that a heading opens, with more in them, from the inside."""
    around = takewhile(lambda f: f.first == title.index, title.frame.ancestors()[:MAX_AROUND])
    return [f for f in around if f.last > title.index + 1 and (f.tokens or f.tag == "li") and f.parent]


def _look(card: Frame) -> tuple[int, str]:
    """What cards side by side share; page builders number theirs."""
    return id(card.parent), f"{card.tag} {_NUMBER.sub('', card.attributes.get('class') or '')}"


def panel_of(block: Block) -> Frame | None:
    """The element a heading by look is the title of: what a summary folds, or one of several alike."""
    summary = block.frame.nearest("summary", within=5)
    if summary is not None:
        return summary.parent
    for frame in block.frame.ancestors()[:4]:
        if frame.first != block.index:
            return None
        if frame.last > block.index + 1:
            return frame if frame.alike > 1 else None
    return None


def unfolds_panel(before: Block | None, block: Block, after: Block | None) -> bool:
    """A link alone in its line opens what follows it, as a panel's title does; none in a list of such."""
    inside = [other is not None and _leads_within(other) for other in (before, block, after)]
    return after is not None and inside == [False, True, False]


def item_it_unfolds(block: Block) -> Frame | None:
    """The list item that such a link opens, with more in it."""
    item = block.frame.entry
    if item is None or item.first != block.index or item.last <= block.index + 1:
        return None
    return item if _leads_within(block) else None


def _leads_within(block: Block) -> bool:
    """A line that is one link to no other page: to a place in its own, or to what a script does."""
    if len(block.links) != 1 or block.linked < 0.8 * len(block.text):
        return False
    return block.links[0][0].startswith(WITHIN)
