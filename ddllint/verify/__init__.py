"""What a real PostgreSQL says of the promises that specs and revisions make."""
