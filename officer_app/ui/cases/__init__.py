"""Special-talent cases on the screen: the queue, one case, filing, and the ledger of the quota."""
