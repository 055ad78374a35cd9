"""Narrows: where is the chokepoint, and where does it go when somebody builds a path around it?"""
