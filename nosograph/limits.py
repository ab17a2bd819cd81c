"""Budgets of a crawl as they are typed: pages, a time such as "30m", bytes such as "2GB"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.errors import UsageError

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_BYTES = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3}


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends a crawl early, and in good order; None: no limit.

    Seconds of this run, its bytes as sent, and bytes of the archive, those of earlier runs included.
    """

    max_pages: int | None = None
    max_time: float | None = None
    max_bytes: int | None = None
    max_archive: int | None = None


NO_LIMITS = Limits()


def seconds(typed: str | None, option: str = "--max-time") -> float | None:
    """A time such as "90s", "30m", "6h" or "1d"; UsageError, with the option, where it is none."""
    if typed is None:
        return None
    match = re.fullmatch(r"(\d{1,6})([smhd])", typed.strip().lower())
    if match is None:
        raise UsageError(f'{option} "{typed}" is no time: give a number and s, m, h or d, such as 30m')
    return float(int(match[1]) * _SECONDS[match[2]])


def size(typed: str | None, option: str) -> int | None:
    """A number of bytes such as "500MB", "2GB" or "750000"; UsageError, with the option, where it is none."""
    if typed is None:
        return None
    match = re.fullmatch(r"(\d{1,12})\s?([kmg]?)b?", typed.strip().lower())
    if match is None:
        raise UsageError(f'{option} "{typed}" is no size: give bytes, or a number and kB, MB or GB')
    return int(match[1]) * _BYTES[match[2]]
