"""From a row of the lake back to the archived bytes it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crawler.archive import read_body
from extract.grounding import Grounds, PathError
from warehouse.errors import LakeError


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
