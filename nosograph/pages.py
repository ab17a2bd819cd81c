"""`nosograph extract`: pages from a file, a folder, a WARC file or the web, into records, without a lake."""

from __future__ import annotations

import ipaddress
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from urllib.parse import urlsplit

from crawler.archive import BodyError, Capture, read_body, scan
from crawler.run import crawl, ledger_rows
from crawler.sites import Site
from extract import Article, extract_article, to_dict
from extract.addresses import normalize, parse_http
from extract.errors import ExitCode, NosographError, UsageError
from nosograph.terminal import plural, remark

Form = Literal["json", "jsonl"]

_SUFFIXES = (".html", ".htm", ".xhtml")
_TYPES = (None, "text/html", "application/xhtml+xml")


class FetchError(NosographError):
    """An address that gave no page."""

    exit_code = ExitCode.PAGES_FAILED


@dataclass(frozen=True, slots=True)
class Page:
    """A page to read: `name` is the base name of its record's file, "" for its article_id.

    `error` says why there is no body.
    """

    source: str
    name: str
    url: str | None
    body: bytes = b""
    error: str = ""


def extract_pages(source: str, url: str | None, form: Form, out: Path | None) -> ExitCode:
    """Read the pages of a source and write their records: to standard output, or each to a file in `out`.

    Args:
        source: Path of a page, of a folder of pages or of a WARC file, or an http(s) address.
        url: Address of a page that comes from a file.
        form: `json` for indented documents, `jsonl` for one line a record.
        out: Folder of the records.

    Raises:
        UsageError: There is no such source, or it has several pages and there is one place for them.
        ArchiveError: A WARC file is damaged; records of the pages before that are written.
        FetchError: The address gave no page.
    """
    pages = _pages(source, url)
    first = list(islice(pages, 2))
    if not first:
        raise UsageError(f"{source}: no page in it")
    if len(first) > 1 and out is None and form == "json":
        raise UsageError(f"{source} has several pages: give --out FOLDER, or --format jsonl")
    if out:
        out.mkdir(parents=True, exist_ok=True)
    done = failed = 0
    for page in chain(first, pages):
        done += 1
        problem = page.error
        if not problem:
            article = extract_article(page.body, page.url)
            _write(article, page, form, out)
            problem = (article.error or "failed") if article.status == "failed" else ""
        if problem:
            failed += 1
            remark(f"{page.source}: {problem}")
    if out:
        remark(f"{plural(done, 'page')} read, {failed:,} of them failed; records are in {out}")
    return ExitCode.PAGES_FAILED if failed else ExitCode.DONE


def _write(article: Article, page: Page, form: Form, out: Path | None) -> None:
    text = json.dumps(to_dict(article), ensure_ascii=False, indent=2 if form == "json" else None) + "\n"
    # A lone surrogate of a broken page has no UTF-8 form; JSON has an escape for it.
    data = text.encode("utf-8", "backslashreplace")
    if out:
        (out / f"{page.name or article.article_id}.json").write_bytes(data)
    else:
        sys.stdout.buffer.write(data)


def _pages(source: str, url: str | None) -> Iterator[Page]:
    if parse_http(source):
        if url:
            raise UsageError("--url is for a page from a file: an address is its own")
        return _fetched(normalize(source))
    path = Path(source)
    if not path.exists():
        raise UsageError(f"{source}: no such file or folder, and no http(s) address")
    warc = ".warc" in path.name and path.is_file()
    if url and (warc or path.is_dir()):
        raise UsageError("--url is for one page from a file")
    if url and not parse_http(url):
        raise UsageError(f"--url {url}: give an absolute address that begins with http:// or https://")
    if warc:
        return _archived(path)
    return _in_folder(path) if path.is_dir() else iter([Page(source, path.stem, url, path.read_bytes())])


def _in_folder(folder: Path) -> Iterator[Page]:
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file())
    if not paths:
        raise UsageError(f"{folder}: no pages in this folder; their names end in {', '.join(_SUFFIXES)}")
    taken = Counter(path.stem for path in paths)
    if twins := [str(path) for path in paths if taken[path.stem] > 1]:
        raise UsageError(f"{' and '.join(twins)}: records are named after pages, so rename one of these")
    return (Page(str(path), path.stem, None, path.read_bytes()) for path in paths)


def _archived(path: Path) -> Iterator[Page]:
    for capture in scan(path):
        if _is_page(capture):
            source = f"{path}, offset {capture.warc_offset}: {capture.url}"
            try:
                body = read_body(path, capture.warc_offset, capture.warc_length)
            except BodyError as error:
                yield Page(source, "", capture.url, error=str(error))
            else:
                yield Page(source, "", capture.url, body)


def _is_page(capture: Capture) -> bool:
    return capture.record_type == "response" and capture.status == 200 and capture.mime in _TYPES


def _fetched(url: str) -> Iterator[Page]:
    """The page at an address, by a crawl of nothing else: robots.txt, limits and guards are those of any."""
    parts = urlsplit(url)
    itself = f"{parts.path}?{parts.query}" if parts.query else parts.path
    private = _is_typed_private(url)
    site = Site(name="page", start=(url,), articles=(itself,), delay=0.0, allow_private=private)
    with TemporaryDirectory(prefix="nosograph-") as folder:
        archive, state = Path(folder, "archive"), Path(folder, "state")
        if crawl([site], archive=archive, state=state).exit_code is ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        found = [page for warc in sorted(archive.glob("*.warc.gz")) for page in _archived(warc)]
        if not found:
            requests = ledger_rows(state)
            last = next((row for row in reversed(requests) if row["url"] == url), requests[-1])
            why = last["reason"] or f"HTTP {last['status']}"
            raise FetchError(f"{last['url']} gave no page: {last['verdict']} ({why})")
    yield from found


def _is_typed_private(url: str) -> bool:
    """Whether the user wrote a private address as such; a name that leads to one is refused."""
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost"
