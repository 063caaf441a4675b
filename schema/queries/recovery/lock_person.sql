-- First in the transaction, so that what follows sees what parallel ones wrote. A frozen account is freed by
-- recovery.
select id from person where id = $1::uuid and state in ('active', 'frozen') for update
