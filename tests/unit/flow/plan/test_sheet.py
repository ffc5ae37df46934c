"""A plan is handed out with people called as they agreed to be."""

from dataclasses import replace
from datetime import date

from twohats.flow.plan.sheet import names_in, sheet_of
from twohats.records.needs import Need
from twohats.records.plan import Burden, Duty, LeftOut, Pick, Plan, Slot, Stage
from twohats.workspace.iterations import Iterations

LANTERN = "github:lantern"
REVIEWS = Slot(
    "slot:3-review-lantern", 3, Duty("review", LANTERN), 2.0, 2, "Two reviews",
    ("N01:a", "N01:b", "N01:c", "N01:d"),
)  # fmt: skip
RELEASE = Slot("slot:3-release-lantern", 3, Duty("release", LANTERN), 1.0)
NAMES = {"github:ada": "wren-1", "github:bea": "teal-2", "github:cleo": "kite-3"}
ITERATION = Iterations(date(2026, 1, 7)).numbered(3)


def need(key):
    at = date(2026, 1, 1)
    return Need(key, "N01", "review", LANTERN, None, None, "t", "b", at, f"https://x.example/{key[-1]}")  # fmt: skip


def sheet(*picks, agreed=(), **more):
    plan = Plan(3, picks, **more)
    needs = {key: need(key) for key in ("N01:a", "N01:b", "N01:c", "N01:d")}
    return sheet_of(
        plan, [REVIEWS, RELEASE], ITERATION, "T", pseudonyms=NAMES, agreed=agreed, needs=needs
    )


def test_who_pulled_is_named():
    """Whoever pulled a slot agreed to it; whom it is only proposed to stands under a pseudonym."""
    pulled, proposed = (
        Pick("slot:3-review-lantern", "github:ada", "github:bea", "shadow", is_claimed=True),
        Pick("slot:3-release-lantern", "github:cleo"),
    )

    lines = {line.key: line for line in sheet(pulled, proposed).lines}

    reviews, release = lines[REVIEWS.key], lines[RELEASE.key]
    assert (reviews.holder, reviews.pair, reviews.login) == ("@ada", "teal-2", "ada")
    assert (release.holder, release.login, release.is_claimed) == ("kite-3", None, False)
    assert names_in(Plan(3, (pulled, proposed)), ()) == ("github:ada",)


def test_who_agreed_beforehand():
    """Whoever agreed that plans name them is named, proposed or not."""
    (release, _) = sheet(Pick(RELEASE.key, "github:cleo"), agreed=["github:cleo"]).lines

    assert (release.holder, release.login) == ("@cleo", "cleo")


def test_titles():
    """Where it is said once: a title that ends in the place gives it up, another stays as it is."""
    slots = [replace(RELEASE, key=f"slot:{at}", title=words) for at, words in enumerate(("2 reviews, lantern", "Reviews, and notes", ""))]  # fmt: skip
    found = sheet_of(Plan(3, ()), slots, ITERATION, "T", pseudonyms={})

    assert [line.title for line in found.lines] == ["2 reviews", "Reviews, and notes", "1 release"]


def test_nobody_known():
    """Nobody holds it; and somebody without a pseudonym is one of us, never a key."""
    assert sheet().lines[0].holder is None
    assert sheet(Pick(RELEASE.key, "mail:dora@tidewater.example")).lines[0].holder == "one of us"
    agreed = sheet(Pick(RELEASE.key, "mail:dora@x.example"), agreed=["mail:dora@x.example"])
    assert agreed.lines[0].holder == "one of us"


def test_needs_and_the_rest():
    """One more need than is to be done; what was left out, how good it is, and what it brings."""
    found = sheet(
        left_out=(LeftOut(RELEASE.key, "nobody may"), LeftOut("github:ada", "is away")),
        stages=(
            Stage("worth", 12.0, 12.0, 0.0, True),
            Stage("spread", 3.5, 3.0, 0.02),
            Stage("rotation", None, None, None),
        ),
        burdens=(
            Burden(LANTERN, 2, 3, 14, 3.5, "3.5 days"),
            Burden("github:x", 0, 3),
            Burden("github:y", 1, 0),
        ),
    )

    assert found.lines[1].needs == ("https://x.example/a", "https://x.example/b", "https://x.example/c")  # fmt: skip
    assert found.left_out == (("3-release-lantern", "nobody may"), ("wren-1", "is away"))
    assert found.proofs == (
        "worth: 12, proven best",
        "spread: 3.5, at most 2.0% from the best",
        "rotation: not reached",
    )
    assert found.burdens == (
        "lantern: 2 of ours to look at; now 14 open, median wait 3.5 days",
        "y: 1 of ours to look at; now unknown, median wait unknown",
    )
    assert (found.since, found.until) == (date(2026, 2, 4), date(2026, 2, 18))
