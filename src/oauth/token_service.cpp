// The token endpoint in phases: one method per parameter, the client, its grant, the grant's file.
#include <array>

#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/make.hpp>

#include "oauth/grants/grant.hpp"
#include "oauth/refusal_meter.hpp"

namespace tessera::oauth {
namespace {

using GrantFunction = Task<Result<std::string>> (*)(const grants::Tools&,
                                                    const grants::GrantRequest&);
struct GrantEntry {
  std::string_view type;
  GrantFunction run;
};
constexpr std::array<GrantEntry, 3> kGrants{{
    {"authorization_code", grants::authorization_code},
    {"refresh_token", grants::refresh_token},
    {"client_credentials", grants::client_credentials},
}};

class Service final : public TokenService {
 public:
  Service(ClientDirectory& clients, const grants::Tools& tools)
      : clients_(clients), tools_(tools) {}

  Task<Result<std::string>> issue(const ClientCredentials& request,
                                  const RequestContext& context) override {
    // 1. RFC 6749 3.2: no parameter twice.
    if (request.form.duplicate())
      co_return refuse("invalid_request", "a parameter occurs more than once");
    // 2. Who asks?
    const auto snapshot = co_await clients_.current();
    const auto client = authenticate_client(request, *snapshot, context.received);
    if (!client) {
      co_await note_refusal(client.error(), nullptr, context);
      co_return std::unexpected(client.error());
    }
    // 3. May it use this grant?
    const auto grant = find_grant(request.form, **client);
    if (!grant) co_return std::unexpected(grant.error());
    // 4. The grant: take, decide, commit, issue.
    auto answer = co_await (*grant)->run(tools_, {request.form, *client, context});
    if (!answer) co_await note_refusal(answer.error(), client->get(), context);
    co_return answer;
  }

 private:
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

  // A refusal is an event too, and it is durable before the answer; those of nobody in particular,
  // to whom public clients belong, are metered.
  Task<> note_refusal(const Error& error, const ClientEntry* client,
                      const RequestContext& context) {
    std::int64_t left_out = 0;
    if (client == nullptr || client->is_public()) {
      const auto admitted = refusals_.admit(context.address, context.received);
      if (!admitted) co_return;
      left_out = *admitted;
    }
    auto event = audit::make_event("token.refused", context);
    if (left_out > 0) event.details["left_out"] = left_out;
    event.outcome = audit::Outcome::denied;
    event.actor_kind = client != nullptr ? "client" : "anonymous";
    if (client != nullptr) event.actor = client->client.id;
    event.object_type = "token";
    event.reason = error.id;
    std::vector<audit::Event> events;
    events.push_back(std::move(event));
    co_await tools_.journal.append(std::move(events));
  }

  ClientDirectory& clients_;
  grants::Tools tools_;
  RefusalMeter refusals_;
};

}  // namespace

std::unique_ptr<TokenService> make_token_service(const OauthParts& parts,
                                                 const TokenIssuer& issuer) {
  return std::make_unique<Service>(
      parts.clients,
      grants::Tools{issuer, parts.codes, parts.states, parts.grants, parts.sessions, parts.people,
                    parts.access, parts.journal, parts.keyring, parts.random});
}

}  // namespace tessera::oauth
