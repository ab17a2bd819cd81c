"""What a page claims in microdata: elements with `itemscope` and `itemprop`, in the shape of JSON-LD.

HTML Living Standard, section 5, "Microdata"; properties lent by `itemref` are not looked for.
"""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract.cleaning import collapse

MAX_PROPERTIES = 5000  # of a page
MAX_VALUE = 2000  # characters: what is longer is the page's text once more
MAX_READ = 4_000_000  # characters read for all values: elements in elements hold the same text
MAX_DEPTH = 16  # items in items
MAX_CLIMB = 256  # elements between a property and its item

# Where an element has its value, by name; the text of all others is theirs.
_ATTRIBUTE = {
    "meta": "content",
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    "object": "data",
    **dict.fromkeys(("data", "meter"), "value"),
    "time": "datetime",
}


def read_microdata(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    """Read the page's outermost items, in page order: {"@type": …, property: value or list of values}."""
    if tree.css_first("[itemscope]") is None:
        return []
    items: dict[int, tuple[dict[str, Any], int]] = {}  # by element, with how many items are around it
    found: list[dict[str, Any]] = []
    left = MAX_READ
    for node in tree.css("[itemscope], [itemprop]")[:MAX_PROPERTIES]:
        if node.mem_id in items:
            continue  # an element with both is listed twice
        said = node.attributes
        names = (said.get("itemprop") or "").split()
        owner, depth = _around(node, items) if names else (None, 0)
        if "itemscope" in said:
            item = _item(said)
            items[node.mem_id] = item, depth
            if owner is None:
                found.append(item)
        if owner is not None and depth < MAX_DEPTH:
            value: dict[str, Any] | str | None = item
            if "itemscope" not in said:
                text = _text(node, said)
                left -= len(text)
                if left < 0:
                    break
                text = collapse(text)
                value = text if 0 < len(text) <= MAX_VALUE else None
            for name in dict.fromkeys(names) if value is not None else ():
                _add(owner, name, value)
    return found


def _item(said: dict[str, str | None]) -> dict[str, Any]:
    types = (said.get("itemtype") or "").split()
    name = said.get("itemid")
    item: dict[str, Any] = {"@type": types[0] if len(types) == 1 else types} if types else {}
    return item | ({"@id": name} if name else {})


def _around(node: Any, items: dict[int, tuple[dict[str, Any], int]]) -> tuple[dict[str, Any] | None, int]:
    """The item of the nearest element around, and how many items there are; elements come outermost first."""
    for _ in range(MAX_CLIMB):
        node = node.parent
        if node is None:
            break
        if node.mem_id in items:
            item, depth = items[node.mem_id]
            return item, depth + 1
    return None, 0


def _text(node: Any, said: dict[str, str | None]) -> str:
    """The value of an element as it stands there."""
    attribute = _ATTRIBUTE.get(node.tag)
    text = said.get(attribute) if attribute else None
    if text is None and (attribute is None or node.tag == "time"):
        text = node.text(deep=True)
    return text or ""


def _add(item: dict[str, Any], name: str, value: Any) -> None:
    known = item.get(name)
    if known is None:
        item[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        item[name] = [known, value]
