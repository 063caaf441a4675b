-- After supersede_affiliation in the same transaction.
insert into affiliation (person, employer, unit, post, sponsor, starts, ends, recorded)
values ($1::uuid, $2::text, $3::uuid, $4::text, $5::uuid, $6::timestamptz, $7::timestamptz, $8::timestamptz)
