"""What files of a repository carry: patches, pins, copies and marks."""

from pathlib import Path

import pytest

from twohats.errors import WrongUse
from twohats.formats.addresses import HOSTS
from twohats.sources.git.carrying import read_carrying

PATCH = "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n"


@pytest.fixture
def read(repository, tmp_path):
    """Commit files, and read what they carry as (kind, what, path)."""

    def read(files, **options):
        repository.commit("Files", files)
        return read_carrying(
            repository.path, workdir=_folder(tmp_path / "work"), hosts=HOSTS, **options
        )

    return read


def _folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path


def shown(carrying):
    return [(one.kind, one.what, one.path) for one in carrying.found]


def test_a_patch_file_is_carried_since_it_came_and_not_since_it_last_changed(read, repository):
    """Age is counted from the day a patch was added."""
    read({"patches/lamp.patch": f"Subject: Mend the lamp\n\n{PATCH}"})
    added = repository.clock

    carrying = read({"patches/lamp.patch": f"Subject: Mend the lamp\n\n{PATCH}\n"})

    assert shown(carrying) == [("patch", "Mend the lamp", "patches/lamp.patch")]
    assert carrying.found[0].since.timestamp() == added
    assert carrying.found[0].lines == 2


def test_a_pin_is_carried_since_its_line_reads_so(read, repository):
    """Age of a line is counted from when it came to read as it does."""
    read({"requirements.txt": "core @ git+https://github.com/lantern/core@aaa\n"})
    pinned = repository.clock

    carrying = read({"requirements.txt": "nets\ncore @ git+https://github.com/lantern/core@aaa\n"})

    (pin,) = carrying.found
    assert (pin.kind, pin.line, pin.upstream) == ("pin", 2, "github:lantern/core")
    assert pin.since.timestamp() == pinned


def test_what_is_there_to_be_tested_with_is_left_alone_and_counted(read):
    """Patches in folders of tests are no patches of ours; they are counted."""
    carrying = read(
        {
            "tests/data/a.diff": PATCH,
            "pkg/testdata/b.patch": PATCH,
            "tests/x.py": "# twohats: carried https://example.org/pull/1\n",
        }
    )

    assert carrying.found == []
    assert [one.reason for one in carrying.skipped] == [
        "3 files with patches, pins or marks lie in folders of tests"
    ]


def test_a_copied_project_is_one_thing_with_all_its_lines(read):
    """A folder of copies is listed project by project; what lies in one is not listed again."""
    carrying = read(
        {
            "app/_vendor/__init__.py": "",
            "app/_vendor/lantern/core.py": "a\nb\n",
            "app/_vendor/lantern/requirements.txt": "x @ git+https://github.com/a/b@c\n",
            "app/_vendor/UPSTREAM": "not a copy\n",
            "app/_vendor/vendor.txt": "lantern==1\n",
        }
    )

    assert ("vendored", "lantern", "app/_vendor/lantern") in shown(carrying)
    assert not [one for one in carrying.found if one.kind == "pin"]
    assert next(one.lines for one in carrying.found if one.what == "lantern") == 3


def test_copies_a_tool_wrote_and_checks_are_counted_and_not_listed(read):
    """What `go mod vendor` copies is not changed by anybody."""
    carrying = read(
        {"vendor/modules.txt": "# example.org/a\n", "vendor/example.org/a/a.go": "package a\n"}
    )

    assert carrying.found == []
    assert "`go mod vendor`" in carrying.skipped[0].reason


def test_a_mark_is_carried_with_its_word_and_prose_is_no_mark(read):
    """Marks in code count; a page that explains them does not."""
    carrying = read(
        {
            "app.py": "x = 1\n# twohats: carried https://github.com/lantern/core/pull/7\ny = 2\n",
            "docs.md": "# twohats: carried https://github.com/lantern/core/pull/8\n",
        }
    )

    (mark,) = carrying.found
    assert (mark.kind, mark.path, mark.line) == ("marked", "app.py", 2)
    assert mark.word.link == "https://github.com/lantern/core/pull/7"


def test_a_mark_above_a_pin_is_the_word_of_the_pin_and_not_a_thing_of_its_own(read):
    """One thing is listed once."""
    text = (
        "# twohats: carried waits for their release until 2030-01-01\n"
        "core @ git+https://github.com/lantern/core@abc\n"
    )

    (pin,) = read({"requirements.txt": text}).found

    assert (pin.kind, pin.word.reason) == ("pin", "waits for their release")


def test_a_chart_taken_from_elsewhere_is_a_copy_and_one_of_ours_is_not(read):
    """Folders under `charts` are copies only where the chart around them says where from."""
    chart = (
        "name: hub\ndependencies:\n  - name: proxy\n    version: 1.0.0\n"
        "    repository: https://charts.example.org\n"
    )
    carrying = read(
        {
            "hub/Chart.yaml": chart,
            "hub/charts/proxy/Chart.yaml": "name: proxy\n",
            "hub/charts/ours/Chart.yaml": "name: ours\n",
        }
    )

    assert shown(carrying) == [("vendored", "proxy", "hub/charts/proxy")]


def test_a_file_that_cannot_be_understood_is_named_and_the_rest_is_read(read):
    """Nothing vanishes: a broken file has its place and reason."""
    carrying = read(
        {"package.json": "{oops", "requirements.txt": "c @ git+https://github.com/l/c@1\n"}
    )

    assert [one.what for one in carrying.found] == ["c @ 1"]
    assert [(one.key, one.reason) for one in carrying.skipped] == [
        ("package.json:1", "is no JSON: check it with `npm pkg get`")
    ]


def test_another_clone_can_be_upstream(make, tmp_path):
    """Upstream is a folder on disk; nothing is written into either."""
    upstream = make("upstream")
    upstream.commit("Begin", {"a.txt": "a\n"})
    fork = make("fork")
    fork.git("pull", "-q", str(upstream.path), "main")
    fork.commit("UPSTREAM: <carry>: keep our logo", {"logo.txt": "ours\n"})
    upstream.commit("On", {"b.txt": "b\n"})

    carrying = read_carrying(
        fork.path,
        workdir=_folder(tmp_path / "work"),
        hosts=HOSTS,
        upstream=f"{upstream.path}@main",
    )

    assert [(one.kind, one.what) for one in carrying.found] == [
        ("commit", "UPSTREAM: <carry>: keep our logo")
    ]
    assert (carrying.fork.ahead, carrying.fork.behind) == (1, 1)


def test_the_remote_called_upstream_is_compared_without_asking(make, tmp_path):
    """A clone that names its upstream needs no option."""
    upstream = make("upstream")
    upstream.commit("Begin", {"a.txt": "a\n"})
    fork = make("fork")
    fork.git("pull", "-q", str(upstream.path), "main")
    fork.git("remote", "add", "upstream", str(upstream.path))
    fork.git("fetch", "-q", "upstream")
    fork.commit("Ours", {"c.txt": "c\n"})

    carrying = read_carrying(fork.path, workdir=_folder(tmp_path / "work"), hosts=HOSTS)

    assert [one.what for one in carrying.found] == ["Ours"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"branch": "nowhere"}, "it has no branch or commit 'nowhere'. Name another."),
        ({"upstream": "nowhere"}, "it is neither a repository here nor a branch known to this one"),
    ],
)
def test_what_is_not_there_is_named(read, options, said):
    """A wrong name is said, with the next step."""
    with pytest.raises(WrongUse, match=said):
        read({"a.txt": "a\n"}, **options)


def test_the_id_of_a_change_stays_when_it_is_rebased(make, tmp_path):
    """A word in the journal holds after a rebase: a change is known by its first date and subject."""
    upstream = make("upstream")
    upstream.commit("Begin", {"a.txt": "a\n", "b.txt": "b\n"})
    fork = make("fork")
    fork.git("pull", "-q", str(upstream.path), "main")
    fork.commit("Ours", {"a.txt": "ours\n"})
    upstream.commit("On", {"b.txt": "c\n"})

    def ids():
        carrying = read_carrying(
            fork.path, workdir=_folder(tmp_path / "work"), hosts=HOSTS, upstream=str(upstream.path)
        )
        return [(one.id_in(carrying.repository), one.path) for one in carrying.found]

    ((before, oid),) = ids()
    fork.git("pull", "-q", "--rebase", str(upstream.path), "main")
    ((after, rebased),) = ids()

    assert before == after
    assert oid != rebased
