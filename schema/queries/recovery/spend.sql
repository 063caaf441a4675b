-- $1 authenticator, $2 person, $3 time step, index of a code or sign count, $4 now. A time step, a look-up code and a
-- count that is in use are taken by compare and set (WebAuthn 7.2 step 22): of parallel tries one gets through.
update authenticator
   set last_step = case when kind = 'totp' then $3::bigint else last_step end,
       used_codes = case when kind = 'lookup_codes' then used_codes | (1::bigint << $3::bigint::integer) else used_codes end,
       sign_count = case when kind = 'passkey' then greatest(sign_count, $3::bigint) else sign_count end,
       consecutive_failures = 0, last_used = $4::timestamptz
 where id = $1::uuid and person = $2::uuid and state = 'active'
   and (kind <> 'totp' or last_step is null or last_step < $3::bigint)
   and (kind <> 'lookup_codes' or used_codes & (1::bigint << $3::bigint::integer) = 0)
   and (kind <> 'passkey' or $3::bigint > sign_count or greatest($3::bigint, sign_count) = 0 or $3::bigint = -1)
returning id
