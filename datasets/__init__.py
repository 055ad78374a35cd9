"""The datasets that come with Narrows, as package data."""
