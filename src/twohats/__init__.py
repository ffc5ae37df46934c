"""twohats: the system an organization's team runs to be a good open source citizen.

The folders are the architecture; ``ARCHITECTURE.md`` is the map.
"""

__version__ = "0.1.0.dev0"
