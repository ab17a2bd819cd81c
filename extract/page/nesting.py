"""How deep a page may nest: what a parser would take too long for is cut off before it is parsed."""

from __future__ import annotations

import re
from collections import Counter

MAX_NESTING = 4096  # block-level tags open at once in the source
_NESTING = frozenset(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer "
    "header hgroup listing main menu nav ol pre search section summary ul".split()
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def cut_nesting(html: str) -> str:
    """The source up to the first block-level tag inside `MAX_NESTING` others.

    What the HTML standard has a parser do at such a tag ("has a p element in button scope") takes time with
    the depth it stands at, so that deep pages take time with its square.
    """
    tags = html.count("<")
    if tags <= MAX_NESTING or tags - html.count("</") <= MAX_NESTING:
        return html  # no more are opened at all
    depth = 0
    opened: Counter[str] = Counter()
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name not in _NESTING:
            continue
        if not tag[1]:
            opened[name] += 1
            depth += 1
            if depth > MAX_NESTING:
                return html[: tag.start()]
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return html
