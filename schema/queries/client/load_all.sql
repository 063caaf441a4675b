select id, status, registration::text, created, updated, version from client
