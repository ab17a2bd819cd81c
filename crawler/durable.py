"""Files and names that outlive a power cut once these functions return."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move(path: Path, target: Path) -> None:
    """Give a file, its content durable already, another name: complete or not at all, across disks too."""
    try:
        path.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(path, part)
        with part.open("rb") as copy:
            os.fsync(copy.fileno())
        part.rename(target)
        path.unlink()
    sync_folder(target.parent)


def truncate(path: Path, size: int) -> None:
    """Cut a file back to its first bytes."""
    with path.open("r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def append_lines(path: Path, lines: list[str]) -> None:
    """Add lines to a file, made where there is none."""
    with path.open("a+b") as file:
        file.seek(0)
        found = file.read()
        # A line that a power cut left without its end must not take the next one into it.
        gap = "" if found.endswith(b"\n") or not found else "\n"
        file.write((gap + "".join(f"{line}\n" for line in lines)).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
