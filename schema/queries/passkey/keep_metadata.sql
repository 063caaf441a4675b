-- $1 number, $2 next update, $3 now: the number that counts from now on, the highest that was ever read.
insert into passkey_metadata as kept (number, next_update, read)
values ($1::bigint, $2::timestamptz, $3::timestamptz)
    on conflict (one) do update
       set next_update = case when excluded.number > kept.number then excluded.next_update else kept.next_update end,
           read = case when excluded.number > kept.number then excluded.read else kept.read end,
           number = greatest(kept.number, excluded.number)
returning number
