select id, person, unit from affiliation
 where superseded is null and announced is null and ends <= $1::timestamptz
 order by ends limit 100
