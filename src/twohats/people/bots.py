"""Which accounts are programs: the forge's word, the ``[bot]`` ending, a named list.

The list that ships is ``bots.toml`` beside this file; a workspace adds to it and takes back.
A deleted account is unknown, not a bot.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def known_bots() -> dict[str, str]:
    """Read the list that ships: logins in lower case, each with what it does."""
    text = files("twohats.people").joinpath("bots.toml").read_text(encoding="utf-8")
    return {login.lower(): does for login, does in tomllib.loads(text)["bots"].items()}


def bot_reason(account: str, kind: str | None, rules: Mapping[str, tuple[bool, str]]) -> str | None:
    """Say why an account is a bot; None where nothing says so.

    Parameters
    ----------
    account
        Account key.
    kind
        What the forge calls it: ``user``, ``bot``, ``organization``, ``unknown`` or None.
    rules
        The workspace's word by account key: whether it is a bot, and why.

    Examples
    --------
    >>> bot_reason("github:dependabot[bot]", "user", {})
    'its login ends with [bot]'
    >>> bot_reason("github:ada", "user", {}) is None
    True
    """
    if account in rules:
        is_bot, why = rules[account]
        return f"the workspace says so: {why or 'no reason given'}" if is_bot else None
    if kind == "bot":
        return "the forge says so"
    login = account.partition(":")[2]
    if login.endswith("[bot]"):
        return "its login ends with [bot]"
    if login in known_bots():
        return f"on the list of known bots: {known_bots()[login]}"
    return None


def looks_like_bot(account: str) -> bool:
    """Whether a login reads like a program's: worth asking a person, never decided by itself."""
    login = account.partition(":")[2]
    return login.endswith(("bot", "-ci", "-robot")) and not login.endswith("[bot]")
