"""居民查询: a resident follows a matter by its code (一案一码), without an account and without being known."""
