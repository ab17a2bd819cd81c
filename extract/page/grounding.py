"""From a `dom_path` back to the text: the check that every entry stands in the page it was read from.

A path is the steps from the root, each an element and its number among siblings of its name, with an
optional child range (`#2-4`, child nodes counted from 0) and an optional line (`~2`, counted from 1);
several places are joined by " + ".
"""

from __future__ import annotations

import re
from typing import Any

from extract.cleaning import marker_length
from extract.page.source import read_source
from extract.page.walk import parse, walk_part

# An element's name holds any sign but blanks, "/" and ">" (HTML Standard 13.2.5.8); its number ends it.
_PART = re.compile(r"(?P<steps>.+\])(?:#(?P<first>\d+)-(?P<last>\d+))?(?:~(?P<line>\d+))?")
_STEP = re.compile(r"(.+)\[(\d+)\]")


class PathError(ValueError):
    """A path that does not lead anywhere in this page."""


def text_at(body: bytes, dom_path: str) -> str:
    """The cleaned text at a path of this page, without a typed list marker.

    Raises PathError where the path is malformed or leads nowhere.
    """
    return Grounds(body).text_at(dom_path)


class Places:
    """The elements of a tree by the steps to them; what stands beside one that was asked for is known."""

    def __init__(self, root: Any) -> None:
        self._found: dict[str, Any] = {} if root is None else {"html": root}
        self._children: dict[str, dict[str, list[Any]]] = {}  # by path: the child nodes, by tag

    def at(self, steps: str) -> Any:
        """The element that steps from the root lead to: `html/body[1]/ul[2]`.

        Raises PathError where they are malformed or lead nowhere.
        """
        if steps in self._found:
            return self._found[steps]
        above, _, step = steps.rpartition("/")
        match = _STEP.fullmatch(step)
        if not above or match is None:
            raise PathError(f"malformed step {step!r} in {steps!r}")
        if above not in self._children:
            # All at once: a page may have tens of thousands of siblings, each with entries to read back.
            by_tag: dict[str, list[Any]] = {}
            self._children[above] = by_tag
            child = self.at(above).child
            while child is not None:
                by_tag.setdefault(child.tag, []).append(child)
                child = child.next
        alike = self._children[above].get(match[1], [])
        number = int(match[2])
        if not 1 <= number <= len(alike):
            raise PathError(f"nothing at {step!r} of {steps!r}")
        node = self._found[steps] = alike[number - 1]
        return node


class Grounds:
    """A page parsed once, for reading many paths."""

    def __init__(self, body: bytes) -> None:
        self._tree = parse(read_source(body))
        self._places = Places(self._tree.root)

    def text_at(self, dom_path: str) -> str:
        """See the function of this name."""
        text = "\n".join(self._part(part) for part in dom_path.split(" + "))
        line, _, _ = text.partition("\n")  # a marker that is a line of its own is text
        return text[marker_length(line) :]

    def _part(self, path: str) -> str:
        match = _PART.fullmatch(path)
        if match is None:
            raise PathError(f"malformed path: {path!r}")
        node = self._places.at(match["steps"])
        first, last = match["first"], match["last"]
        depth = match["steps"].count("/")
        lines = walk_part(node, depth, int(first) if first else 0, int(last) if last else None)
        if match["line"]:
            lines = [b for b in lines if b.lines > 1 and b.line == int(match["line"])]
            if not lines:
                raise PathError(f"no such line: {path!r}")
        return "\n".join(b.text for b in lines)
