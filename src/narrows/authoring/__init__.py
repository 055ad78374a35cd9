"""Writing dataset files: the canonical form, new records, and changes that are undone if they do harm.

Nothing here reads a file for its meaning; that is left to the loader.
"""
