"""How much to ask for at once: less when it was too much, slowly more again."""

_MOST_PATIENCE = 64


class Pace:
    """The size of one kind of query.

    Each refusal takes GitHub its ten seconds, so that the more of them there were, the longer it asks
    for what is known to work before it tries more.

    Parameters
    ----------
    most
        Things at once, at the start and at most.

    Examples
    --------
    >>> pace = Pace(24)
    >>> pace.shrink(), pace.size
    (True, 12)
    >>> for _ in range(4):
    ...     pace.grow()
    >>> pace.size
    15
    """

    def __init__(self, most: int):
        self.most = most
        self.size = most
        self.nested = 100
        """Things of each list inside."""
        self._patience = 2
        """Answers that have to be good before it asks for more."""
        self._good = 0

    def shrink(self) -> bool:
        """Ask for half; first of things, then of what stands in each. False: there is no less."""
        self._good, self._patience = 0, min(_MOST_PATIENCE, self._patience * 2)
        if self.size > 1:
            self.size //= 2
        elif self.nested > 1:
            self.nested //= 2
        else:
            return False
        return True

    def grow(self) -> None:
        """Take note of a good answer; after some of them, ask for a little more."""
        self._good += 1
        if self._good < self._patience:
            return
        self._good = 0
        if self.nested < 100:
            self.nested = min(100, self.nested * 2)
        else:
            self.size = min(self.most, self.size + max(1, self.size // 4))
