#include "app/node/admin_room.hpp"

#include <unistd.h>

#include <tessera/oauth/protected_resource.hpp>

#include "endpoints/oauth/answers.hpp"

namespace tessera::app {
namespace {

std::set<std::string> words_of(std::string_view scope) {
  std::set<std::string> words;
  while (!scope.empty()) {
    const auto end = scope.find(' ');
    if (end != 0) words.emplace(scope.substr(0, end));
    scope.remove_prefix(end == std::string_view::npos ? scope.size() : end + 1);
  }
  return words;
}

access::Actor with_token(access::Actor actor, const oauth::AccessToken& token) {
  actor.by_token = true;
  actor.acr = token.acr;
  actor.session = token.session;
  actor.scopes = words_of(token.scope);
  return actor;
}

// A person's token acts with the person's roles, narrowed by its scopes; a machine's token has
// none.
endpoints::TokenActor make_token_actor(OauthRoom& oauth, AccessRoom& access, const Clock& clock,
                                       std::string audience) {
  return [&oauth, &access, &clock, audience = std::move(audience)](
             const http::Request& request) -> Task<Result<access::Actor>> {
    const auto now = clock.now();
    auto& verifier = oauth.services->verifier();
    const auto presented = oauth::TokenVerifier::presented_in(request.header("authorization"),
                                                              endpoints::sender_of(request));
    if (!presented) co_return std::unexpected(presented.error());
    const auto token = co_await verifier.require(*presented, "", audience, now);
    if (!token) co_return std::unexpected(token.error());
    const auto person = co_await verifier.person_of(*token);
    if (!person)
      co_return with_token(
          {.kind = access::Actor::Kind::client, .id = parse_uuid((*token)->client_id)}, **token);
    // No role works below that level, so the client is told how to get there (RFC 9470).
    auto resource = oauth::admin_resource();
    resource.acr = access.service->role_level();
    if (auto good = oauth::check_user_authentication(**token, resource, now); !good)
      co_return std::unexpected(std::move(good.error()));
    co_return with_token(co_await access.service->load_actor(*person, now), **token);
  };
}

}  // namespace

AdminRoom::AdminRoom(Backends& b, JournalRoom& journal, PeopleRoom& people, AccessRoom& access,
                     AuthnRoom& authn, ApprovalRoom& approvals, EnrolRoom& enrol, OauthRoom& oauth,
                     OversightRoom& oversight, ScimRoom& scim, const endpoints::Web& web)
    : idempotency(b.redis),
      session_directory(b.database),
      lists(b.database),
      managed(b.database, journal.journal),
      client_approval(oauth.services->clients(), *access.service),
      key_approval(oauth.signing_keys, *access.service),
      deps{.web = web,
           .access = *access.service,
           .actors = access.actors,
           .role_facts = access.role_store,
           .grant_facts = access.role_grant_store,
           .units = access.units,
           .roles = access.roles,
           .role_grants = access.role_grants,
           .work = {.cases = access.cases,
                    .trainings = access.trainings,
                    .policies = access.policies},
           .approvals = approvals.service,
           .grant_requests = approvals.grants,
           .people = *people.service,
           .consents = *oauth.consents,
           .directory = *people.directory,
           .search = *people.search,
           .sessions = authn.authn.sessions(),
           .session_directory = session_directory,
           .lists = lists,
           .freezing = authn.authn.freezing(),
           .interventions = authn.authn.interventions(),
           .break_glass = oversight.break_glass,
           .campaigns = oversight.campaigns,
           .notices = authn.authn.notices(),
           .recovery = authn.authn.recovery(),
           .invitations = *enrol.invitations,
           .clients = oauth.services->clients(),
           .registrations = *oauth.registration,
           .scim = {.connections = scim.connections, .users = scim.users, .groups = scim.groups},
           .key_rotation = oauth.signing_keys,
           .journal_reader = journal.reader,
           .journal = journal.journal,
           .idempotency = idempotency,
           .managed = managed,
           .token_actor = make_token_actor(
               oauth, access, *b.clock, web.public_url + std::string(oauth::admin_resource().path)),
           .dpop = &oauth.services->dpop(),
           .system_uids = {0, static_cast<unsigned>(geteuid())},
           .cards = authn.authn.certificates()} {
  approvals.service.add(client_approval);
  approvals.service.add(key_approval);
}

}  // namespace tessera::app
