"""A clock that only waiting moves, and connections to a scripted server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fakes.scripted_forge import MovedClock, ScriptedForge

from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.connection import GithubConnection

Connect = Callable[..., GithubConnection]


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def connected(clock: MovedClock) -> Iterator[Connect]:
    """Connect to a scripted server; all is closed in the end."""
    with ExitStack() as stack:

        def make(
            forge: ScriptedForge, tokens: str = "made-up-token", **more: Any
        ) -> GithubConnection:
            stack.enter_context(forge)
            return stack.enter_context(
                connect(
                    "github.com", forge.environment(tokens), now=clock.now, wait=clock.wait, **more
                )
            )

        yield make
