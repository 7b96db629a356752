"""Entity-relationship diagrams: Mermaid for pages, and SVG that needs no tool to look at."""
