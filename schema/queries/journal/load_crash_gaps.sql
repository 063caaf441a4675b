-- Only chains that ended within half a minute of the gap: one that lived on fills its places itself.
with chain as (
  select boot, n, mac, time,
         lag(n) over place as before_n, lag(mac) over place as before_mac,
         max(time) over (partition by boot) as ended
    from journal_event
   where id >= month_uuid(($1::timestamptz at time zone 'UTC')::date) and time >= $1
  window place as (partition by boot order by n)
)
select c.boot, coalesce(c.before_n, 0) + 1, c.n - 1, coalesce(c.before_mac, ''), c.mac, c.time
  from chain c
 where c.n > coalesce(c.before_n, 0) + 1 and c.ended < $2 and c.ended - c.time < interval '30 seconds'
   and (c.before_n is not null or not exists (
         select from journal_event e where e.boot = c.boot and e.n < c.n))
