"""Signs that a member or our product drove it: what each kind finds, and what it leaves alone."""

from fakes.told import OWN, REPOSITORY, TRACES, answers, beside, found, of, one, replace, told

STRONG, WEAK, MUTE = (True, "strong"), (True, "weak"), (True, "none")
UNKNOWN = (None, "strong")
OBSERVATORY = "The Hill Observatory waits for it."


def change(story, number=1, **columns):
    """Our change of day 10, merged half a day later."""
    return story.merged(number, "vera", 10, "ada", **columns)


def promised(kind, cases):
    """What one kind makes of each commitment to a change of ours, beside what it should."""
    story = told()
    for number, (_, at, columns, _) in enumerate(cases, 1):
        story.promise(change(story, number), at, **columns)
    story.promise(
        "github:a/b#1", 3, "contract", "directed", funder="Open Tides"
    )  # of none of these
    return beside(cases, answers(story, kind, len(cases)))


def test_d1():
    """D1 takes the word of a plan item or initiative, if it was tied to the work in time."""
    got, expected = promised(
        "D1",
        (
            ("a directed plan item", 3, {"direction": "directed"}, STRONG),
            ("a directed initiative", 3, {"direction": "directed", "kind": "initiative"}, STRONG),
            ("one tied to it while it ran", 10.2, {"direction": "directed"}, STRONG),
            ("one tied to it after its end", 11, {"direction": "directed"}, WEAK),
            ("one without a date", None, {"direction": "directed"}, WEAK),
            ("a foundational one", 3, {"direction": "foundational"}, None),
            ("one that says nothing", 3, {"direction": "unstated"}, None),
            ("a mixed one", 3, {"direction": "mixed"}, None),
            ("a contract, which is D2", 3, {"direction": "directed", "kind": "contract"}, None),
        ),
    )

    assert got == expected


def test_d1_through_the_tracker():
    """Where only the tracker's item is known as planned, a link ties it, from that day on."""
    story = told()
    plan = story.issue(5, 1)
    story.promise(plan, 1, direction="directed")
    story.link(plan, change(story), 4)
    late = story.issue(6, 1)
    story.promise(late, 1, direction="directed", url="https://example.org/z")
    story.link(late, f"{REPOSITORY}#1", 20)

    pieces = found(story, "D1")[of(f"{REPOSITORY}#1")]

    assert [piece["strength"] for piece in pieces] == ["strong", "weak"]


def test_d2():
    """D2 is a contract or a funder; plans without either are none."""
    got, expected = promised(
        "D2",
        (
            ("a contract", 3, {"kind": "contract"}, STRONG),
            ("a funded initiative", 3, {"kind": "initiative", "funder": "Open Tides"}, STRONG),
            ("a contract tied after the end", 11, {"kind": "contract"}, WEAK),
            ("a contract without a date", None, {"kind": "contract"}, WEAK),
            ("an initiative", 3, {"kind": "initiative"}, None),
            ("a directed plan item", 3, {"direction": "directed"}, None),
            ("a duty", 3, {"kind": "duty"}, None),
        ),
    )

    assert got == expected


def test_d2_names_who_pays():
    """The payer is named, since people dispute that first."""
    story = told()
    story.promise(change(story), 3, kind="contract", funder="Open Tides")

    (piece,) = found(story, "D2")[of(f"{REPOSITORY}#1")]

    assert piece["quote"] == "Open Tides"
    assert piece["because"] == "A contract of ours commits us to it (Open Tides)."


def test_d3():
    """D3 is a request for support as the cause: of ours, before the work, and tied to it."""
    cases = (
        ("a request for support", ["Support"], 3, 9, "ref", STRONG),
        ("a request after the work began", ["support"], 10.2, 10.3, "ref", WEAK),
        ("a request tied later", ["support"], 3, 30, "ref", WEAK),
        ("an undated tie", ["support"], 3, None, "ref", WEAK),
        ("another label", ["supported platform"], 3, 9, "ref", None),
        ("no label", [], 3, 9, "ref", None),
        ("a mere mention", ["support"], 3, 9, "mention", None),
        ("a request to others", ["support"], 3, 9, "upstream", None),
    )
    story = told()
    for number, (_, labels, opened, tied, kind, _) in enumerate(cases, 1):
        issue = (
            story.item(90, "ada", opened, kind="issue", labels=labels)
            if kind == "upstream"
            else story.issue(number, opened, labels=labels)
        )
        kind = "ref" if kind == "upstream" else kind
        story.link(issue, change(story, number), tied, kind)

    got, expected = beside(cases, answers(story, "D3", len(cases)))

    assert got == expected


def test_d3_copies_nothing():
    """A request for support is linked, and not a word of it is copied."""
    story = told()
    story.link(
        story.issue(5, 3, labels=["support"], title="Help Joan", body="secret"), change(story), 9
    )

    (piece,) = found(story, "D3")[of(f"{REPOSITORY}#1")]

    assert piece["quote"] is None
    assert piece["who"] is None
    assert piece["because"] == "A request for support, tidewater/plans#5, is tied to it."


D4 = (
    ("in its words", {"body": OBSERVATORY}, 9, STRONG),
    ("in its title", {"title": "For Café Nørd"}, 9, STRONG),
    ("written as a label", {"body": "hill-observatory: broken"}, 9, STRONG),
    ("tied while it ran", {"body": OBSERVATORY}, 10.2, STRONG),
    ("tied after the merge", {"body": OBSERVATORY}, 11, WEAK),
    ("tied on no day", {"body": OBSERVATORY}, None, WEAK),
    ("younger than the work", {"body": OBSERVATORY, "at": 10.2}, 10.3, WEAK),
    ("naming nobody", {"body": "It is broken."}, 9, None),
    ("naming part of a word", {"body": "Downhill Observatoryx"}, 9, None),
    ("that is a plan item", {"body": OBSERVATORY, "labels": ["recurrent"]}, 9, None),
    ("that is an initiative", {"body": OBSERVATORY, "labels": ["Initiative"]}, 9, None),
)


def tracked():
    story = told()
    for number, (_, issue, tied, _) in enumerate(D4, 1):
        story.link(story.issue(number, **{"at": 3, **issue}), change(story, number), tied)
    return story


def test_d4():
    """D4 is an issue of our tracker that names a member: older than the work, tied before its end."""
    got, expected = beside(D4, answers(tracked(), "D4", len(D4)))

    assert got == expected


def test_d4_without_members():
    """With no member named in the workspace, whether an issue of ours names one is unknown."""
    story = tracked()
    change(story, 99)
    nobody = replace(TRACES, members=())

    assert {piece and piece[0] for piece in answers(story, "D4", 9, traces=nobody)} == {None}
    assert of(f"{REPOSITORY}#99") not in found(story, "D4", traces=nobody)


def test_d4_in_the_words_that_hold_the_link():
    """A member named beside the link is named; one that others name further down is not."""
    story = told()
    change(story)
    for number, holds in ((5, True), (6, False)):
        issue = story.issue(number, 3)
        story.event(issue, "commented", "pia", 4, body=OBSERVATORY)
        event = story.rows["events"][-1]["event"]
        if not holds:
            story.event(issue, "commented", "pia", 5, body="see there")
            event = story.rows["events"][-1]["event"]
        story.link(issue, f"{REPOSITORY}#1", 5, from_event=event)

    (piece,) = found(story, "D4")[of(f"{REPOSITORY}#1")]

    assert piece["because"] == "tidewater/plans#5 of ours names Hill Observatory and is tied to it."


def test_d4_both_ways():
    """A change that names the issue is tied to it; an upstream issue is none of ours."""
    story = told()
    story.link(change(story), story.issue(5, 3, body=OBSERVATORY), 10)
    story.link(story.item(7, "ada", 3, kind="issue", body=OBSERVATORY), change(story, 2), 9)

    assert answers(story, "D4", 2) == [STRONG, None]


D5 = (
    ("This is a directed contribution.", STRONG),
    ("A stakeholder-led contribution", STRONG),
    ("Sponsored by the Hill Observatory.", STRONG),
    ("on behalf of Café Nørd", STRONG),
    ("This is not a directed contribution", None),
    ("It was no directed contribution.", None),
    ("contributions directed at newcomers", None),
    ("The Hill Observatory has a dome.", None),
    ("sponsored by the moon", None),
    (None, None),
)
D5_BELOW = (
    ("vera", 10.2, STRONG),
    ("vera", 30, WEAK),
    ("ada", 10.2, None),
    (None, 10.2, None),
)


def test_d5():
    """D5 is the author's own word, in time: directed, or done for a member by name.

    What others say of it is not their word, and reviews take it through the change alone.
    """
    story = told()
    for number, (body, _) in enumerate(D5, 1):
        story.event(change(story, number, body=body), "reviewed", "wim", 10.2)
    for number, (who, at, _) in enumerate(D5_BELOW, len(D5) + 1):
        story.event(change(story, number), "commented", who, at, body="a directed contribution")
    cases = (*D5, *D5_BELOW)

    got, expected = beside(cases, answers(story, "D5", len(cases)))

    assert got == expected
    assert all(entry.endswith(":change") for entry in found(story, "D5"))


def test_d6():
    """D6 is an initiative that does not say its kind; it has no strength."""
    got, expected = promised(
        "D6",
        (
            ("an initiative", 3, {"kind": "initiative"}, MUTE),
            ("one without a word", 3, {"kind": "initiative", "direction": None}, MUTE),
            ("one of upstream's", 3, {"kind": "initiative", "direction": "foundational"}, None),
            ("one of ours", 3, {"kind": "initiative", "direction": "directed"}, None),
            ("a plan item", 3, {"kind": "plan_item"}, None),
        ),
    )

    assert got == expected


def test_d7():
    """D7 is a label of interest on what is tied to it, and always weak."""
    cases = (
        ("interested:hill-observatory", WEAK),
        ("Interested: Café Nørd", WEAK),
        ("interesting", None),
        ("not interested:x", None),
    )
    story = told()
    for number, (label, _) in enumerate(cases, 1):
        story.link(story.issue(number, 3, labels=["other", label]), change(story, number), 9)

    got, expected = beside(cases, answers(story, "D7", len(cases)))

    assert got == expected


def test_nothing_in_own_projects():
    """Of what was done in our own projects no evidence is looked for."""
    story = told()
    item = story.merged(1, "vera", 10, "pia", repository=OWN, body="a directed contribution")
    story.link(story.issue(5, 3, labels=["support"], body=OBSERVATORY), item, 9)
    story.promise(item, 3, kind="contract")

    assert all(found(story, kind) == {} for kind in ("D2", "D3", "D4", "D5", "F1", "F3", "N1"))


def test_change_is_tied_once_known():
    """A story without any link, plan or word has no sign at all."""
    story = told()
    change(story)

    assert all(one(story, kind) is None for kind in ("D1", "D2", "D3", "D4", "D5", "D6", "D7"))
