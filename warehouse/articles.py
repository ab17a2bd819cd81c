"""Which articles a version has after new captures: addresses are read where they must be, and folded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from warehouse.buckets import Key
from warehouse.fold import AddressState, Group, Page, fold
from warehouse.pages import PageReader
from warehouse.read import Task
from warehouse.rows import address_rows, page_from_row
from warehouse.standing import Standing, States


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles a run touches: those to write, those that were there, those that leave, the pages read."""

    changed: Mapping[Key, Group]
    before: frozenset[Key]
    gone: frozenset[Key]
    read: tuple[Page, ...]


def articles_after(
    standing: Standing,
    states: States,
    pages: PageReader,
    tombstones: Collection[str],
    again: Iterable[str],
) -> Articles:
    """The articles after the new captures, as far as they are not what they were before.

    Args:
        standing: The version to start from.
        states: What stands at the addresses in question.
        pages: What reads pages.
        tombstones: Digests of forgotten addresses: a page that names itself by one of them is no article.
        again: Addresses whose page is read although nothing about it is new.
    """
    published = standing.pages(states.now)
    anew = frozenset(again)
    tasks = [
        task
        for address, state in sorted(states.now.items())
        if (task := _task(address, state, states.before.get(address), published.get(address), pages, anew))
    ]
    read = pages.read(tasks)
    now: dict[str, Page] = {}
    other = {address for address in published if not states.now[address].readings}
    for address, state in states.now.items():
        page = read.get(address) or published.get(address)
        if page and state.readings and state.first_seen:
            same = page.first_seen == state.first_seen
            now[address] = page if same else replace(page, first_seen=state.first_seen)
            if now[address] != published.get(address):
                other.add(address)
    before = standing.affected(other | states.rerouted(), [now[a] for a in other if a in now])
    for row in (row for rows in before.values() for row in rows):
        other.add(row["address"])
        if row["role"] != "redirect" and row["address"] not in states.now:
            now[row["address"]] = page_from_row(row)
    remembered = [page for page in now.values() if page.page_article_id not in tombstones]
    groups = fold(remembered, states.redirects())
    gone = set(before)
    gone.difference_update(map(_key, groups))
    return Articles(
        changed={
            _key(group): group
            for group in groups
            # All of an article is here where one of its pages is affected.
            if group.page.address in other and address_rows(group) != before.get(_key(group))
        },
        before=frozenset(before),
        gone=frozenset(gone),
        read=tuple(page for a in read if (page := now.get(a))),
    )


def _key(group: Group) -> Key:
    return group.page.page_site, group.page.page_article_id


def _task(
    address: str,
    state: AddressState,
    earlier: AddressState | None,
    page: Page | None,
    pages: PageReader,
    again: frozenset[str],
) -> Task | None:
    """What to read at an address; None where nothing stands there or its page is as published."""
    readings = state.readings
    if not readings or state.first_seen is None:
        return None
    known, reader = None, pages.reader(address)
    if page and earlier and page.reader == reader.digest and address not in again:
        published = earlier.readings
        if readings[: len(published)] == published:
            readings, known = readings[len(published) :], page.record_digest
            if not readings:
                return None
    # Of bytes whose archive file is no longer kept, the page read from them is all there is.
    kept = tuple(takewhile(lambda reading: reading.warc_file in pages.archive, readings[::-1]))
    if page and not kept:
        return None
    return Task(
        address,
        state.first_seen,
        kept or readings[::-1],
        reader,
        known if len(kept) == len(readings) else None,
    )
