"""The options of the commands, a module for each group; the order of help is the order here."""

from . import dataset, groups, measures, pictures, review, what_ifs

GROUPS = (dataset, review, groups, measures, what_ifs, pictures)
