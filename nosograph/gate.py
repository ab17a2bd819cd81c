"""What a user adds to the audit of a run: rules, an acceptance, and a command for when it is refused."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.errors import UsageError
from nosograph.terminal import json_text, remark
from warehouse import IngestSummary
from warehouse.checks import users_rules


@dataclass(frozen=True, slots=True)
class Gate:
    """A folder of rules, why to publish in spite of findings, and the command's words; each may be absent."""

    checks: Path | None = None
    accept: str | None = None
    on_refusal: tuple[str, ...] = ()


DEFAULT = Gate()


def gate(checks: Path | None, accept: str | None, on_refusal: str | None) -> Gate:
    """What was asked for, looked at before any work is done.

    Raises:
        UsageError: A rule cannot be used, the reason is empty, or the command cannot be read or found.
    """
    if checks:
        users_rules(checks)
    if accept is not None and not accept.strip():
        raise UsageError('--accept needs a reason, such as --accept "the site dropped its FAQs".')
    return Gate(
        checks, accept.strip() if accept else None, _words(on_refusal) if on_refusal is not None else ()
    )


def _words(command: str) -> tuple[str, ...]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"--on-refusal {command!r} cannot be read: {error}.") from None
    if not words:
        raise UsageError("--on-refusal needs a command, such as --on-refusal 'mail -s refused ops'.")
    if not shutil.which(words[0]):
        raise UsageError(f"--on-refusal: there is no program {words[0]!r} to run; give its path.")
    return tuple(words)


def tell_refusal(command: tuple[str, ...], lake: str, ingested: IngestSummary, summary: Any) -> None:
    """Run the user's command where the run was refused; what it prints goes to standard error.

    Args:
        command: Its words; it is run without a shell.
        lake: The lake, in its environment as NOSOGRAPH_LAKE; beside it NOSOGRAPH_RUN, the run_id.
        ingested: The run.
        summary: What it gets as JSON on its standard input.
    """
    if not command or ingested.outcome != "refused":
        return
    sys.stderr.flush()
    try:
        done = subprocess.run(
            command,
            input=json_text(summary).encode(),
            stdout=sys.stderr.fileno(),
            env=os.environ | {"NOSOGRAPH_LAKE": lake, "NOSOGRAPH_RUN": ingested.run_id or ""},
            check=False,
        )
    except OSError as error:
        remark(f"nosograph: --on-refusal: {command[0]} could not be run: {error.strerror}")
    else:
        if done.returncode:
            remark(f"nosograph: --on-refusal: {command[0]} ended with code {done.returncode}")
