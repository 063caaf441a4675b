select kid, public_der from journal_head_key
