"""What a page claims of itself: JSON-LD, microdata and meta tags, read leniently and kept apart.

Nothing here is trusted over the visible text; it is kept as `structured`, and lends names and dates the text
does not show. One broken block loses nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract.data import load, words
from extract.page.microdata import read_microdata

MAX_LD = 400_000  # characters of one JSON-LD block
MAX_NODES = 5000  # objects and lists of all of them

_LINKS = frozenset({"canonical", "shortlink", "amphtml"})
_DATA = load("page/structured.toml")
_OTHERS = tuple(_DATA["others"])
_BESIDE = words(_DATA["beside"])


def read_structured(tree: LexborHTMLParser) -> dict[str, Any]:
    """Read the page's claims, each only where present.

    Returns {"json_ld": [...], "microdata": [...], "meta": {...}, "links": {...}}.
    """
    json_ld: list[Any] = []
    meta: dict[str, str] = {}
    links: dict[str, str] = {}
    for node in tree.css("script[type], meta[content], link[rel]"):
        said = node.attributes
        if node.tag == "script":
            if "ld+json" in (said["type"] or "").lower():
                json_ld += _load(node.text())
        elif node.tag == "meta":
            name = said.get("name") or said.get("property") or said.get("itemprop")
            content = said["content"]
            if name and content:
                meta.setdefault(name.lower(), " ".join(content.split()))
        else:
            rel, href = (said["rel"] or "").lower(), said.get("href")
            if rel in _LINKS and href:
                links.setdefault(rel, href.strip())
    microdata = read_microdata(tree)
    found = {"json_ld": json_ld, "microdata": microdata, "meta": dict(sorted(meta.items())), "links": links}
    return {name: claims for name, claims in found.items() if claims}


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
    """Every object of JSON-LD and microdata, `@graph` members and nested ones included, outermost first."""
    claims = (*structured.get("json_ld", ()), *structured.get("microdata", ()))
    stack: list[Any] = list(reversed(claims))
    seen = 0
    while stack and seen < MAX_NODES:
        value = stack.pop()
        seen += 1
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.extend(v for v in reversed(list(value.values())) if isinstance(v, dict | list))


def claimed_types(structured: dict[str, Any], topics: Container[str]) -> set[str]:
    """The types the page claims of itself and its topic, not of the site, its people or pages it leads to.

    What is told within a node of one of the `topics` (types) is told of that node: the drugs for a disease.
    """
    found: set[str] = set()
    stack: list[Any] = [*structured.get("json_ld", ()), *structured.get("microdata", ())]
    seen = 0
    while stack and seen < MAX_NODES:
        value = stack.pop()
        seen += 1
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            types = types_of(value)
            if any(t.endswith(_OTHERS) for t in types):
                continue
            found.update(types)
            if not any(t in topics for t in types):
                inner = (v for key, v in value.items() if key not in _BESIDE)
                stack.extend(v for v in inner if isinstance(v, dict | list))
    return found


def types_of(node: dict[str, Any]) -> tuple[str, ...]:
    """The node's schema.org types without their address."""
    said = node.get("@type")
    values = said if isinstance(said, list) else [said]
    return tuple(v.rsplit("/", 1)[-1] for v in values if isinstance(v, str))
