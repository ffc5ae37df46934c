"""CHAOSS measures and ours, as unexecuted table expressions over `Facts`."""
