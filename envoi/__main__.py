"""`python -m envoi`: the same as the command `envoi`."""

from envoi.cli import main

main()
