"""Records, loader, checks and the supply graph: from dataset files to an immutable graph."""
