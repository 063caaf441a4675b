insert into journal_head_key (kid, private_box, public_der, created) values ($1, $2, $3, $4)
