select kid, private_box, public_der, created from journal_head_key order by created desc
