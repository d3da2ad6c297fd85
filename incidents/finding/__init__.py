"""Finding what one looks for (查找), the same matter told twice (相似), and whose it may be (建议)."""
