"""The command `nosograph` as a user runs it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse import schema

COMMAND = (sys.executable, "-m", "nosograph")


@dataclass(frozen=True)
class Ran:
    """What a command came to; `out` and `err` are what it wrote."""

    code: int
    out: str
    err: str


def nosograph(*arguments: str | Path, **environment: str) -> Ran:
    """Run a command to its end, with additions to the environment."""
    result = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Ran(result.returncode, result.stdout, result.stderr)


def content_files(lake: Any, version: int) -> set[str]:
    """Paths of a version's files of content tables: of all that is said of articles."""
    return {file["path"] for file in lake.files(version) if file["table"] in schema.content_tables()}
