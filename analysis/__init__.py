"""Analyses: each takes a supply graph and returns frozen results. No printing, no files."""
