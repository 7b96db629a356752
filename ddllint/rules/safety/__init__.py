"""Rules about migrations: what a statement does to those who use the tables meanwhile."""
