"""The directory of key enterprises: who they are, how they come in from workbooks, which editions list them."""
