select coalesce((select needed from approval_policy where kind = 'client'), 0)
