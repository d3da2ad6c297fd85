"""A county's day, played against the running server through its public API, and judged from database and ledger."""
