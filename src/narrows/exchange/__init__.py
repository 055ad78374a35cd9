"""Exchange with the world: datasets from tables, and data releases.

``importing`` and ``eto`` make datasets out of tables, ``release`` writes a dataset for others to use.
"""
