"""Runs one crawl, as a process of its own: `python -m tests.crawler.child SITES FOLDER [OPTIONS AS JSON]`."""

# ruff: noqa: E402  the resolver is replaced before Twisted takes hold of it
from __future__ import annotations

import dataclasses
import json
import resource
import socket
import sys
from pathlib import Path
from typing import Any

sites, folder = Path(sys.argv[1]), Path(sys.argv[2])
options: dict[str, Any] = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
resolve = socket.getaddrinfo
names: dict[str, list[str]] = options.get("names", {})  # what each name resolves to, one after the other


def resolve_as_told(host: Any, *args: Any, **kwargs: Any) -> Any:
    addresses = names.get(host, [host])
    return resolve(addresses.pop(0) if len(addresses) > 1 else addresses[0], *args, **kwargs)


socket.getaddrinfo = resolve_as_told

from crawler import download, guard, judge, recorder, settings
from crawler.run import crawl
from crawler.sites import load_sites
from extract.errors import NosographError

recorder.ROTATE_AT = options.get("rotate_at", recorder.ROTATE_AT)
judge.RETRIES = options.get("retries", judge.RETRIES)
settings.DOWNLOAD_TIMEOUT = options.get("timeout", settings.DOWNLOAD_TIMEOUT)
download.HEAD_TIMEOUT = options.get("head_timeout", download.HEAD_TIMEOUT)
is_public = guard.is_public
guard.is_public = lambda address: address in options.get("public", ()) or is_public(address)
if "largest_file" in options:
    resource.setrlimit(resource.RLIMIT_FSIZE, (options["largest_file"], options["largest_file"]))
BUDGETS = ("max_pages", "max_time", "max_bytes", "max_archive")
seen: list[dict[str, object]] = []
try:
    summary = crawl(
        load_sites(sites),
        archive=folder / "archive",
        state=folder / "state",
        **{name: options[name] for name in BUDGETS if name in options},
        progress=lambda progress: seen.append(dataclasses.asdict(progress)),
    )
except NosographError as error:
    print(json.dumps({"error": str(error), "exit_code": error.exit_code}))
else:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(dataclasses.asdict(summary) | {"progress": seen, "memory": memory}))
