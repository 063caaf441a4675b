-- Takes or renews; one row if the holder has it now. Leases use the database's clock (ADR 19).
insert into lease as l (name, holder, until)
  values ($1, $2, clock_timestamp() + make_interval(secs => $3::double precision))
  on conflict (name) do update set holder = excluded.holder, until = excluded.until
    where l.holder = excluded.holder or l.until <= clock_timestamp()
  returning 1
