"""The command line: parse, call a flow, show.

Nothing here loads a data library before a verb needs it: ``--help`` answers at once. One verb per
file, named for it; `twohats.cli.app` lists them.
"""


def main() -> None:
    """Run ``twohats`` with the arguments of the process."""
    from twohats.cli.app import run

    run()
