-- $1 person, $2 now, $3..$8 attributes. After save_attributes in the same transaction: the index of
-- current values is checked row by row, so the old ones have to be superseded first.
insert into attribute (person, name, recorded, box, source, method, verifier, verified)
select $1::uuid, u.name,
       greatest($2::timestamptz, coalesce((select max(recorded) + interval '1 microsecond' from attribute
                                            where person = $1::uuid and name = u.name), $2::timestamptz)),
       u.box, u.source, u.method, nullif(u.verifier, '')::uuid, nullif(u.verified, '')::timestamptz
  from unnest($3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[])
       as u (name, box, source, method, verifier, verified)
