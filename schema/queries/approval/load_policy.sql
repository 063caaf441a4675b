select kind, needed from approval_policy
