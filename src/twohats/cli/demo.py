"""``twohats demo``: a made-up organization, looked at."""

from pathlib import Path
from typing import Annotated

import typer

from twohats.cli.output import Format, say

NAME = "demo"
HELP = "Make up an organization with two years of facts, and look at it."
EXAMPLE = "twohats demo"


def run(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to put it.")] = Path("twohats-demo"),
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another organization.")] = 1,
) -> None:
    """Make the organization unless it is there, run look, and name the page."""
    from twohats.cli import look
    from twohats.cli.place import Place
    from twohats.cli.progress import ReadingLine
    from twohats.flow.demo import make_demo

    with ReadingLine() as line:
        made = make_demo(folder, seed, line)
    if made:
        say(f"Made up an organization in {folder}, with seed {seed}.")
    else:
        say(
            f"{folder} holds a demo already: its files stay as they are, and it is looked at again."
        )
    context.obj = Place(folder)
    look.run(context, how=Format.table)
    say(f"Look closer: twohats -w {folder} ledger, or twohats -w {folder} sql 'from items'")
