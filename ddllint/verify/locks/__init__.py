"""What the statements of revisions do to tables with rows: locks, scans, rewrites."""
