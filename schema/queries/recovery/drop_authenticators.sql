-- $1 person, $2 kinds that are replaced, $3 kinds that are suspended, $4 now. What was reported lost ends for good: the
-- recovery proved the person in its place.
update authenticator
   set state = case when kind = any ($2::text[]) or state = 'suspended' then 'invalidated' else 'suspended' end,
       ended = case when kind = any ($2::text[]) or state = 'suspended' then $4::timestamptz end,
       data = case when kind = any ($2::text[]) or state = 'suspended' then ''::bytea else data end,
       lookup_key = case when kind = any ($2::text[]) or state = 'suspended' then null else lookup_key end,
       reason = 'recovery'
 where person = $1::uuid
   and (kind = any ($2::text[]) and state <> 'invalidated'
        or kind = any ($3::text[]) and (state = 'active' or state = 'suspended' and reason = 'lost'))
