"""Which options of ``twohats plan`` go together; all that is wrong is said at once."""

from typing import Any

from twohats.errors import WrongUse

_BELONGS = {
    "points": ("open", "fill"), "must": ("open",), "for_two": ("open",), "beside": ("pull",),
    "alone": ("pull",), "by": ("pull", "let_go", "not_this_time", "days_off"), "without": ("fill",),
    "adopt": ("fill",), "below_floor": ("fill",), "why": ("fill",),
}  # fmt: skip
"""Options, and what each of them goes with."""


def one_thing(asked: dict[str, Any]) -> str | None:
    """Take the one thing that was asked for."""
    chosen = [name for name, value in asked.items() if value is not None]
    if len(chosen) > 1:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in chosen)
        raise WrongUse(f"{options}: one thing at a time.")
    return chosen[0] if chosen else None


def must_fit(chosen: str | None, **options: Any) -> None:
    """Refuse options that say nothing here, and all that is missing, at once."""
    wrong = []
    for name, value in options.items():
        if value not in (None, False, []) and chosen not in _BELONGS[name]:
            with_ = " or ".join(f"--{one.replace('_', '-')}" for one in _BELONGS[name])
            wrong.append(f"--{name.replace('_', '-')}: goes with {with_}.")
    if chosen in _BELONGS["by"] and not options["by"]:
        wrong.append(f"--{str(chosen).replace('_', '-')}: say whose word it is with --by LOGIN.")
    if options["adopt"] and (options["without"] or options["points"] is not None):
        wrong.append("--adopt: a what-if is not adopted; leave --without and --points away.")
    if chosen == "fill":
        wrong += _wrong_fill(options)
    if wrong:
        raise WrongUse("\n".join(wrong))


def _wrong_fill(options: dict[str, Any]) -> list[str]:
    """List what is wrong with how a plan is to be filled and adopted."""
    from math import isfinite

    wrong, points = [], options["points"]
    if points is not None and not (isfinite(points) and points >= 0):
        wrong.append(f"--points {points:g}: nothing was filled: nobody offers fewer than 0 points.")
    why = (options["why"] or "").strip()
    if options["below_floor"] and not options["adopt"]:
        wrong.append("--below-floor: goes with --adopt.")
    if options["below_floor"] and not why:
        wrong.append("--below-floor: say the reason with --why TEXT.")
    if why and not options["below_floor"]:
        wrong.append("--why: goes with --below-floor.")
    return wrong
