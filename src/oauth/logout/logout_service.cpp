#include <set>

#include <boost/json/serialize.hpp>

#include <tessera/authn/session.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/oauth/make.hpp>

#include "oauth/grants/grant.hpp"
#include "oauth/logout/logout_request.hpp"
#include "oauth/tokens/token_issuer.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kConfirmPath = "/oauth2/logout/confirm";
using Session = authn::Session;

class Service final : public LogoutService {
 public:
  Service(const OauthParts& parts, const TokenIssuer& issuer) : parts_(parts), issuer_(issuer) {}

  Task<LogoutOutcome> start(const codec::Form& params, const std::optional<Session>& session,
                            const RequestContext& context) override {
    const auto clients = co_await parts_.clients.current();
    const auto request =
        check_logout(params, *clients, parts_.signer, parts_.issuer, context.received);
    if (!request) co_return LogoutError{request.error()};
    co_return co_await decide(*request, *clients, session, context);
  }

  Task<std::variant<std::string, LogoutError>> start_by_post(
      const codec::Form& params, const RequestContext& context) override {
    const auto clients = co_await parts_.clients.current();
    const auto request =
        check_logout(params, *clients, parts_.signer, parts_.issuer, context.received);
    if (!request) co_return LogoutError{request.error()};
    co_return flow_url(*request);
  }

  Task<LogoutOutcome> resume(std::string_view sealed, const std::optional<Session>& session,
                             const RequestContext& context) override {
    const auto clients = co_await parts_.clients.current();
    const auto request = open_logout(sealed, *parts_.keyring.get(), context.received);
    if (!request) co_return LogoutError{request.error()};
    co_return co_await decide(*request, *clients, session, context);
  }

  Task<LogoutOutcome> confirm(std::string_view sealed, const std::optional<Session>& session,
                              const RequestContext& context) override {
    const auto clients = co_await parts_.clients.current();
    const auto request = open_logout(sealed, *parts_.keyring.get(), context.received);
    if (!request) co_return LogoutError{request.error()};
    co_return co_await finish(*request, *clients, session, context);
  }

  Task<std::vector<std::string>> sign_out(const Session& session,
                                          const RequestContext& context) override {
    const auto clients = co_await parts_.clients.current();
    auto uris = co_await frontchannel_uris(session.id, *clients);
    (void)co_await parts_.sessions.end(session.id, session.person, "signed_out", context);
    co_return uris;
  }

  Task<std::vector<OutboxMessage>> expand_session_ended(const Uuid& session) override {
    std::vector<OutboxMessage> out;
    const auto clients = co_await parts_.clients.current();
    for (const auto& holder : co_await parts_.grants.clients_of_session(session)) {
      const auto client = clients->find(to_string(holder.client));
      if (!client) continue;
      if (client->profile.ends_with_session) co_await end_with_session(session, holder.client);
      if (client->client.registration.backchannel_logout_uri.empty()) continue;
      const boost::json::object payload{{"client", client->client_id},
                                        {"session", to_string(session)},
                                        {"subject", holder.subject}};
      out.push_back({.id = make_uuid7(parts_.clock.now(), parts_.random),
                     .kind = "backchannel_logout",
                     .payload = to_bytes(boost::json::serialize(payload))});
    }
    co_return out;
  }

  Task<> end_person(const Uuid& person, std::string reason) override {
    Revocation revocation{.person = person, .reason = std::move(reason), .now = parts_.clock.now()};
    co_await end_grants(revocation);
  }

  Task<std::optional<Delivery>> logout_delivery(BytesView payload) override {
    const auto object = codec::parse_json_object(as_text(payload));
    if (!object) co_return std::nullopt;
    const auto* client_id = codec::find_string(*object, "client");
    const auto* subject = codec::find_string(*object, "subject");
    const auto* session_text = codec::find_string(*object, "session");
    if (client_id == nullptr || subject == nullptr || session_text == nullptr)
      co_return std::nullopt;
    const auto session = parse_uuid(*session_text);
    const auto client = co_await parts_.clients.find(std::string(*client_id));
    if (!session || !client || client->client.registration.backchannel_logout_uri.empty())
      co_return std::nullopt;
    const auto token =
        issuer_.logout_token(*client, std::string_view(*subject), *session, parts_.clock.now());
    co_return Delivery{client->client.registration.backchannel_logout_uri,
                       codec::encode_form({{"logout_token", token}})};
  }

 private:
  [[nodiscard]] std::string flow_url(const LogoutRequest& request) const {
    return std::string(kConfirmPath) +
           "?request=" + seal_logout(request, *parts_.keyring.get(), parts_.random);
  }

  // RP-Initiated Logout 2: who shows the ID token of this very session needs no confirmation.
  [[nodiscard]] Task<LogoutOutcome> decide(const LogoutRequest& request,
                                           const ClientSnapshot& clients,
                                           const std::optional<Session>& session,
                                           const RequestContext& context) {
    const bool hinted =
        request.hinted_session && (!session || *request.hinted_session == session->id);
    if (hinted || !session) co_return co_await finish(request, clients, session, context);
    const auto client = clients.find(request.client_id);
    ConfirmLogout out{.action = flow_url(request)};
    if (client) out.client_name = name_in(client->client.registration, context.locale);
    const auto url = codec::parse_url(request.redirect_uri);
    if (url) out.form_origin = codec::origin_of(*url);
    co_return out;
  }

  [[nodiscard]] Task<LogoutOutcome> finish(const LogoutRequest& request,
                                           const ClientSnapshot& clients,
                                           const std::optional<Session>& session,
                                           const RequestContext& context) {
    LoggedOut out;
    if (session) {
      out.frontchannel_uris = co_await frontchannel_uris(session->id, clients);
      (void)co_await parts_.sessions.end(session->id, session->person, "logout", context);
    }
    const auto client = clients.find(request.client_id);
    if (!client || !client->serves(context.received)) co_return out;
    if (!request.redirect_uri.empty()) {
      std::vector<std::pair<std::string, std::string>> fields;
      if (request.state) fields.emplace_back("state", *request.state);
      out.redirect_uri =
          fields.empty() ? request.redirect_uri : codec::with_query(request.redirect_uri, fields);
    }
    out.client_name = name_in(client->client.registration, context.locale);
    out.home_uri = client->client.registration.home_uri;
    co_return out;
  }

  // Front-Channel Logout 2: iss and sid go together.
  [[nodiscard]] Task<std::vector<std::string>> frontchannel_uris(const Uuid& session,
                                                                 const ClientSnapshot& clients) {
    std::set<std::string> uris;
    for (const auto& holder : co_await parts_.grants.clients_of_session(session)) {
      const auto client = clients.find(to_string(holder.client));
      if (!client || client->client.registration.frontchannel_logout_uri.empty()) continue;
      uris.insert(codec::with_query(client->client.registration.frontchannel_logout_uri,
                                    {{"iss", parts_.issuer}, {"sid", to_string(session)}}));
    }
    co_return std::vector<std::string>(uris.begin(), uris.end());
  }

  [[nodiscard]] Task<> end_with_session(const Uuid& session, const Uuid& client) {
    Revocation revocation{
        .client = client, .session = session, .reason = "session_ended", .now = parts_.clock.now()};
    co_await end_grants(revocation);
  }

  [[nodiscard]] Task<> end_grants(Revocation& revocation) {
    audit::Event event{.type = "grant.revoked", .actor_kind = "system", .object_type = "grant"};
    event.subject = revocation.person;
    event.reason = revocation.reason;
    revocation.events.push_back(std::move(event));
    const auto ended = co_await parts_.grants.revoke(revocation);
    if (!ended.empty()) co_await parts_.states.revoke_grants(ended, grants::kRememberRevoked);
  }

  OauthParts parts_;
  const TokenIssuer& issuer_;
};

class Revoker final : public privacy::GrantRevoker {
 public:
  explicit Revoker(TokenStateStore& states) : states_(states) {}
  Task<> grants_revoked(std::vector<Uuid> grants) override {
    co_await states_.revoke_grants(grants, grants::kRememberRevoked);
  }

 private:
  TokenStateStore& states_;
};

}  // namespace

std::unique_ptr<LogoutService> make_logout_service(const OauthParts& parts,
                                                   const TokenIssuer& issuer) {
  return std::make_unique<Service>(parts, issuer);
}

std::unique_ptr<privacy::GrantRevoker> make_grant_revoker(TokenStateStore& states) {
  return std::make_unique<Revoker>(states);
}

}  // namespace tessera::oauth
