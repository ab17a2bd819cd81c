"""Where a lake's objects stand: a local folder or object storage, one way to read and to create them."""

from __future__ import annotations

import errno
import os
import signal
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from threading import Lock

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from warehouse.errors import DamagedLakeError, DiskFullError, LakeError

_AHEAD = 8  # objects fetched at a time where each takes a while
_times: Counter[str] = Counter()
_counting = Lock()


def reached(point: str) -> None:
    """Where NOSOGRAPH_FAULT=point:N says so, die here as by `kill -9`, the N-th time; how tests kill writers.

    point:N:ENOSPC (or another name of an error) fails there as the disk does.
    """
    fault, _, rest = os.environ.get("NOSOGRAPH_FAULT", "").partition(":")
    if fault != point:
        return
    count, _, error = rest.partition(":")
    with _counting:
        _times[point] += 1
        if _times[point] != int(count or 1):
            return
    if not error:
        os.kill(os.getpid(), signal.SIGKILL)
    code = getattr(errno, error)
    raise OSError(code, os.strerror(code))


@dataclass(frozen=True, slots=True)
class Store:
    """Objects below one root; paths are relative to it, with forward slashes.

    `folder` is the root on a local disk and None elsewhere.
    """

    root: str
    objects: ObjectStore
    folder: Path | None

    def uri(self, path: str) -> str:
        """The object's full path on disk or full URL: what DuckDB, pandas and polars read."""
        return str(self.folder / path) if self.folder else f"{self.root}/{path}"

    def read(self, path: str) -> bytes:
        """The object's bytes; DamagedLakeError where it is not there."""
        try:
            # Straight from the disk: a lake's log is many small files.
            return (self.folder / path).read_bytes() if self.folder else bytes(self.objects.get(path).bytes())
        except FileNotFoundError:
            raise DamagedLakeError(
                f"{self.uri(path)} is missing, but the lake's log needs it: restore it from a backup, "
                f"or ingest the archive into a new lake."
            ) from None
        except (BaseError, OSError) as error:
            raise LakeError(f"{self.uri(path)} cannot be read: {_reason(error)}") from None

    def read_in_turn(self, paths: Iterable[str]) -> Iterator[bytes]:
        """The bytes of some objects; from object storage, the next ones are on their way meanwhile."""
        if self.folder:
            yield from map(self.read, paths)
            return
        rest = iter(paths)
        with ThreadPoolExecutor(_AHEAD) as pool:
            while batch := list(islice(rest, _AHEAD)):
                yield from pool.map(self.read, batch)

    def names(self, folder: str) -> list[str]:
        """Names of the objects in a folder, in no order; none where there is no such folder."""
        if self.folder is None:
            return [path.rpartition("/")[2] for path in self.paths(folder)]
        try:
            return os.listdir(self.folder / folder)  # noqa: PTH208 - names alone, as fast as it gets
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LakeError(f"{self.root} cannot be listed: {_reason(error)}") from None

    def paths(self, folder: str) -> Iterator[str]:
        """Paths of all objects below a folder, in no order; nothing where there is no such folder."""
        try:
            for page in self.objects.list(folder, chunk_size=1000):
                for meta in page:
                    yield meta["path"]
        except (BaseError, OSError) as error:
            raise LakeError(f"{self.root} cannot be listed: {_reason(error)}") from None

    def ages(self, folder: str) -> dict[str, datetime]:
        """When each object below a folder was written or last renewed (UTC), by path."""
        try:
            return {
                meta["path"]: meta["last_modified"] for page in self.objects.list(folder) for meta in page
            }
        except (BaseError, OSError) as error:
            raise LakeError(f"{self.root} cannot be listed: {_reason(error)}") from None

    def written_at(self, path: str) -> datetime | None:
        """When an object was written or last renewed (UTC); None where it is not there."""
        try:
            return self.objects.head(path)["last_modified"]
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise LakeError(f"{self.uri(path)} cannot be read: {_reason(error)}") from None

    def renew(self, path: str, data: bytes) -> None:
        """Make an object that a commit is about to name look as if it had just been written."""
        try:
            if self.folder:
                os.utime(self.folder / path)
            else:
                self.objects.put(path, data)
        except FileNotFoundError:
            self.create(path, data)  # removed a moment ago
        except (BaseError, OSError) as error:
            raise LakeError(f"{self.uri(path)} cannot be written: {_reason(error)}") from None

    def remove(self, path: str) -> None:
        """Remove an object, if it is there."""
        try:
            self.objects.delete(path)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise LakeError(f"{self.uri(path)} cannot be removed: {_reason(error)}") from None

    def create(self, path: str, data: bytes) -> bool:
        """Create an object, all or nothing, durable on return; False where there is one of that name."""
        try:
            reached("before_object")
            if self.folder:
                return _create_file(self.folder, path, data)
            self.objects.put(path, data, mode="create")
        except AlreadyExistsError:
            return False
        except (BaseError, OSError) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFullError(
                    f"No room left to write {self.uri(path)}: free some and run the same command again; "
                    f"nothing was published."
                ) from None
            raise LakeError(f"{self.uri(path)} cannot be written: {_reason(error)}") from None
        return True


def open_store(location: str | Path, *, create: bool = False) -> Store:
    """The store of a folder, or of a URL such as s3://bucket/prefix (settings from the environment).

    Args:
        location: Folder or URL.
        create: Make the folder where there is none.

    Raises:
        LakeError: The folder is missing or a file, or the URL's scheme is not supported.
    """
    text = str(location)
    if "://" in text:
        try:
            return Store(text.rstrip("/"), from_url(text), None)
        except (BaseError, ValueError) as error:
            raise LakeError(
                f"{text} is no place for a lake: {_reason(error)}. Give a folder or a URL such as s3://bucket/prefix."
            ) from None
    folder = Path(text).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise LakeError(f"{folder} is a file; a lake is a folder or a URL such as s3://bucket/prefix.")
    if create:
        folder.mkdir(parents=True, exist_ok=True)
    elif not folder.exists():
        raise LakeError(f"There is no lake at {folder}: `nosograph demo` or `nosograph ingest` makes one.")
    return Store(str(folder), LocalStore(folder), folder)


def _reason(error: Exception) -> str:
    """The first line: obstore's errors go on with all they know."""
    return str(error).partition("\n")[0]


def _create_file(folder: Path, path: str, data: bytes) -> bool:
    """Temporary file, fsync, link under the final name, fsync of the folder: whole and lasting, or absent."""
    target = folder / path
    new_folders = [p for p in (target.parent, *target.parent.parents) if not p.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    created = not target.exists() and _link_new(target, data)
    # Of another writer's file too: it may not have come as far as this.
    for changed in {target.parent, *(p.parent for p in new_folders)}:
        _sync_folder(changed)
    return created


def _link_new(target: Path, data: bytes) -> bool:
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        reached("before_link")
        target.hardlink_to(temporary)
        reached("after_link")
        return True
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
