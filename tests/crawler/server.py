"""A small web server on loopback for the tests: real HTTP, a page a path, and a log of what was asked."""

from __future__ import annotations

import hashlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    chunked: bool = False
    claims: int | None = None  # a Content-Length that is not the body's


Page = Reply | Callable[[Asked, int], Reply]


class Site:
    """Pages by path and query; a callable is given the request and how often it came before."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.log: list[Asked] = []
        self.root = ""
        self.hook: Callable[[Asked], None] = lambda asked: None
        self._lock = threading.Lock()

    def html(self, path: str, text: str = "", links: tuple[str, ...] = (), **headers: str) -> None:
        anchors = "".join(f'<p><a href="{link}">x</a></p>' for link in links)
        body = f"<!doctype html><title>{path}</title><h1>{path}</h1>{text}{anchors}".encode()
        self.pages[path] = Reply(body, headers={"Content-Type": "text/html; charset=utf-8", **headers})

    def sitemap(self, path: str, *entries: str | tuple[str, str], index: bool = False) -> None:
        pairs = [entry if isinstance(entry, tuple) else (entry, "") for entry in entries]
        child, root = ("sitemap", "sitemapindex") if index else ("url", "urlset")
        rows = "".join(
            f"<{child}><loc>{self.root}{loc}</loc>{f'<lastmod>{mod}</lastmod>' if mod else ''}</{child}>"
            for loc, mod in pairs
        )
        body = f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{root}>'
        self.pages[path] = Reply(body.encode(), headers={"Content-Type": "application/xml"})

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.log if asked.path == path]

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            before = len(self.asked(asked.path))
            self.log.append(asked)
        self.hook(asked)
        page = self.pages.get(asked.path, Reply(b"nothing here", 404))
        return page(asked, before) if callable(page) else page


def with_validator(body: bytes) -> Page:
    """A page with an ETag that answers 304 to a matching If-None-Match."""
    etag = f'"{hashlib.sha1(body).hexdigest()}"'

    def page(asked: Asked, before: int) -> Reply:
        if asked.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        return Reply(body, headers={"Content-Type": "text/html", "ETag": etag})

    return page


@contextmanager
def serving(
    site: Site, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = site.reply(Asked(self.path, headers))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            elif reply.status != 304:
                self.send_header(
                    "Content-Length", str(len(reply.body) if reply.claims is None else reply.claims)
                )
            self.end_headers()
            try:
                if reply.chunked:
                    half = len(reply.body) // 2
                    for part in (reply.body[:half], reply.body[half:], b""):
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                else:
                    self.wfile.write(reply.body)
                if reply.claims is not None:
                    self.close_connection = True
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None:
            pass  # clients that hang up are the point of some tests

    server = Server((host, port), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.root = f"{'https' if tls else 'http'}://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
