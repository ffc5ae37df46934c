"""Which situations were asked for."""

from dataclasses import dataclass

from twohats.checks import rules
from twohats.checks.found import Found, find_situations
from twohats.checks.inputs import Inputs
from twohats.errors import WrongUse
from twohats.flow.check.gathering import terms_of
from twohats.flow.facts import Opened
from twohats.formats.addresses import read_place
from twohats.records import owner_of


@dataclass(frozen=True)
class Wanted:
    """Which situations were asked for; nothing: all of them."""

    communities: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def communities_of(wanted: Wanted, opened: Opened) -> tuple[str, ...]:
    """Give the owner keys of what was asked for; none: all."""
    return tuple(
        owner_of(known_place(one, opened)) or known_place(one, opened) for one in wanted.communities
    )


def find_wanted(opened: Opened, inputs: Inputs, wanted: Wanted) -> Found:
    """Find situations by the rules that were asked for.

    Raises
    ------
    WrongUse
        No rule or community is called so.
    """
    codes = [code.strip().upper() for code in wanted.rules]
    for code in codes:
        if code not in rules():
            raise WrongUse(
                f"--rule {code!r}: there is no such rule. Say one of {', '.join(rules())}."
            )
    for place in wanted.communities:
        known_place(place, opened)
    return find_situations(inputs, terms_of(opened), only=codes or None)


def _place(written: str, opened: Opened) -> str:
    try:
        owner, repository = read_place(written, opened.workspace.settings.hosts)
    except ValueError as error:
        raise WrongUse(f"--community: {error}.") from None
    return repository or owner


def known_place(written: str, opened: Opened) -> str:
    """Give the key of a community or repository that the facts know."""
    key = _place(written, opened)
    known = {key for scope in opened.scopes for key in (scope.repository, scope.community)}
    if key not in known:
        raise WrongUse(
            f"--community {written!r}: no facts are there of any community of this name. "
            "`twohats people scopes` lists what is known."
        )
    return key


def is_wanted(community: str, place: str | None, wanted: Wanted) -> bool:
    """Whether something belongs to a community that was asked for."""
    if not wanted.communities:
        return True
    keys = [one if ":" in one else f"github:{one}" for one in map(str.lower, wanted.communities)]
    return any(key == community or (place or "").startswith(key) for key in keys)
