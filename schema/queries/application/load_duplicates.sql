select kind, other_application, other_person from duplicate_case where application = $1::uuid
union
select kind, application, null from duplicate_case where other_application = $1::uuid
 order by 1, 2, 3
