"""What each aspect takes for a fact, and what it leaves alone."""

import pytest

from twohats.cards.card import read_card
from twohats.records.cards import CARD, Paper, Papers

GUIDE = "CONTRIBUTING.md"
KINDS = {
    "CODE_OF_CONDUCT.md": "conduct",
    GUIDE: "contributing",
    "GOVERNANCE.md": "governance",
    "README.md": "readme",
    "SECURITY.md": "security",
    "CLA.md": "cla",
    "AI_POLICY.md": "ai_policy",
    ".github/workflows/ci.yml": "workflow",
    ".github/PULL_REQUEST_TEMPLATE.md": "template",
    "pyproject.toml": "settings",
    ".pre-commit-config.yaml": "settings",
    "ROADMAP.md": "roadmap",
    "LICENSE": "license",
    ".github/dco.yml": "settings",
}


def facts(name, files):
    """Value, path and line of one fact of a card."""
    papers = tuple(Paper(path, text, None, KINDS[path]) for path, text in files.items())
    card = read_card(Papers("github:example/kelp", papers, frozenset(files)))
    return [(one.value, one.path, one.line) for one in card if one.fact == name]


LOUD = [
    ("contributing.issue_first", GUIDE, "Please open an issue before you start work on a change.", "yes"),
    ("contributing.issue_first", GUIDE, "For larger changes, please open an issue first to discuss the design.", "for larger changes"),
    ("contributing.issue_first", GUIDE, "Every pull request needs an issue: please file an issue first, for small changes as well.", "yes"),
    ("contributing.issue_first", GUIDE, "Before working on a pull request, please ping us on its issue.", "yes"),
    ("contributing.issue_first", ".github/PULL_REQUEST_TEMPLATE.md", "<!--\nBefore opening a PR, open a ticket that describes the issue it mends.\n-->\n", "yes"),
    ("contributing.refused", GUIDE, "Note: Kelp _is not_ accepting pull requests adding new tides.", "Note: Kelp is not accepting pull requests adding new tides."),
    ("contributing.refused", GUIDE, "PRs which significantly change the tide will not be accepted.", "PRs which significantly change the tide will not be accepted."),
    ("contributing.refused", "README.md", "This project is in maintenance mode.", "This project is in maintenance mode."),
    ("contributing.refused", GUIDE, "We only accept fixes.", "We only accept fixes."),
    ("contributing.refused", GUIDE, "Please don't open pull requests for typos.", "Please don't open pull requests for typos."),
    ("contributing.changelog", ".github/PULL_REQUEST_TEMPLATE.md", "## Check\n\n<!--\n- Add an entry in CHANGES.rst that sums it up.\n-->\n", "yes"),
    ("contributing.changelog", GUIDE, "Instead of editing `CHANGELOG.md` itself, each PR should include a changelog fragment.", "a file of its own"),
    ("contributing.changelog", GUIDE, "Please add a line to CHANGELOG.md.", "yes"),
    ("contributing.changelog", GUIDE, "Each pull request must add a news fragment.", "a file of its own"),
    ("contributing.changelog", ".github/PULL_REQUEST_TEMPLATE.md", "- [ ] Add an entry in `CHANGES.md` if necessary?", "yes"),
    ("contributing.tests", GUIDE, "New features must come with tests.", "yes"),
    ("contributing.tests", ".github/PULL_REQUEST_TEMPLATE.md", "- [ ] Tests added", "yes"),
    ("contributing.docs", GUIDE, "Pull requests should update the documentation.", "yes"),
    ("contributing.commit_rules", GUIDE, "We use Conventional Commits for commit messages.", "Conventional Commits"),
    ("communication.space", GUIDE, "Ask on [our forum](https://discourse.kelp.example/).", "Discourse: https://discourse.kelp.example/"),
    ("communication.response_time", GUIDE, "Maintainers usually respond within two weeks.", "within two weeks"),
    ("governance.decision_rule", "GOVERNANCE.md", "Decisions are made by lazy consensus.", "lazy consensus"),
    ("governance.roles", "GOVERNANCE.md", "# Roles\n\n## Maintainers\n\n## Steering Council\n", "Maintainers, Steering Council"),
    ("governance.proposals", "GOVERNANCE.md", "Large changes must go through an enhancement proposal.", "an enhancement proposal"),
    ("agreement.kind", GUIDE, "Please sign off your commits with `git commit -s`.", "DCO"),
    ("agreement.kind", GUIDE, "You must sign our Contributor License Agreement.", "CLA"),
    ("agreement.kind", GUIDE, "We do not ask for a CLA.", "none"),
    ("agreement.kind", ".github/dco.yml", "require:\n  members: false\n", "DCO"),
    ("agreement.assignment", "CLA.md", "You hereby assign to us the copyright in your work.", "yes"),
    ("agreement.assignment", "CLA.md", "You retain the copyright in your work.", "no"),
    ("security.report", "SECURITY.md", "Please report it to security@kelp.example.", "security@kelp.example"),
    ("ai.policy", GUIDE, "If an LLM wrote part of your pull request, please disclose it.", "say so"),
    ("ai.policy", GUIDE, "We do not accept AI-generated code.", "some or all is forbidden"),
    ("ai.policy", GUIDE, "All contributions must comply with our [AI policy](https://kelp.example/ai).", "a policy elsewhere: see the line"),
    ("ai.policy", ".github/PULL_REQUEST_TEMPLATE.md", "## AI usage\n\n- Some of this was generated by AI: NO\n", "say so"),
    ("security.report", "SECURITY.md", "To report it, use the [Tidelift security contact](https://tidelift.com/security).", "Tidelift security contact"),
    ("ai.policy", GUIDE, "If you use AI agents to help with contributions, please read [AGENTS.md](AGENTS.md) on how to use them responsibly.", "a policy elsewhere: see the line"),
    ("security.report", GUIDE, "## Reporting a security problem\n\nPlease email a report to [safe@kelp.example](mailto:safe@kelp.example).\n", "safe@kelp.example"),
    ("communication.space", GUIDE, "We used to talk elsewhere.\nNow we are on https://kelp.zulipchat.com/.", "Zulip: https://kelp.zulipchat.com/"),
    ("communication.space", GUIDE, "Join [Slack](https://slack.kelp.example/), then [our channel](https://kelp.example/archives/C01).", "Slack: https://slack.kelp.example/"),
    ("roadmap.document", "ROADMAP.md", "# Where we go\n", "Where we go"),
    ("roadmap.document", "README.md", "## Roadmap\n\nsoon\n", "stand-in: section Roadmap"),
    ("maintenance.ci", ".github/workflows/ci.yml", "on:\n  pull_request:\n", "GitHub Actions"),
    ("maintenance.ci", ".github/workflows/ci.yml", "on: [push, pull_request]\n", "GitHub Actions"),
    ("maintenance.ci", ".github/workflows/ci.yml", "'on':\n- push\n- pull_request\njobs: {}\n", "GitHub Actions"),
    ("maintenance.ci", ".github/workflows/ci.yml", "on: pull_request_target\n\njobs: {}\n", "GitHub Actions"),
    ("maintenance.triage", GUIDE, "## Triaging issues\n\nLook.\n", "Triaging issues"),
    ("conduct.document", GUIDE, "We follow the [guide](https://kelp.example/guide)\nand [Code of Conduct](https://kelp.example/coc.md).", "elsewhere: https://kelp.example/coc.md"),
    ("conduct.document", "README.md", "Be kind: https://kelp.example/CODE_OF_CONDUCT.md.", "elsewhere: https://kelp.example/CODE_OF_CONDUCT.md"),
    ("contributing.environment", GUIDE, "To set up a development environment for this repository:\n\n1. Clone it.\n", "To set up a development environment for this repository:"),
    ("contributing.environment", GUIDE, "Set up a dev environment.\n\n## Local installation\n", "Local installation"),
    ("conduct.contact", "CODE_OF_CONDUCT.md", "Report it to care@kelp.example.", "care@kelp.example"),
    ("conduct.contact", "CODE_OF_CONDUCT.md", "A private way to report it is the *Report a vulnerability* form.", "Report a vulnerability"),
    ("governance.proposals", "GOVERNANCE.md", "A large change is proposed in an issue first.", "an issue"),
    ("communication.space", GUIDE, "Questions go into issues, too.", "the repository's issues"),
    ("communication.space", GUIDE, "We talk in the GitHub Discussions of this place.", "the repository's discussions"),
    ("contributing.style", "pyproject.toml", "[tool.ruff]\nline-length = 88\n", "ruff"),
    ("license.spdx", "LICENSE", "Apache License\nVersion 2.0, January 2004\n", "Apache-2.0"),
]  # fmt: skip

QUIET = [
    ("contributing.issue_first", GUIDE, "Before opening an issue, please search for one about your change."),
    ("contributing.issue_first", GUIDE, "You do not need to open an issue before you start work on a change."),
    ("contributing.issue_first", GUIDE, "Please do not open a public issue for a security problem first."),
    ("contributing.issue_first", GUIDE, "Look for a good first issue."),
    ("contributing.issue_first", GUIDE, "```\nopen an issue before you start work on a change\n```"),
    ("contributing.issue_first", GUIDE, "To add an entry to the news file, first you need to have created an issue describing the change you make."),
    ("contributing.refused", GUIDE, "Pull requests without tests will not be accepted."),
    ("contributing.refused", GUIDE, "This is a hard rule; patches with missing tests won't be merged."),
    ("contributing.refused", GUIDE, "We gladly accept new features."),
    ("contributing.refused", GUIDE, "Never merge your own pull request."),
    ("contributing.refused", GUIDE, "When your PR can no longer be merged automatically, merge main into it."),
    ("contributing.refused", GUIDE, "We do not accept AI-generated contributions."),
    ("contributing.refused", GUIDE, "Project managers can label changes: hold, do not merge."),
    ("contributing.refused", GUIDE, "Please do not take in changes of others."),
    ("contributing.changelog", GUIDE, "<!-- Please add a line to CHANGELOG.md. -->"),
    ("contributing.changelog", GUIDE, "You do not need to add a line to the changelog."),
    ("contributing.changelog", GUIDE, "## Releasing\n\n### Steps\n\nUpdate the changelog."),
    ("contributing.changelog", GUIDE, "The changelog is generated from titles, which should be clear."),
    ("contributing.changelog", GUIDE, "Consider adding a line to the changelog."),
    ("contributing.tests", GUIDE, "Please make sure that the tests pass."),
    ("contributing.tests", GUIDE, "Run the tests with pytest."),
    ("contributing.tests", GUIDE, "Write good test docstrings."),
    ("contributing.docs", GUIDE, "Please have a look at our documentation."),
    ("contributing.docs", GUIDE, "## Types of contribution\n\n- **Update the documentation.** It helps others.\n- **Fix a bug.**\n"),
    ("contributing.changelog", ".github/PULL_REQUEST_TEMPLATE.md", "<!-- Else, please describe what should be mentioned in the CHANGELOG. Look at it for inspiration. A concrete example: \"Add a tide to the changelog\". -->"),
    ("communication.space", GUIDE, "- [Slack](https://kelp.slack.com/messages/users): replace `users` by your channel."),
    ("contributing.docs", GUIDE, "## Making a feature stable\n\n3. Update the documentation to reflect where it is now.\n"),
    ("contributing.changelog", GUIDE, "Give one line in the PR, which the maintainers can add to the changelog afterwards."),
    ("contributing.docs", GUIDE, "Documentation is written in Markdown."),
    ("contributing.docs", GUIDE, "Our style is told elsewhere. Please follow it, including the conventions for options and documentation."),
    ("contributing.docs", GUIDE, "Write documentation in the second person."),
    ("contributing.tests", GUIDE, "When writing a new test, tests like it should be added beside it."),
    ("contributing.docs", GUIDE, "You should add a file below docs/changes."),
    ("contributing.commit_rules", GUIDE, "Headings are in the imperative."),
    ("communication.space", GUIDE, "See https://discourse.kelp.example/t/a-topic/12 for that."),
    ("communication.space", GUIDE, "See https://kelp.example/ for more."),
    ("communication.response_time", GUIDE, "We close issues without an answer within two weeks."),
    ("communication.response_time", GUIDE, "Maintainers let others triage once they have been around for at least 2-3 months."),
    ("communication.space", GUIDE, "In the past, we had a chat on\nhttps://discord.gg/kelp and elsewhere."),
    ("communication.space", GUIDE, "We meet on Thursdays: see https://groups.google.com/a/kelp.example/g/calendar-kelp for dates."),
    ("governance.decision_rule", "GOVERNANCE.md", "Most of us live near the sea."),
    ("governance.proposals", GUIDE, "You can follow the steps of the guide."),
    ("governance.proposals", GUIDE, "Names should follow PEP 8, and dates RFC 3339."),
    ("agreement.kind", GUIDE, "You keep the copyright of what you write."),
    ("agreement.kind", GUIDE, "Sign in to the forge before you comment."),
    ("agreement.assignment", GUIDE, "You must sign our Contributor License Agreement."),
    ("agreement.assignment", "CLA.md", "Be kind."),
    ("security.document", "README.md", "## Reporting only fixable vulnerabilities\n\nUse the option.\n"),
    ("security.document", "README.md", "## Security\n\n- a check of that name\n"),
    ("ai.policy", GUIDE, "The chat assistant in the product uses AI models."),
    ("ai.policy", GUIDE, "Explain your code, and state why."),
    ("ai.policy", GUIDE, "Clients are generated by a script from the schema."),
    ("roadmap.document", "README.md", "See https://kelp.example/projects/12."),
    ("maintenance.ci", ".github/workflows/ci.yml", "on:\n  schedule:\n    - cron: '0 4 * * 3'\n"),
    ("maintenance.ci", ".github/workflows/ci.yml", "on:\n  push:\n  # pull_request:\njobs:\n  a:\n    if: github.event_name == 'pull_request'\n    permissions:\n      pull_request: write\n"),
    ("maintenance.triage", GUIDE, "## Labels of buoys\n\nLook.\n"),
    ("conduct.document", GUIDE, "Our code of conduct is dear to us. See https://kelp.example/ for more."),
    ("contributing.environment", GUIDE, "Once you have set up your development environment, say hello."),
    ("conduct.contact", "CODE_OF_CONDUCT.md", "Report it to [INSERT CONTACT METHOD] or care@example.com."),
    ("conduct.contact", "CODE_OF_CONDUCT.md", "Do not report it in public."),
    ("governance.proposals", "GOVERNANCE.md", "Large changes are merged after an issue was closed."),
    ("governance.proposals", "GOVERNANCE.md", "Small changes need not be proposed in an issue."),
    ("communication.space", GUIDE, "Please do not ask questions in issues."),
    ("communication.space", GUIDE, "Look for questions that other issues answered."),
    ("contributing.style", "pyproject.toml", "[tool.kelp]\nruff = true\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "text", "value"), LOUD)
def test_what_a_community_says_is_found(name, path, text, value):
    """A sentence that makes a demand, or a file that is the thing, becomes a fact with its file."""
    found = facts(name, {path: text})

    assert [(one[0], one[1]) for one in found] == [(value, path)]


@pytest.mark.parametrize(("name", "path", "text"), QUIET)
def test_what_is_denied_weakened_or_about_something_else_is_left_alone(name, path, text):
    """A wrong fact is worse than none."""
    assert facts(name, {path: text}) == []


def test_a_fact_names_the_line_its_sentence_begins_on():
    """Also where the sentence goes over several lines."""
    text = "# Guide\n\nWelcome.\n\nNew features\nmust come\nwith tests.\n"

    assert facts("contributing.tests", {GUIDE: text}) == [("yes", GUIDE, 5)]


def test_both_kinds_of_agreement_stand_side_by_side():
    """A community may want a sign-off and an agreement."""
    text = "Please sign off your commits (DCO).\n\nYou must also sign the CLA.\n"

    assert {one[0] for one in facts("agreement.kind", {GUIDE: text})} == {"DCO", "CLA"}


def test_an_empty_repository_has_no_facts():
    """Nothing is made up."""
    assert read_card(Papers("github:example/kelp")) == ()


def test_the_card_is_in_its_order():
    """Facts come as `CARD` lists them, whichever aspect found them."""
    papers = tuple(Paper(path, text, None, KINDS[path]) for _, path, text, _ in LOUD)
    names = [one.fact for one in read_card(Papers("github:example/kelp", papers))]

    assert names == sorted(names, key=list(CARD).index)


def test_a_promise_of_a_year_is_no_agreement_on_copyright():
    """An agreement whose words say both, or neither, stays unknown."""
    text = "You retain ownership.\n\nYou assign the copyright to us.\n"

    assert facts("agreement.assignment", {"CLA.md": text}) == []


def test_the_project_s_own_license_comes_first():
    """Those of what it took over from others stand behind it; two of its own keep their order."""
    mit, apache = "SPDX-License-Identifier: MIT\n", "SPDX-License-Identifier: Apache-2.0\n"

    def licenses(*files):
        papers = tuple(Paper(path, text, None, "license") for path, text in files)
        found = read_card(Papers("github:example/kelp", papers, frozenset()))
        return [one.path for one in found if one.fact == "license.spdx"]

    assert licenses(("LICENSE.reef", mit), ("LICENSE.txt", apache)) == [
        "LICENSE.txt",
        "LICENSE.reef",
    ]
    assert licenses(("LICENSE-APACHE", apache), ("LICENSE-MIT", mit)) == [
        "LICENSE-APACHE",
        "LICENSE-MIT",
    ]
    assert licenses(("COPYING", mit), ("docs/LICENSE", apache)) == ["COPYING"]
