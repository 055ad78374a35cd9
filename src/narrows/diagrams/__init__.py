"""Dependency diagrams: what stands on what, who makes it, and where the chokepoints are."""
