"""The program, as `envoi` and as `python -m envoi`: what a build printed last time, or else the whole of it."""

import sys


def main() -> None:
    """Do what the words of the command line say."""
    if sys.argv[1:2] == ["build"]:
        from envoi.replay import replayed

        if replayed(sys.argv[2:]):
            return
    from envoi.cli import main as run

    run()


if __name__ == "__main__":
    main()
