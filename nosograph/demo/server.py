"""The sample encyclopedia over real HTTP: a threaded server on loopback for demos and tests."""

from __future__ import annotations

import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from extract.errors import UsageError
from nosograph.demo.site import Page, Site, build_site

RETRY_AFTER = 1  # seconds


@dataclass(frozen=True)
class SampleServer:
    """A running server: where it listens, what it serves, how often each (target, status) was answered."""

    host: str
    port: int
    site: Site = field(repr=False)
    requests: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        """The site's address, without a slash at the end."""
        return self.site.url


@contextmanager
def serve(port: int, edition: int = 1, host: str = "127.0.0.1") -> Iterator[SampleServer]:
    """Serve an edition of the sample encyclopedia until the context ends.

    Args:
        port: the port to listen on; 0 takes any free one, which `SampleServer.port` tells.
        edition: the number of the edition.
        host: the address to listen on.

    Raises:
        UsageError: the port is taken or cannot be used, or there is no such edition.
    """
    listener = _listen(host, port)
    try:
        bound = listener.server_address[1]
        running = SampleServer(host, bound, build_site(f"http://{host}:{bound}", edition))
        listener.RequestHandlerClass = _handler(running)
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield running
        finally:
            listener.shutdown()
            thread.join()
    finally:
        listener.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    # A kept-alive connection may outlive the context: closing must not wait for its client.
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet when a client hangs up in the middle."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _listen(host: str, port: int) -> ThreadingHTTPServer:
    try:
        return _Listener((host, port), BaseHTTPRequestHandler)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not between 0 and 65535"
        raise UsageError(
            f"cannot serve on port {port} of {host} ({reason}): "
            "stop the program that uses it or choose another port"
        ) from error


def _handler(running: SampleServer) -> type[BaseHTTPRequestHandler]:
    """A request handler for one running server; what has failed once is remembered as long as it runs."""
    lock = Lock()
    failed: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "LanternLibrary/1"
        sys_version = ""
        timeout = 30
        wbufsize = -1  # head and body leave in one piece
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            page = self._page()
            with lock:
                status = self._status(page)
                running.requests[self.path, status] += 1
            self._answer(running.site.unavailable if status == 503 else page, status)

        do_HEAD = do_GET

        def _page(self) -> Page:
            return running.site.pages.get(self.path, running.site.missing)

        def _status(self, page: Page) -> int:
            if page.fails_once and page.target not in failed:
                failed.add(page.target)
                return HTTPStatus.SERVICE_UNAVAILABLE
            return HTTPStatus.NOT_MODIFIED if page.status == 200 and self._known(page) else page.status

        def _known(self, page: Page) -> bool:
            """Whether the client's copy is current, by RFC 9110 section 13.2.2: If-None-Match goes first."""
            if (tags := self.headers.get("If-None-Match")) is not None:
                known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
                return "*" in known or page.etag in known
            try:
                since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
                return page.last_modified <= since
            except (TypeError, ValueError):
                return False

        def _answer(self, page: Page, status: int) -> None:
            zipped = "gzip" in self.headers.get("Accept-Encoding", "") and status != HTTPStatus.NOT_MODIFIED
            body = gzip.compress(page.body, compresslevel=6, mtime=0) if zipped else page.body
            self.send_response(status)
            # A compressed body is another representation, so its validator is weak, as nginx does it.
            self.send_header("ETag", f"W/{page.etag}" if zipped else page.etag)
            self.send_header("Last-Modified", format_datetime(page.last_modified, usegmt=True))
            self.send_header("Vary", "Accept-Encoding")
            if page.location:
                self.send_header("Location", page.location)
            if status == HTTPStatus.SERVICE_UNAVAILABLE:
                self.send_header("Retry-After", str(RETRY_AFTER))
            if status == HTTPStatus.NOT_MODIFIED:
                self.end_headers()
                return
            self.send_header("Content-Type", page.content_type)
            if zipped:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet: the counters say what was asked for."""

    return Handler
