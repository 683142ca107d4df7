"""Projects, funds, payments: from the source document to the receiver."""
