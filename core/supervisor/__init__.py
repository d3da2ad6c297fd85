"""What stands behind `make run`: one process that prepares, starts, watches and stops all the others.

It knows no Django and holds no connection; what needs either runs as a child.
"""
