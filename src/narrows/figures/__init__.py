"""Figures: charts of results for papers and slides, with where each comes from under it."""
