"""Why an article says something else: its source changed, or what reads it: extractor, vocabulary, template.

What moved between two versions of a row is told by the capture and the versions it was read with. Where the
source and its reader both moved, the old bytes read by the new reader tell them apart, entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import extract
from crawler.archive import ArchiveError, BodyError
from extract import to_dict
from warehouse.errors import LakeError
from warehouse.evidence import page_bytes
from warehouse.templates import template_from_rows

Cause = Literal["source", "extractor", "vocabulary", "template"]
Row = Mapping[str, Any]

# What moved where one of these columns of articles is another.
_MOVED: Mapping[str, Cause] = {
    "payload_digest": "source",
    "extractor_version": "extractor",
    "vocabulary_version": "vocabulary",
    "template_version": "template",
}
READERS = tuple(column for column, cause in _MOVED.items() if cause != "source")
COLUMNS = (*_MOVED, "url", "warc_file", "warc_offset", "warc_length")


def moved(before: Row, after: Row) -> tuple[Cause, ...]:
    """What differs behind two rows of one article; "source" where nothing does: then its addresses do."""
    return tuple(cause for column, cause in _MOVED.items() if before[column] != after[column]) or ("source",)


def readers_moved(before: Row, after: Row) -> tuple[Cause, ...]:
    """What of the reader differs behind two rows, that have the columns `READERS`."""
    return tuple(_MOVED[column] for column in READERS if before[column] != after[column])


@dataclass(frozen=True, slots=True)
class Rereader:
    """Reads old bytes as the newer version would have.

    Args:
        archive: Base name of an archive file to where it is.
        templates: Site to the newer version's rows of table templates.
        read: The extractor at hand.
        versions: Its versions; articles read by others are not read again.
    """

    archive: Mapping[str, Path]
    templates: Mapping[str, Sequence[Row]]
    read: Callable[..., extract.Article] = extract.extract_article
    versions: Mapping[str, str] = field(default_factory=extract.versions)

    def items(self, site: str, before: Row, after: Row) -> dict[str, list[dict[str, Any]]] | None:
        """The entries of an article's old bytes by facet, in order; None where that cannot be told."""
        causes = moved(before, after)
        known = all(after[name] == version for name, version in self.versions.items() if name in after)
        if "source" not in causes or len(causes) == 1 or not known:
            return None
        rows = self.templates.get(site)
        template = template_from_rows(rows) if rows else None
        if (template.version if template else None) != after["template_version"]:
            return None
        try:
            body = page_bytes(self.archive, before)
        except (LakeError, ArchiveError, BodyError):
            return None
        found: dict[str, list[dict[str, Any]]] = {}
        for item in to_dict(self.read(body, before["url"], template))["items"]:
            found.setdefault(item["facet"], []).append(item)
        return found


def entry_cause(
    causes: tuple[Cause, ...], old: str | None, new: Row | None, between: Sequence[Row] | None
) -> tuple[Cause, ...]:
    """Which of an article's causes are those of one entry.

    Args:
        causes: What moved behind the article.
        old: item_id of the entry before; None where it was added.
        new: The entry after; None where it was removed.
        between: The facet's entries in the old bytes as the new reader has them; None where not known.
    """
    if between is None or len(causes) == 1:
        return causes
    reader = tuple(cause for cause in causes if cause != "source")
    there = {item["item_id"]: item for item in between}
    if new is None:
        return ("source",) if old in there else reader
    found = there.get(new["item_id"])
    if found is None:
        return ("source",)
    same = all(found[name] == value for name, value in new.items() if name in found)
    return reader if same else ("source",)
