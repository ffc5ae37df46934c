"""How a community sorts issues, reviews changes, makes releases, and checks what comes in."""

import re
from collections.abc import Iterator

from twohats.cards.reading import section, short
from twohats.formats.prose import headings
from twohats.records.cards import Fact, Papers

_ANYWHERE = ("contributing", "guide", "governance", "release", "readme", "support")
_TRIAGE = r"\btriag(?:e|ing)\b|\bissue labels\b"
_REVIEW = (
    r"^(?:the )?(?:code|peer|PR|pull request|maintainer)?s? ?review(?:s|ing)?(?: (?:process|guidelines?|policy|guide|criteria|checklist))?$"
    r"|\breviewing (?:an? |other )?(?:pull requests?|PRs?|contributions?|code|changes|patches)|\b(?:PR|pull request|code) reviews?\b"
    r"|\bmerging (?:an? )?(?:pull requests?|PRs?)\b"
)
_RELEASE = r"^(?:the )?releas(?:e|ing|es)(?: (?:process|guide|procedure|checklist|cycle|cadence|schedule|policy|instructions|management|steps|a new version|howto|how-to))?$|mak(?:e|ing) a(?: new)? release|cut(?:ting)? a(?: new)? release|how to (?:make a )?release|release (?:process|procedure|checklist|cycle|cadence|schedule|workflow)|to release"
_CI = (
    ("GitHub Actions", re.compile(r"\.github/workflows/[^/]+\.ya?ml")),
    ("GitLab CI", re.compile(r"\.gitlab-ci\.ya?ml")),
    ("CircleCI", re.compile(r"\.circleci/config\.ya?ml")),
    ("Azure Pipelines", re.compile(r"\.?azure-pipelines\.ya?ml")),
    ("Travis", re.compile(r"\.travis\.ya?ml")),
    ("AppVeyor", re.compile(r"\.?appveyor\.ya?ml")),
    ("Jenkins", re.compile(r"Jenkinsfile")),
)
_STARTS = re.compile(
    r"^['\"]?on['\"]?[ \t]*:(?P<events>[^\n]*(?:\n(?:[ \t#-][^\n]*)?)*)", re.MULTILINE
)
"""What starts a workflow: the whole block, to the next key at the margin."""
_ASKED = re.compile(r"(?<![\w-])(?:pull_request|pull_request_target|merge_group)(?![\w-])")
_REMARK = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)


def find(papers: Papers) -> Iterator[Fact]:
    """Find the section or file on each, and the workflows that a pull request starts."""
    yield from section("maintenance.triage", papers.of_kind(*_ANYWHERE), _TRIAGE)
    yield from section(
        "maintenance.review", papers.of_kind("contributing", "governance", "guide"), _REVIEW
    )
    yield from _release(papers)
    yield from _ci(papers)


def _release(papers: Papers) -> Iterator[Fact]:
    for paper in papers.of_kind("release"):
        title = next(iter(headings(paper.text)), None)
        yield Fact("maintenance.release", short(title[1]) if title else paper.path, paper.path)
        return
    yield from section(
        "maintenance.release",
        papers.of_kind("contributing", "guide", "governance", "readme"),
        _RELEASE,
    )


def _ci(papers: Papers) -> Iterator[Fact]:
    for label, form in _CI:
        here = sorted(path for path in papers.paths if form.fullmatch(path))
        if label == "GitHub Actions":
            texts = {one.path: one.text for one in papers.of_kind("workflow")}
            here = [path for path in here if _is_asked(texts.get(path, ""))]
        if here:
            many = f": {len(here)} workflows" if len(here) > 1 else ""
            yield Fact("maintenance.ci", f"{label}{many}", here[0], None, short(", ".join(here)))


def _is_asked(text: str) -> bool:
    """Whether a pull request starts a workflow; jobs may speak of pull requests for other reasons."""
    starts = _STARTS.search(text)
    return bool(starts and _ASKED.search(_REMARK.sub("", starts["events"])))
