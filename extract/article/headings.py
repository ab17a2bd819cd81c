"""Which blocks are headings, and at which level: by tag, or by look where a page has no tags for it."""

from __future__ import annotations

import re
from itertools import chain

from extract.article.layouts import Make
from extract.article.levels import MAX_NAME_WORDS, SENTENCE_END, Lines, is_listed_line, level_of
from extract.page.blocks import LOOK_LEVEL, MINOR_LEVEL, Block, Frame
from extract.page.panels import level_panels, level_summary
from extract.record import Facet
from extract.vocabulary import read_heading

MAX_KICKER_WORDS = 7  # of a label above a heading
_FIRST = re.compile(r"(?:step )?\(?1[.):]\s", re.I)
_KICKER_END = ".:;,!"
_NO_KICKER = frozenset({"summary", "legend", "button", "dt", "th", "td", "tr", "li", "body"})


def heading_levels(
    blocks: list[Block],
    topic: tuple[str, ...],
    title: Block | None,
    layouts: set[Make],
    summaries: list[Frame],
) -> None:
    """Set `level` on every block of the article that is a heading: 1 to 6 by tag, 7 and 8 by look; else 0.

    Where a page uses heading tags for its facets, a bold line that ends in a colon introduces a list.
    `topic` holds the folded names of the page's condition, `title` is its main heading; `layouts` are the
    lists and tables whose terms are headings, `summaries` the elements that name what a page folds away.
    """
    lines = Lines(blocks, topic, layouts)
    for at, block in enumerate(blocks):
        if block.chrome is None or block is title:
            block.level = level_of(lines, at)
    for summary in summaries:
        level_summary([b for b in blocks[summary.first : summary.last] if not b.chrome])
    for block in blocks:
        if 0 < block.level < LOOK_LEVEL and (line := kicker(blocks, block)) is not None:
            line.level = 0
    _lower_names(blocks, topic, title)
    tagged = _tagged_facets(blocks, topic)
    if lines.by_words:
        _keep_lines(lines, tagged > 0)
    level_panels(blocks, topic)
    if tagged >= 2:
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            if block.level >= LOOK_LEVEL and _introduces_list(block, after):
                block.level = 0


def _introduces_list(block: Block, after: Block | None) -> bool:
    """A line with a colon that names no panel and no sources; one that says nothing only above a list."""
    if block.text[-1] != ":" or _announces_sources(block.text):
        return False
    above = block.level < MINOR_LEVEL or after is None or is_listed_line(after)
    return above and block.frame.nearest("summary", "button", within=2) is None


def _lower_names(blocks: list[Block], topic: tuple[str, ...], title: Block | None) -> None:
    """Headings of a make that mostly says nothing stand below the facets' that they stand between.

    Those are by look, "Symptoms" in bold, and the names by tag, an h3 each. They are several below most of
    the facets, or nothing stands between; or they count from one.
    """
    heads = [b for b in blocks if b.level and not b.chrome and b is not title]
    told: dict[tuple[str, str], list[bool]] = {}
    for head in heads:
        reading = read_heading(head.text, topic)
        told.setdefault(_make(head), []).append(reading.strong or reading.role is not None)
    names = {make for make, said in told.items() if len(said) > 2 * sum(said)}
    part: Block | None = None  # the last heading by look of another make that says a facet
    held: dict[tuple[str, str], dict[int, list[Block]]] = {}  # by make and the `index` of the part
    for head in heads:
        make = _make(head)
        if make in names and part is not None and head.level <= part.level:
            held.setdefault(make, {}).setdefault(part.index, []).append(head)
        elif make not in names and (reading := read_heading(head.text, topic)).role != "aside":
            part = head if head.level >= LOOK_LEVEL and reading.strong else None
    for parts in held.values():
        full = sum(len(named) > 1 or named[0].index == at + 1 for at, named in parts.items())
        counts = any(_FIRST.match(named[0].text) for named in parts.values())
        if counts or (full > 1 and 2 * full >= len(parts)):
            for head in chain.from_iterable(parts.values()):
                head.level = MINOR_LEVEL


def _make(block: Block) -> tuple[str, str]:
    return block.frame.tag, block.frame.tokens


def _tagged_facets(blocks: list[Block], topic: tuple[str, ...]) -> int:
    """How many headings by tag say a facet; a FAQ and its questions say none of the article's."""
    tagged = asking = 0
    for block in blocks:
        if 0 < block.level < LOOK_LEVEL and not block.chrome and not 0 < asking < block.level:
            reading = read_heading(block.text, topic)
            asking = block.level if reading.facet == "faq" else 0
            tagged += reading.strong and not asking
    return tagged


def kicker(blocks: list[Block], head: Block) -> Block | None:
    """The short line above a heading by tag that opens the element around both, as its label; or None.

    `blocks` are the page's. Of an element with several such headings the line is the title.
    """
    if not head.index or not 0 < head.level < LOOK_LEVEL:
        return None
    line = blocks[head.index - 1]
    text = line.text
    if 0 < line.level <= head.level or line.chrome or text.count(" ") >= MAX_KICKER_WORDS:
        return None
    if text[-1] in _KICKER_END or line.lines > 1 or line.frame.tag in _NO_KICKER:
        return None
    around = head.frame.parent
    while around is not None and around.first == head.index:
        around = around.parent
    if around is None or around.first != line.index or around.tag in _NO_KICKER:
        return None
    inside = range(head.index + 1, around.last)
    return None if any(blocks[i].level == head.level and blocks[i].run != head.run for i in inside) else line


def _announces_sources(text: str) -> bool:
    """A label of several sources ("SOURCES:"), which no entry's name is."""
    return text.rstrip(" :").endswith(("s", "S")) and read_heading(text).role == "references"


def _keep_lines(lines: Lines, tagged: bool) -> None:
    """A heading by words among short lines is one of them ("Ferritin test"), and no heading.

    On a page whose facets are `tagged`, or below a heading that says the same facet.
    """
    facet: Facet | None = None
    for at, block in enumerate(lines.blocks):
        if not block.level or block.chrome:
            continue
        said = read_heading(block.text, lines.topic).facet
        if id(block) in lines.by_words and (tagged or said == facet) and _is_of_lines(lines.blocks, at):
            block.level = 0
        else:
            facet = said or facet


def _is_of_lines(blocks: list[Block], at: int) -> bool:
    """A short line of the same make follows, or ends with this one."""
    line = blocks[at]
    before, after = blocks[at - 1 : at], blocks[at + 1 : at + 2]
    alike = [
        b.frame.parent is line.frame.parent
        and b.frame.tag == line.frame.tag
        and not b.level
        and b.text.count(" ") < MAX_NAME_WORDS
        and b.text[-1] not in SENTENCE_END
        for b in (*before, *after)
    ]
    if after and not after[0].level and after[0].frame.parent is line.frame.parent:
        return alike[-1]  # else it heads a paragraph
    return bool(before) and alike[0]
