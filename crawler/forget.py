"""Addresses out of a crawl's memory and of the WARC files it knows, for good."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crawler.archive import cut_back, open_path
from crawler.erase import erase
from crawler.frontier import Frontier


def forget(frontier: Frontier, digests: Iterable[str], *, archive: Path, state: Path) -> int:
    """Never ask for some addresses again, and drop what was recorded of them; how many records left.

    Killed anywhere, the same call finishes it.

    Args:
        frontier: The state, open: no crawl runs meanwhile.
        digests: Digests of the normalised addresses.
        archive: Folder of the sealed WARC files.
        state: Folder of the open one.

    Raises:
        ArchiveError: A WARC file is damaged.
    """
    frontier.forget(digests)
    for warc in frontier.open_warcs():
        if open_path(state / warc.name).exists():
            cut_back(open_path(state / warc.name), warc.committed)  # what a killed crawl did not record
    records = 0
    for name, places in frontier.forgotten_records().items():
        for path in (archive / name, open_path(state / name)):
            if path.exists():
                records += erase(path, places)
    frontier.drop_forgotten()
    return records
