select version from client_version
