-- $1 person, $2 kinds that are replaced, $3 kinds that are suspended, $4 now
update authenticator
   set state = case when kind = any ($2::text[]) then 'invalidated' else 'suspended' end,
       ended = case when kind = any ($2::text[]) then $4::timestamptz end,
       data = case when kind = any ($2::text[]) then ''::bytea else data end,
       reason = 'recovery'
 where person = $1::uuid
   and (kind = any ($2::text[]) and state <> 'invalidated' or kind = any ($3::text[]) and state = 'active')
