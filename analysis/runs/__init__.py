"""Training runs: what follows from what their makers state, and whether it can be."""
