"""What a view's query gives: its columns, their types, and whether they can be null."""
