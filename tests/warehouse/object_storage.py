"""S3 over real HTTP on loopback: `python -m tests.warehouse.object_storage` prints its port.

It is moto's server, with two things S3 has and moto has not. "Put unless it is there" is one step: a lock
makes it so. And answers get lost: below a prefix `flaky-…`, the first answer to a PUT of an object says that
the server failed, though the object was stored.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.request import Request, urlopen

BUCKET = "lakes"
_ROOT = Path(__file__).parents[2]


def serve() -> None:
    """Serve until standard input ends."""
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto: Any = DomainDispatcherApplication(create_backend_app)
    one_at_a_time, lost = Lock(), set[str]()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "PUT":
            answer: Iterable[bytes] = moto(environ, start_response)
            return answer
        path = environ["PATH_INFO"]
        with one_at_a_time:
            if "/flaky-" not in path or path in lost:
                return list(moto(environ, start_response))
            lost.add(path)
            list(moto(environ, lambda *_: None))
        start_response("500 Internal Server Error", [("Content-Length", "0")])
        return []

    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    print(server.port, flush=True)
    sys.stdin.read()


@contextmanager
def serving() -> Iterator[dict[str, str]]:
    """A server with an empty bucket; the settings, as of the environment, with which it is S3."""
    command = [sys.executable, "-m", "tests.warehouse.object_storage"]
    # Without a session of its own it would get the keyboard's interrupt before the tests have ended.
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as server:
        assert server.stdin
        assert server.stdout
        address = f"http://127.0.0.1:{int(server.stdout.readline())}"
        urlopen(Request(f"{address}/{BUCKET}", method="PUT")).close()
        yield {
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_REGION": "us-east-1",
        }
        server.stdin.close()


if __name__ == "__main__":
    serve()
