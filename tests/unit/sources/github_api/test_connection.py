import gzip
import json
import threading
from datetime import timedelta

import pytest
from fakes.scripted_forge import BEGINNING, Asked, MovedClock, Said, ScriptedForge, limit_headers
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.errors import SourceUnreadable
from twohats.sources.asking.allowance import Allowance
from twohats.sources.asking.ports import LimitReached, NotThere
from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.ports import TooHeavy, Trouble

QUERY = "query { viewer { login } }"
GOOD = Said(content={"data": {"viewer": {"login": "ada"}}})
SLOW = "Something went wrong while executing your query. This may be the result of a timeout."
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes."


def errors(*found: dict, data: object = None) -> Said:
    return Said(content={"data": data, "errors": list(found)})


class TestAsking:
    def test_good_answer(self, connected):
        """A query goes out once with its variables and comes back decoded."""
        forge = ScriptedForge([GOOD])
        connection = connected(forge)

        answer = connection.ask(QUERY, {"owner": "acme"})

        assert answer.data == {"viewer": {"login": "ada"}}
        assert answer.troubles == ()
        (asked,) = forge.asked
        assert (asked.method, asked.path, asked.token) == ("POST", "/graphql", "made-up-token")
        assert json.loads(asked.body)["variables"] == {"owner": "acme"}
        assert asked.headers["user-agent"].startswith("twohats/")
        assert asked.headers["x-github-api-version"] == "2022-11-28"
        assert "gzip" in asked.headers["accept-encoding"]

    def test_cost_is_told_and_hidden(self, connected):
        """The cost is asked for beside the query, and taken out of the answer again."""
        told = {"cost": 7, "limit": 5000, "remaining": 4993, "resetAt": "2026-11-20T14:00:00Z"}
        forge = ScriptedForge([Said(content={"data": {"viewer": None, "twohatsCost": told}})])
        connection = connected(forge)

        answer = connection.ask(QUERY)

        assert (answer.data, answer.cost) == ({"viewer": None}, 7)
        assert connection.taken.points == 7
        assert "rateLimit { cost" in json.loads(forge.asked[0].body)["query"]

    def test_asked_at_is_the_servers(self, connected, clock):
        """An answer is as fresh as the server's clock says, whatever ours shows."""
        forge = ScriptedForge(
            [Said(content=GOOD.content, headers={"Date": "Fri, 20 Nov 2026 13:30:00 GMT"})]
        )

        assert connected(forge).ask(QUERY).asked_at == BEGINNING + timedelta(minutes=30)

    def test_packed(self, connected):
        """An answer may come packed, and is counted as it came."""
        packed = gzip.compress(json.dumps(GOOD.content).encode())
        forge = ScriptedForge([Said(content=packed, headers={"Content-Encoding": "gzip"})])
        connection = connected(forge)

        assert connection.ask(QUERY).data == {"viewer": {"login": "ada"}}
        assert connection.taken.received_bytes == len(packed)

    def test_half_an_emoji(self, connected):
        """Half an emoji, which UTF-8 cannot hold, becomes a question mark and stops nothing."""
        forge = ScriptedForge([Said(content=rb'{"data": {"title": "cut \ud83d here"}}')])

        assert connected(forge).ask(QUERY).data == {"title": "cut ? here"}

    def test_line_stays_open(self, connected):
        """Requests follow each other over one line."""
        forge = ScriptedForge([], then=GOOD)
        connection = connected(forge)
        for _ in range(3):
            connection.ask(QUERY)

        assert connection.taken.requests == len(forge.asked) == 3


class TestErrorsInsideAnAnswer:
    def test_parts_are_missing(self, connected):
        """What is not there or not allowed is told beside the rest, at its place."""
        forge = ScriptedForge(
            [
                errors(
                    {"type": "NOT_FOUND", "path": ["a"], "message": "Could not resolve."},
                    {"type": "FORBIDDEN", "path": ["b", 0, "c"], "message": "Not yours."},
                    data={"a": None, "b": [{"c": None}], "d": 1},
                )
            ]
        )

        answer = connected(forge).ask(QUERY)

        assert answer.data["d"] == 1
        assert answer.troubles == (
            Trouble("NOT_FOUND", ("a",), "Could not resolve."),
            Trouble("FORBIDDEN", ("b", 0, "c"), "Not yours."),
        )

    @pytest.mark.parametrize(
        "said",
        [
            errors({"message": SLOW}),
            errors({"message": SLOW, "path": ["a"]}, data={"a": None}),
            errors({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": "requests up to 600,000 nodes"}),
            errors({"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits exceeded."}),
            errors(
                {"type": "RESOURCE_LIMITS_EXCEEDED", "path": ["a"], "message": "Resource limits"},
                data={"a": None, "b": 1},
            ),
            Said(
                502, {"message": "We couldn't respond to your request in time. Sorry about that."}
            ),
            Said(504, b"<html>upstream request timeout</html>", {"Content-Type": "text/html"}),
        ],
        ids=[
            "timeout",
            "timeout-of-a-part",
            "nodes",
            "resources",
            "part-of-resources",
            "502-says-so",
            "504",
        ],
    )
    def test_too_heavy(self, connected, said):
        """A query that took too long or asks for too much is handed back to be made smaller."""
        with pytest.raises(TooHeavy):
            connected(ScriptedForge([], then=said)).ask(QUERY)

    def test_gateway_that_waited(self, connected, clock):
        """A gateway that gives up after ten seconds was waiting for the query: it is not sent again."""

        def slowly(asked: Asked) -> Said:
            clock.at += timedelta(seconds=10)
            return Said(502, b"<html>Bad Gateway</html>")

        forge = ScriptedForge(slowly)
        with pytest.raises(TooHeavy):
            connected(forge).ask(QUERY)

        assert len(forge.asked) == 1

    def test_gateway_that_stumbled(self, connected):
        """A gateway that fails at once is asked again."""
        forge = ScriptedForge([Said(502, b""), Said(502, b"")], then=GOOD)

        assert connected(forge).ask(QUERY).data
        assert len(forge.asked) == 3

    def test_inner_failure_that_passes(self, connected):
        """A defect inside GitHub is asked about again; most pass."""
        failed = errors({"message": "Something went wrong while executing your query."})
        forge = ScriptedForge([failed], then=GOOD)

        assert connected(forge).ask(QUERY).troubles == ()

    def test_inner_failure_that_stays(self, connected):
        """A defect that stays costs only the part it names."""
        failed = errors(
            {"message": "Something went wrong while executing your query.", "path": ["a"]},
            data={"a": None, "b": 1},
        )
        forge = ScriptedForge([], then=failed)

        answer = connected(forge).ask(QUERY)

        assert answer.data == {"a": None, "b": 1}
        assert [trouble.path for trouble in answer.troubles] == [("a",)]
        assert len(forge.asked) == 3

    def test_query_is_turned_down(self, connected):
        """A query that GitHub does not understand is not sent again; whose defect it is, is said."""
        forge = ScriptedForge(
            [], then=errors({"message": "Field 'x' doesn't exist on type 'Query'"})
        )

        with pytest.raises(SourceUnreadable) as caught:
            connected(forge).ask(QUERY)

        assert str(caught.value).endswith(
            "not read: a query was turned down (“Field 'x' doesn't exist on type 'Query'”). "
            "Please report this with the version of twohats."
        )
        assert len(forge.asked) == 1


class TestBrokenServers:
    @pytest.mark.parametrize(
        "broken",
        [
            Said(500, {"message": "Server Error"}),
            Said(503, b"<html>unicorn</html>"),
            Said(ends="reset"),
            Said(ends="silent"),
            Said(content=GOOD.content, ends="cut"),
            Said(content=b'{"data": {"viewer"'),
            Said(content=b"<html>a login page of a hotel</html>"),
            Said(content=b"[]"),
            Said(content={}),
            Said(content=gzip.compress(b"{}" * 99)[:-9], headers={"Content-Encoding": "gzip"}),
            Said(content=b"not packed", headers={"Content-Encoding": "gzip"}),
        ],
        ids=[
            "500",
            "503",
            "reset",
            "silent",
            "cut",
            "half-json",
            "html",
            "list",
            "empty",
            "half-gzip",
            "no-gzip",
        ],
    )
    def test_passes(self, connected, clock, broken):
        """What breaks once is asked for again after a short while, and counted."""
        connection = connected(ScriptedForge([broken], then=GOOD))

        assert connection.ask(QUERY).data == {"viewer": {"login": "ada"}}
        assert connection.taken.requests == 2
        assert connection.taken.again == 1
        (waited,) = clock.waits
        assert 1 <= waited <= 2

    def test_stays(self, connected, clock):
        """What stays broken ends after six tries, ever longer apart, in a sentence that says so."""
        forge = ScriptedForge([], then=Said(503, {"message": "No server is available."}))

        with pytest.raises(SourceUnreadable) as caught:
            connected(forge).get("/repos/acme/anvil")

        assert str(caught.value) == (
            f"{forge.url.removeprefix('http://')}/repos/acme/anvil: not read: it was tried 6 times; "
            "the last time, the server answered 503 (“No server is available.”). "
            "Run the command again later; it goes on from here."
        )
        assert len(forge.asked) == 6
        assert clock.waits == sorted(clock.waits)
        assert len(clock.waits) == 5
        assert sum(clock.waits) >= 1 + 2 + 4 + 8 + 16

    def test_pause_is_kept(self, connected, clock):
        """A server that says how long it wants to be left alone is left alone that long."""
        forge = ScriptedForge([Said(503, b"", {"Retry-After": "17"})], then=Said(content=[]))
        told: list[str] = []
        connected(forge, say=told.append).get("/repos/acme/anvil")

        assert clock.waits == [17.0]
        assert told == ["github.com: the server answered 503; it is tried again in 17 seconds."]

    def test_short_waits_are_not_told(self, connected):
        """A stumble that is over in a second or two is not worth a word."""
        told: list[str] = []
        connected(ScriptedForge([Said(500)], then=GOOD), say=told.append).ask(QUERY)

        assert told == []

    def test_long_pause(self, connected, clock):
        """A pause longer than five minutes is left for another run."""
        forge = ScriptedForge([Said(503, b"", {"Retry-After": "3600"})])

        with pytest.raises(SourceUnreadable) as caught:
            connected(forge).get("/repos/acme/anvil")
        assert str(caught.value).endswith(
            "/repos/acme/anvil: not read: the server answered 503, and asks to be left alone for "
            "3600 seconds. Run the command again later; it goes on from here."
        )
        assert clock.waits == []

    def test_nobody_there(self, clock):
        """A server that is not there is told as such."""
        with ScriptedForge([]) as forge:
            environment = forge.environment()
        with (
            connect("github.com", environment, now=clock.now, wait=clock.wait) as connection,
            pytest.raises(
                SourceUnreadable, match=r"it was tried 6 times; the last time, no connection"
            ),
        ):
            connection.ask(QUERY)


class TestLimits:
    def test_secondary_with_pause(self, connected, clock):
        """A secondary limit is waited out as long as it asks, and a little more."""
        forge = ScriptedForge([Said(403, {"message": SECONDARY}, {"Retry-After": "30"})], then=GOOD)
        told: list[str] = []
        connection = connected(forge, say=told.append)

        assert connection.ask(QUERY).data
        (waited,) = clock.waits
        assert 30 <= waited <= 33
        assert connection.taken.waited_s == waited
        assert told == ["github.com: waits until 13:01 UTC, as it asks for."]

    @pytest.mark.parametrize(
        "said",
        [Said(429, b""), Said(403, {"message": SECONDARY}), errors({"message": SECONDARY})],
        ids=["429", "403", "200"],
    )
    def test_secondary_without_pause(self, connected, clock, said):
        """A secondary limit that names no time is waited out a minute, then two."""
        connection = connected(ScriptedForge([said, said], then=GOOD))

        assert connection.ask(QUERY).data
        first, second = clock.waits
        assert 60 <= first <= 66
        assert 120 <= second <= 132

    def test_secondary_that_stays(self, connected, clock):
        """A secondary limit that does not end stops the run, and says when to go on."""
        forge = ScriptedForge([], then=Said(403, {"message": SECONDARY}))

        with pytest.raises(LimitReached) as caught:
            connected(forge).ask(QUERY)

        assert len(forge.asked) == 4
        assert caught.value.resets_at > clock.now()
        assert "github.com: stopped: it asks for a longer pause. Run" in str(caught.value)

    def test_pauses_without_end(self, connected, clock):
        """Short pauses asked for again and again end, too."""
        said = Said(429, {"message": SECONDARY}, {"Retry-After": "1"})
        forge = ScriptedForge([], then=said)

        with pytest.raises(LimitReached, match="asks for a pause again and again"):
            connected(forge).ask(QUERY)
        assert len(forge.asked) == 8

    @pytest.mark.parametrize(
        "said",
        [
            Said(403, {"message": "API rate limit exceeded"}, limit_headers(0)),
            Said(
                200,
                {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]},
                limit_headers(0),
            ),
        ],
        ids=["403", "200"],
    )
    def test_primary_stops(self, connected, clock, said):
        """Where waiting is not allowed the run stops at the limit and says when to go on."""
        with pytest.raises(LimitReached) as caught:
            connected(ScriptedForge([said])).ask(QUERY)

        assert caught.value.resets_at == BEGINNING + timedelta(seconds=1801)
        assert str(caught.value) == (
            "github.com: stopped: this hour's points are used up: 0 are left, and 500 are kept for "
            "people. Run the command again after 13:31 UTC; it goes on from here."
        )
        assert clock.waits == []

    def test_primary_waits(self, connected, clock):
        """Where waiting is allowed the run goes on after the reset."""
        used_up = Said(403, {"message": "API rate limit exceeded"}, limit_headers(0))
        connection = connected(
            ScriptedForge([used_up], then=GOOD), allowance=Allowance(wait_s=3600)
        )

        assert connection.ask(QUERY).data
        assert clock.waits == [1801.0]

    def test_reserve(self, connected, clock):
        """What is kept for people is not touched: the run stops before, without asking."""
        forge = ScriptedForge([Said(content=GOOD.content, headers=limit_headers(500))], then=GOOD)
        connection = connected(forge)
        connection.ask(QUERY)

        with pytest.raises(LimitReached, match="500 are left, and 500 are kept for people"):
            connection.ask(QUERY)
        assert len(forge.asked) == 1

    def test_kinds_apart(self, connected):
        """Used up points leave REST its requests."""
        forge = ScriptedForge(
            [
                Said(
                    content=GOOD.content,
                    headers=limit_headers(3) | {"X-RateLimit-Resource": "graphql"},
                )
            ],
            then=Said(content={"id": 1}),
        )
        connection = connected(forge)
        connection.ask(QUERY)

        assert connection.get("/repos/acme/anvil").content == {"id": 1}

    def test_other_limit(self, connected, clock):
        """A limit of its own, as searching has, is waited for; the hour's requests stay as they are."""
        headers = limit_headers(0, limit=30, resets_in_s=40) | {"X-RateLimit-Resource": "search"}
        used_up = Said(403, {"message": "API rate limit exceeded"}, headers)
        core = limit_headers(4000) | {"X-RateLimit-Resource": "core"}
        connection = connected(
            ScriptedForge(
                [Said(content=[], headers=core), used_up], then=Said(content={"items": []})
            )
        )
        connection.get("/repos/acme/anvil")

        assert connection.get("/search/issues?q=x").content == {"items": []}
        (waited,) = clock.waits
        assert 40 <= waited <= 44

    def test_own_budget(self, connected):
        """A run takes no more points than it was given."""
        forge = ScriptedForge([], then=GOOD)
        connection = connected(forge, allowance=Allowance(points=2))
        connection.ask(QUERY)
        connection.get("/x")

        with pytest.raises(LimitReached) as caught:
            connection.ask(QUERY)
        assert caught.value.resets_at is None
        assert str(caught.value).startswith(
            "github.com: stopped: this run's budget of 2 points is used up (2 taken). Run"
        )


class TestSeveralTokens:
    def test_share_the_work(self, connected):
        """The token that has most left is next."""
        left = {"one": 1000, "two": 1003}

        def answer(asked: Asked) -> Said:
            left[asked.token] -= 1
            return Said(content=GOOD.content, headers=limit_headers(left[asked.token]))

        forge = ScriptedForge(answer)
        connection = connected(forge, "one, two")
        for _ in range(7):
            connection.ask(QUERY)

        assert [asked.token for asked in forge.asked[:4]] == ["one", "two", "two", "two"]
        assert abs(left["one"] - left["two"]) <= 1

    def test_other_goes_on(self, connected, clock):
        """While one token has to rest the other works; nobody waits."""
        resting = Said(403, {"message": SECONDARY}, {"Retry-After": "60"})
        forge = ScriptedForge(lambda asked: resting if asked.token == "one" else GOOD)
        connection = connected(forge, "one two")
        for _ in range(3):
            connection.ask(QUERY)

        assert [asked.token for asked in forge.asked] == ["one", "two", "two", "two"]
        assert clock.waits == []

    def test_refused_one_is_set_aside(self, connected):
        """A token that GitHub refuses is set aside and named by its place, and the others go on."""
        told: list[str] = []
        refused = Said(401, {"message": "Bad credentials"})
        forge = ScriptedForge(lambda asked: refused if asked.token == "one" else GOOD)
        connection = connected(forge, "one two", say=told.append)

        assert connection.ask(QUERY).data
        assert connection.ask(QUERY).data
        assert [asked.token for asked in forge.asked] == ["one", "two", "two"]
        assert connection.set_aside == ("TWOHATS_GITHUB_TOKENS, number 1",)
        assert told == [
            "TWOHATS_GITHUB_TOKENS, number 1: set aside: github.com refuses it (“Bad credentials”). "
            "The run goes on with the other tokens; put a new one there."
        ]

    def test_many_refused(self, connected):
        """One good token among many that are refused is found."""
        refused = Said(401, {"message": "Bad credentials"})
        forge = ScriptedForge(lambda asked: GOOD if asked.token == "good" else refused)
        many = [f"bad-{n}" for n in range(12)]

        assert connected(forge, " ".join([*many, "good"])).ask(QUERY).data

    def test_all_refused(self, connected):
        """Where every token is refused the error names where each came from."""
        forge = ScriptedForge([], then=Said(401, {"message": "Bad credentials"}))

        with pytest.raises(SourceUnreadable) as caught:
            connected(forge, "one two").ask(QUERY)

        assert str(caught.value) == (
            "github.com: not read: it refuses the token of TWOHATS_GITHUB_TOKENS, number 1 and of "
            "TWOHATS_GITHUB_TOKENS, number 2. Put one there that is good, and run the command again."
        )
        assert len(forge.asked) == 2

    def test_one_at_a_time(self, connected):
        """However many ask, each token has one request on its way."""
        barrier = threading.Barrier(2, timeout=10)

        def answer(asked: Asked) -> Said:
            # Both tokens are on their way at once, or this breaks.
            barrier.wait()
            return GOOD

        forge = ScriptedForge(answer)
        connection = connected(forge, "one two")
        threads = [threading.Thread(target=connection.ask, args=(QUERY,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(forge.asked) == 8
        assert forge.most_at_once == 2


class TestRest:
    def test_one_thing(self, connected):
        """One thing comes decoded, with its entity tag."""
        forge = ScriptedForge([Said(content={"id": 1}, headers={"ETag": '"a"'})])

        reply = connected(forge).get("/repos/acme/anvil")

        assert (reply.content, reply.etag, reply.is_unchanged) == ({"id": 1}, '"a"', False)
        assert forge.asked[0].path == "/repos/acme/anvil"

    def test_unchanged(self, connected):
        """What has not changed is not sent again and costs no point."""
        forge = ScriptedForge([Said(304)])
        connection = connected(forge)

        reply = connection.get("/repos/acme/anvil", etag='"a"')

        assert (reply.content, reply.etag, reply.is_unchanged) == (None, '"a"', True)
        assert forge.asked[0].headers["if-none-match"] == '"a"'
        assert connection.taken.points == 0

    def test_pages(self, connected):
        """A list is read to its end, a hundred at a time."""

        def answer(asked: Asked) -> Said:
            page = int(asked.path.rpartition("page=")[2]) if "&page=" in asked.path else 1
            more = f'<{forge.url}/list?per_page=100&page={page + 1}>; rel="next", <x>; rel="last"'
            return Said(content=[page], headers={"Link": more} if page < 3 else {})

        forge = ScriptedForge(answer)

        assert [reply.content for reply in connected(forge).pages("/list")] == [[1], [2], [3]]
        assert forge.asked[0].path == "/list?per_page=100"

    def test_pages_of_a_question(self, connected):
        """A path that asks something keeps its question."""
        forge = ScriptedForge([Said(content=[])])
        list(connected(forge).pages("/list?since=2026-01-01T00:00:00Z"))

        assert forge.asked[0].path == "/list?since=2026-01-01T00:00:00Z&per_page=100"

    def test_pages_elsewhere(self, connected):
        """A list that goes on at another host is not followed: the token would go there."""
        link = '<https://forge.example/list?page=2>; rel="next"'
        forge = ScriptedForge([Said(content=[], headers={"Link": link})])

        with pytest.raises(
            SourceUnreadable, match=r"go on at forge\.example, where no token is sent"
        ):
            list(connected(forge).pages("/list"))

    def test_pages_in_a_circle(self, connected):
        """A list that leads back to itself is not read for ever."""
        forge = ScriptedForge(
            lambda _: Said(
                content=[], headers={"Link": f'<{forge.url}/list?per_page=100>; rel="next"'}
            )
        )

        with pytest.raises(SourceUnreadable, match="its pages lead in a circle"):
            list(connected(forge).pages("/list"))

    @pytest.mark.parametrize("message", [SECONDARY, "Something went wrong"])
    def test_errors_under_a_good_status(self, connected, message):
        """Errors that come instead of a list are no list, whatever the status says."""
        forge = ScriptedForge(
            [Said(200, {"errors": [{"message": message}]})], then=Said(content=[])
        )

        assert [reply.content for reply in connected(forge).pages("/list")] == [[]]

    def test_partial_list(self, connected):
        """A list that lacks what single sign-on protects is said to, once."""
        told: list[str] = []
        partial = Said(content=[], headers={"X-GitHub-SSO": "partial-results; organizations=7,8"})
        connection = connected(ScriptedForge([], then=partial), say=told.append)
        for _ in range(2):
            connection.get("/user/repos")

        assert told == [
            "github.com: Lists lack what some organizations show only after single sign-on: open the "
            "token's page on GitHub, and choose “Configure SSO”."
        ]

    def test_renamed(self, connected):
        """A renamed repository is found under its new name."""

        def answer(asked: Asked) -> Said:
            moved = {"Location": f"{forge.url}/repositories/7"}
            return Said(301, b"{}", moved) if "anvil" in asked.path else Said(content={"id": 7})

        forge = ScriptedForge(answer)
        connection = connected(forge)

        assert connection.get("/repos/acme/anvil").content == {"id": 7}
        assert [asked.token for asked in forge.asked] == ["made-up-token"] * 2
        assert connection.taken.requests == 2

    def test_led_elsewhere(self, connected):
        """Another host that a request is led to does not get the token."""
        with ScriptedForge([], then=Said(content={"id": 7})) as other:
            moved = Said(302, b"", {"Location": f"{other.url}/file"})
            connected(ScriptedForge([moved])).get("/repos/acme/anvil/tarball")

            assert other.asked[0].token == ""

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            (Said(404, {"message": "Not Found"}), "it does not exist, or not for this token"),
            (Said(410, {"message": "Issues are disabled"}), "it is gone (“Issues are disabled”)"),
            (Said(451, {"message": "DMCA"}), "it is withheld for legal reasons"),
            (Said(409, {"message": "Git Repository is empty."}), "the repository is empty"),
            (
                Said(403, {"message": "Resource not accessible by integration"}),
                "this token may not (“Resource not accessible by integration”)",
            ),
            (
                Said(
                    403,
                    {"message": "Forbidden"},
                    {"X-GitHub-SSO": "required; url=https://github.com/orgs/acme/sso?key=private"},
                ),
                "the organization wants single sign-on for this token",
            ),
            (
                Said(403, {"message": "Resource protected by organization SAML enforcement."}),
                "the organization wants single sign-on for this token",
            ),
            (
                Said(403, {"message": "the `acme` organization has an IP allow list enabled"}),
                "the organization lets only listed IP addresses in",
            ),
        ],
        ids=["404", "410", "451", "409", "403", "sso", "saml", "ip"],
    )
    def test_not_there(self, connected, said, why):
        """What is not there, or not for us, is told at once and plainly."""
        forge = ScriptedForge([said])

        with pytest.raises(NotThere) as caught:
            connected(forge).get("/repos/acme/anvil")

        assert f"/repos/acme/anvil: not read: {why}" in str(caught.value)
        assert "private" not in str(caught.value)

    def test_other_refusals(self, connected):
        """A request that is turned down for another reason is an error, not a missing thing."""
        forge = ScriptedForge([Said(422, {"message": "pagination is limited"})])

        with pytest.raises(SourceUnreadable, match="the server answered 422") as caught:
            connected(forge).get("/list")
        assert not isinstance(caught.value, NotThere)


class TestStanding:
    def test_asked_for_free(self, connected):
        """Before it begins a run can say what each token has left; asking costs no point."""
        told = {"limit": 5000, "remaining": 4000, "reset": int(BEGINNING.timestamp()) + 60}
        overview = {"resources": {"graphql": told, "core": told | {"remaining": 5000}}}
        forge = ScriptedForge([], then=Said(content=overview))
        connection = connected(forge)

        graphql, core = connection.standing()

        assert (graphql.resource, graphql.left, graphql.reserve, graphql.usable) == (
            "graphql",
            4000,
            500,
            3500,
        )
        assert (core.resource, core.left) == ("core", 5000)
        assert graphql.resets_at == BEGINNING + timedelta(minutes=1)
        assert connection.taken.points == 0

    def test_no_limits(self, connected):
        """A server without limits has no number, and nothing stops."""
        forge = ScriptedForge([Said(404, {"message": "Rate limiting is not enabled."})], then=GOOD)
        connection = connected(forge)

        assert [left.left for left in connection.standing()] == [None, None]
        assert connection.ask(QUERY).data

    def test_refused(self, connected):
        """A token that is refused is found before any work begins."""
        forge = ScriptedForge([], then=Said(401, {"message": "Bad credentials"}))

        with pytest.raises(SourceUnreadable, match="it refuses the token of TWOHATS_GITHUB_TOKENS"):
            connected(forge).standing()


def outcome(connection) -> str:
    """How a question ended; anything else than these two goes on."""
    try:
        data = connection.ask(QUERY).data
    except (TooHeavy, SourceUnreadable) as error:
        said = str(error)
        return "clean error" if said and "token-" not in said else said
    return "answered" if data == {"viewer": {"login": "ada"}} else str(data)


FAULTS = [
    Said(500, b""),
    Said(502, b""),
    Said(503, b"", {"Retry-After": "2"}),
    Said(ends="reset"),
    Said(ends="silent"),
    Said(content=GOOD.content, ends="cut"),
    Said(content=b"{"),
    Said(403, {"message": SECONDARY}, {"Retry-After": "5"}),
    Said(429, b""),
    errors({"message": SLOW}),
    errors({"message": "Something went wrong while executing your query."}),
    errors({"type": "RATE_LIMITED", "message": "API rate limit exceeded"}),
    Said(403, {"message": "API rate limit exceeded"}, limit_headers(0, resets_in_s=9)),
    Said(401, {"message": "Bad credentials"}),
]


@settings(max_examples=60)
@given(script=st.lists(st.sampled_from(FAULTS), max_size=12), tokens=st.integers(1, 3))
def test_any_order_of_faults(script, tokens):
    """Whatever goes wrong in whatever order: each question ends in its answer or in a clean error."""
    clock = MovedClock()
    with ScriptedForge(script, then=GOOD) as forge:
        environment = forge.environment(" ".join(f"token-{n}" for n in range(tokens)))
        with connect("github.com", environment, now=clock.now, wait=clock.wait) as connection:
            for _ in range(3):
                assert outcome(connection) in ("answered", "clean error")
        assert connection.taken.requests == len(forge.asked) <= len(script) + 3
        assert connection.taken.waited_s == sum(clock.waits)
