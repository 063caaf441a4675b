-- oldest-binary: 0.1.0
-- Which grants of a person ended lately: asked whenever a consent or a person ends again.
create index oauth_grant_ended on oauth_grant (person, client, revoked) where revoked is not null;
