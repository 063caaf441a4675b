-- $1 now, $2 how many, $3 length of the lease in seconds, $4 kinds. Leases use the database's clock.
with free as (
  select id from outbox
   where done is null and dead is null and due <= $1::timestamptz and kind = any($4::text[])
     and (lease_until is null or lease_until <= clock_timestamp())
   order by due
   limit $2::integer
     for update skip locked
)
update outbox o
   set lease_until = clock_timestamp() + make_interval(secs => $3::double precision),
       attempts = o.attempts + 1
  from free
 where o.id = free.id
returning o.id, o.kind, o.payload, o.created, o.attempts
