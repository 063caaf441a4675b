-- plan: generic
-- The name of a person in a sector, made if there is none. $1 person, $2 sector, $3 candidate, $4 now
with made as (
  insert into pairwise_subject (person, sector, subject, created)
  values ($1::uuid, $2::text, $3::text, $4::timestamptz)
  on conflict (person, sector) do nothing
  returning subject
)
select subject from made
union all
select subject from pairwise_subject where person = $1::uuid and sector = $2::text
limit 1
