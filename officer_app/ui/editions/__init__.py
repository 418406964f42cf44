"""The pages of editions and of confirming industries."""
