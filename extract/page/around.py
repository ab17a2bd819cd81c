"""What stands around an article (menus, a page's head and foot), read for its lines and links alone.

Such an element keeps no entries, headings or paths, so that a walk that makes no frames is enough.
"""

from __future__ import annotations

from typing import Any

from extract.cleaning import collapse
from extract.page.blocks import BLOCK_TAGS, SKIPPED_TAGS

# A line's text, how many of its characters are inside links, and the links: (href, text).
Line = tuple[str, int, list[tuple[str, str]]]


def lines_around(node: Any, most: int) -> tuple[list[Line], int]:
    """The lines inside an element in reading order, and how many elements were walked.

    One element above `most` ends the walk.
    """
    lines: list[Line] = []
    said: list[str] = []
    links: list[tuple[str, str]] = []
    href: str | None = None
    around: list[tuple[Any, bool, str | None]] = []  # what follows, whether it ends a line, its link
    child, walked = node.first_child, 0
    while True:
        if child is None:
            if not around:
                break
            child, ends_line, href = around.pop()
            if ends_line and said:
                _add(lines, said, links)
                said, links = [], []
            continue
        inside = child
        child = inside.next
        text = inside.text_content
        if text is not None:
            if text and (said or not text.isspace()):
                said.append(text)
                if href is not None:
                    links.append((href, text))
            continue
        walked += 1
        if walked > most:
            break
        tag = inside.tag
        if tag in SKIPPED_TAGS:
            continue
        starts_line = tag in BLOCK_TAGS
        if said and (starts_line or tag == "br"):
            _add(lines, said, links)
            said, links = [], []
        first = inside.first_child
        if first is not None:
            around.append((child, starts_line, href))
            if tag == "a":
                href = inside.attributes.get("href") or href
            child = first
    if said:
        _add(lines, said, links)
    return lines, walked


def _add(lines: list[Line], said: list[str], links: list[tuple[str, str]]) -> None:
    """End a line; neighbouring pieces of one address are one link."""
    text = collapse("".join(said))
    if not text:
        return
    if len(said) == len(links) == 1:
        lines.append((text, len(text), [(links[0][0], text)]))
        return
    joined: list[tuple[str, str]] = []
    linked = 0
    for href, piece in links:
        shown = collapse(piece)
        linked += len(shown)
        if joined and joined[-1][0] == href:
            joined[-1] = (href, f"{joined[-1][1]} {shown}".strip())
        else:
            joined.append((href, shown))
    lines.append((text, linked, joined))
