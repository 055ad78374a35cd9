"""Finding minimal cut sets: translation, simplification, and the engines behind the measures."""
