"""What every feature stands on: database, transactions, audit, permissions, calendar, documents, workbooks."""
