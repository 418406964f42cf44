"""What every feature stands on: database, transactions, audit, permissions' mechanism, calendar, documents, workbooks."""
