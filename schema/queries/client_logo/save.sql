-- $1 client, $2 uri, $3 media type, $4 content (both null: nothing came), $5 now. What came from the same
-- address before stays then.
insert into client_logo (client, uri, media_type, content, fetched, tried)
values ($1::uuid, $2::text, $3::text, $4::bytea,
        case when $4::bytea is null then null else $5::timestamptz end, $5::timestamptz)
on conflict (client) do update
  set uri = excluded.uri, tried = excluded.tried,
      media_type = case when excluded.content is null and client_logo.uri = excluded.uri
                        then client_logo.media_type else excluded.media_type end,
      fetched = case when excluded.content is null and client_logo.uri = excluded.uri
                     then client_logo.fetched else excluded.fetched end,
      content = case when excluded.content is null and client_logo.uri = excluded.uri
                     then client_logo.content else excluded.content end
