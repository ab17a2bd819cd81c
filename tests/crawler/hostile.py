"""A web server that means harm, on raw sockets: each path misbehaves in its own way.

`BEHAVIOURS` says of each path how the crawl's ledger must tell its end: the verdict, and a pattern that its
reason must match.
"""

from __future__ import annotations

import gzip
import secrets
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import brotli
import zstandard

HTML = b"Content-Type: text/html; charset=utf-8\r\n"
MEGABYTE = 1024 * 1024
GOOD = [f"/articles/good/{number}" for number in range(20)]


@dataclass
class Connection:
    """A client that waits for its answer."""

    socket: socket.socket
    path: str
    root: str
    stop: threading.Event

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.socket.sendall(part)

    def answer(self, body: bytes, headers: bytes = b"", status: bytes = b"200 OK") -> None:
        self.send(
            b"HTTP/1.1 %s\r\n%sConnection: close\r\n%sContent-Length: %d\r\n\r\n"
            % (status, b"" if b"Content-Type" in headers else HTML, headers, len(body)),
            body,
        )

    def endlessly(self, part: bytes, pause: float = 0.0) -> None:
        """Until the client hangs up."""
        while not self.stop.wait(pause) if pause else not self.stop.is_set():
            self.send(part)


Behaviour = Callable[[Connection], None]
BEHAVIOURS: dict[str, tuple[Behaviour, str, str]] = {}


def behaves(name: str, verdict: str, reason: str = "") -> Callable[[Behaviour], Behaviour]:
    def add(behaviour: Behaviour) -> Behaviour:
        BEHAVIOURS[f"/articles/{name}"] = (behaviour, verdict, reason)
        return behaviour

    return add


def answers(body: bytes, headers: bytes = b"", status: bytes = b"200 OK") -> Behaviour:
    return lambda connection: connection.answer(body, headers, status)


def redirects(location: str) -> Behaviour:
    return answers(b"", b"Location: %s\r\n" % location.encode(), b"302 Found")


# --- bombs ---

_ZEROS = bytes(64 * MEGABYTE)
_GZIP = gzip.compress(_ZEROS)
for _name, _bomb, _encoding in (
    ("gzip-bomb", _GZIP, b"gzip"),
    ("gzip-in-gzip", gzip.compress(_GZIP), b"gzip, gzip"),
    ("brotli-bomb", brotli.compress(_ZEROS, quality=5), b"br"),
    ("zstd-bomb", zstandard.compress(_ZEROS), b"zstd"),
):
    behaves(_name, "too_large", "decoded")(answers(_bomb, b"Content-Encoding: %s\r\n" % _encoding))
behaves("ratio", "too_large", "200 times")(
    answers(gzip.compress(bytes(4 * MEGABYTE)), b"Content-Encoding: gzip\r\n")
)
behaves("encodings", "undecodable", "more than 3")(
    answers(b"x", b"Content-Encoding: gzip, gzip, gzip, gzip\r\n")
)
behaves("torn-gzip", "undecodable", "too early")(
    answers(gzip.compress(bytes(range(256)) * 99)[:200], b"Content-Encoding: gzip\r\n")
)
behaves("nested", "stored")(answers(b"<div>" * (8 * MEGABYTE // 5)))
behaves("attributes", "stored")(answers(b"<a " + b" ".join(b"a%d" % n for n in range(900_000)) + b">"))
behaves("links", "stored")(answers(b"".join(b"<a href=/shop/%d>" % n for n in range(400_000))))


# --- without end ---


@behaves("endless-chunks", "too_large", "8388608")
def _(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n", HTML, b"Transfer-Encoding: chunked\r\n\r\n")
    connection.endlessly(b"10000\r\n" + bytes(65536) + b"\r\n")


@behaves("endless-body", "too_large", "8388608")
def _(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n", HTML, b"\r\n")
    connection.endlessly(bytes(65536))


@behaves("gigabyte", "too_large", "8388608")
def _(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n", HTML, b"Content-Length: %d\r\n\r\n" % 1_000_000_000)
    connection.endlessly(bytes(65536))


@behaves("endless-headers", "too_large", "headers of more than 65536")
def _(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n")
    connection.endlessly(b"X-Header: " + b"y" * 1000 + b"\r\n")


@behaves("endless-header", "too_large", "headers of more than 65536")
def _(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\nX-Header: ")
    connection.endlessly(b"y" * 1000)


@behaves("endless-interim", "too_large", "headers of more than 65536")
def _(connection: Connection) -> None:
    connection.endlessly(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 20)


@behaves("silent", "timeout", "no complete headers")
def _(connection: Connection) -> None:
    connection.stop.wait(30)


@behaves("dripping-headers", "timeout", "no complete headers")
def _(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n")
    connection.endlessly(b"X: y\r\n", pause=0.1)


@behaves("dripping-body", "timeout", "no complete answer")
def _(connection: Connection) -> None:
    connection.send(b"HTTP/1.1 200 OK\r\n", HTML, b"\r\n")
    connection.endlessly(b"<p>", pause=0.1)


# --- redirects ---

for _hop in range(11):
    _reason = rf"to .*/{_hop + 1}$" if _hop < 10 else "the 11th in a row; not followed"
    behaves(f"hop/{_hop}", "redirect", _reason)(redirects(f"/articles/hop/{_hop + 1}"))
behaves("to-itself", "redirect", "itself; not followed")(redirects("/articles/to-itself"))
behaves("long-way", "redirect", "characters; not followed")(redirects("/articles/long-way" + "x" * 3000))
for _name, _target in (
    ("loopback", "http://127.0.0.2/articles/x"),
    ("metadata", "http://169.254.169.254/latest/meta-data/"),
    ("mapped", "http://[::ffff:127.0.0.1]/articles/x"),
    ("decimal", "http://2130706433/articles/x"),
    ("octal", "http://0177.0.0.1/articles/x"),
    ("hexadecimal", "http://0x7f.1/articles/x"),
    ("other-port", "http://127.0.0.1:22/articles/x"),
    ("credentials", "http://user:word@127.0.0.1:1/articles/x"),
):
    behaves(f"to-{_name}", "redirect", "outside of the site's .* not followed")(redirects(_target))
for _name, _target in (("file", "file:///etc/passwd"), ("ftp", "ftp://127.0.0.1/x"), ("data", "data:,x")):
    behaves(f"to-{_name}", "redirect", "to no address; not followed")(redirects(_target))


# --- lies, and worse ---

behaves("charset", "stored")(answers(b"<p>\xff\xfe caf\xe9", b"Content-Type: text/html; charset=utf-8\r\n"))
behaves("no-charset", "stored")(answers(b"<p>x", b"Content-Type: text/html; charset=zip\r\n"))
behaves("binary", "wrong_type", "video/mp4")(answers(bytes(99), b"Content-Type: video/mp4\r\n"))
behaves("longer-than-it-is", "connection_error", "DataLoss|Connection")(
    lambda c: c.send(b"HTTP/1.1 200 OK\r\n", HTML, b"Content-Length: 999\r\n\r\n<p>x")
)
behaves("shorter-than-it-is", "stored")(
    lambda c: c.send(b"HTTP/1.1 200 OK\r\n", HTML, b"Connection: close\r\nContent-Length: 4\r\n\r\n<p>x" * 2)
)
behaves("two-lengths", "connection_error", "conflicting Content-Length")(
    answers(b"<p>x", b"Content-Length: 99\r\n")
)
behaves("transfer-encoding", "connection_error", "KeyError|gzip")(
    lambda c: c.send(b"HTTP/1.1 200 OK\r\n", HTML, b"Transfer-Encoding: gzip\r\n\r\nx")
)
behaves("chunk-sizes", "connection_error", "hunk")(
    lambda c: c.send(b"HTTP/1.1 200 OK\r\n", HTML, b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n")
)
behaves("no-http", "connection_error", "")(lambda c: c.send(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"))
behaves("hangs-up", "connection_error", "")(lambda c: None)
behaves("status-999", "server_error", "HTTP 999")(answers(b"no", status=b"999 Denied"))
behaves("unasked-304", "unexpected_status", "HTTP 304")(lambda c: c.send(b"HTTP/1.1 304 No\r\n\r\n"))
behaves("cookies", "stored")(answers(b"<p>x", b"Set-Cookie: a=b; Path=/\r\n" * 20))
behaves("refresh", "stored")(answers(b'<meta http-equiv="refresh" content="0; url=http://127.0.0.2/">'))
behaves("odd-headers", "stored")(answers(b"<p>x", b"no colon\r\nX: a\x00b\r\n folded\r\nY: \xff\r\n"))


def _sitemap(connection: Connection) -> None:
    hops = {f"/articles/hop/{hop}" for hop in range(1, 11)}
    paths = [path for path in [*BEHAVIOURS, *TRAPS, *GOOD] if path not in hops]
    entries = "".join(f"<url><loc>{connection.root}{path}</loc></url>" for path in paths)
    connection.answer(f"<urlset>{entries}</urlset>".encode(), b"Content-Type: application/xml\r\n")


def _index(*paths: str) -> Behaviour:
    def answer(connection: Connection) -> None:
        entries = "".join(f"<sitemap><loc>{connection.root}{path}</loc></sitemap>" for path in paths)
        connection.answer(f"<sitemapindex>{entries}</sitemapindex>".encode(), b"Content-Type: text/xml\r\n")

    return answer


def _deeper(connection: Connection) -> None:
    level = int(connection.path.rpartition("/")[2])
    _index(f"/deeper/{level + 1}")(connection)


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{_LAUGHS}]><urlset><url>&l9;</url></urlset>'
_FILE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset>&f;</urlset>'
SITEMAPS: dict[str, tuple[Behaviour, str, str]] = {
    "/sitemap.xml": (
        _index(
            "/sitemap.xml", "/pages.xml", "/laughs.xml", "/file.xml", "/torn.xml", "/bomb.xml.gz", "/deeper/1"
        ),
        *("read", ""),
    ),
    "/pages.xml": (_sitemap, "read", ""),
    "/laughs.xml": (answers(_BOMB.encode()), "undecodable", "declares entities"),
    "/file.xml": (answers(_FILE.encode()), "undecodable", "declares entities"),
    "/torn.xml": (answers(b"<urlset><url><loc>http://127.0.0.2/</loc>"), "partly_read", "Premature end"),
    "/bomb.xml.gz": (answers(gzip.compress(b"<urlset>" + _ZEROS)), "too_large", "200 times|8388608"),
    **{f"/deeper/{level}": (_deeper, "read", "") for level in range(1, 5)},
    "/deeper/5": (_deeper, "partly_read", "an index within 5 others; not followed"),
}


# --- traps: pages that name ever more pages ---


def _calendar(connection: Connection) -> None:
    year, month = map(int, connection.path.split("/")[3:5])
    months = ((year + (month + step) // 12, (month + step) % 12 + 1) for step in range(3))
    connection.answer("".join(f"<a href=/articles/calendar/{y}/{m:02}/>x</a>" for y, m in months).encode())


def _filters(connection: Connection) -> None:
    more = "&".join((connection.path.partition("?")[2], f"f{len(connection.path)}=1")).strip("&")
    connection.answer(
        f"<a href='/articles/filters?sort=a&{more}'>x</a><a href='?sort=b&{more}'>y</a>".encode()
    )


def _sessions(connection: Connection) -> None:
    links = (f"<a href=/articles/sessions?PHPSESSID={secrets.token_hex(16)}>x</a>" for _ in range(5))
    connection.answer("".join(links).encode())


def _loop(connection: Connection) -> None:
    connection.answer(b"<a href=loop/>x</a><a href=pool/>y</a>")


# Each path with the kind of trap it leads into, and how many addresses of it may be asked for.
TRAPS: dict[str, tuple[Behaviour, str, int]] = {
    "/articles/calendar/2024/01/": (_calendar, "calendar", 100),
    "/articles/filters": (_filters, "filters", 100),
    "/articles/sessions": (_sessions, "session", 1),
    "/articles/loop/": (_loop, "loop", 0),
}


def _trap(path: str) -> Behaviour | None:
    return next(
        (trap[0] for start, trap in TRAPS.items() if path.startswith("/".join(start.split("/")[:3]))), None
    )


@dataclass
class Hostile:
    """The server as the tests see it."""

    root: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def hostile() -> Iterator[Hostile]:
    site = Hostile()
    stop = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                line, *lines = iter(lambda: self.rfile.readline().rstrip().decode("latin-1"), "")
                path = line.split(" ")[1]
                site.asked.append(
                    (path, {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)})
                )
                self.server_answer(Connection(self.request, path, site.root, stop))

        def server_answer(self, connection: Connection) -> None:
            known = BEHAVIOURS.get(connection.path) or SITEMAPS.get(connection.path)
            if known:
                known[0](connection)
            elif trap := _trap(connection.path):
                trap(connection)
            elif connection.path in GOOD:
                time.sleep(0.05)  # so that they come between the others
                connection.answer(b"<h1>Good</h1>")
            else:
                connection.answer(b"", status=b"404 Not Found")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    server = Server(("127.0.0.1", 0), Handler)
    site.root = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield site
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
