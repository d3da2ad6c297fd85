"""The auditor's desk: ledgers out (台账), the history of a matter, and the question whether it verifies."""
