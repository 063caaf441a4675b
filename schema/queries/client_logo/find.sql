select uri, media_type, content from client_logo where client = $1::uuid and content is not null
