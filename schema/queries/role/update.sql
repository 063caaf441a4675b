-- The new rank reaches the roles that inherit from this one by the foreign key; the check there refuses it
-- if one of them would not be above it any more: a cycle, or a hierarchy that has to be changed from below.
update role
   set title = $2, version = version + 1,
       rank = coalesce((select max(rank) + 1 from role where name = any ($3::text[])), 0)
 where name = $1 and version = $4 and not builtin
returning name
