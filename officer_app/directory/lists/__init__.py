"""The directory as lists: filters, order, paging, search, changing many, export."""
