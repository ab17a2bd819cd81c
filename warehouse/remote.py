"""Object storage as DuckDB reads it: a file of a lake never changes, so it is asked about once."""

from __future__ import annotations

import io
from datetime import datetime
from functools import lru_cache
from typing import Any

from obstore.fsspec import FsspecStore

_SMALL = 1 << 20  # bytes
_KEPT = 256  # small files, of all lakes of this process


class RemoteFiles(FsspecStore):
    """The objects of a scheme such as s3. DuckDB opens a file several times a query, and for each view on it;
    facts about it and the bytes of small ones are kept, as every question takes a while there.
    """

    def __init__(self, scheme: str) -> None:
        super().__init__(scheme)  # type: ignore[call-overload]
        self._facts: dict[str, Any] = {}
        self._bytes = lru_cache(_KEPT)(lambda path: self.cat_file(path))

    async def _info(self, path: str, **options: Any) -> Any:
        if path not in self._facts:
            self._facts[path] = await super()._info(path, **options)
        return self._facts[path]

    def modified(self, path: str) -> datetime:
        """When the object was written."""
        written: datetime = self.info(path)["last_modified"]
        return written

    def _open(self, path: str, mode: str = "rb", *args: Any, **options: Any) -> Any:
        if mode == "rb" and self.info(path)["size"] <= _SMALL:
            return io.BytesIO(self._bytes(path))
        return super()._open(path, mode, *args, **options)
