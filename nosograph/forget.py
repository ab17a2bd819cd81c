"""An article out of a lake and out of its crawl's state, in one go."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

import warehouse
from crawler.forget import forget as forget_in_state
from crawler.frontier import Frontier
from nosograph.places import Places, sealed_elsewhere
from warehouse import Forgotten


def forget(where: Places, url: str) -> Forgotten:
    """Remove an article for good, and see to it that no crawl asks for it again.

    Raises:
        StateInUseError: A crawl runs; nothing was removed.
        UsageError, ArchiveError, LakeError: See `warehouse.forget`.
    """
    state = where.state_folder
    with ExitStack() as stack:
        # First, and kept to the end: a crawl must not store what is being removed.
        frontier = None
        if state and (state / "frontier.sqlite").exists():
            frontier = stack.enter_context(Frontier(state))
        done = warehouse.forget(where.lake, url, warcs=sealed_elsewhere(where))
        if state and frontier:
            digests = warehouse.tombstones(where.lake)
            more = forget_in_state(frontier, digests, archive=where.archive, state=state)
            done = replace(done, records=done.records + more)
    return done
