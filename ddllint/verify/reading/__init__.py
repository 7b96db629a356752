"""What readers get: views that are refreshed, and rows as the answers that contracts promise."""
