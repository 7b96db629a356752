"""How operations of the API reach their rows when there are many."""
