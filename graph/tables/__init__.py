"""Datasets as tables: nodes and edges that people keep in a spreadsheet, read strictly.

``columns`` says what the tables hold, ``rows`` reads them, ``pieces`` turns them into records, and
``write`` turns a dataset back into tables.
"""
