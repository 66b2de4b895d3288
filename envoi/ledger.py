"""`envoi.lock` -> Ledger: what was published under which id, and back."""
