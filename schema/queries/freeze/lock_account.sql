-- First in the transaction, so that what follows sees what parallel ones wrote.
select id from person where id = $1::uuid and state in ('active', 'frozen', 'suspended') for update
