"""A made-up page: an organisation that does not exist, and communities nobody runs.

`document` is as large as a real first look; `small_document` is short enough to review as a file.
"""

from random import Random

from twohats.records.pages import Cell, Chart, Column, Document, Figure, Grid, RowSet, Section

COMMUNITIES = ("kelpgraph/kelpgraph", "tidewater/lantern", "moth-lab/quillpack", "ferrous/sundial")
LEANS = ("upstream", "ours", "person", "unclear")
TITLES = (
    "Grid lines vanish when the axis is logarithmic",
    "Add a keyboard shortcut for the second panel",
    "Docs: say which Python versions are tested",
    "Memory grows with every reload of a notebook that holds more than two hundred figures",
    "Crash on start with an empty configuration file",
    "Translate the tutorial into Basque",
    "Allow a proxy to be named per spawner",
    "Flaky test: test_reconnect_after_suspend",
    "Colour maps are upside down in exported PDF",
    "Support half-open intervals in the range picker",
)
ITEMS = (
    Column("item", "Item"),
    Column("title", "Title"),
    Column("community", "Community"),
    Column("opened_by", "Opened by"),
    Column("waited_d", "Waited (days)", numeric=True),
)


def _item(random: Random, community: str) -> tuple[Cell, ...]:
    number = random.randrange(100, 2900)
    return (
        Cell(f"#{number}", link=f"https://example.org/{community}/issues/{number}"),
        Cell(random.choice(TITLES)),
        Cell(community),
        Cell(random.choice(("newcomer", "returning", None))),
        Cell(round(random.uniform(0.4, 240), 1), note=random.choice((None, "still waiting"))),
    )


def _behind(key: str, title: str, total: int, random: Random, most: int = 12) -> RowSet:
    rows = tuple(_item(random, random.choice(COMMUNITIES)) for _ in range(min(total, most)))
    grid = Grid(ITEMS, rows, caption="One row per item.", empty="No item is in this list.")
    return RowSet(title, grid, total, f"twohats look --rows {key}")


def _survival(random: Random) -> Chart:
    data = []
    for group, pace in (("newcomers", 0.94), ("returning", 0.86)):
        share, day = 1.0, 0.0
        data.append({"days": 0.0, "waiting": 1.0, "who": group})
        while day < 88:
            day += random.uniform(0.6, 6)
            share *= random.uniform(pace, 1)
            data.append({"days": round(day, 1), "waiting": round(share, 4), "who": group})
    return Chart(
        "survival",
        "Half of the returning people have an answer after seven weeks; newcomers wait eleven",
        tuple(data),
        "days",
        "waiting",
        "who",
        ("newcomers", "returning"),
        "days since the item was opened",
        "share still waiting",
    )


def _waiting(random: Random, rows: dict[str, RowSet]) -> Section:
    rows["waiting.people"] = _behind("waiting.people", "People who wait", 31, random)
    rows["waiting.items"] = _behind("waiting.items", "Items without an answer", 1204, random)
    rows["waiting.newcomers"] = _behind("waiting.newcomers", "Newcomers who wait", 9, random)
    waiting = sorted(
        (_item(random, random.choice(COMMUNITIES)) for _ in range(12)),
        key=lambda row: (row[3].value != "newcomer", -row[4].value),
    )
    return Section(
        "waiting",
        "31 people wait for a first answer, nine of them newcomers",
        "An answer is the first word of a person who is not the author. Bots never count, and who "
        "still waits is kept in the picture, not dropped.",
        (
            Figure("People waiting", Cell(31, opens="waiting.people"), detail="in 4 communities"),
            Figure("Newcomers among them", Cell(9, opens="waiting.newcomers")),
            Figure(
                "Items waiting",
                Cell(1204, opens="waiting.items"),
                detail="18 more were closed without a word",
            ),
            Figure(
                "Median wait",
                Cell(61.4),
                "days",
                "95 % interval 52.2 to 73.9; 1,431 items, 208 still waiting",
            ),
            Figure("Median wait, newcomers", Cell(None, note="too few"), detail="4 events of 5"),
        ),
        _survival(random),
        Grid(ITEMS, tuple(waiting), "One row per item; newcomers first, then the longest wait."),
        (
            "Window: 2026-08-01 to 2026-10-30, days in UTC.",
            "Bots are left out by account type, by the ending [bot], and by a named list.",
        ),
    )


def _asked_and_given(random: Random, rows: dict[str, RowSet]) -> Section:
    table, data = [], []
    for community in COMMUNITIES:
        cells = [Cell(community, link=f"https://example.org/{community}")]
        for kind in ("asked", "given"):
            key, count = f"{kind}:{community}", random.randrange(2, 160)
            rows[key] = _behind(key, f"What we {kind}: {community}", count, random)
            cells.append(Cell(count, opens=key))
            data.append({"community": community, "direction": kind, "entries": count})
        cells.append(Cell(round(random.uniform(0.2, 0.9), 2)))
        table.append(tuple(cells))
    table.append((Cell("(any other)"), Cell(0), Cell(None, note="reviews not held"), Cell(None)))
    return Section(
        "asked-and-given",
        "We asked more than we gave in three of four communities",
        "Asked: reviews and answers others gave to our people. Given: the same, the other way.",
        (),
        Chart(
            "stacked_bars",
            "What our people asked and gave, per community",
            tuple(data),
            "entries",
            "community",
            "direction",
            ("asked", "given"),
            "entries",
        ),
        Grid(
            (
                Column("community", "Community"),
                Column("asked", "Asked", numeric=True),
                Column("given", "Given", numeric=True),
                Column("share", "Given ÷ both", numeric=True),
            ),
            tuple(table),
            "One row per community.",
        ),
        ("Reviews are not held by the recording of ferrous/sundial: given is too low there.",),
    )


def _leaning(random: Random, rows: dict[str, RowSet]) -> Section:
    data, table = [], []
    for community in COMMUNITIES:
        cells = [Cell(community)]
        for lean in LEANS:
            key, count = f"lean:{community}:{lean}", random.randrange(0, 60)
            rows[key] = _behind(key, f"{community}, lean {lean}", count, random, most=5)
            cells.append(Cell(count, opens=key))
            data.append({"community": community, "lean": lean, "entries": count})
        table.append(tuple(cells))
    return Section(
        "leaning",
        "No need leads, and for a third of our work it cannot be told yet",
        "A lean says whose need a piece of work looks like before there is evidence for a class.",
        (),
        Chart(
            "stacked_bars",
            "Whose need our contributions look like, per community",
            tuple(data),
            "entries",
            "community",
            "lean",
            LEANS,
            "contributions",
        ),
        Grid(
            (
                Column("community", "Community"),
                *(Column(lean, lean.capitalize(), numeric=True) for lean in LEANS),
            ),
            tuple(table),
            "One row per community; every count opens to its contributions.",
        ),
    )


def _questions() -> Section:
    asked = (
        ("Who reviews for us in lantern?", "62 reviews have no known hat", "upstream ± 14 %"),
        ("Is quillpack upstream or our own?", "118 entries depend on it", "ours ± 11 %"),
        ("Was the July sprint planned?", "41 entries fall in it", "person ± 6 %"),
        ("Does wren-k work for us since May?", "the roster gives no date", "all ± 4 %"),
        ("Which issue drove the export work?", "9 changes link to nothing", "upstream ± 2 %"),
    )
    rows = tuple(
        (Cell(str(at)), *(Cell(part) for part in parts), Cell(f"twohats settle q{at}"))
        for at, parts in enumerate(asked, start=1)
    )
    return Section(
        "questions",
        "Five answers would settle most",
        grid=Grid(
            (
                Column("at", "No."),
                Column("question", "Question"),
                Column("why", "Why it matters"),
                Column("moves", "How far it could move the picture"),
                Column("how", "How to answer"),
            ),
            rows,
            "One row per question, the one that could move most first.",
        ),
    )


def document() -> Document:
    """As large as a real first look, and the same at every call."""
    random, rows = Random(7), {}
    sections = (
        _waiting(random, rows),
        _asked_and_given(random, rows),
        _leaning(random, rows),
        _questions(),
    )
    return Document(
        "First look: Fernhill Observatory Cooperative",
        "Who waits, what we asked and gave, and whose need our work serves, 1 August to "
        "30 October 2026, as of 1 November 2026",
        sections,
        rows,
        "All names and numbers on this page are made up.",
        {
            "window": "2026-08-01 to 2026-10-30 (half-open, UTC)",
            "as_of": "2026-11-01T00:00:00Z",
            "bot_rule": "account type, ending [bot], named list of 14",
            "affiliation_source": "team.yml, dates assumed for 3 of 11",
            "coverage": {"kelpgraph/kelpgraph": "complete", "ferrous/sundial": "no reviews"},
            "left_out": ["2 items without an author", "1 truncated file"],
            "accounts_without_affiliation": None,
            "digest": "sha256:6f1d0c2b9a7e4d35",
        },
    )


def small_document() -> Document:
    """A page with one of everything, few enough rows to read in a review."""
    items = (Column("item", "Item"), Column("title", "Title"))
    rows = {
        "waiting:people": RowSet(
            "People who wait",
            Grid(
                items,
                (
                    (
                        Cell("#12", link="https://example.org/kelpgraph/12"),
                        Cell("Fix <script>alert(1)</script> in | tables"),
                    ),
                    (Cell("#7", link="javascript:alert(1)"), Cell("Ask @somebody about *this*")),
                ),
                "One row per item.",
            ),
            1204,
            "twohats look --rows waiting:people",
        ),
        "none": RowSet(
            "Nobody", Grid(items, (), empty="Nobody waits."), 0, "twohats look --rows none"
        ),
    }
    bars = Chart(
        "stacked_bars",
        "Whose need, per community",
        (
            {"community": "kelpgraph", "lean": "upstream", "entries": 3},
            {"community": "kelpgraph", "lean": "unclear", "entries": 1},
            {"community": "lantern", "lean": "unclear", "entries": 2},
        ),
        "entries",
        "community",
        "lean",
        ("upstream", "unclear"),
        "contributions",
    )
    counted = Grid(
        (
            Column("community", "Community"),
            Column("waiting", "Waiting", numeric=True),
            Column("median_d", "Median wait (days)", numeric=True),
        ),
        (
            (Cell("kelpgraph"), Cell(1204, opens="waiting:people"), Cell(19.44)),
            (Cell("lantern"), Cell(0, opens="none"), Cell(None, note="too few")),
        ),
        "One row per community.",
    )
    return Document(
        "First look: a made-up cooperative",
        "As of 1 November 2026",
        (
            Section(
                "waiting",
                "1,204 items wait",
                "An answer is the first word of another person.",
                (
                    Figure(
                        "Items waiting",
                        Cell(1204, opens="waiting:people", note="still waiting"),
                        "items",
                        "in 2 communities",
                    ),
                ),
                bars,
                counted,
                ("Window: 90 days.",),
            ),
            Section("empty", "Nothing was asked", grid=Grid((Column("a", "A"),), ())),
        ),
        rows,
        "Made-up data.",
        {"as_of": "2026-11-01", "digest": None, "left_out": ["1 file", "2 items"]},
    )
