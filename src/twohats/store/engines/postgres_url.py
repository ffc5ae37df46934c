"""How a PostgreSQL server is reached, as libpq reads it."""

import os
from urllib.parse import quote, urlsplit, urlunsplit

from twohats.errors import WrongUse
from twohats.formats.engine_urls import EngineUrl


def connection_words(url: EngineUrl) -> str:
    """Write a URL for libpq, with the password that an environment variable holds.

    Parameters
    ----------
    url
        As settings name it. Where it names no variable, libpq looks into PGPASSWORD and ~/.pgpass.

    Raises
    ------
    WrongUse
        The variable is not set.
    """
    if url.password_from is None:
        return url.text
    password = os.environ.get(url.password_from)
    if not password:
        raise WrongUse(
            f"{url.text}: not opened: the environment variable {url.password_from} is not set. "
            "Put the password into it."
        )
    parts = urlsplit(url.text)
    before, _, host = parts.netloc.rpartition("@")
    user = before.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))
