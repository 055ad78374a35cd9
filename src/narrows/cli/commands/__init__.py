"""The options of the commands, a module for each group; the order of help is the order here."""

from . import dataset, exchanging, groups, measures, pictures, what_ifs

GROUPS = (dataset, groups, measures, what_ifs, pictures, exchanging)
