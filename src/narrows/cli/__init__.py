"""The command line. Heavy packages are imported inside the commands that use them."""
