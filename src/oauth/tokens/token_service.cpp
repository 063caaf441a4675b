// The token endpoint in phases: one method per parameter, the client, its grant, the grant's file.
#include <array>
#include <map>

#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/grant_types.hpp>
#include <tessera/oauth/make.hpp>

#include "oauth/grants/grant.hpp"
#include "oauth/refusal_log.hpp"
#include "oauth/tokens/token_meter.hpp"

namespace tessera::oauth {
namespace {

using GrantFunction = Task<Result<std::string>> (*)(const grants::Tools&,
                                                    const grants::GrantRequest&);
struct GrantEntry {
  std::string_view type;
  GrantFunction run;
};
constexpr std::array<GrantEntry, 6> kGrants{{
    {"authorization_code", grants::authorization_code},
    {"refresh_token", grants::refresh_token},
    {"client_credentials", grants::client_credentials},
    {kDeviceCodeGrant, grants::device_code},
    {kCibaGrant, grants::ciba},
    {kTokenExchangeGrant, grants::token_exchange},
}};

class Service final : public TokenService {
 public:
  Service(const Proofs& proofs, const grants::Tools& tools)
      : proofs_(proofs), tools_(tools), refusals_(tools.journal) {}

  Task<Result<std::string>> issue(const ClientCredentials& request,
                                  const RequestContext& context) override {
    // 1. RFC 6749 3.2: no parameter twice but those that may be (RFC 8693 2.1).
    if (request.form.duplicate({"resource", "audience"}))
      co_return refuse("invalid_request", "a parameter occurs more than once");
    // 2. Who asks?
    const auto known = co_await proofs_.authenticator.authenticate(request, context);
    if (!known) {
      co_await note_refusal(known.error(), nullptr, context);
      co_return std::unexpected(known.error());
    }
    const auto& client = known->client;
    // 3. May it use this grant?
    const auto grant = find_grant(request.form, *client);
    if (!grant) co_return std::unexpected(grant.error());
    // 4. Which key are the tokens bound to?
    const auto binding = co_await bind(*client, request.sender, context.received);
    if (!binding) {
      co_await note_refusal(binding.error(), client.get(), context);
      co_return std::unexpected(binding.error());
    }
    // 5. Can an ID token be encrypted as the client registered? Asked before anything is used up.
    const auto target = co_await find_target(
        proofs_.keys, client, client->client.registration.id_token_encrypted_response,
        context.received);
    if (!target) co_return std::unexpected(target.error());
    // 6. The grant: take, decide, commit, issue.
    auto answer = co_await (*grant)->run(
        tools_, {request.form, client, context, *binding, *target ? &**target : nullptr});
    if (!answer && !is_polling(answer.error()))
      co_await note_refusal(answer.error(), client.get(), context);
    if (answer) meters_.at((*grant)->type).count(*answer);
    co_return answer;
  }

 private:
  // Polling is cheap and says nothing that the answer at its end does not say.
  static bool is_polling(const Error& error) {
    return error.id == "authorization_pending" || error.id == "slow_down";
  }

  // RFC 9449 5, RFC 8705 3.
  Task<Result<TokenBinding>> bind(const ClientEntry& client, const SenderProof& sender,
                                  TimePoint now) {
    auto jkt = co_await proofs_.dpop.check_if_any(sender, client.request_algs, now);
    if (!jkt) co_return std::unexpected(std::move(jkt.error()));
    co_return decide_binding(client, std::move(*jkt), sender.certificate);
  }

  static Result<const GrantEntry*> find_grant(const codec::Form& form, const ClientEntry& client) {
    const auto* type = form.get("grant_type");
    if (type == nullptr) return refuse("invalid_request", "grant_type is missing");
    for (const auto& entry : kGrants) {
      if (entry.type != *type) continue;
      if (client.may_use(entry.type)) return &entry;
      return refuse("unauthorized_client", "this client may not use this grant");
    }
    return refuse("unsupported_grant_type", "this grant is not supported");
  }

  Task<> note_refusal(const Error& error, const ClientEntry* client,
                      const RequestContext& context) {
    co_await refusals_.note({.type = "token.refused",
                             .object = "token",
                             .reason = error.id,
                             .client = client,
                             .metered = is_nobodys(client)},
                            context);
  }

  Proofs proofs_;
  grants::Tools tools_;
  RefusalLog refusals_;
  std::map<std::string_view, TokenMeter> meters_ = [] {
    std::map<std::string_view, TokenMeter> meters;
    for (const auto& grant : kGrants) meters.emplace(grant.type, grant.type);
    return meters;
  }();
};

}  // namespace

std::unique_ptr<TokenService> make_token_service(const OauthParts& parts, const TokenIssuer& issuer,
                                                 const Proofs& proofs, TokenVerifier& verifier) {
  return std::make_unique<Service>(
      proofs, grants::Tools{issuer, parts.codes, parts.states, parts.grants, parts.sessions,
                            parts.people, parts.access, parts.journal, parts.keyring, parts.random,
                            parts.pending, verifier, parts.clients, parts.trust_framework});
}

}  // namespace tessera::oauth
