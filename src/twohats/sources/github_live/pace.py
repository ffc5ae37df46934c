"""How much to ask for at once: less when it was too much, slowly more again."""


class Pace:
    """The size of one kind of query.

    Parameters
    ----------
    most
        Things at once, at the start and at most.

    Examples
    --------
    >>> pace = Pace(24)
    >>> pace.shrink(), pace.size
    (True, 12)
    >>> pace.grow()
    >>> pace.size
    14
    """

    def __init__(self, most: int):
        self.most = most
        self.size = most
        self.nested = 100
        """Things of each list inside."""

    def shrink(self) -> bool:
        """Ask for half; first of things, then of what stands in each. False: there is no less."""
        if self.size > 1:
            self.size //= 2
        elif self.nested > 1:
            self.nested //= 2
        else:
            return False
        return True

    def grow(self) -> None:
        """Ask for a little more again."""
        if self.nested < 100:
            self.nested = min(100, self.nested * 2)
        else:
            self.size = min(self.most, self.size + max(1, self.size // 6))
