"""Homes of the journal, as settings and the command line name them: ``git``, or a database."""

from twohats.formats.engine_urls import EngineUrl, read_engine_url

GIT = "git"
"""The home that every workspace has."""


def read_journal_home(text: str) -> EngineUrl | None:
    """Read where decisions are kept; None: in git.

    Raises
    ------
    ValueError
        It is neither ``git`` nor the address of a database, or it holds a password.

    Examples
    --------
    >>> read_journal_home("postgresql://db.example/team").text
    'postgresql://db.example/team'
    >>> read_journal_home("git")
    >>> read_journal_home("duckdb")
    Traceback (most recent call last):
    ...
    ValueError: must be `git`, or a PostgreSQL database as `postgresql://HOST/DATABASE`
    """
    text = text.strip()
    if text == GIT:
        return None
    if not text.startswith(("postgresql://", "postgres://")):
        # What is refused may hold a password: it is not repeated.
        raise ValueError(
            f"must be `{GIT}`, or a PostgreSQL database as `postgresql://HOST/DATABASE`"
        )
    return read_engine_url(text)
