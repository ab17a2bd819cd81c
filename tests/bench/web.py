"""The site the crawls are measured on: pages of 40 KB on loopback, served by nginx where there is one."""

from __future__ import annotations

import asyncio
import getpass
import grp
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from nosograph.demo.site import build_site

PAGE_BYTES = 40_000
_LINKS = 50  # a page, as navigation, breadcrumbs and related articles come to

_NGINX = """\
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off;
  default_type text/html;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {pages}; }}
}}
"""


def related(number: int, count: int) -> list[int]:
    """Pages that a page leads to: each to all others by and by, most of them known already."""
    chance = random.Random(-number)
    return [2 * number + 1, 2 * number + 2, *(chance.randrange(count) for _ in range(_LINKS - 2))]


def unseen(number: int, count: int) -> list[int]:
    """Pages that a page leads to and no other does: the queue grows with every page."""
    return list(range(_LINKS * number + 1, _LINKS * (number + 1) + 1))


def write_pages(
    folder: Path, count: int, links_of: Callable[[int, int], list[int]], written: int | None = None
) -> None:
    """Write a site of `count` pages, or the first of them, and a robots.txt that allows all."""
    site = build_site("http://127.0.0.1:8000")
    trees = (LexborHTMLParser(page.body) for page in site.pages.values() if b"<html" in page.body)
    found = {node.html or "" for tree in trees for node in tree.css("p, ul, h2")}
    paragraphs = sorted(re.sub(r"</?a\b[^>]*>", "", html) for html in found)  # their links lead elsewhere
    (folder / "p").mkdir(parents=True)
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n", "utf-8")
    for number in range(count if written is None else written):
        chance = random.Random(number)
        targets = sorted({target for target in links_of(number, count) if target < count})
        links = "".join(f'<li><a href="/p/{target}">Article {target}</a></li>' for target in targets)
        parts = [f"<title>{number}</title><h1>Article {number}</h1><nav><ul>{links}</ul></nav>"]
        size = len(parts[0])
        while size < PAGE_BYTES:
            parts.append(chance.choice(paragraphs))
            size += len(parts[-1].encode())
        html = f"<!doctype html><html lang=en><meta charset=utf-8>{''.join(parts)}</html>"
        (folder / "p" / str(number)).write_text(html, "utf-8")


@contextmanager
def serving(folder: Path, pages: Path) -> Iterator[tuple[str, str]]:
    """Serve the pages in a process of its own; the site's address, and what serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if nginx := shutil.which("nginx"):
        user = f"{getpass.getuser()} {grp.getgrgid(os.getgid()).gr_name}"
        config = folder / "nginx.conf"
        config.write_text(_NGINX.format(user=user, folder=folder, port=port, pages=pages), "utf-8")
        command = [nginx, "-p", str(folder), "-e", "stderr", "-c", str(config)]
    else:
        command = [sys.executable, "-m", "tests.bench.web", str(pages), str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}", "nginx" if nginx else "asyncio"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended with {process.returncode}") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen on port {port}")


async def _serve(pages: Path, port: int) -> None:
    bodies = {f"/{path.relative_to(pages)}": path.read_bytes() for path in pages.rglob("*") if path.is_file()}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = bodies.get(head.split(b" ", 2)[1].decode("ascii"))
                status = b"404 Not Found" if body is None else b"200 OK"
                length = len(body or b"")
                writer.write(
                    b"HTTP/1.1 %b\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b"
                    % (status, length, body or b"")
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
