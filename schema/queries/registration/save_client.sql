insert into registered_client (client, digest, initial_token, registered)
values ($1::uuid, $2::bytea, $3::uuid, $4::timestamptz)
on conflict (client) do update set digest = excluded.digest
