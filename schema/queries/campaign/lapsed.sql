select id, person, role, unit from role_grant
 where review_by is not null and revoked is null and review_by <= $1::timestamptz order by review_by limit 100
