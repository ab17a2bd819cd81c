"""What an inline element is besides text in a line: a line of its own, an icon, an arrow, a note's mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from extract.cleaning import collapse
from extract.page.blocks import BLOCK_TAGS, HEADINGS

MAX_MARK_NODES = 200  # elements and texts of a raised mark
MAX_OUTER = 4  # elements around one that are looked at
MAX_ROW = 20  # elements beside it
MAX_ARROW = 8  # characters of an arrow, white space around it included

# Fonts that draw a word, such as "search", as an icon.
_ICON_FONT = re.compile(r"(?<![a-z-])(?:material-(?:symbols|icons)|google-symbols|icon-ligatures?)")
# What wikis and generators set beside words: a heading's links and number, the link back from a note.
_BESIDE = re.compile(
    r"editsection|cite-backlink|footnote-?back|reversefootnote"
    r"|(?:header-section|chapter|section|heading)-number|secn(?:o|um)(?![a-z])|sectnum"
)
# What blocks stand in, what is one line whatever it holds, and what may stand beside a line.
_HOLDERS = frozenset({"div", "section", "article", "main", "body", "blockquote", "aside", "center", "form"})
_LINES = frozenset({*HEADINGS, "a", "button", "summary", "label"})
_NEUTRAL = frozenset({"-comment", "script", "style", "img", "picture", "hr", "noscript"})
# A style and class names by which an inline element is drawn as a block.
_BLOCK_STYLE = re.compile(r"display\s*:\s*block")
_BLOCK_NAME = re.compile(r"(?<![\w:-])(?:d-)?block(?![\w-])")
# What a bare raised number follows where it is a note's: a sentence, its part, or a longer word.
_NOTED = re.compile(r"(?:([^\W\d_]{2}\)?[.?!:;,])|[^\W\d_]{4})[)\]”\"'’®™]*$")
_NO_MARKS = str.maketrans("", "", "[](),;•· –-")  # around and between such numbers
_LENGTH = re.compile(r"(?:met(?:er|re)s?|inch(?:es)?|feet|foot|yards?|miles?|height|length)$", re.I)
_ARROWS = frozenset("▼▽▾▿▲△▴▵⌄⌃⌵˅")  # alone in an element they show that it unfolds
# Signs that are drawn beside words and are no punctuation of theirs.
_SIGNS = re.compile(r"[+×#¶§|•»«›‹*\ue000-\uf8ff\u2190-\u23ff\u25a0-\u2bff\U0001f300-\U0001faff\ufe0f]+")


def is_a_block(node: Any, attributes: Mapping[str, str | None], tokens: str) -> bool:
    """A span that its style or its class makes a line, or one of several elements of the page's own names.

    It stands among blocks: text beside it would be of the same line, and so is all of a heading or a link.
    """
    if "-" not in node.tag:
        style = attributes.get("style")
        shown = (style and _BLOCK_STYLE.search(style)) or ("block" in tokens and _BLOCK_NAME.search(tokens))
        if not shown or node.tag != "span":
            return False
    outer, depth = node.parent, 0
    if outer is None or (outer.tag not in _HOLDERS and "-" not in outer.tag):
        return False
    while outer is not None and depth < MAX_OUTER:
        if outer.tag in _LINES:
            return False
        outer, depth = outer.parent, depth + 1
    before, after = _row(node, "prev"), _row(node, "next")
    return before >= 0 and after >= 0 and (before + after > 0 or "-" not in node.tag)


def _row(node: Any, way: str) -> int:
    """How many elements of its name stand on one side in a row; -1 where text or a part of a line ends it."""
    count, other = 0, getattr(node, way)
    while other is not None and count < MAX_ROW:
        if other.tag == node.tag:
            count += 1
        elif other.tag != "-text":
            return count if other.tag in BLOCK_TAGS or other.tag in _NEUTRAL else -1
        elif not (other.text_content or "").isspace():
            return -1
        other = getattr(other, way)
    return count


@lru_cache(maxsize=4096)
def is_drawn(tokens: str) -> bool:
    """By its class names an inline element holds no text: an icon that a font draws, or a link beside it."""
    return _BESIDE.search(tokens) is not None or _ICON_FONT.search(tokens) is not None


def is_arrow(text: str, attributes: Mapping[str, str | None]) -> bool:
    """An arrow that says that something unfolds; a sign that is not to be read or links within the page."""
    if text in _ARROWS:
        return True
    if not attributes or not _SIGNS.fullmatch(text):
        return False
    return attributes.get("aria-hidden") == "true" or (attributes.get("href") or "").startswith("#")


def is_footnote(node: Any, before: str) -> bool:
    """A raised mark that points at a note: digits alone, linked, in brackets, or behind a word or sentence.

    `before` is the text that the mark follows in its run.
    """
    held = list(islice(node.traverse(include_text=True), MAX_MARK_NODES + 1))
    if len(held) > MAX_MARK_NODES:
        return False
    said = collapse("".join(n.text_content or "" for n in held if n.tag == "-text"))
    bare = said.translate(_NO_MARKS)
    if not bare or not bare.isdigit():
        return bool(said) and not bare
    return "[" in said or any(n.tag == "a" for n in held) or _follows_text(said, before, node.next)


def _follows_text(number: str, before: str, after: Any) -> bool:
    """Bare numbers behind a word or a sentence are notes' ("pain³,⁴"), but not powers and isotopes."""
    text = before[-24:]
    end = text.rstrip()
    follows = _NOTED.search(end)
    if follows is None or (number in ("2", "3") and _LENGTH.search(end)):
        return False
    if text != end and follows[1] is None and after is not None and after.tag != "br":
        return False
    said = after.text_content if after is not None and after.tag == "-text" else None
    return not said or not (said[0].isalnum() or said[0] in "-–+/^")
