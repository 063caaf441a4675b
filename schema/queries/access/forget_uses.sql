-- $1 before: counts and uses that count for nothing any more.
with gone as (
  delete from read_count where hour < $1
)
delete from session_exercise where first < $1
