"""One module for each kind of check: what stands against what is wanted."""
