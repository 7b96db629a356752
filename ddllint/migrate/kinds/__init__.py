"""One module for each kind of object: how it is made, changed and dropped."""
