-- $1 authenticator, $2 person, $3 time step or index of a code, $4 now. A time step and a look-up code are taken
-- by compare and set: of parallel tries with one code one gets through.
update authenticator
   set last_step = case when kind = 'totp' then $3::bigint else last_step end,
       used_codes = case when kind = 'lookup_codes' then used_codes | (1::bigint << $3::bigint::integer) else used_codes end,
       consecutive_failures = 0, last_used = $4::timestamptz
 where id = $1::uuid and person = $2::uuid and state = 'active'
   and (kind <> 'totp' or last_step is null or last_step < $3::bigint)
   and (kind <> 'lookup_codes' or used_codes & (1::bigint << $3::bigint::integer) = 0)
returning id
