"""Drafts go into trackers of ours alone, and never twice; tried on a server on loopback."""

import json
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from twohats.errors import SourceUnreadable, TwohatsError, WrongUse
from twohats.flow.sending import send
from twohats.guards.door import Held
from twohats.guards.drafts import clear_draft
from twohats.publish.github_issues import connect_issues
from twohats.records.drafts import Draft

PLAN = "github:tidewater/plan"
NOW = datetime(2026, 12, 20, tzinfo=UTC)
MARK = "<!-- twohats:recurring:github:tidewater/plan:oss -->"
DRAFT = Draft(
    "recurring:github:tidewater/plan:oss",
    "Upstream OSS Contributions",
    f"- what\n{MARK}\n",
    PLAN,
    ("recurrent",),
    drafted_by="ada@tidewater.example",
)
SECRET = "made-up-secret"


class Forge:
    """A small tracker that answers as GitHub's REST interface does."""

    def __init__(self):
        self.issues, self.log = [], []
        self.cut_next = self.answer_with = None

    def add(self, title, body="", state="open", **more):
        number = len(self.issues) + 1
        url = f"https://github.com/tidewater/plan/issues/{number}"
        self.issues.append(
            {
                "number": number,
                "title": title,
                "body": body,
                "state": state,
                "html_url": url,
                **more,
            }
        )
        return self.issues[-1]


@pytest.fixture
def forge():
    """Serve a tracker while a test runs."""
    forge = Forge()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            self._answer("GET")

        def do_POST(self):
            self._answer("POST")

        def do_PATCH(self):
            self._answer("PATCH")

        def _answer(self, method):
            length = int(self.headers.get("Content-Length") or 0)
            content = json.loads(self.rfile.read(length)) if length else None
            forge.log.append((method, self.path, content, self.headers["Authorization"]))
            if forge.answer_with and method != "GET":
                return self._give(*forge.answer_with)
            if method == "GET":
                page = int((re.search(r"[&?]page=(\d+)", self.path) or [0, 1])[1])
                shown = [issue for issue in forge.issues if issue["state"] == "open"]
                links = {}
                if len(shown) > page:
                    links["Link"] = f'<{forge.url}{self.path.split("&page")[0]}&page={page + 1}>; rel="next"'  # fmt: skip
                return self._give(200, shown[page - 1 : page], links)
            if method == "POST":
                made = forge.add(content["title"], content["body"], labels=content["labels"])
                if forge.cut_next:
                    forge.cut_next = None
                    self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 999\r\n\r\n{")
                    self.close_connection = True
                    return None
                return self._give(201, made)
            issue = forge.issues[int(self.path.rpartition("/")[2]) - 1]
            issue |= content
            return self._give(200, issue)

        def _give(self, status, content, headers=None):
            body = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forge.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield forge
    server.shutdown()
    server.server_close()
    thread.join()


def is_ours(repository):
    return repository == PLAN


def sent(forge, draft=DRAFT, renewed=None):
    environment = {"GITHUB_TOKEN": SECRET, "GITHUB_API_URL": forge.url}
    with connect_issues("github.com", environment, lambda: NOW) as tracker:
        return send(clear_draft(draft, {}, is_ours), tracker, is_ours, renewed)


def written(forge):
    return [(method, path) for method, path, _, _ in forge.log if method != "GET"]


def test_created(forge):
    """Where none stands, one is opened with its labels, under a person's token."""
    placed = sent(forge)

    assert (placed.was, placed.url) == ("created", "https://github.com/tidewater/plan/issues/1")
    assert forge.log[-1][1:3] == (
        "/repos/tidewater/plan/issues",
        {"title": DRAFT.title, "body": DRAFT.body, "labels": ["recurrent"]},
    )
    assert forge.log[-1][3] == f"bearer {SECRET}"


def test_never_twice(forge):
    """Sent again, whatever people did to title and text around the key, nothing is opened."""
    sent(forge)
    forge.issues[0] |= {"title": "Our reviews", "body": f"We did some.\n{MARK}"}

    assert sent(forge).was == "unchanged"
    assert len(forge.issues) == 1


def test_by_title_and_on_later_pages(forge):
    """One that people opened by hand is found by its title, also behind others and a change."""
    forge.add("Something else")
    forge.add(DRAFT.title, pull_request={})
    forge.add("upstream oss  contributions")

    assert sent(forge).number == 3
    assert written(forge) == []


def test_closed_ones_do_not_count(forge):
    """What is closed keeps nothing from being opened."""
    forge.add(DRAFT.title, DRAFT.body, state="closed")

    assert sent(forge).was == "created"


def test_updated(forge):
    """A text is brought up to date by what keeps people's words; one that is so stays untouched."""
    forge.add(DRAFT.title, f"People's words\n{MARK}")

    def renewed(body):
        return body if "new box" in body else f"{body}\nnew box"

    assert sent(forge, renewed=renewed).was == "updated"
    assert forge.issues[0]["body"] == f"People's words\n{MARK}\nnew box"
    assert sent(forge, renewed=renewed).was == "unchanged"
    assert written(forge) == [("PATCH", "/repos/tidewater/plan/issues/1")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"place": "github:lantern/core"}, "lantern/core is not ours: a person copies it there"),
        ({"place": None}, "it has no place of its own: a person copies it"),
        ({"drafted_by": None}, "nobody stands behind it yet: git should know your e-mail"),
    ],
)
def test_held(forge, change, reason):
    """Into any other place, or with nobody behind it, nothing is sent: not even a question."""
    with pytest.raises(Held) as held:
        sent(forge, replace(DRAFT, **change))

    assert str(held.value) == f"Upstream OSS Contributions: not sent: {reason}."
    assert held.value.exit_code == 4
    assert forge.log == []


def test_asked_again_before_writing(forge):
    """A draft that was cleared for a place that is ours no longer is not sent."""
    cleared = clear_draft(DRAFT, {}, is_ours)
    with pytest.raises(Held, match="tidewater/plan is not ours"):
        send(cleared, None, lambda _: False)


def test_cut_off(forge):
    """Where the answer was cut off it says so; the next run finds what arrived and adds nothing."""
    forge.cut_next = True

    with pytest.raises(SourceUnreadable, match="it looks first whether it arrived"):
        sent(forge)
    assert sent(forge).was == "unchanged"
    assert len(forge.issues) == 1


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (403, TwohatsError, "Use a token that may write issues in this repository."),
        (404, TwohatsError, "Use a token that may write issues in this repository."),
        (500, SourceUnreadable, "Run it again later."),
    ],
)
def test_refused(forge, status, kind, words):
    """What the forge refuses is told in its words, with a next step and without the token."""
    forge.answer_with = (status, {"message": f"no, {SECRET}"})

    with pytest.raises(kind) as refused:
        sent(forge)
    assert str(refused.value).startswith("tidewater/plan: not written to: ")
    assert str(refused.value).endswith(words)
    assert SECRET not in str(refused.value)


def test_no_token(monkeypatch):
    """Without a person's token nothing is sent."""
    monkeypatch.setenv("PATH", "")
    with (
        pytest.raises(WrongUse, match="there is no token of a person"),
        connect_issues("github.com", {}, lambda: NOW),
    ):
        pass
