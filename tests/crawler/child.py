"""Crawls in processes of their own, which may be killed, each forked from one that has loaded Scrapy.

(`multiprocessing`'s fork server.) To load it takes longer than most of these crawls do.
"""

# ruff: noqa: E402  the resolver is replaced before Twisted takes hold of it
from __future__ import annotations

import dataclasses
import importlib
import json
import multiprocessing
import os
import resource
import signal
import socket
from pathlib import Path
from typing import Any

_resolve = socket.getaddrinfo
_names: dict[str, list[str]] = {}  # what each name resolves to, one after the other


def _resolve_as_told(host: Any, *args: Any, **kwargs: Any) -> Any:
    addresses = _names.get(host, [host])
    return _resolve(addresses.pop(0) if len(addresses) > 1 else addresses[0], *args, **kwargs)


socket.getaddrinfo = _resolve_as_told

import crawler.spiders.articles  # noqa: F401  loaded once, for all
from crawler import download, faults, guard, judge, recorder, settings
from crawler.run import crawl
from crawler.sites import load_sites
from extract.errors import NosographError

_BUDGETS = ("max_pages", "max_time", "max_bytes", "max_archive")
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["__main__", __name__])


class Child:
    """A crawl under way: what it prints goes to two files in its folder."""

    def __init__(self, sites: Path, folder: Path, fault: str, options: dict[str, Any]) -> None:
        self._printed = (folder / ".out", folder / ".err")
        self._process = _forks.Process(target=_crawl, args=(sites, folder, fault, options, self._printed))
        self._process.start()

    def wait(self) -> int:
        """Its exit code, of a signal the negative number."""
        self._process.join(timeout=120)
        code = self._process.exitcode
        assert code is not None, "it still runs"
        return code

    def printed(self) -> tuple[str, str]:
        """What it wrote to standard output and standard error."""
        out, err = (path.read_text("utf-8") for path in self._printed)
        return out, err

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, where it still runs."""
        if self._process.pid and self._process.exitcode is None:
            os.kill(self._process.pid, number)


def _crawl(
    sites: Path, folder: Path, fault: str, options: dict[str, Any], printed: tuple[Path, Path]
) -> None:
    for descriptor, path in enumerate(printed, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    os.environ["NOSOGRAPH_FAULT"] = fault
    importlib.reload(faults)
    _names.update(options.get("names", {}))
    recorder.ROTATE_AT = options.get("rotate_at", recorder.ROTATE_AT)
    judge.RETRIES = options.get("retries", judge.RETRIES)
    settings.DOWNLOAD_TIMEOUT = options.get("timeout", settings.DOWNLOAD_TIMEOUT)
    download.HEAD_TIMEOUT = options.get("head_timeout", download.HEAD_TIMEOUT)
    is_public = guard.is_public
    guard.is_public = lambda address: address in options.get("public", ()) or is_public(address)
    if "largest_file" in options:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options["largest_file"], options["largest_file"]))
    seen: list[dict[str, object]] = []
    try:
        summary = crawl(
            load_sites(sites),
            archive=folder / "archive",
            state=folder / "state",
            **{name: options[name] for name in _BUDGETS if name in options},
            progress=lambda progress: seen.append(dataclasses.asdict(progress)),
        )
    except NosographError as error:
        print(json.dumps({"error": str(error), "exit_code": error.exit_code}))
    else:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps(dataclasses.asdict(summary) | {"progress": seen, "memory": memory}))
