"""The git reader: clone, bare repository or bundle, read by `git` itself as a subprocess.

Follow one repository through it: `place` finds it and names it, `bundle` unpacks it, `run` starts
git so that nothing in the repository can run, `log` and `trailers` turn history into columns,
`tags` and `documents` add releases and community files, `lines` counts lines on demand, `damage`
notices what is lacking and `salvage` reads around it. `reader` puts them in order.
"""

from twohats.sources.git.place import looks_like_git
from twohats.sources.git.reader import GitSource, open_git

__all__ = ["GitSource", "looks_like_git", "open_git"]
