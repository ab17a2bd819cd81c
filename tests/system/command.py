"""The command `nosograph` as a user runs it, in a process of its own; and a site for it to crawl."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse import schema

COMMAND = (sys.executable, "-m", "nosograph")
# A sites.toml for all of the sample encyclopedia, served at {url}.
SITES = """
[[site]]
name = "sample"
start = ["{url}/sitemap.xml"]
articles = ["/resources/*-a-z/*", "/rxharun/*-a-z/*", "/?p=*"]
follow = ["/a-z/*"]
delay = 0.0
concurrency = 8
allow_private = true
"""


@dataclass(frozen=True)
class Ran:
    """What a command came to; `out` and `err` are what it wrote."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]  # as the fixture `command` runs it: in this process


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
