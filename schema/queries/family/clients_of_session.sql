select distinct client, subject from oauth_grant where session = $1::uuid and person is not null
