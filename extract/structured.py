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

_SCRIPT = re.compile(r"<(?i:script)\b([^>]{0,2000})>")
_SCRIPT_END = re.compile(r"</(?i:script)")
_LD_TYPE = re.compile(r"\btype\s{0,9}=\s{0,9}[\"']?application/ld\+json", re.I)
_META = re.compile(r"<(?i:meta)\b([^<>]*)>")
_LINK = re.compile(r"<(?i:link)\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def read_structured(html: str) -> dict[str, Any]:
    """Read the page's claims: {"json_ld": [...], "meta": {...}, "links": {...}}, each only where present."""
    found: dict[str, Any] = {}
    blocks = [b for raw in _json_ld(html) for b in _load(raw)]
    if blocks:
        found["json_ld"] = blocks
    meta: dict[str, str] = {}
    for tag in _META.findall(html):
        attributes = _attributes(tag)
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content:
            meta.setdefault(name.lower(), " ".join(content.split()))
    if meta:
        found["meta"] = dict(sorted(meta.items()))
    links: dict[str, str] = {}
    for tag in _LINK.findall(html):
        attributes = _attributes(tag)
        rel, href = attributes.get("rel"), attributes.get("href")
        if rel and href and rel.lower() in ("canonical", "shortlink", "amphtml"):
            links.setdefault(rel.lower(), href.strip())
    if links:
        found["links"] = links
    return found


def _json_ld(html: str) -> Iterator[str]:
    """The text of each JSON-LD script; what follows one that never ends is passed over."""
    at = 0
    while script := _SCRIPT.search(html, at):
        at = script.end()
        if _LD_TYPE.search(script[1]):
            end = _SCRIPT_END.search(html, at)
            if end is None:
                return
            yield html[at : end.start()]
            at = end.end()


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
