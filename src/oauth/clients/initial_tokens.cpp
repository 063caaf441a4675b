#include "oauth/clients/initial_tokens.hpp"

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/metadata.hpp>
#include <tessera/people/acting_event.hpp>
#include <tessera/people/catalogue.hpp>

#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kPrefix = "tsi_";
constexpr days kLongest{366};
constexpr int kMostUses = 1000;

audit::Event event_of(std::string type, const Uuid& token, const people::ActingAs& by,
                      const RequestContext& context) {
  auto event = people::acting_event(std::move(type), by, context);
  event.object_type = "initial_access_token";
  event.object_id = to_string(token);
  return event;
}

// A registration that takes everything the template gives: if it is good, so is the template.
ClientRegistration widest(const RegistrationTemplate& limits) {
  ClientRegistration r{.name = "template", .owner = limits.owner, .contacts = limits.contacts};
  r.profile = limits.profile;
  r.scopes = limits.scopes;
  r.claims = limits.claims;
  r.authorization_details_types = limits.authorization_details_types;
  r.grant_types = limits.grant_types;
  r.redirect_uris = {"https://client.invalid/"};
  return r;
}

}  // namespace

Bytes token_digest(std::string_view token) {
  const auto digest = crypto::sha256(as_bytes(token));
  return {digest.begin(), digest.end()};
}

RegistrationTemplate sandbox_template() {
  RegistrationTemplate out{.owner = "Sandbox", .contacts = {"nobody@sandbox.invalid"}};
  out.grant_types = {"authorization_code",
                     "refresh_token",
                     "client_credentials",
                     "urn:ietf:params:oauth:grant-type:device_code",
                     "urn:openid:params:grant-type:ciba",
                     "urn:ietf:params:oauth:grant-type:token-exchange"};
  out.scopes = supported_scopes();
  for (const auto& spec : people::Catalogue::standard().all()) {
    if (!spec.claim.empty()) out.claims.push_back({spec.claim, "to test", "consent"});
  }
  out.approve = true;
  return out;
}

Task<Result<RegistrationService::MadeToken>> InitialTokens::create(
    const RegistrationService::NewToken& wish, const people::ActingAs& by,
    const RequestContext& context) {
  if (auto good = co_await check(wish, context.received); !good)
    co_return std::unexpected(std::move(good.error()));
  RegistrationService::MadeToken out{
      .token = {.id = make_uuid7(context.received, parts_.random),
                .name = wish.name,
                .limits = wish.limits,
                .created = context.received,
                .expires = wish.expires,
                .max_uses = wish.max_uses},
      .text = Secret(std::string(kPrefix) + codec::to_base64url(parts_.random.bytes(32)))};
  co_await parts_.store.save_token(
      out.token, token_digest(out.text.reveal()),
      event_of("client.registration_token.created", out.token.id, by, context));
  co_return out;
}

Task<Result<void>> InitialTokens::revoke(const Uuid& id, const people::ActingAs& by,
                                         const RequestContext& context) {
  const bool done = co_await parts_.store.revoke_token(
      id, context.received, event_of("client.registration_token.revoked", id, by, context));
  if (!done)
    co_return fail(Errc::not_found, "registration.token_unknown", "There is no such token.");
  co_return Result<void>{};
}

Task<Result<void>> InitialTokens::check(const RegistrationService::NewToken& wish, TimePoint now) {
  RegistrationCheck check;
  check.require(!wish.name.empty() && wish.name.size() <= 200, "name", "required");
  check.require(wish.expires > now && wish.expires <= now + kLongest, "expires", "not_in_a_year");
  check.require(wish.max_uses >= 1 && wish.max_uses <= kMostUses, "max_uses", "not_a_count");
  const auto snapshot = co_await parts_.clients.fresh();
  const auto* profile = snapshot->profile(wish.limits.profile);
  check.require(profile != nullptr, "template/profile", "unknown_value");
  auto result = check.result();
  if (result && profile != nullptr) {
    auto r = widest(wish.limits);
    // Method and algorithms are the client's to choose; here any will do that the profile has.
    ClientProfile lenient = *profile;
    lenient.auth_methods = {"client_secret_basic"};
    lenient.id_token_algs = {"RS256", "ES256", "PS256", "EdDSA"};
    if (contains(r.grant_types, "implicit")) r.response_types = profile->response_types;
    result = check_registration(r, lenient);
    if (!result) {
      for (auto& field : result.error().fields) field.field = "/template" + field.field;
    }
  }
  if (!result) result.error().id = "registration.token";
  co_return result;
}

}  // namespace tessera::oauth
