-- Counts a look at a person. $1 actor, $2 now. Whether that was more than the limits of an hour or a day allow.
with mine as (
  insert into read_count (actor, hour, reads) values ($1, date_trunc('hour', $2::timestamptz, 'UTC'), 1)
      on conflict (actor, hour) do update set reads = read_count.reads + 1
  returning reads
), before as (
  select coalesce(sum(reads), 0) as reads from read_count
   where actor = $1 and hour > $2::timestamptz - interval '24 hours'
     and hour < date_trunc('hour', $2::timestamptz, 'UTC')
)
select mine.reads > (select most from read_limit where span = 'hour')
       or mine.reads + before.reads > (select most from read_limit where span = 'day')
  from mine, before
