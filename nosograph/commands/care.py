"""Commands that care for a lake."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import warehouse
from extract.errors import ExitCode
from nosograph import show as showing
from nosograph.commands.options import Json, Lake, State
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
