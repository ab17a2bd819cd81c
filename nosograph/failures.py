"""What ended a command early: the message its user sees, and the exit code it ends with."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

import typer

from extract.errors import ExitCode, NosographError

# What a shell reports of a program whose reader went away (128 + SIGPIPE).
READER_GONE = 141

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_ROOT = Path(__file__).parents[1]
_ROOMS = ("extract", "crawler", "warehouse", "nosograph")


def explain(error: BaseException) -> tuple[str, int]:
    """The message for standard error ("" for none) and the exit code; never a traceback."""
    match error:
        case KeyboardInterrupt():
            return "interrupted; the same command goes on where it stopped", ExitCode.INTERRUPTED
        case BrokenPipeError():
            return "", READER_GONE
        case NosographError():
            return str(error), error.exit_code
        case typer.TyperException():
            return f"{error.format_message()}{_help_of(error)}", error.exit_code
        case OSError() if error.errno in _NO_ROOM:
            where = f"{error.filename}: " if error.filename else ""
            return f"{where}no room left on the disk: free some and run the same command again", (
                ExitCode.DISK_FULL
            )
        case OSError() if error.filename:
            return f"{error.filename}: {error.strerror}", ExitCode.USAGE
    return (
        f"internal error: {type(error).__name__}: {error} ({_place(error)}). "
        "This is a fault of the program: please report this line and the command that led to it"
    ), ExitCode.INTERNAL


def _help_of(error: typer.TyperException) -> str:
    """Where to read what can be typed instead."""
    context = getattr(error, "ctx", None)
    return f" ({context.command_path} --help says more)" if context else ""


def _place(error: BaseException) -> str:
    """File and line of ours where it came from."""
    frames = [(Path(f.filename), f.lineno) for f in traceback.extract_tb(error.__traceback__)]
    ours = [(p.relative_to(_ROOT), n) for p, n in frames if any(p.is_relative_to(_ROOT / r) for r in _ROOMS)]
    path, line = ours[-1]  # all of it is called from cli.main
    return f"{path}, line {line}"
