"""Whole lives from one seed (示例县): planned, folded through the same moves and clocks as the services, copied in.

    schedule.py   when and where something is seen            lives.py, handling.py   what becomes of it
    author.py     who reports it, in which words              plan.py                 the steps of one life
    fold.py       a plan as rows and ledger lines             writing.py, copying.py  into the database, by time
    truth.py      what is true of it, counted from the plans  loading.py              the one place where all meet

Nothing here is imported by the business; the commands `load_demo` and `make_demo_data` and the tests use it.
"""

from incidents.generator.truth import Count, Span, Truth

__all__ = ["Count", "Span", "Truth"]
