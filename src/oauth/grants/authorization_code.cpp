// RFC 6749 4.1.3 and OpenID Connect Core 3.1.3: take the code, check that it is this client's and
// this request's, then redeem it.
#include <tessera/oauth/errors.hpp>

#include "oauth/grants/redeem.hpp"
#include "oauth/proofs/pkce.hpp"
#include "oauth/tokens/authorization_code.hpp"

namespace tessera::oauth::grants {
namespace {

std::unexpected<Error> refuse_code(std::string detail) {
  return refuse("invalid_grant", "the code is not valid", std::move(detail));
}

// What may follow a code that was seen before: nothing, and what came from it ends.
Task<> spoil(const Tools& tools, const GrantRequest& request, const AuthorizationCode& code,
             bool known) {
  NewGrant tombstone{.code_hash = code.hash};
  tombstone.grant.id = code.grant;
  tombstone.grant.client = request.client->client.id;
  tombstone.grant.created = request.now();
  auto event = token_event("token.code.reused", "authorization_code", request);
  event.outcome = audit::Outcome::denied;
  event.object_type = "grant";
  event.object_id = to_string(code.grant);
  event.reason = "code_reused";
  tombstone.events.push_back(std::move(event));
  if (co_await tools.grants.spoil_code(tombstone, known)) {
    std::vector<Uuid> ended{code.grant};
    co_await tools.states.revoke_grants(ended, kRememberRevoked);
  }
}

// Pure: is this the request that the code was issued for?
Result<void> check_record(const CodeRecord& record, const GrantRequest& request) {
  if (record.client != request.client->client.id) return refuse_code("other client");
  if (request.now() - record.issued > request.client->profile.code_life)
    return refuse_code("expired");
  // RFC 6749 4.1.3: identical.
  if (request.form.value("redirect_uri") != record.redirect_uri) {
    return refuse("invalid_grant", "redirect_uri is not that of the authorization request");
  }
  // RFC 9449 10: the key that was named then is the key that is proved now.
  if (!record.dpop_jkt.empty() && record.dpop_jkt != request.binding.jkt)
    return refuse_code("other DPoP key");
  return check_verifier(record.code_challenge, request.form.get("code_verifier"));
}

}  // namespace

Task<Result<std::string>> authorization_code(const Tools& tools, const GrantRequest& request) {
  const auto* text = request.form.get("code");
  if (text == nullptr) co_return refuse("invalid_request", "code is missing");
  // RFC 6749 4.1.3: always named, since the authorization request always names it here. Said before
  // the code is used up.
  if (request.form.get("redirect_uri") == nullptr)
    co_return refuse("invalid_request", "redirect_uri is missing");
  const auto code = parse_code(*text);
  if (!code) co_return refuse_code("malformed");
  if (auto good = check_resources(request.form, *request.client); !good)
    co_return std::unexpected(good.error());

  constexpr seconds kRememberUsed{600};
  const auto taken =
      co_await tools.codes.take(code->hash, request.client->client.id, kRememberUsed);
  if (taken.result == TakeResult::other_client) co_return refuse_code("other client");
  if (taken.result != TakeResult::taken) {
    co_await spoil(tools, request, *code, taken.result == TakeResult::used);
    co_return refuse_code(taken.result == TakeResult::used ? "used" : "absent");
  }
  const auto& record = taken.record;
  if (auto good = check_record(record, request); !good) co_return std::unexpected(good.error());
  if (!co_await tools.sessions.is_live(record.session, request.now()))
    co_return refuse_code("session ended");
  auto coverage =
      narrow({record.resources, record.authorization_details}, request.form, *request.client);
  if (!coverage) co_return std::unexpected(coverage.error());

  auto answer = co_await redeem(tools, request,
                                {.record = record,
                                 .code_hash = code->hash,
                                 .grant_type = "authorization_code",
                                 .coverage = std::move(*coverage),
                                 .session = record.session});
  if (!answer) {
    // The durable guard: Redis forgot that it was used.
    if (!co_await tools.grants.load(code->grant)) co_return refuse_code("person or consent ended");
    co_await spoil(tools, request, *code, true);
    co_return refuse_code("used");
  }
  co_return std::move(*answer);
}

}  // namespace tessera::oauth::grants
