"""From a row of the lake back to the archived bytes it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.archive import read_body
from extract.errors import NosographError
from extract.page.grounding import Grounds, PathError
from extract.page.source import read_source
from extract.page.walk import parse
from warehouse import html
from warehouse.errors import LakeError

_LONGEST_SNIPPET = 1200
_IN_WORDS = frozenset({"text", "path", "heading", "html", "unread"})  # in a notebook told otherwise
_RANGE = re.compile(r"#(\d+)-(\d+)")
_NOT_PLAIN = re.compile(r"[^a-z0-9-]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an entry comes from: its words, its place, the capture, and what read it.

    `html` is the page's source around the entry, serialised from the archived bytes and shortened in the
    middle; None where they are not at hand, and `unread` says why. `grounded` tells whether the page says the
    entry's text at its `dom_path`.
    """

    item_id: str
    facet: str
    term: str | None
    text: str
    condition: str | None
    article_id: str
    url: str
    heading: str | None
    path: tuple[str, ...]
    dom_path: str
    fetched_at: datetime | None
    changed_at: datetime
    warc_file: str
    warc_offset: int
    warc_length: int
    payload_digest: str | None
    extractor_version: str
    vocabulary_version: str
    template_version: str | None
    lake_version: int
    html: str | None = None
    grounded: bool | None = None
    unread: str | None = None

    def _repr_html_(self) -> str:
        rows = ((name, str(value)) for name, value in asdict(self).items() if value and name not in _IN_WORDS)
        stands = " > ".join(filter(None, (*self.path, self.heading)))
        facts = html.table(self.text, ("what", ""), [("section", stands), *rows])
        return facts + html.source("The page's source there", self.html or self.unread or "Nothing.")


def with_page(row: Mapping[str, Any], text: str, archive: Mapping[str, Path]) -> Evidence:
    """The evidence a row tells of (columns named as its fields), with its page's source where at hand.

    Args:
        row: One row with the columns of `Evidence` up to lake_version, and text_start and text_end.
        text: The article's text.
        archive: Base name of an archive file to where it is.
    """
    facts = {name: row[name] for name in Evidence.__dataclass_fields__ if name in row}
    facts["path"] = tuple(row["path"] or ())
    try:
        body = page_bytes(archive, row)
    except NosographError as error:
        return Evidence(**facts, unread=str(error))
    return Evidence(**facts, html=_snippet(body, row["dom_path"]), grounded=not ungrounded(body, text, [row]))


def page_bytes(archive: Mapping[str, Path], article: Mapping[str, Any]) -> bytes:
    """The body a row of table articles was read from.

    Args:
        archive: Base name of an archive file to where it is.
        article: The row; its warc_file, warc_offset and warc_length are used.

    Raises:
        LakeError: The archive file is not there.
        ArchiveError, BodyError: It is damaged, or the body cannot be given.
    """
    path = archive.get(article["warc_file"])
    if path is None:
        raise LakeError(
            f"The archive file {article['warc_file']} is not in the lake's archive folder: put it back, or "
            f"name its path with the command."
        )
    return read_body(path, article["warc_offset"], article["warc_length"])


def ungrounded(body: bytes, text: str, items: Iterable[Mapping[str, Any]]) -> list[str]:
    """The item_id of every entry that its page does not say where the row tells, in order.

    Args:
        body: The page, decoded from its content encoding.
        text: The article's text.
        items: Rows of table items of this article.
    """
    grounds = Grounds(body)
    return [item["item_id"] for item in items if not _stands(grounds, text, item)]


def _stands(grounds: Grounds, text: str, item: Mapping[str, Any]) -> bool:
    if text[item["text_start"] : item["text_end"]] != item["text"]:
        return False
    try:
        return bool(grounds.text_at(item["dom_path"]) == item["text"])
    except PathError:
        return False


def _snippet(body: bytes, dom_path: str) -> str | None:
    """The source of the elements a path names; None where it leads nowhere."""
    tree = parse(read_source(body))
    found = []
    for part in dom_path.split(" + "):
        steps, _, rest = part.rpartition("]")
        node = tree.css_first(_selector(f"{steps}]"))
        if node is None:
            return None
        children = _RANGE.match(rest)
        if children:
            wanted = range(int(children[1]), int(children[2]) + 1)
            found.append("".join(c.html or "" for n, c in enumerate(_children(node)) if n in wanted))
        else:
            found.append(node.html or "")
    source = "\n".join(found)
    half = _LONGEST_SNIPPET // 2
    return source if len(source) <= _LONGEST_SNIPPET else f"{source[:half]} … {source[-half:]}"


def _children(node: Any) -> Iterator[Any]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _selector(steps: str) -> str:
    """A path's steps as a CSS selector: `html/body[1]/p[2]` is `html > body:nth-of-type(1) > …`."""
    root, *rest = steps.split("/")
    parts = [root]
    for step in rest:
        tag, _, number = step.rstrip("]").rpartition("[")
        parts.append(f"{_NOT_PLAIN.sub(lambda m: chr(92) + m[0], tag)}:nth-of-type({number})")
    return " > ".join(parts)
