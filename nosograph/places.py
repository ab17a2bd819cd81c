"""Where the parts of a lake and of its crawl stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import warehouse
from extract.errors import UsageError


@dataclass(frozen=True, slots=True)
class Places:
    """A lake by folder or URL, and what its crawl keeps on this disk.

    `folder` is the lake's own, None on object storage; `state_folder` is None there unless one was named.
    """

    lake: str
    folder: Path | None
    state_folder: Path | None

    @property
    def state(self) -> Path:
        """The crawl's state; UsageError where the lake is on object storage and no folder was named."""
        if self.state_folder is None:
            raise UsageError(f"{self.lake} is not on this disk: name a folder for its crawl with --state")
        return self.state_folder

    @property
    def archive(self) -> Path:
        """The sealed WARC files: in the lake, or beside the state of a lake on object storage."""
        return (self.folder or self.state) / "archive"


def sealed_elsewhere(where: Places) -> list[Path]:
    """The sealed WARC files of a lake on object storage, where the folder of its crawl was named."""
    if where.folder or where.state_folder is None:
        return []
    return sorted(where.archive.glob("*.warc.gz"))


def places(lake: str, state: Path | None = None) -> Places:
    """The places of a lake; the state is in the lake's own folder unless another is named."""
    if "://" in lake:
        return Places(lake, None, state)
    folder = Path(lake).expanduser().absolute()
    return Places(lake, folder, state or folder / "state")


def at_version(lake: str, version: int | None) -> warehouse.Lake:
    """A lake at a version, the newest where none is named."""
    opened = warehouse.open(lake)
    return opened if version is None else opened.at(version)
