# Thin aliases: each line is what CONTRIBUTING.md says to type.

# list them
default:
    @just --list

# a venv's worth of everything
install:
    pip install -c constraints.txt -e '.[dev]'

# format, lint, types and the import contract
check:
    ruff format
    ruff check
    mypy
    lint-imports

# the tests: just test tests/feeds -k atom
test *words:
    pytest {{ words }}

# rewrite the expected files of the case folders, then look at git diff
accept:
    pytest --accept tests

# write help texts and key tables into the docs
cog:
    cog -r -I docs docs/*.md

# the documentation, in docs/_build/html
docs:
    sphinx-build -W -n -b html docs docs/_build/html

# all that CI does (installs Debian packages)
ci:
    bash .ci/run
