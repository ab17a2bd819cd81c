"""A page as the walk gives it: a flat list of blocks in reading order, each with the way back to it.

A block is a line a reader sees as one: a paragraph, a list item's own text, a table cell, or one of the
lines that `<br>` makes of them. Frames are the elements around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

BLOCK_TAGS = frozenset(
    "html body address article aside blockquote center details dd dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section "
    "summary table tbody td tfoot th thead tr ul caption button label".split()
)
# None and names with a hyphen before them are those of nodes that are no elements.
SKIPPED_TAGS: frozenset[str | None] = frozenset(
    "script style noscript template svg math iframe object embed canvas audio video select option datalist "
    "input textarea head meta link title map area progress meter track source param col colgroup".split()
) | {None, "-comment", "-doctype", "-document", "-text"}
ENTRY_TAGS = frozenset({"li", "dt", "dd"})
_HOLDERS = ENTRY_TAGS | {"tr"}
_NO_FRAMES = (None, None)
HEADINGS = {f"h{n}": n for n in range(1, 7)}
LOOK_LEVEL = 7  # a heading by look alone: bold, styled, or by its very words
MINOR_LEVEL = 8  # the same, saying nothing: it stands under whatever stands before it
MAX_WORDS = 25  # of a heading
_BARE: Mapping[str, str | None] = {}


def tokens_of(attributes: Mapping[str, str | None], tag: str = "") -> str:
    """The class and id names of an element, in lower case, and its own name where that has a hyphen."""
    cls, name = attributes.get("class"), attributes.get("id")
    if "-" in tag:
        return f"{tag} {cls or ''} {name or ''}".lower()
    return f"{cls or ''} {name or ''}".lower() if cls or name else ""


class Frame:
    """An element on the way from the root to a block.

    `tag` is its name, or that of what it acts as where its role or its look makes it a list; `path` keeps the
    page's. `first` and `last` tell the blocks inside, `blocks[first:last]`; `index` is its number among its
    parent's child nodes, from 0; `nth` its number among siblings of its name, from 1; `tokens` its class and
    id names in lower case; `around` the entry and the row it stands in; `named` what its names say of chrome,
    `chrome` why it is none of the article, once that is known.
    """

    __slots__ = (
        "_path",
        "around",
        "attributes",
        "chrome",
        "counts",
        "depth",
        "first",
        "index",
        "last",
        "named",
        "nth",
        "parent",
        "tag",
        "tokens",
    )

    def __init__(
        self,
        tag: str,
        parent: Frame | None = None,
        index: int = 0,
        nth: int = 1,
        attributes: Mapping[str, str | None] = _BARE,
        tokens: str = "",
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.index = index
        self.nth = nth
        self.depth: int = 0
        self.around: tuple[Frame | None, Frame | None] = _NO_FRAMES
        if parent is not None:
            self.depth = parent.depth + 1
            # Its own place among them would be a circle, which takes the garbage collector to clear.
            if parent.tag in _HOLDERS:
                self.around = (parent.entry, parent.row)
            else:
                self.around = parent.around
        self.attributes = attributes
        self.tokens = tokens
        self.counts: dict[str, int] = {}  # children so far, by name
        self.first = self.last = 0
        self.named: str | None = None
        self.chrome: str | None = None
        self._path: str | None = None

    @property
    def entry(self) -> Frame | None:
        """The innermost li, dt or dd that this is or stands in."""
        return self if self.tag in ENTRY_TAGS else self.around[0]

    @property
    def row(self) -> Frame | None:
        """The innermost tr that this is or stands in."""
        return self if self.tag == "tr" else self.around[1]

    @property
    def path(self) -> str:
        """The steps from the root: `html/body[1]/ul[2]/li[6]`, written from the counters the walk kept."""
        if self._path is None:
            outer = self.parent
            self._path = f"{outer.path}/{self.tag}[{self.nth}]" if outer is not None else self.tag
        return self._path

    @property
    def alike(self) -> int:
        """How many elements of its name in the page stand in the one around it, itself among them."""
        if self.parent is None:
            return 1
        step = self.path.rpartition("/")[2]
        return self.parent.counts[step[: step.index("[")]]

    def ancestors(self) -> list[Frame]:
        """This frame and those around it, innermost first."""
        chain: list[Frame] = []
        frame: Frame | None = self
        while frame is not None:
            chain.append(frame)
            frame = frame.parent
        return chain

    def within(self, outer: Frame | None, steps: int) -> bool:
        """It is `outer`, or stands in it with fewer than so many steps between."""
        return outer is not None and self.depth - outer.depth < steps

    def nearest(self, *tags: str, within: int = -1) -> Frame | None:
        """The innermost of this frame and those around it with one of these names.

        `within`: how many frames to look at; all of them where it is negative.
        """
        frame: Frame | None = self
        while frame is not None and within:
            if frame.tag in tags:
                return frame
            frame = frame.parent
            within -= 1
        return None


def is_data_row(row: Frame) -> bool:
    """A table row of short cells; a row of long ones lays out the page."""
    cells = row.counts.get("td", 0) + row.counts.get("th", 0)
    return 2 <= cells <= 12 and row.last - row.first <= 4 * cells


def in_data_row(frame: Frame) -> bool:
    """The element stands in such a row."""
    row = frame.row
    return row is not None and is_data_row(row)


def is_listed(frame: Frame) -> bool:
    """The element stands in a list's item, a definition or a data row."""
    return frame.entry is not None or in_data_row(frame)


def is_running(length: int, linked: int) -> bool:
    """Text of sentences, not links and labels, by its characters and those of them inside links."""
    return length > 80 and linked * 2 < length


@dataclass(slots=True, eq=False)
class Block:
    """One line of text with its place in the page and what its mark-up says of it."""

    index: int
    frame: Frame  # the block-level element it stands in
    span: tuple[Frame, int, int]  # frame and child range of its run: the lines of one paragraph
    whole: bool  # its run is all that its frame holds
    run: int  # the run's number
    lines: int  # how many lines the run has
    line: int  # which of them this is, from 1
    text: str
    bold: int  # characters of `text` that are bold from its start on; all of it: len(text)
    linked: int  # characters inside links
    links: list[tuple[str, str]]  # (href, text)
    inline: str  # class tokens of inline elements that hold the whole line
    size: int  # a <font size> or <big> around all of it
    level: int = 0  # as a heading: 1 to 6 by tag, 7 and on by look; 0 is none
    chrome: str | None = None

    @property
    def read_apart(self) -> bool:
        """One of the lines of an element around the article: its path leads to all of them."""
        return self.whole and self.frame.last - self.frame.first > self.lines

    @property
    def run_path(self) -> str:
        """The `dom_path` of the run the line belongs to."""
        frame, start, end = self.span
        return frame.path if self.whole else f"{frame.path}#{start}-{end}"

    @property
    def path(self) -> str:
        """The `dom_path` of this line."""
        return self.run_path if self.lines == 1 else f"{self.run_path}~{self.line}"


@dataclass(slots=True)
class Page:
    """A walked page: its tree and blocks, its body frame, and the limit that cut the walk, where one did."""

    tree: LexborHTMLParser
    blocks: list[Block]
    root: Frame
    frames: list[Frame]
    title: str | None
    language: str | None
    truncated: str | None = None

    def holds_all(self, frame: Frame) -> bool:
        """All that stands in this element was walked: it had ended when the limit of nodes was reached."""
        return self.truncated != "nodes" or frame.last < len(self.blocks)
