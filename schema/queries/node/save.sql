insert into node (boot, started, last_seen, version) values ($1, $2, $2, $3)
  on conflict (boot) do update set last_seen = excluded.last_seen
