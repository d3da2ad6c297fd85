"""The pure half of each verb: it moves the matter and its clocks in memory and returns the fact.

Services call a move under lock and write what it changed; the generator calls the same moves and copies whole lives.
A move asks nobody and reads no database: rights and conditions that need one stand in `incidents/services/`.
"""
