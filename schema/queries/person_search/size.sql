-- How many people there are, roughly, and the length of tokens.
select greatest(c.reltuples::bigint, 0), s.bits
  from pg_class c, person_search_state s
 where c.oid = 'public.person_search'::regclass
