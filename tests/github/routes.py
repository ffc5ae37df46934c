"""What REST answers, by path."""

from typing import TYPE_CHECKING

from github.limits import Token

if TYPE_CHECKING:
    from github.simulator import Request, Response, Simulator


def answer_rest(simulator: "Simulator", request: "Request", token: Token) -> "Response":
    """Answer one request that limits let through."""
    from github.simulator import Response

    now = simulator.clock.now()
    if request.path == "/rate_limit":
        for window in (token.core, token.graphql, token.search):
            window.turn(now)
        resources = {one.resource: one.shown() for one in (token.core, token.search, token.graphql)}
        return Response(200, {"resources": resources, "rate": token.core.shown()})
    return Response(404, {"message": "Not Found", "status": "404"})
