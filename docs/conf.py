"""Sphinx: the documentation as web pages. Build with: sphinx-build -W -b html docs site"""

project = "Narrows"
author = "The Narrows developers"
copyright = "The Narrows developers"
extensions = ["myst_parser"]
exclude_patterns = ["schemas", "images"]
html_theme = "alabaster"
html_theme_options = {"description": "Chokepoints, and where they go", "page_width": "70rem"}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}
myst_heading_anchors = 3
