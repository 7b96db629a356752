"""What is refused the second time: natural keys, and deliveries that are sent again."""
