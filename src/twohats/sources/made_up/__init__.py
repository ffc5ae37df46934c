"""A made-up organization and its upstream communities: facts to look at before having any."""

from twohats.sources.made_up.source import MadeUpSource

__all__ = ["MadeUpSource"]
