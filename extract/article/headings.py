"""Which blocks are headings, and at which level: by tag, or by look where a page has no tags for it."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.article.layouts import Make, item_it_heads, lists_of_sections, make_of, opens_row
from extract.article.whole import whole_heading
from extract.cleaning import fold, has_letter, marker_length
from extract.data import any_of, load, words
from extract.page.blocks import HEADINGS, LOOK_LEVEL, MAX_WORDS, MINOR_LEVEL, Block, Frame, is_data_row
from extract.page.panels import item_it_unfolds, level_panels, level_summary, panel_of, unfolds_panel
from extract.record import Facet
from extract.vocabulary import read_heading

MAX_LABEL_WORDS = 7  # of a line that is the heading of a list by its words and its colon
MAX_CARD = 12  # lines of a card that are looked at
MAX_CALLED_WORDS = 8  # of a heading that ends in an exclamation mark
MAX_NAME_WORDS = 5  # of a name beside others of its look
MAX_KICKER_WORDS = 7  # of a label above a heading

NUMBERED = re.compile(
    r"^(?:step \d{1,2}\b|\(?(?:\d{1,2}[.)](?=\s|[a-z])|(?:[ivx]{1,4}|[a-z])[.)]\s)"
    r"|0\d\s*(?-i:[^\W\da-z_]))",
    re.I,
)
_FIRST = re.compile(r"(?:step )?\(?1[.):]\s", re.I)
_HELD = frozenset({"ul", "ol", "dl", "table"})
_SENTENCE_END = (".", ";", ",", "!")
_SPEAK_LONG = frozenset({"summary", "legend", "td", "th", "dt"})  # heading or not, whatever their length
_KICKER_END = ".:;,!"
_NO_KICKER = frozenset({"summary", "legend", "button", "dt", "th", "td", "tr", "li", "body"})
_FIGURE = re.compile(r"\d+(?:[.,–-]\d+)*\s?(?:[%+]|[a-z]+)")  # set large: "15 years", "30%"
_DATA = load("article/headings.toml")
_STYLED = re.compile(any_of(_DATA["styled"]))
_UNFOLDS = re.compile(any_of(_DATA["unfolds"]))
_NOT_STYLED = re.compile(any_of(_DATA["not_styled"]))
_SENTENCE_WORDS = words(_DATA["sentence_words"])


def heading_levels(
    blocks: list[Block], topic: tuple[str, ...], title: Block | None, summaries: list[Frame]
) -> None:
    """Set `level` on every block of the article that is a heading: 1 to 6 by tag, 7 and 8 by look; else 0.

    Where a page uses heading tags for its facets, a bold line that ends in a colon introduces a list.
    `topic` holds the folded names of the page's condition, `title` is its main heading; `summaries` are the
    elements that name what a page folds away.
    """
    layouts = lists_of_sections(blocks, topic)
    slogans = _bold_paragraphs(blocks)
    by_words: set[int] = set()  # lines that only their words make headings, with one more of their own
    for at, block in enumerate(blocks):
        if block.chrome is None or block is title:
            block.level = _level(blocks, at, topic, layouts, slogans, by_words)
    for summary in summaries:
        level_summary([b for b in blocks[summary.first : summary.last] if not b.chrome])
    for block in blocks:
        if 0 < block.level < LOOK_LEVEL and (line := kicker(blocks, block)) is not None:
            line.level = 0
    tagged = _tagged_facets(blocks, topic)
    if by_words:
        _keep_lines(blocks, by_words, topic, tagged > 0)
    level_panels(blocks, topic)
    _level_above_numbers(blocks, topic)
    if tagged >= 2:
        for block, after in zip(blocks, [*blocks[1:], None], strict=False):
            if (
                block.level >= LOOK_LEVEL
                and block.text.endswith(":")
                and (block.level < MINOR_LEVEL or after is None or _is_listed(after))
                and not _announces_sources(block.text)
                and block.frame.nearest("summary", "button", within=2) is None
            ):
                block.level = 0


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


def _level_above_numbers(blocks: list[Block], topic: tuple[str, ...]) -> None:
    """A label that says a facet stands above the headings by tag that count from one after it."""
    label: Block | None = None
    for block in blocks:
        if not block.level or block.chrome:
            continue
        if label is not None and 2 < block.level < LOOK_LEVEL and _FIRST.match(block.text):
            label.level = block.level - 1
        label = block if block.level == LOOK_LEVEL and whole_heading(block.text, topic) else None


def _tag_level(block: Block) -> int:
    frame = block.frame
    for _ in range(3):
        level = HEADINGS.get(frame.tag)
        if level:
            # One that was never closed holds what it heads.
            return 0 if block.index > frame.first and not _HELD.isdisjoint(frame.counts) else level
        if frame.attributes and frame.attributes.get("role") == "heading":
            said = frame.attributes.get("aria-level") or ""
            return min(int(said), 6) if said.isdigit() and int(said) > 0 else 3
        if frame.parent is None or frame.tag in ("li", "td", "body"):
            return 0
        frame = frame.parent
    return 0


def _keep_lines(blocks: list[Block], by_words: set[int], topic: tuple[str, ...], tagged: bool) -> None:
    """Such a line among short lines is one of them ("Ferritin test"), and no heading.

    On a page whose facets are `tagged`, or below a heading that says the same facet.
    """
    facet: Facet | None = None
    for at, block in enumerate(blocks):
        if not block.level or block.chrome:
            continue
        said = read_heading(block.text, topic).facet
        if id(block) in by_words and (tagged or said == facet) and _is_of_lines(blocks, at):
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
        and b.text[-1] not in _SENTENCE_END
        for b in (*before, *after)
    ]
    if after and not after[0].level and after[0].frame.parent is line.frame.parent:
        return alike[-1]  # else it heads a paragraph
    return bool(before) and alike[0]


def _level(
    blocks: list[Block],
    at: int,
    topic: tuple[str, ...],
    layouts: set[Make],
    slogans: set[int],
    by_words: set[int],
) -> int:
    """The level of one of these blocks; the functions below make `layouts` and `slogans`.

    What only its words make a heading, and more words than a facet's, goes into `by_words`.
    """
    block = blocks[at]
    before = blocks[at - 1] if at else None
    after = blocks[at + 1] if at + 1 < len(blocks) else None
    text = block.text
    count = text.count(" ") + 1
    if count > MAX_WORDS + 10 * text.endswith("?") or not has_letter(text):
        return 0
    level = _tag_level(block)
    tag = block.frame.tag
    if not level and (
        (count > 16 + 10 * text.endswith("?") and tag not in _SPEAK_LONG) or "://" in text  # an address
    ):
        return 0
    frame = block.frame
    entry = frame.entry if frame.within(frame.entry, 8) else None
    if level:
        if entry is not None and entry.tag == "li":
            # An entry with a heading of its own stays one; a tab or an accordion made of a list does not.
            reading = read_heading(text, topic)
            laid_out = make_of(entry.parent) in layouts
            parts = laid_out or text[-1] == "?" or whole_heading(text, topic, most=0)
            heads = laid_out and item_it_heads(block) is entry
            return level if heads or reading.role or (reading.strong and parts) else 0
        return level
    if tag in ("summary", "legend"):
        return LOOK_LEVEL if count <= 20 else 0
    unfolds = block.linked > 0 and unfolds_panel(before, block, after)
    bold = block.bold > 0 and block.bold >= len(text.rstrip(" :.-–—*?"))
    row = frame.row if frame.within(frame.row, 5) else None
    cell = tag in ("td", "th") and (row is None or is_data_row(row))
    if ((cell and bold) or tag == "caption") and read_heading(text, topic).role == "aside":
        return LOOK_LEVEL  # what follows is the page's, whatever the table
    if row is not None and tag in ("td", "th") and make_of(row.parent) in layouts and opens_row(block, row):
        return LOOK_LEVEL
    if unfolds and (item := item_it_unfolds(block)) is not None:
        return LOOK_LEVEL if make_of(item.parent) in layouts else 0
    if tag == "label":  # of a box to tick that unfolds what follows, or of a form's field
        field = after is None or after.frame.nearest("label", "button", within=2) is not None
        unfolds = _UNFOLDS.search(frame.tokens) is not None or panel_of(block) is not None
        named = MINOR_LEVEL if unfolds or _is_styled(frame.tokens) else 0
        return 0 if field or entry or cell else whole_heading(text, topic) or named
    if entry or cell or tag in ("caption", "figcaption") or count > 16 + 10 * text.endswith("?"):
        return LOOK_LEVEL if tag == "dt" and make_of(frame.parent) in layouts else 0
    if row is not None and is_data_row(row):
        return 0
    linked = block.linked >= 0.8 * len(text) and not unfolds
    if after is not None and "0" <= after.text[0] <= "9" and _FIGURE.fullmatch(after.text):
        return 0  # a figure's label
    ends = text.endswith(_SENTENCE_END) and not NUMBERED.match(text)
    if ends and text[-1] == "!" and count <= MAX_CALLED_WORDS and read_heading(text, topic).strong:
        ends = False
    look = (
        f"{frame.tokens} {block.inline}"
        if frame.tokens and tag in ("div", "p", "button", "header")
        else block.inline
    )
    styled = (bool(look) and _is_styled(look)) or (tag == "header" and _heads_section(block))
    if tag == "button":
        opener = "aria-expanded" in frame.attributes or _UNFOLDS.search(frame.tokens) is not None
        opens = after is not None and (opener or len(after.text) > 40)
        opens = opens and (count >= 2 or panel_of(block) is not None)
        return MINOR_LEVEL if opens else whole_heading(block.text, topic)
    big = block.size >= 4 and count <= 14
    underlined = "u" in block.inline and _is_underlined(block.inline) and count <= 10
    if (bold or styled or big or underlined) and not linked and not (ends and (bold or count > 6)):
        if block.run in slogans:
            return 0
        reading = read_heading(text, topic)
        return LOOK_LEVEL if (reading.facet and reading.strong) or reading.role else MINOR_LEVEL
    if linked:
        return 0
    if text[-1] == "?" and (dialog := frame.nearest("dialog", within=4)) and dialog.first == block.index:
        return LOOK_LEVEL  # what it opens answers
    if frame.tokens and _is_among_alike(before, block, after):
        return 0
    level = whole_heading(text, topic)
    if level and not whole_heading(text, topic, most=0):
        by_words.add(id(block))
    return 0 if level and _names_a_card(blocks, at, topic) else level or _labels_list(text, after, topic)


def _heads_section(block: Block) -> bool:
    """All that the header of a section says, with more in the section below it."""
    frame, around = block.frame, block.frame.parent
    if around is None or around.tag != "section" or frame.last > frame.first + 1:
        return False
    return around.first == block.index and around.last > frame.last


def _is_underlined(look: str) -> bool:
    """Underlined, and drawn apart by nothing else than italics, a colour or a size."""
    return {"u"} <= {token for token in look.split() if ":" not in token} <= {"u", "i"}


def _is_among_alike(before: Block | None, block: Block, after: Block | None) -> bool:
    """A name set apart among others of its look beside it: a chip, a tab, an entry of a grid."""
    frame = block.frame
    beside = [b for b in (before, after) if b is not None and b.text.count(" ") < MAX_NAME_WORDS]
    look = frame.parent, frame.tag, frame.tokens
    return any(b.frame is not frame and (b.frame.parent, b.frame.tag, b.frame.tokens) == look for b in beside)


def _names_a_card(blocks: list[Block], at: int, topic: tuple[str, ...]) -> bool:
    """The line opens an element of a class, and what stands beside it of that make opens with no heading."""
    line = blocks[at]
    card: Frame | None = line.frame
    while card is not None and card.first == line.index and not (card.tokens and card.last > line.index + 1):
        card = card.parent
    if card is None or card.first != line.index:
        return False
    end = next((n for n in range(at, len(blocks)) if blocks[n].index >= card.last), len(blocks))
    for beside in (*blocks[end : end + 1], *blocks[max(at - 1, 0) : at]):
        other: Frame | None = beside.frame
        while other is not None and other.depth > card.depth:
            other = other.parent
        if other is None or (other.parent, other.tag, other.tokens) != (card.parent, card.tag, card.tokens):
            continue
        near = range(max(at - MAX_CARD, 0), len(blocks))  # no slice of them: this is asked of many lines
        first = next(blocks[n] for n in near if blocks[n].index >= other.first)
        if not whole_heading(first.text, topic):
            return True
    return False


def _labels_list(text: str, after: Block | None, topic: tuple[str, ...]) -> int:
    """The level of a few words with a colon, alone in their line above a list, that say a facet."""
    if text[-1] != ":" or after is None or text.count(" ") >= MAX_LABEL_WORDS or not text[0].isupper():
        return 0
    if not _is_listed(after) or not _SENTENCE_WORDS.isdisjoint(fold(text).split()):
        return 0  # a sentence introduces the list and leaves it where it stands
    return LOOK_LEVEL if read_heading(text, topic).strong else 0


def _is_listed(block: Block) -> bool:
    return block.frame.entry is not None or marker_length(block.text) > 0


@lru_cache(maxsize=4096)
def _is_styled(look: str) -> bool:
    """Class names that style a line as a heading."""
    return _STYLED.search(look) is not None and _NOT_STYLED.search(look) is None


def _bold_paragraphs(blocks: list[Block]) -> set[int]:
    """The runs of several lines that are all bold: addresses or slogans, no headings."""
    bold: dict[int, list[bool]] = {}
    for block in blocks:
        if block.lines > 1:
            bold.setdefault(block.run, []).append(block.bold >= len(block.text))
    return {run for run, said in bold.items() if len(said) > 1 and all(said)}
