"""Keys of the communities and repositories that people name on the command line."""

from collections.abc import Callable, Iterable, Mapping

from twohats.errors import WrongUse

Reading = Callable[[str, Mapping[str, str]], str]


def read_named(
    option: str, texts: Iterable[str], read: Reading, hosts: Mapping[str, str]
) -> tuple[str, ...]:
    """Read what stands behind an option.

    Parameters
    ----------
    option
        What people wrote before it, as ``--community``.
    texts
        What they wrote.
    read
        `read_owner`, `read_repository` or another of `twohats.formats.addresses`.
    hosts
        Host to forge name, as the workspace says.

    Raises
    ------
    WrongUse
        Some of it names nothing; the message tells all of it.

    Examples
    --------
    >>> from twohats.formats.addresses import HOSTS, read_owner
    >>> read_named("--community", ["JupyterHub"], read_owner, HOSTS)
    ('github:jupyterhub',)
    """
    found, wrong = [], []
    for text in texts:
        try:
            found.append(read(text, hosts))
        except ValueError as error:
            wrong.append(f"{option}: {error}.")
    if wrong:
        raise WrongUse("\n".join(wrong))
    return tuple(found)
