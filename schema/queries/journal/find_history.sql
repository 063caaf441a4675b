-- plan: custom
-- $1 type of object, $2 its id, $3 before, $4 limit. The list of first words is that of the index.
select id, time, boot, n, type, actor, subject, body, mac
  from journal_event
 where split_part(type, '.', 1) in ('account_case', 'client', 'crypto_key', 'initial_access_token', 'invitation',
                                    'key', 'role', 'role_grant', 'session', 'signing_key', 'unit')
   and body::jsonb ->> 'object_id' = $2::text
   and body::jsonb ->> 'object_type' = $1::text
   and ($3::uuid is null or id < $3::uuid)
 order by id desc
 limit $4::bigint
