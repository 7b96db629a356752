"""Exit gates: promises of a plan, each with checks of a typed kind, in phases that block."""
