"""What each kind of statement does to the catalog in the making, one module a kind of object."""
