"""The command line: every command by name, and how each way to end becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from extract.errors import ExitCode
from nosograph.commands import ask, care, fill, read, share
from nosograph.failures import explain as explain_failure
from nosograph.terminal import remark, say

app = typer.Typer(
    name="nosograph",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turn medical article pages on the web into tables one can query.",
    epilog="Nothing this program extracts is medical advice.",
)

for command in (
    fill.demo,
    fill.run,
    fill.crawl,
    fill.plan,
    fill.ingest,
    ask.query,
    ask.search,
    ask.show,
    ask.explain,
    ask.status,
    ask.log,
    ask.diff,
    share.export,
    share.duckdb,
    care.rollback,
    care.verify,
    care.compact,
    care.expire,
    care.forget,
    read.extract,
    read.evaluate,
):
    app.command()(command)


@app.callback(invoke_without_command=True)
def _nosograph(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        say(f"nosograph {version('nosograph')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        remark(context.get_help())
        raise typer.Exit(ExitCode.USAGE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code (docs/commands.md lists them)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # Not `app()`: that ends the process by itself, and has its own idea of an interrupt and a broken pipe.
    command = typer.main.get_command(app)
    try:
        with command.make_context(
            "nosograph", list(sys.argv[1:] if arguments is None else arguments)
        ) as context:
            code = command.invoke(context) or ExitCode.DONE
        sys.stdout.flush()
    except typer.Exit as done:
        code = done.exit_code
    except (Exception, KeyboardInterrupt) as error:
        message, code = explain_failure(error)
        if message:
            remark(f"nosograph: {message}")
        if isinstance(error, BrokenPipeError):
            # What is still buffered would raise once more when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(code)
