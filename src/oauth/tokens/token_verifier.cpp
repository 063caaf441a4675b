#include <algorithm>
#include <charconv>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/jose/claims.hpp>
#include <tessera/oauth/errors.hpp>
#include <tessera/runtime/metrics.hpp>

#include "oauth/grants/grant.hpp"
#include "oauth/tokens/token_verifier_impl.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

constexpr std::string_view kDpopAlgs = "ES256 PS256 EdDSA RS256";

std::vector<std::string> list_of(const json::object& members, std::string_view name) {
  std::vector<std::string> out;
  const auto* found = members.if_contains(name);
  if (found == nullptr || !found->is_array()) return out;
  for (const auto& item : found->get_array()) {
    if (item.is_string()) out.emplace_back(item.get_string());
  }
  return out;
}

std::string object_of(const json::object& members, std::string_view name) {
  const auto* found = members.if_contains(name);
  return found != nullptr && found->is_object() ? json::serialize(*found) : std::string{};
}

std::string array_of(const json::object& members, std::string_view name) {
  const auto* found = members.if_contains(name);
  return found != nullptr && found->is_array() ? json::serialize(*found) : std::string{};
}

// RFC 7800 3.1.
TokenBinding binding_of(const json::object& members) {
  const auto* cnf = members.if_contains("cnf");
  if (cnf == nullptr || !cnf->is_object()) return {};
  return {.jkt = codec::text_of(cnf->get_object(), "jkt"),
          .x5t_s256 = codec::text_of(cnf->get_object(), "x5t#S256")};
}

std::unexpected<Error> refuse_token(std::string detail) {
  return refuse("invalid_token", "the access token is not valid", std::move(detail));
}

bool contains_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == wanted) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace

bool AccessToken::has_scope(std::string_view wanted) const {
  return contains_word(scope, wanted);
}

bool AccessToken::is_for(std::string_view wanted) const {
  return std::ranges::find(audience, wanted) != audience.end();
}

Result<AccessToken> read_access_token(std::string_view text, const jose::Signer& signer,
                                      std::string_view issuer, TimePoint now) {
  using enum crypto::SignAlg;
  const jose::JwsRules rules{.algorithms = {es256, ps256, eddsa, rs256}, .typ = "at+jwt"};
  const auto jws = signer.verify_own(text, rules);
  if (!jws) return refuse_token(jws.error().id);
  const auto claims = jose::parse_claims(jws->payload);
  if (!claims) return refuse_token(claims.error().id);
  // Our own clock wrote it: no leeway.
  const jose::ClaimRules times{.issuer = std::string(issuer), .leeway = seconds{0}};
  if (auto good = jose::check_claims(*claims, times, now); !good)
    return refuse_token(good.error().id);
  const auto& m = claims->members;
  AccessToken out{.client_id = codec::text_of(m, "client_id"),
                  .subject = claims->sub,
                  .scope = codec::text_of(m, "scope"),
                  .audience = claims->aud,
                  .jti = claims->jti,
                  .grant = parse_uuid(codec::text_of(m, "gid")),
                  .session = parse_uuid(codec::text_of(m, "sid")),
                  .claims = list_of(m, "ucl"),
                  .authorization_details = array_of(m, "authorization_details"),
                  .roles = list_of(m, "roles"),
                  .groups = list_of(m, "groups"),
                  .entitlements = array_of(m, "entitlements"),
                  .binding = binding_of(m),
                  .act = object_of(m, "act"),
                  .acr = parse_assurance(codec::text_of(m, "acr")).value_or(Assurance{}).acr,
                  .acr_text = codec::text_of(m, "acr"),
                  .issued = claims->iat.value_or(now),
                  .expires = *claims->exp,
                  .kid = jws->header.kid};
  if (const auto* auth_time = m.if_contains("auth_time");
      auth_time != nullptr && auth_time->is_int64()) {
    out.auth_time = from_unix(auth_time->get_int64());
  }
  return out;
}

Result<AccessTokenRef> Verifier::read(std::string_view text, TimePoint now) {
  static auto& hits = runtime::counter("tessera_token_cache_total", "Look-ups of verified tokens",
                                       {{"result", "hit"}});
  static auto& misses = runtime::counter("tessera_token_cache_total", "Look-ups of verified tokens",
                                         {{"result", "miss"}});
  const auto key = crypto::sha256(as_bytes(text));
  if (auto cached = cache_.find(key)) {
    hits.add();
    if (cached->expires <= now) return refuse_token("expired");
    if (!parts_.signer.publishes(cached->kid)) return refuse_token("key was withdrawn");
    return cached;
  }
  misses.add();
  auto token = read_access_token(text, parts_.signer, parts_.issuer, now);
  if (!token) return std::unexpected(token.error());
  auto shared = std::make_shared<const AccessToken>(std::move(*token));
  cache_.put(key, shared);
  return shared;
}

Task<Result<AccessTokenRef>> Verifier::verify(std::string_view text, TimePoint now) {
  const auto token = read(text, now);
  if (!token) co_return token;
  const auto client = co_await parts_.clients.find((*token)->client_id);
  if (!client || !client->serves(now)) co_return refuse_token("client is not approved");
  if (!co_await lives(**token, now)) co_return refuse_token("revoked");
  co_return *token;
}

// Asked every time: what was revoked is refused from then on, whatever the cache holds.
Task<bool> Verifier::lives(const AccessToken& token, TimePoint now) {
  const auto state = co_await parts_.states.load(token.jti, token.grant);
  if (state.revoked) co_return false;
  if (token.grant) {
    if (state.grant_lives && !*state.grant_lives) co_return false;
    if (!state.grant_lives && !co_await grant_lives(*token.grant)) co_return false;
  }
  if (token.session && !co_await parts_.sessions.is_live(*token.session, now)) co_return false;
  co_return true;
}

// Redis does not know (a fail-over, a restart): the row does.
Task<bool> Verifier::grant_lives(const Uuid& grant) {
  const auto row = co_await parts_.grants.load(grant);
  if (!row) co_return false;
  if (row->revoked) {
    std::vector<Uuid> ended{grant};
    co_await parts_.states.revoke_grants(ended, grants::kRememberRevoked);
    co_return false;
  }
  co_await parts_.states.note_living(grant, grants::kRememberLiving);
  co_return true;
}

Task<std::optional<Uuid>> Verifier::person_of(const AccessTokenRef& token) {
  if (token->is_machine()) co_return std::nullopt;
  const auto client = co_await parts_.clients.find(token->client_id);
  if (client && client->client.registration.subject_type == SubjectType::public_id) {
    co_return parse_uuid(token->subject);
  }
  const auto key = crypto::sha256(as_bytes(token->subject));
  if (auto cached = persons_.find(key)) co_return cached;
  const auto person = co_await parts_.subjects.person_of(token->subject);
  if (person) persons_.put(key, *person);
  co_return person;
}

Task<Result<AccessTokenRef>> Verifier::verify_presented(const PresentedToken& presented,
                                                        TimePoint now) {
  auto token = co_await verify(presented.text, now);
  if (!token) co_return token;
  if (auto good = co_await check_sender(**token, presented, now); !good)
    co_return std::unexpected(std::move(good.error()));
  co_return token;
}

Task<Result<void>> Verifier::check_sender(const AccessToken& token, const PresentedToken& presented,
                                          TimePoint now) {
  const auto& binding = token.binding;
  const bool by_dpop = presented.scheme == PresentedToken::Scheme::dpop;
  // RFC 9449 7.2: a bound token is no bearer token, and the other way round.
  if (by_dpop != !binding.jkt.empty()) co_return refuse_token("scheme does not fit the binding");
  // RFC 8705 3: the certificate of this very connection.
  if (!binding.x5t_s256.empty() &&
      binding.x5t_s256 != x5t_s256(presented.sender.certificate.get())) {
    co_return refuse_token("not the certificate of the token");
  }
  if (!by_dpop) co_return Result<void>{};
  const auto client = co_await parts_.clients.find(token.client_id);
  if (!client) co_return refuse_token("client is not approved");
  auto jkt = co_await dpop_.check(presented.sender, client->request_algs, presented.text, now);
  if (!jkt) {
    jkt.error().code = Errc::unauthenticated;  // RFC 9449 7.1
    co_return std::unexpected(std::move(jkt.error()));
  }
  // RFC 9449 4.3 (12).
  if (*jkt != binding.jkt) co_return refuse_token("not the key of the token");
  co_return Result<void>{};
}

Result<PresentedToken> TokenVerifier::presented_in(const std::string* authorization,
                                                   SenderProof sender) {
  const auto is_scheme = [&](std::string_view scheme) {
    return std::ranges::equal(
        std::string_view(*authorization).substr(0, scheme.size()), scheme, {},
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  };
  constexpr std::string_view kBearer = "bearer ", kDpop = "dpop ";
  if (authorization != nullptr && is_scheme(kBearer))
    return PresentedToken{PresentedToken::Scheme::bearer, authorization->substr(kBearer.size()),
                          std::move(sender)};
  if (authorization != nullptr && is_scheme(kDpop))
    return PresentedToken{PresentedToken::Scheme::dpop, authorization->substr(kDpop.size()),
                          std::move(sender)};
  return fail(Errc::unauthenticated, "", "no access token");
}

Task<Result<AccessTokenRef>> TokenVerifier::require(const PresentedToken& presented,
                                                    std::string_view scope,
                                                    std::string_view audience, TimePoint now) {
  auto token = co_await verify_presented(presented, now);
  if (!token) co_return token;
  if (!(*token)->is_for(audience)) co_return refuse_token("audience");
  if (!scope.empty() && !(*token)->has_scope(scope)) {
    co_return refuse("insufficient_scope", "the access token lacks a scope");
  }
  co_return token;
}

std::string render_challenge(const Error& error, std::string_view scope,
                             PresentedToken::Scheme scheme) {
  const bool dpop = scheme == PresentedToken::Scheme::dpop;
  std::string out = dpop ? "DPoP realm=\"tessera\"" : "Bearer realm=\"tessera\"";
  if (!error.id.empty())
    out += ", error=\"" + error.id + "\", error_description=\"" + error.text + "\"";
  if (!scope.empty()) out += ", scope=\"" + std::string(scope) + "\"";
  if (dpop) out += ", algs=\"" + std::string(kDpopAlgs) + "\"";  // RFC 9449 7.1
  return out;
}

std::unique_ptr<TokenVerifier> make_token_verifier(const OauthParts& parts, DpopProofs& dpop) {
  return std::make_unique<Verifier>(parts, dpop);
}

}  // namespace tessera::oauth
