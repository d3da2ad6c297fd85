"""Alarms (告警): what needs a human act in the command room within a stated time. About matters, never about people.

`rules.py` says when one stands, `life.py` how it goes on, `pressure.py` what a room hears of many: all three are pure.
`services.py` raises, acknowledges and shelves; every step is a ledger entry. Nothing is deleted.
"""
