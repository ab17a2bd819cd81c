"""Scrapy's HTTP/1.1 with the bounds it lacks: how long and how large the head of an answer may be."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol

from crawler.verdicts import Verdict

HEAD_BYTES = 64 * 1024  # status line and headers, interim answers (1xx) included; a read may exceed it
HEAD_TIMEOUT = 30.0  # seconds from the request to the end of the headers


class LimitError(Exception):
    """An answer that goes beyond what is taken from a server."""

    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict: Verdict = verdict


class BoundedHandler(HTTP11DownloadHandler):
    """Downloads as Scrapy does, but each request is sent once and the head of its answer is bounded."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        # Twisted would send a request again where a kept connection breaks: unseen by pace and ledger.
        self._pool.retryAutomatically = False


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def request(self, request: Any) -> Deferred[Any]:
        from twisted.internet import reactor

        clock: Any = reactor
        self._head = 0
        deferred = super().request(request)
        if self._parser is not None:
            self._parser.MAX_LENGTH = 2 * HEAD_BYTES  # of a line: the limit here is met first
        late = LimitError("timeout", f"no complete headers within {HEAD_TIMEOUT:g} s")
        timer = clock.callLater(HEAD_TIMEOUT, self._abort, late)

        def stop(result: Any) -> Any:
            if timer.active():
                timer.cancel()
            return result

        return deferred.addBoth(stop)

    def dataReceived(self, data: bytes) -> None:
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self._abort(LimitError("too_large", f"headers of more than {HEAD_BYTES} bytes"))

    def _abort(self, error: LimitError) -> None:
        self.transport.abortConnection()  # type: ignore[union-attr]
        self._disconnectParser(Failure(error))  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> HTTP11ClientProtocol:
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def root_cause(error: BaseException | None) -> BaseException | None:
    """The error that Scrapy's and Twisted's errors of failed downloads wrap."""
    while error is not None:
        reasons = getattr(error, "reasons", None)
        inner = reasons[0].value if reasons else error.__cause__
        if inner is None:
            break
        error = inner
    return error
