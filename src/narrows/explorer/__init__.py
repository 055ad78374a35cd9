"""The explorer: one HTML file in which a dataset can be looked at and taken apart, offline."""
