"""A connection to a GitLab, whose address people write as they like."""

import pytest
from fakes.scripted_forge import Asked, MovedClock, Said, ScriptedForge

from twohats.sources.gitlab_api.connecting import connect


@pytest.mark.parametrize("host", ["localhost", "LocalHost"])
def test_address_in_any_spelling(host: str):
    """Capitals in an address keep no token back, and its lists go on in the server's own spelling."""

    def answer(asked: Asked) -> Said:
        if "page=2" in asked.path:
            return Said(content=[2])
        link = f"<{forge.url.replace('127.0.0.1', 'localhost')}/api/v4/projects?page=2>"
        return Said(content=[1], headers={"Link": f'{link}; rel="next"'})

    clock = MovedClock()
    with ScriptedForge(answer) as forge:
        address = f"{forge.url.replace('127.0.0.1', host)}/api/v4"
        there = {"GITLAB_TOKEN": "made-up", "GITLAB_API_URL": address}
        with connect("gitlab.com", there, now=clock.now, wait=clock.wait) as connection:
            assert [page.content for page in connection.pages("/projects")] == [[1], [2]]

    assert [one.headers.get("private-token") for one in forge.asked] == ["made-up"] * 2
