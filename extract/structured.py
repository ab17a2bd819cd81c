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

# The first letters are spelled out in both cases: what is no such tag is told apart by them alone, quickly.
_CLAIM = re.compile(
    r"<(?:[sS][cC](?i:ript)\b(?P<script>[^<>]*)>|[mM][eE](?i:ta)\b(?P<meta>[^<>]*)>"
    r"|[lL][iI][nN](?i:k)\b(?P<link>[^<>]*)>|!(?P<comment>--))"
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
    tag = _CLAIM.search(html)
    while tag is not None:
        kind, said = tag.lastgroup, tag[tag.lastindex or 0]
        at = tag.end()  # what looks like a tag before the end of a script or comment is its text
        if kind == "comment":
            at = html.find("-->", tag.start() + 2)  # "<!-->" is a whole one
            if at < 0:
                break
        elif kind == "script":
            end = _SCRIPT_END.search(html, at)
            if end is None:
                break
            if "+" in said and _LD_TYPE.search(said):
                json_ld += _load(html[at : end.start()])
            at = end.start()
        elif kind == "meta":
            attributes = _attributes(said)
            name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
            content = attributes.get("content")
            if name and content:
                meta.setdefault(name.lower(), " ".join(content.split()))
        else:
            attributes = _attributes(said)
            rel, href = attributes.get("rel", "").lower(), attributes.get("href")
            if rel in _LINKS and href:
                links.setdefault(rel, href.strip())
        tag = _CLAIM.search(html, at)
    found = {"json_ld": json_ld, "meta": dict(sorted(meta.items())), "links": links}
    return {name: claims for name, claims in found.items() if claims}


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): entities.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
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
