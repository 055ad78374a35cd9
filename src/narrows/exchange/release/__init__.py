"""Data releases: one dataset in the forms that others use, reproducible to the byte.

``contents`` makes the files, ``describe`` the papers that go with them, ``archive`` writes them.
"""
