"""The program, as `envoi` and as `python -m envoi`: what a build printed last time, or else the whole of it."""

import atexit
import gc
import sys

_CREATED = 500_000
"""Objects after which Python looks again for circles of them: a run makes very many, of which hardly any are in one."""


def main() -> None:
    """Do what the words of the command line say."""
    if sys.argv[1:2] == ["build"]:
        from envoi.replay import replayed

        if replayed(sys.argv[2:]):
            return
    gc.set_threshold(_CREATED)
    atexit.register(gc.freeze)  # nothing is taken apart that goes with its process
    from envoi.cli import main as run

    run()


if __name__ == "__main__":
    main()
