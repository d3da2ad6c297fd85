"""Is the ledger what it was? Every check of `verify_ledger`, and the one stream of the auditor's page.

An answer is a list of findings. None means: chains, bodies, numbers, trees, checkpoints and the rows themselves fit
together. That is internal consistency only; a proof against the owner of the database needs a checkpoint that was kept
elsewhere (`outside` of `verify_log`).
"""

from core.ledger.verification.findings import Counts, Finding
from core.ledger.verification.streams import Checked, StreamResult, verify_stream
from core.ledger.verification.whole import Report, verify_ledger

__all__ = ["Checked", "Counts", "Finding", "Report", "StreamResult", "verify_ledger", "verify_stream"]
