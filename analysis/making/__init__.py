"""How much of something can be made, and what it takes."""
