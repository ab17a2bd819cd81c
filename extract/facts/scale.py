"""A scale for the kinds of page: what speaks for each is added up, and the heaviest wins."""

from __future__ import annotations

from dataclasses import dataclass

from extract.record import KINDS, Kind


@dataclass(frozen=True, slots=True)
class Judged:
    """The kind and what speaks for it, strongest first."""

    kind: Kind
    evidence: tuple[str, ...]


class Scale:
    """What speaks for each kind, added up with its reasons.

    A page of another kind may well hold what a condition's does: where something speaks outright for
    another, all that speaks for a condition counts half.
    """

    def __init__(self) -> None:
        self.scores: dict[Kind, float] = dict.fromkeys(KINDS, 0.0)
        self.reasons: dict[Kind, list[str]] = {kind: [] for kind in KINDS}
        self._outright = False

    def add(self, kind: Kind, weight: float, reason: str, *, outright: bool = False) -> None:
        """Add a weight, of 0 or more, with its reason; `outright` where that leaves hardly a doubt."""
        self.scores[kind] += weight
        self.reasons[kind].append(reason)
        self._outright |= outright

    def doubt(self) -> None:
        """A condition's evidence counts half."""
        self._outright = True

    def may_win(self, kind: Kind, weight: float) -> bool:
        """Whether a kind could be the best with so much more, as long as weights are only added.

        Where it could not, what speaks for it need not be looked for.
        """
        return self.scores[kind] + weight >= max(self._weighed().values())

    def verdict(self) -> Judged:
        """The heaviest kind; among equals a condition, then the first of `KINDS`."""
        scores = self._weighed()
        best = max(scores, key=lambda k: (scores[k], k == "condition"))
        if scores[best] <= 0:
            return Judged("other", ("nothing speaks for another kind",))
        return Judged(best, tuple(self.reasons[best]))

    def _weighed(self) -> dict[Kind, float]:
        half = 0.5 if self._outright else 1.0
        return {**self.scores, "condition": self.scores["condition"] * half}
