"""What a page claims of itself: JSON-LD, microdata and meta tags, read leniently and kept apart.

Nothing here is trusted over the visible text; it is kept as `structured`, and lends names and dates the text
does not show. One broken block loses nothing else.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from typing import Any

MAX_LD = 400_000  # characters of one JSON-LD block
MAX_NODES = 5000  # objects and lists of all of them

_CLAIM = re.compile(
    r"<(?:(?:(?i:script)\b(?P<script>[^<>]*)|(?i:meta)\b(?P<meta>[^<>]*)|(?i:link)\b(?P<link>[^<>]*))>"
    r"|(?P<comment>!--))"
)
_SCRIPT_END = re.compile(r"</(?i:script)")
_LD_TYPE = re.compile(r"\btype\s{0,9}=\s{0,9}[\"']?application/ld\+json", re.I)
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LINKS = frozenset({"canonical", "shortlink", "amphtml"})


def read_structured(html: str) -> dict[str, Any]:
    """Read the page's claims: {"json_ld": [...], "meta": {...}, "links": {...}}, each only where present."""
    json_ld: list[Any] = []
    meta: dict[str, str] = {}
    links: dict[str, str] = {}
    shut = 0  # where the last script or comment ends: what looks like a tag before that is its text
    for tag in _CLAIM.finditer(html):
        if tag.start() < shut:
            continue
        kind, said = tag.lastgroup, tag[tag.lastgroup or 0]
        if kind == "comment":
            closed = html.find("-->", tag.start() + 2)  # "<!-->" is a whole one
            shut = closed if closed >= 0 else len(html)
            continue
        if kind == "script":
            end = _SCRIPT_END.search(html, tag.end())
            shut = end.start() if end else len(html)
            if end and _LD_TYPE.search(said):
                json_ld += _load(html[tag.end() : shut])
            continue
        attributes = _attributes(said)
        if kind == "meta":
            name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
            content = attributes.get("content")
            if name and content:
                meta.setdefault(name.lower(), " ".join(content.split()))
        else:
            rel, href = attributes.get("rel", "").lower(), attributes.get("href")
            if rel in _LINKS and href:
                links.setdefault(rel, href.strip())
    found = {"json_ld": json_ld, "meta": dict(sorted(meta.items())), "links": links}
    return {name: claims for name, claims in found.items() if claims}


def _attributes(tag: str) -> dict[str, str]:
    return {
        m[1].lower(): entities.unescape(m[2] if m[2] is not None else m[3] if m[3] is not None else m[4])
        for m in _ATTRIBUTE.finditer(tag)
    }


def _load(raw: str) -> list[Any]:
    text = (
        raw.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .strip()
    )
    if not text or len(text) > MAX_LD:
        return []
    for candidate in (text, re.sub(r"[\x00-\x1f]+", " ", text), re.sub(r",\s*([}\]])", r"\1", text)):
        try:
            data = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        return data if isinstance(data, list) else [data]
    return []


def nodes(structured: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every JSON-LD object of the page, `@graph` members and nested ones included, outermost first."""
    stack: list[Any] = list(reversed(structured.get("json_ld", [])))
    seen = 0
    while stack and seen < MAX_NODES:
        value = stack.pop()
        seen += 1
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.extend(v for v in reversed(list(value.values())) if isinstance(v, dict | list))


def types_of(node: dict[str, Any]) -> tuple[str, ...]:
    """The node's schema.org types without their address."""
    said = node.get("@type")
    values = said if isinstance(said, list) else [said]
    return tuple(v.rsplit("/", 1)[-1] for v in values if isinstance(v, str))
