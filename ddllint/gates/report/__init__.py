"""A run over gates, as text, JSON and Markdown."""
