"""Finding what one looks for (查找), what is the same matter (相似), and whose it may be (建议): all inside PostgreSQL."""
