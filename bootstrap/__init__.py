"""What happens before there is a product to run: Python packages, the front end, texts, a browser for the tests.

Plain Python without any package: it runs before the first one is installed. Each step is done only when what it is
made from has changed, which a stamp remembers.
"""
