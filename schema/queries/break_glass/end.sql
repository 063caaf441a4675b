-- $1 journal rows, $2 id, $3 actor, $4 now
with ended as (
  update break_glass set ended = $4::timestamptz
   where id = $2::uuid and actor = $3::uuid and ended is null and ends > $4::timestamptz
  returning id
), j as (
  insert into journal_event select * from unnest($1::journal_row[]) where exists (select 1 from ended)
)
select id from ended
