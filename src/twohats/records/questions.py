"""Questions to people, with what their answers could change."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question whose answer would settle something."""

    key: str
    """Kind and subject: ``scope:github:o/r``, ``plan``."""
    text: str
    because: str
    """What is unknown without the answer."""
    how: str
    """The command to run or the line to write."""
    touches: int
    """How many rows the answer could change."""
    total: int
    """Out of how many."""
    unit: str
    """What is counted: ``entries``, ``answers``."""
    moves: str
    """Which shares it could move, from where to where."""
    opens: str | None = None
    """Rows it touches, by the key into a document's rows."""

    @property
    def weight(self) -> float:
        """Share of its total that the answer could change, 0 to 1."""
        return self.touches / self.total if self.total else 0.0
