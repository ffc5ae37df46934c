"""Where tokens come from: what the surroundings of the program say.

For one forge, the first of these that is there counts:

1. ``TWOHATS_GITHUB_TOKENS`` (several, parted by commas or blanks) and the GitHub App of
   ``TWOHATS_GITHUB_APP_ID``, ``TWOHATS_GITHUB_APP_INSTALLATION`` and ``TWOHATS_GITHUB_APP_KEY``
   (a file), together;
2. ``GITHUB_TOKEN``, as Actions sets it;
3. ``GH_TOKEN``; for an Enterprise server ``GH_ENTERPRISE_TOKEN`` or ``GITHUB_ENTERPRISE_TOKEN``;
4. what ``gh auth token`` prints, where GitHub's own program is installed and logged in.

A token of one forge is never sent to another.
"""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from twohats.errors import Mistake
from twohats.sources.asking.addresses import mistake_in
from twohats.sources.asking.tokens import Token, split_tokens
from twohats.sources.github_api.app import AppKey, load_key
from twohats.sources.github_api.places import Places, is_meant, places_of

SEVERAL = "TWOHATS_GITHUB_TOKENS"
APP = "TWOHATS_GITHUB_APP_ID"
APP_INSTALLATION = "TWOHATS_GITHUB_APP_INSTALLATION"
APP_KEY = "TWOHATS_GITHUB_APP_KEY"

GH_SECONDS = 10


@dataclass(frozen=True)
class Surroundings:
    """What was found for one forge. It shows no secret when it is printed."""

    places: Places
    tokens: tuple[Token, ...] = ()
    app: AppKey | None = field(default=None, repr=False)
    mistakes: tuple[Mistake, ...] = ()
    """Everything that cannot be used as it is set."""


def read_surroundings(environment: Mapping[str, str], host: str) -> Surroundings:
    """Find addresses and tokens for a forge.

    It raises nothing: an error's frames would hold the environment, and so its secrets.
    """
    meant = is_meant(environment, host)
    places, mistakes = _places(environment, host) if meant else (places_of(host), [])
    app, more = _app(environment) if meant else (None, [])
    found = Surroundings(places, app=app, mistakes=(*mistakes, *more))
    tokens = _tokens(environment, host, meant)
    if not tokens and app is None:
        tokens = _of_gh(environment, host)
    wrong = tuple(_unusable(token) for token in tokens if not token.is_usable())
    return replace(found, tokens=tuple(tokens), mistakes=found.mistakes + wrong)


def _places(environment: Mapping[str, str], host: str) -> tuple[Places, list[Mistake]]:
    usual = places_of(host)
    rest = environment.get("GITHUB_API_URL", "").strip().rstrip("/")
    graphql = environment.get("GITHUB_GRAPHQL_URL", "").strip().rstrip("/")
    mistakes = [
        Mistake(name, None, f"is not usable: {wrong}")
        for name, address in (("GITHUB_API_URL", rest), ("GITHUB_GRAPHQL_URL", graphql))
        if address and (wrong := mistake_in(address))
    ]
    if rest and not graphql:
        graphql = _graphql_beside(rest)
    return Places(host, rest or usual.rest, graphql or usual.graphql), mistakes


def _graphql_beside(rest: str) -> str:
    """Address of GraphQL where only that of REST is set: beside ``/api/v3``, else below it."""
    return f"{rest.removesuffix('/v3')}/graphql"


def _app(environment: Mapping[str, str]) -> tuple[AppKey | None, list[Mistake]]:
    said = {name: environment.get(name, "").strip() for name in (APP, APP_INSTALLATION, APP_KEY)}
    if not any(said.values()):
        return None, []
    mistakes = [
        Mistake(name, None, "is not set, but a GitHub App needs all three")
        for name in said
        if not said[name]
    ]
    key = load_key(Path(said[APP_KEY]).expanduser()) if said[APP_KEY] else ""
    if isinstance(key, str):
        mistakes += [Mistake(APP_KEY, None, f"the file {key}")] if key else []
        return None, mistakes
    if mistakes:
        return None, mistakes
    return AppKey(said[APP], said[APP_INSTALLATION], key, f"the GitHub App {said[APP]}"), []


def _tokens(environment: Mapping[str, str], host: str, meant: bool) -> list[Token]:
    """Take the tokens of the first variable that has any."""
    if meant and (several := split_tokens(environment.get(SEVERAL, ""), SEVERAL)):
        return several
    if meant and all(
        environment.get(name, "").strip() for name in (APP, APP_INSTALLATION, APP_KEY)
    ):
        return []
    for name in _names(host, meant):
        if text := environment.get(name, "").strip():
            return [Token(text, name)]
    return []


def _names(host: str, meant: bool) -> list[str]:
    names = ["GITHUB_TOKEN"] if meant else []
    if places_of(host).rest.startswith("https://api."):
        return [*names, "GH_TOKEN"]
    return [*names, "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]


def _of_gh(environment: Mapping[str, str], host: str) -> list[Token]:
    """Ask GitHub's own program; an empty list where it is not there or not logged in."""
    program = shutil.which("gh", path=environment.get("PATH", ""))
    if program is None:
        return []
    try:
        done = subprocess.run(
            [program, "auth", "token", "--hostname", host],
            env=dict(environment),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=GH_SECONDS,
            check=False,
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.SubprocessError):
        return []
    text = done.stdout.strip()
    return (
        [Token(text, f"`gh auth token --hostname {host}`")] if not done.returncode and text else []
    )


def _unusable(token: Token) -> Mistake:
    return Mistake(token.origin, None, "is no token: it holds blanks or letters that none has")
