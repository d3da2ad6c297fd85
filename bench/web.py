"""The web process of the bench: `core.web`, serving the product and beside it the floors. Never part of the product."""

import sys

from core import web

if __name__ == "__main__":
    sys.exit(web.main(sys.argv[1:], application="bench.site:application"))
