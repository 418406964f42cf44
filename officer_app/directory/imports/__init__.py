"""Enterprises from workbooks: columns, verdicts, writing in one transaction, and taking an import back."""
