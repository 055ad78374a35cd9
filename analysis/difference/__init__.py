"""What lies between two versions of a dataset: what is said, and what that does to the answer."""
