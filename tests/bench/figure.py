"""A measured figure and its limit, and the table of all of a run beside those of the run before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio to a peer or to a bare contender of the same run, or a figure whose name says its unit.

    Without a limit it is told for comparison alone.
    """

    name: str
    value: float
    sense: Literal["at most", "at least"] = "at most"
    limit: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the limit is kept; nothing where there is none."""
        if self.limit is None:
            return ""
        kept = self.value <= self.limit if self.sense == "at most" else self.value >= self.limit
        return "kept" if kept else "missed"

    @property
    def wanted(self) -> str:
        """The limit in words."""
        return "" if self.limit is None else f"{self.sense} {self.limit:g}"


def say(figure: Figure) -> None:
    """Print a figure as soon as it is known."""
    limit = f" ({figure.wanted}: {figure.verdict})" if figure.verdict else ""
    print(f"  {figure.value:6.2f}  {figure.name}{limit}", flush=True)


def table(title: str, figures: Mapping[str, Sequence[Figure]], before: Mapping[str, Any]) -> Table:
    """All figures of a run, by area, and what a run before had measured: as `main` keeps its results."""
    shown = Table("area", "what", "figure", "before", "limit", "", title=title)
    for column in (2, 3):
        shown.columns[column].justify = "right"
    for area, measured in figures.items():
        earlier = {old["name"]: old["value"] for old in before.get(area, {}).get("figures", ())}
        for figure in measured:
            then = f"{earlier[figure.name]:.2f}" if figure.name in earlier else ""
            shown.add_row(area, figure.name, f"{figure.value:.2f}", then, figure.wanted, figure.verdict)
    return shown
