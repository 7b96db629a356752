"""Documents that are generated from the catalog, the contracts and the rules."""
