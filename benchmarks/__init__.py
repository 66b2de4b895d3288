"""What Envoi and its rivals take for the same work: `python -m benchmarks` -> a table, a plot and a page of the documentation."""
