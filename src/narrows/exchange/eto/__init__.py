"""ETO's Supply Chain Explorer, from a user's own copy of its five CSV files.

Narrows ships none of its rows (they are CC BY-NC). ``files`` reads them, ``gates`` holds how kinds of a
thing are read, ``convert`` makes tables of them that ``narrows.graph.tables`` turns into records.
"""
