"""The embedded servers: a real PostgreSQL and a real Valkey from wheels, for trying, demonstrating and testing.

Nothing in here knows Django, because these servers start before Django does. Never a production database.
"""
