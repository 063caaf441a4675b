#include "app/node/scim_room.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/oauth/protected_resource.hpp>

#include "endpoints/oauth/answers.hpp"

namespace tessera::app {
namespace {

constexpr std::string_view kBearer = "Bearer ";

// Of the scopes of this resource, those that the client is registered for.
std::set<std::string, std::less<>> scopes_of(const oauth::ClientEntry& client) {
  std::set<std::string, std::less<>> out;
  for (const auto scope : oauth::scim_resource().scopes) {
    if (client.scopes.contains(scope)) out.emplace(scope);
  }
  return out;
}

Task<Result<scim::Caller>> long_lived(OauthRoom& oauth, scim::ConnectionService& connections,
                                      std::string token, TimePoint now) {
  const auto refused = fail(Errc::unauthenticated, "invalid_token", "the token is not valid");
  auto connection = co_await connections.find(token, now);
  if (!connection) co_return refused;
  const auto client = co_await oauth.clients.find(to_string(connection->client));
  if (!client || !client->serves(now)) co_return refused;
  co_return scim::Caller{std::move(*connection), scopes_of(*client)};
}

endpoints::ScimCaller make_caller(OauthRoom& oauth, scim::ConnectionService& connections,
                                  const Clock& clock, std::string audience) {
  return [&oauth, &connections, &clock, audience = std::move(audience)](
             const http::Request& request) -> Task<Result<scim::Caller>> {
    const auto now = clock.now();
    const auto* header = request.header("authorization");
    const auto prefix = std::string(kBearer) + std::string(scim::kTokenPrefix);
    if (header != nullptr && header->starts_with(prefix))
      co_return co_await long_lived(oauth, connections, header->substr(kBearer.size()), now);
    const auto presented =
        oauth::TokenVerifier::presented_in(header, endpoints::sender_of(request));
    if (!presented) co_return std::unexpected(presented.error());
    const auto token = co_await oauth.services->verifier().require(*presented, "", audience, now);
    if (!token) co_return std::unexpected(token.error());
    const auto client = parse_uuid((*token)->client_id);
    auto connection = std::optional<scim::Connection>{};
    if ((*token)->is_machine() && client) connection = co_await connections.find(*client);
    if (!connection) co_return fail(Errc::forbidden, "", "This client keeps no records here.");
    scim::Caller caller{.connection = std::move(*connection)};
    for (const auto scope : oauth::scim_resource().scopes) {
      if ((*token)->has_scope(scope)) caller.scopes.emplace(scope);
    }
    co_return caller;
  };
}

// What the message of the commit does within a second, before the answer.
scim::EndAccess make_end_access(AuthnRoom& authn, OauthRoom& oauth) {
  return [&authn, &oauth](Uuid person) -> Task<> {
    const boost::json::object payload{{"person", to_string(person)}};
    const auto text = boost::json::serialize(payload);
    co_await authn.authn.ended_messages().on_affiliation_ended(as_bytes(text));
    co_await oauth.services->logout().end_person(person, "affiliation_ended");
  };
}

}  // namespace

ScimRoom::ScimRoom(Backends& b, JournalRoom& journal, PeopleRoom& people, AccessRoom& access,
                   AuthnRoom& authn, OauthRoom& oauth, const std::string& public_url)
    : backends(b),
      connection_store(b.database, journal.journal),
      user_store(b.database, journal.journal),
      group_store(b.database, journal.journal),
      connections(connection_store, b.random),
      users({.users = user_store,
             .people = *people.service,
             .journal = journal.journal,
             .keys = b.keyring,
             .random = b.random,
             .end_access = make_end_access(authn, oauth),
             .base = public_url + std::string(oauth::scim_resource().path)}),
      groups({.groups = group_store,
              .grants = access.role_grant_store,
              .journal = journal.journal,
              .keys = b.keyring,
              .random = b.random,
              .base = public_url + std::string(oauth::scim_resource().path)}),
      deps{.users = users,
           .groups = groups,
           .throttle = authn.throttle_store,
           .caller = make_caller(oauth, connections, *b.clock,
                                 public_url + std::string(oauth::scim_resource().path)),
           .dpop = &oauth.services->dpop(),
           .public_url = public_url} {}

void ScimRoom::add_jobs(runtime::Jobs& jobs) {
  jobs.every("scim.members", seconds(20), [this]() -> Task<> {
    const auto now = backends.clock->now();
    const RequestContext context{.request_id = make_uuid7(now, backends.random), .received = now};
    (void)co_await groups.grant_due(std::nullopt, context);
  });
}

}  // namespace tessera::app
