"""Commands that care for a lake."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

import warehouse
from extract.errors import ExitCode
from nosograph import show as showing
from nosograph.commands.options import Json, Lake, State
from nosograph.forget import forget as forget_article
from nosograph.limits import seconds
from nosograph.places import places, sealed_elsewhere
from nosograph.terminal import progress, say, say_json


def rollback(
    version: Annotated[int, typer.Argument(metavar="N", help="The version whose content comes back.")],
    lake: Lake,
    json: Json = False,
) -> None:
    """Publish once more what version N said; the versions since then stay in the log."""
    newest = warehouse.rollback(lake, version)
    if json:
        say_json({"version": newest, "content_of": version})
    else:
        say(f"Version {newest} has the content of version {version}.")


def verify(
    lake: Lake,
    warcs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[WARC]…", help="Archive files that are not in the lake's archive folder."),
    ] = None,
    state: State = None,
    json: Json = False,
) -> ExitCode:
    """Check a lake: its log, files and archive, and every entry against its archived page."""
    with progress("verify") as tell:
        found = warehouse.verify(
            lake,
            warcs=[*sealed_elsewhere(places(lake, state)), *(warcs or ())],
            progress=lambda done, whole: tell(done, whole, ""),
        )
    if json:
        say_json(asdict(found) | {"exit_code": found.exit_code})
    else:
        showing.say_verified(found)
    return found.exit_code


def compact(lake: Lake, json: Json = False) -> None:
    """Merge a lake's small files into fewer; no row changes."""
    done = warehouse.compact(lake)
    if json:
        say_json(asdict(done))
    else:
        showing.say_compacted(done)


def expire(
    lake: Lake,
    keep: Annotated[int | None, typer.Option(metavar="N", help="Keep the newest N versions.")] = None,
    older_than: Annotated[
        str | None, typer.Option(metavar="AGE", help="Keep versions that are younger, such as 90d.")
    ] = None,
    grace: Annotated[
        str,
        typer.Option(metavar="AGE", help="Keep files that are younger: a writer may need them."),
    ] = "1d",
    json: Json = False,
) -> None:
    """Remove old versions, and files that no version needs."""
    age = seconds(older_than, "--older-than")
    done = warehouse.expire(
        lake,
        keep=keep,
        older_than=None if age is None else timedelta(seconds=age),
        grace=timedelta(seconds=seconds(grace, "--grace") or 0),
    )
    if json:
        say_json(asdict(done))
    else:
        showing.say_expired(done)


def forget(
    url: Annotated[str, typer.Argument(metavar="URL", help="An address of the article.")],
    lake: Lake,
    state: State = None,
    json: Json = False,
) -> None:
    """Remove an article for good: from tables, older versions and archive; it is never asked for again."""
    done = forget_article(places(lake, state), url)
    if json:
        say_json(asdict(done))
    else:
        showing.say_forgotten(done)
