"""The level of one line as a heading: by its tag, by where it stands, by its look, or by its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from extract.article.layouts import Make, make_of, opens_row
from extract.article.whole import whole_heading
from extract.cleaning import fold, has_letter, marker_length
from extract.data import any_of, load, words
from extract.page.blocks import HEADINGS, LOOK_LEVEL, MAX_WORDS, MINOR_LEVEL, Block, Frame, is_data_row
from extract.page.panels import item_it_unfolds, panel_of, unfolds_panel
from extract.vocabulary import read_heading

MAX_LINE_WORDS = 16  # of a line without a heading's tag; a question has ten more
MAX_FOLD_WORDS = 20  # of what a summary says
MAX_CALLED_WORDS = 8  # of a heading that ends in an exclamation mark
MAX_BIG_WORDS = 14  # of a heading that only its size makes one
MAX_UNDERLINED_WORDS = 10
MAX_INSIDE = 8  # elements between a list's item and a line of it
MAX_CELL = 5  # elements between a table's row and a line of it
MAX_NAME_WORDS = 5  # of a name beside others of its look
MAX_LABEL_WORDS = 7  # of a line that is the heading of a list by its words and its colon
MAX_CARD = 12  # lines of a card that are looked at
MIN_SIZE = 4  # of a large font, as <font> counts
MIN_FOLDED = 40  # characters of a line that a button or a label unfolds

SENTENCE_END = (".", ";", ",", "!")
NUMBERED = re.compile(
    r"^(?:step \d{1,2}\b|\(?(?:\d{1,2}[.)](?=\s|[a-z])|(?:[ivx]{1,4}|[a-z])[.)]\s)"
    r"|0\d\s*(?-i:[^\W\da-z_]))",
    re.I,
)
_HELD = frozenset({"ul", "ol", "dl", "table"})
_SPEAK_LONG = frozenset({"summary", "legend", "td", "th", "dt"})  # heading or not, whatever their length
_STYLED_TAGS = frozenset({"div", "p", "button", "header"})  # whose own class is looked at
_FIGURE = re.compile(r"\d+(?:[.,–-]\d+)*\s?(?:[%+]|[a-z]+)")  # set large: "15 years", "30%"
_DATA = load("article/levels.toml")
_STYLED = re.compile(any_of(_DATA["styled"]))
_UNFOLDS = re.compile(any_of(_DATA["unfolds"]))
_NOT_STYLED = re.compile(any_of(_DATA["not_styled"]))
_SENTENCE_WORDS = words(_DATA["sentence_words"])


@dataclass(frozen=True)
class Lines:
    """The lines of a page, and what is known of all of them before the level of one is asked.

    `topic` holds the folded names of the page's condition, `layouts` the lists and tables whose terms are
    headings. What only its words make a heading, with one more word than a facet's, goes into `by_words`.
    """

    blocks: list[Block]
    topic: tuple[str, ...]
    layouts: set[Make]
    by_words: set[int] = field(default_factory=set)


class _Line:
    """A line between its neighbours."""

    def __init__(self, lines: Lines, at: int) -> None:
        self.lines, self.at, self.topic = lines, at, lines.topic
        self.block = block = lines.blocks[at]
        self.text, self.frame, self.tag = block.text, block.frame, block.frame.tag
        self.before = lines.blocks[at - 1] if at else None
        self.after = lines.blocks[at + 1] if at + 1 < len(lines.blocks) else None
        self.count = block.text.count(" ") + 1
        self.asks = block.text[-1] == "?"
        self.entry = self._entry()
        row = block.frame.row
        self.row = row if row is not None and block.frame.within(row, MAX_CELL) else None

    def _entry(self) -> Frame | None:
        """The list item or definition it stands in, but for one of a list that lays out the article."""
        item, layouts = self.frame.entry, self.lines.layouts
        if item is None or not self.frame.within(item, MAX_INSIDE):
            return None
        return None if layouts and make_of(item.parent) in layouts else item

    @property
    def is_cell(self) -> bool:
        return self.tag in ("td", "th") and (self.row is None or is_data_row(self.row))

    @property
    def is_bold(self) -> bool:
        bold = self.block.bold
        return bold > 0 and bold >= len(self.text.rstrip(" :.-–—*?"))

    @cached_property
    def unfolds(self) -> bool:
        """A link that opens what follows it."""
        return self.block.linked > 0 and unfolds_panel(self.before, self.block, self.after)

    @property
    def is_link(self) -> bool:
        return self.block.linked >= 0.8 * len(self.text) and not self.unfolds


def level_of(lines: Lines, at: int) -> int:
    """The level of one of the blocks as a heading: 1 to 6 by tag, 7 and 8 by anything else; 0 for others."""
    block = lines.blocks[at]
    text = block.text
    count, more = text.count(" ") + 1, 10 * (text[-1] == "?")
    if count > MAX_WORDS + more or not has_letter(text):
        return 0
    level = _tag_level(block)
    if not level and (
        (count > MAX_LINE_WORDS + more and block.frame.tag not in _SPEAK_LONG) or "://" in text
    ):
        return 0
    line = _Line(lines, at)
    if level:
        return level if _heads_of_itself(line) else 0
    for says in (_by_place, _by_control, _by_look, _by_words):
        said = says(line)
        if said is not None:
            return said
    return 0


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


def _heads_of_itself(line: _Line) -> bool:
    """A heading by tag but for one that names a list's entry, or a table's."""
    entry = line.entry
    if entry is None or entry.tag != "li":
        return True
    reading = read_heading(line.text, line.topic)
    says_all = line.asks or bool(whole_heading(line.text, line.topic, most=0))
    return reading.role is not None or (reading.strong and says_all)


def _by_place(line: _Line) -> int | None:
    """What the element it stands in makes of it: a fold, or a list or a table that may lay out an article."""
    block, tag, row, layouts = line.block, line.tag, line.row, line.lines.layouts
    if tag in ("summary", "legend"):
        return LOOK_LEVEL if line.count <= MAX_FOLD_WORDS else 0
    heads = tag == "caption" or (line.is_cell and line.is_bold)
    if heads and read_heading(line.text, line.topic).role == "aside":
        return LOOK_LEVEL  # what follows is the page's, whatever the table
    if row is not None and tag in ("td", "th") and make_of(row.parent) in layouts and opens_row(block, row):
        return LOOK_LEVEL
    if line.unfolds and (item := item_it_unfolds(block)) is not None:
        return LOOK_LEVEL if make_of(item.parent) in layouts else 0
    if tag == "dt" and make_of(line.frame.parent) in layouts:
        return LOOK_LEVEL
    if tag == "label":
        return None
    if line.entry or line.is_cell or tag in ("caption", "figcaption"):
        return 0
    if line.count > MAX_LINE_WORDS + 10 * line.asks:
        return 0
    return 0 if row is not None and is_data_row(row) else None


def _by_control(line: _Line) -> int | None:
    """A button, or the label of a box to tick, that unfolds what follows it."""
    block, after, frame = line.block, line.after, line.frame
    if line.tag == "label":
        if after is None or after.frame.nearest("label", "button", within=2) is not None:
            return 0  # a form's
        if line.entry or line.is_cell:
            return 0
        opens = _UNFOLDS.search(frame.tokens) or _is_styled(frame.tokens) or _opens_panel(block, after)
        return whole_heading(line.text, line.topic) or (MINOR_LEVEL if opens else 0)
    if line.tag != "button" or _is_figures_label(line):
        return None
    opener = "aria-expanded" in frame.attributes or _UNFOLDS.search(frame.tokens) is not None
    follows = after is not None and (opener or len(after.text) > MIN_FOLDED)
    if follows and (line.count >= 2 or panel_of(block) is not None):
        return MINOR_LEVEL
    return whole_heading(line.text, line.topic)


def _opens_panel(label: Block, after: Block) -> bool:
    """It names one of several panels, which hold more than a word to choose."""
    panel = panel_of(label)
    return panel is not None and (panel.last > after.index + 1 or len(after.text) > MIN_FOLDED)


def _is_figures_label(line: _Line) -> bool:
    after = line.after
    return after is not None and "0" <= after.text[0] <= "9" and _FIGURE.fullmatch(after.text) is not None


def _by_look(line: _Line) -> int | None:
    """Bold, large, underlined or styled as a heading by its class, and no sentence."""
    if _is_figures_label(line) or line.is_link:
        return 0
    block, text, count = line.block, line.text, line.count
    ends = text.endswith(SENTENCE_END) and not NUMBERED.match(text)
    if ends and text[-1] == "!" and count <= MAX_CALLED_WORDS and read_heading(text, line.topic).strong:
        ends = False
    tokens = line.frame.tokens
    look = f"{tokens} {block.inline}" if tokens and line.tag in _STYLED_TAGS else block.inline
    styled = (bool(look) and _is_styled(look)) or (line.tag == "header" and _heads_section(block))
    big = block.size >= MIN_SIZE and count <= MAX_BIG_WORDS
    underlined = count <= MAX_UNDERLINED_WORDS and "u" in block.inline and _is_underlined(block.inline)
    if not (line.is_bold or styled or big or underlined) or (ends and (line.is_bold or count > 6)):
        return None
    reading = read_heading(text, line.topic)
    return LOOK_LEVEL if (reading.facet and reading.strong) or reading.role else MINOR_LEVEL


def _heads_section(block: Block) -> bool:
    """All that the header of a section says, with more in the section below it."""
    frame, around = block.frame, block.frame.parent
    if around is None or around.tag != "section" or frame.last > frame.first + 1:
        return False
    return around.first == block.index and around.last > frame.last


def _is_underlined(look: str) -> bool:
    """Underlined, and drawn apart by nothing else than italics, a colour or a size."""
    return {"u"} <= {token for token in look.split() if ":" not in token} <= {"u", "i"}


@lru_cache(maxsize=4096)
def _is_styled(look: str) -> bool:
    """Class names that style a line as a heading."""
    return _STYLED.search(look) is not None and _NOT_STYLED.search(look) is None


def _by_words(line: _Line) -> int:
    """What a heading says, whole, in a line that nothing sets apart."""
    block, frame, topic = line.block, line.frame, line.topic
    if line.asks and (dialog := frame.nearest("dialog", within=4)) and dialog.first == block.index:
        return LOOK_LEVEL  # what it opens answers
    if frame.tokens and _is_among_alike(line.before, block, line.after):
        return 0
    level = whole_heading(line.text, topic)
    if not level:
        return _labels_list(line.text, line.after, topic)
    if not whole_heading(line.text, topic, most=0):
        line.lines.by_words.add(id(block))
    return 0 if _names_a_card(line.lines.blocks, line.at, topic) else level


def _is_among_alike(before: Block | None, block: Block, after: Block | None) -> bool:
    """A name set apart among others of its look beside it: a chip, a tab, an entry of a grid."""
    frame = block.frame
    beside = [b for b in (before, after) if b is not None and b.text.count(" ") < MAX_NAME_WORDS]
    look = frame.parent, frame.tag, frame.tokens
    return any(b.frame is not frame and (b.frame.parent, b.frame.tag, b.frame.tokens) == look for b in beside)


def _names_a_card(blocks: list[Block], at: int, topic: tuple[str, ...]) -> bool:
    """The line opens an element of a class, and what stands beside it of that make opens with no heading."""
    line = blocks[at]
    icon = bool(at) and not has_letter(blocks[at - 1].text)  # may stand above it
    first, start = line.index - icon, at - icon
    card: Frame | None = line.frame
    while card is not None and card.first >= first and not (card.tokens and card.last > line.index + 1):
        card = card.parent
    if card is None or card.first < first:
        return False
    end = next((n for n in range(at, len(blocks)) if blocks[n].index >= card.last), len(blocks))
    for beside in (*blocks[end : end + 1], *blocks[max(start - 1, 0) : start]):
        other: Frame | None = beside.frame
        while other is not None and other.depth > card.depth:
            other = other.parent
        if other is None or (other.parent, other.tag, other.tokens) != (card.parent, card.tag, card.tokens):
            continue
        near = range(max(at - MAX_CARD, 0), len(blocks))  # no slice of them: this is asked of many lines
        opens = (blocks[n].text for n in near if blocks[n].index >= other.first)
        said = next(filter(has_letter, opens), None)
        if said is not None and not whole_heading(said, topic):
            return True
    return False


def _labels_list(text: str, after: Block | None, topic: tuple[str, ...]) -> int:
    """The level of a few words with a colon, alone in their line above a list, that say a facet."""
    if text[-1] != ":" or after is None or text.count(" ") >= MAX_LABEL_WORDS or not text[0].isupper():
        return 0
    if not is_listed_line(after) or not _SENTENCE_WORDS.isdisjoint(fold(text).split()):
        return 0  # a sentence introduces the list and leaves it where it stands
    return LOOK_LEVEL if read_heading(text, topic).strong else 0


def is_listed_line(block: Block) -> bool:
    """It stands in a list, or is marked as an item of one."""
    return block.frame.entry is not None or marker_length(block.text) > 0
