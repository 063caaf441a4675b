with parents as (
  delete from role_parent where role = $1
), prerequisites as (
  delete from role_prerequisite where role = $1
)
delete from role_permission where role = $1
