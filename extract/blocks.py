"""The one walk over a parsed page: a flat list of blocks in reading order, each with the way back to it.

A block is a line a reader sees as one: a paragraph, a list item's own text, a table cell, or one of the
lines that `<br>` makes of them. Frames are the elements around it. Paths are kept by counters while
walking, never found by climbing the tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract.cleaning import collapse, strip_chips

MAX_DEPTH = 256
MAX_NODES = 400_000
MAX_BLOCKS = 60_000

_SKIPPED = frozenset(
    "script style noscript template svg math iframe object embed canvas audio video select option datalist input "
    "textarea head meta link title map area progress meter track source param col colgroup dialog".split()
)
BLOCK_TAGS = frozenset(
    "html body address article aside blockquote center details dd dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table tbody td tfoot th "
    "thead tr ul caption button label".split()
)
HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BOLD = frozenset({"b", "strong"})


class Frame:
    """An element on the way from the root to a block."""

    __slots__ = (
        "attributes",
        "chrome",
        "counts",
        "depth",
        "first",
        "index",
        "last",
        "nth",
        "parent",
        "path",
        "tag",
        "tokens",
    )

    def __init__(self, tag: str, parent: Frame | None, index: int, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.parent = parent
        self.index = index
        self.attributes = attributes
        self.depth = 0 if parent is None else parent.depth + 1
        self.counts: dict[str, int] = {}
        self.first = self.last = 0  # the blocks inside: blocks[first:last]
        self.tokens = ""
        self.chrome: str | None = None
        if parent is None:
            self.path = tag
            self.nth = 1
        else:
            self.nth = parent.counts[tag] = parent.counts.get(tag, 0) + 1
            self.path = f"{parent.path}/{tag}[{self.nth}]"
        if attributes:
            cls, name = attributes.get("class"), attributes.get("id")
            if cls or name:
                self.tokens = f"{cls or ''} {name or ''}".lower()

    def ancestors(self) -> list[Frame]:
        """This frame and those around it, innermost first."""
        chain: list[Frame] = []
        frame: Frame | None = self
        while frame is not None:
            chain.append(frame)
            frame = frame.parent
        return chain


def is_data_row(row: Frame) -> bool:
    """A table row of short cells; a row of long ones lays out the page."""
    cells = row.counts.get("td", 0) + row.counts.get("th", 0)
    return 2 <= cells <= 12 and row.last - row.first <= 4 * cells


@dataclass(slots=True, eq=False)
class Block:
    """One line of text with its place in the page and what its mark-up says of it."""

    index: int
    text: str
    frame: Frame  # the block-level element it stands in
    path: str  # dom_path of the run it belongs to, with its line
    run: int  # lines with the same number are lines of one paragraph
    span: tuple[Frame, int, int]  # frame and child range of its run
    lines: int  # how many lines the run has
    bold: int  # characters of `text` that are bold from its start on; all of it: len(text)
    linked: int  # characters inside links
    links: list[tuple[str, str]]  # (href, text)
    inline: str  # class tokens of inline elements that hold the whole run
    level: int = 0  # as a heading: 1 to 6 by tag, 7 and on by look; 0 is none
    chrome: str | None = None
    size: int = 0  # a <font size> or <big> around all of it


@dataclass(slots=True)
class Page:
    """A walked page: its blocks, its body frame, and whether a limit cut the walk short."""

    blocks: list[Block]
    root: Frame
    frames: list[Frame]
    title: str | None
    language: str | None
    truncated: str | None = None


class _Level:
    """One element that holds a run: the run's block-level element, or an inline element inside it."""

    __slots__ = ("frame", "mark", "start")

    def __init__(self, frame: Frame, start: int, mark: int) -> None:
        self.frame = frame
        self.start = start  # first child of the run at this level
        self.mark = mark  # first of the run's pieces that stands at this level or deeper


class _Walker:
    """Collects blocks; see `walk`."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.frames: list[Frame] = []
        self.runs = 0
        self.nodes = 0
        self.truncated: str | None = None

    def element(self, node: Any, frame: Frame, look: _Look, start: int = 0, end: int | None = None) -> None:
        """Walk the children `start` to `end` (inclusive) of a block-level element."""
        pieces: list[Piece] = []
        levels = [_Level(frame, start, 0)]
        child = node.child
        index = 0
        while child is not None and (end is None or index <= end):
            if index >= start:
                self._node(child, frame, index, pieces, levels, look)
            child = child.next
            index += 1
        whole = levels[0].start == 0 and end is None
        self._flush(pieces, frame, levels[0].start, index - 1, whole)

    def _node(
        self, node: Any, parent: Frame, index: int, pieces: list[Piece], levels: list[_Level], look: _Look
    ) -> None:
        tag = node.tag
        if tag == "-text":
            text = node.text_content
            if text:
                pieces.append((text, *look))
            return
        self.nodes += 1
        if tag is None or tag[0] in "-!_" or tag in _SKIPPED:
            return
        if self.nodes > MAX_NODES or len(self.blocks) > MAX_BLOCKS:
            self.truncated = "nodes"
            return
        if tag == "br":
            pieces.append(("\n", look[0], None, look[2]))
            return
        frame = Frame(tag, parent, index, node.attributes)
        if frame.depth > MAX_DEPTH:
            self.truncated = "depth"
            return
        if tag in BLOCK_TAGS:
            self._part(pieces, levels, index)
            frame.first = len(self.blocks)
            self.frames.append(frame)
            self.element(node, frame, look)
            frame.last = len(self.blocks)
            return
        if (tag == "sup" and _is_footnote(node)) or (tag == "i" and node.child is None):
            return
        frame.first = len(self.blocks)
        levels.append(_Level(frame, 0, len(pieces)))
        look = _inline_look(frame, look)
        child = node.child
        at = 0
        while child is not None:
            self._node(child, frame, at, pieces, levels, look)
            child = child.next
            at += 1
        level = levels.pop()
        frame.last = len(self.blocks)
        if level.start:  # a block-level element stood inside: what follows it here is a run of its own
            tail = pieces[level.mark :]
            del pieces[level.mark :]
            self._flush(tail, frame, level.start, at - 1, False)
            self.frames.append(frame)

    def _part(self, pieces: list[Piece], levels: list[_Level], index: int) -> None:
        """End the runs of all levels: a block-level element begins as child `index` of the innermost one."""
        for i, level in enumerate(levels):
            inner = levels[i + 1] if i + 1 < len(levels) else None
            stop = inner.frame.index if inner else index
            until = inner.mark if inner else len(pieces)
            self._flush(pieces[level.mark : until], level.frame, level.start, stop - 1, False)
            level.start = stop + 1
            level.mark = 0
        pieces.clear()

    def _flush(self, pieces: list[Piece], frame: Frame, start: int, end: int, whole: bool) -> None:
        if not any(p[0] != "\n" and not p[0].isspace() for p in pieces):
            return
        self.runs += 1
        base = frame.path if whole else f"{frame.path}#{start}-{end}"
        lines = _split_lines(pieces)
        holder = frame
        while holder.tag not in BLOCK_TAGS and holder.parent is not None:
            holder = holder.parent
        for number, line in enumerate(lines, 1):
            text, bold, linked, links, look, size = _read(line)
            if not text:
                continue
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    text=text,
                    frame=holder,
                    path=base if len(lines) == 1 else f"{base}~{number}",
                    run=self.runs,
                    span=(frame, start, end),
                    lines=len(lines),
                    bold=bold,
                    linked=linked,
                    links=links,
                    inline=look,
                    size=size,
                )
            )


def _inline_look(frame: Frame, look: _Look) -> _Look:
    """What an inline element adds to the look of the text inside it."""
    bold, href, tokens = look
    tag, attributes = frame.tag, frame.attributes
    if tag in _BOLD or "bold" in frame.tokens or _bold_style(attributes):
        bold = True
    elif tag == "a":
        href = attributes.get("href") or href
    elif tag in ("font", "big"):
        tokens = f"{tokens} font{attributes.get('size') or '+1'}"
    elif tag == "u":
        tokens = f"{tokens} u"
    if frame.tokens:
        tokens = f"{tokens} {frame.tokens}"
    return bold, href, tokens


_Look = tuple[bool, str | None, str]  # bold, href, class tokens of the inline elements around
_PLAIN: _Look = (False, None, "")
Piece = tuple[str, bool, str | None, str]


_NUMBER = re.compile(r"\s*\(?\d{1,3}[.)]?\s*")


def _split_lines(pieces: list[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece[0] == "\n" and piece[2] is None:
            lines.append([])
        else:
            lines[-1].append(piece)
    return [line for line in lines if any(collapse(p[0]) for p in line)]


def _read(line: list[Piece]) -> tuple[str, int, int, list[tuple[str, str]], str, int]:
    """Clean a line; measure its bold start, its linked characters and the look that holds all of it."""
    raw = "".join(p[0] for p in line)
    text = strip_chips(collapse(raw))
    lead = ""
    for piece in line:
        if piece[1]:
            lead += piece[0]
        elif collapse(piece[0]).strip(" :.-–—*•") and not (not lead.strip() and _NUMBER.fullmatch(piece[0])):
            break
        else:
            lead += piece[0]
    bold = min(len(collapse(lead)), len(text)) if any(p[1] for p in line) else 0
    if bold and not any(p[1] for p in line if p[0].strip()):
        bold = 0
    links: list[tuple[str, str]] = []
    linked = 0
    last: str | None = None
    for piece in line:
        if piece[2] is not None:
            said = collapse(piece[0])
            linked += len(said)
            if piece[2] == last and links:
                links[-1] = (last, f"{links[-1][1]} {said}".strip())
            else:
                links.append((piece[2], said))
        if piece[2] is not None or piece[0].strip():
            last = piece[2]
    looks = {p[3] for p in line if p[0].strip()}
    look = looks.pop() if len(looks) == 1 else ""
    size = 0
    if "font" in look:
        size = max((int(t[-1]) for t in look.split() if t.startswith("font") and t[-1].isdigit()), default=0)
    return text, bold, linked, links, look, size


def _bold_style(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style")
    if not style or "font-weight" not in style:
        return False
    value = style.split("font-weight", 1)[1].lstrip(" :").lower()
    return value.startswith(("bold", "6", "7", "8", "9"))


def _is_footnote(node: Any) -> bool:
    """A raised mark that points at a note: digits alone, linked or in brackets."""
    said = collapse(node.text(deep=True) or "")
    bare = said.strip("[]() ,;–-").replace(",", "").replace(" ", "").replace("-", "").replace("–", "")
    return bool(said) and (not bare or (bare.isdigit() and ("[" in said or node.css_first("a") is not None)))


def parse(html: str) -> LexborHTMLParser:
    """Parse a repaired source; never fails."""
    return LexborHTMLParser(html)


def walk(html: str) -> Page:
    """Parse a repaired source and walk its body once.

    Returns the blocks in reading order with their frames. `truncated` names the limit ("depth", "nodes")
    that cut the walk short, where one did.
    """
    tree = parse(html)
    body = tree.body
    title_node = tree.css_first("title")
    root_node = tree.root
    language = (
        (root_node.attributes.get("lang") or root_node.attributes.get("xml:lang")) if root_node else None
    )
    html_frame = Frame("html", None, 0, {})
    root = Frame("body", html_frame, 0, body.attributes if body is not None else {})
    walker = _Walker()
    if body is not None:
        walker.element(body, root, _PLAIN)
    root.last = len(walker.blocks)
    title = collapse(title_node.text(deep=True)) if title_node is not None else None
    return Page(walker.blocks, root, walker.frames, title or None, language or None, walker.truncated)


def walk_part(node: Any, frame: Frame, start: int, end: int | None) -> list[Block]:
    """Walk the children `start` to `end` (inclusive; None: to the last) of one element."""
    walker = _Walker()
    walker.element(node, frame, _PLAIN, start, end)
    return walker.blocks
