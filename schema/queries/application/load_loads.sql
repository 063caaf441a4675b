select assignee, count(*) from application
 where assignee is not null and state = 'in_review' group by assignee order by 2, 1
