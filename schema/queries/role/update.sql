-- $1 name, $2 title, $3 parents, $4 version, $5 approvals, $6 longest, $7 most holders, $8 delegable, $9 a built-in
-- role too (then its permissions are written as they were).
-- The new rank reaches the roles that inherit from this one by the foreign key; the check there refuses it
-- if one of them would not be above it any more: a cycle, or a hierarchy that has to be changed from below.
update role
   set title = $2, version = version + 1,
       rank = coalesce((select max(rank) + 1 from role where name = any ($3::text[])), 0),
       approvals = $5, longest = $6, most_holders = $7, delegable = $8
 where name = $1 and version = $4 and (not builtin or $9::boolean)
returning name
