"""Check or format JavaScript and CSS: see the package."""

import os
import sys

from tests.support import javascript


def main(task="check"):
    """Return 0 where nothing is to be mended, or where the checkers cannot be had and this is not CI."""
    if not javascript.install():
        print("JavaScript and CSS were NOT checked: their checkers could not be fetched. Is there a network?")
        return 1 if os.environ.get("CI") else 0
    if task == "format":
        return javascript.run("biome", "check", "--write")
    found = javascript.run("biome", "check", "--error-on-warnings")
    return javascript.run("tsc", "--project", str(javascript.HERE)) or found


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
