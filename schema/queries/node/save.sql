insert into node (boot, started, last_seen, version, masters) values ($1, $2, $2, $3, $4)
  on conflict (boot) do update set last_seen = excluded.last_seen
