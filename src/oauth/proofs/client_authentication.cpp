#include <tessera/oauth/client_authentication.hpp>

#include <algorithm>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/jose/claims.hpp>
#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/make.hpp>

#include "oauth/proofs/client_assertion.hpp"
#include "oauth/proofs/client_certificate.hpp"

namespace tessera::oauth {
namespace {

constexpr std::string_view kScheme = "basic ";

bool has_scheme(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() &&
         std::ranges::equal(text.substr(0, scheme.size()), scheme, {}, [](char c) {
           return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
         });
}

// application/x-www-form-urlencoded, one value.
std::optional<std::string> form_decode(std::string_view text) {
  if (text.find_first_of("&=") != std::string_view::npos) return std::nullopt;
  const auto form = codec::Form::parse("v=" + std::string(text), 1);
  if (!form) return std::nullopt;
  return form->value("v");
}

// Looks at every secret, whichever matches.
bool holds_secret(const ClientEntry& client, std::string_view secret, TimePoint now) {
  const auto digest = crypto::sha256(as_bytes(secret));
  bool held = false;
  for (const auto& stored : client.secrets) {
    const bool equal = equal_in_constant_time(stored.digest, digest);
    held |= equal && (!stored.expires || now < *stored.expires);
  }
  return held;
}

std::unexpected<Error> refuse_client(std::string detail) {
  return refuse("invalid_client", "client authentication failed", std::move(detail));
}

// How the request authenticates its client; a certificate comes beside all of them.
enum class Kind { nothing, secret_basic, secret_post, assertion };

struct Presented {
  Kind kind = Kind::nothing;
  std::string id;
  std::string proof;  // the secret or the assertion
};

Result<Presented> read_assertion(const codec::Form& form, const std::string& assertion) {
  const auto* type = form.get("client_assertion_type");
  if (type == nullptr || *type != kJwtBearer)  // RFC 7521 4.2
    return refuse_client("client_assertion_type");
  const auto* id = form.get("client_id");
  auto claimed = claimed_client(assertion);
  if (claimed.empty()) return refuse_client("malformed assertion");
  // RFC 7521 4.2: the parameter is optional, but names the same client.
  if (id != nullptr && *id != claimed) return refuse_client("two client ids");
  return Presented{Kind::assertion, std::move(claimed), assertion};
}

Result<Presented> read_basic(const std::string& authorization, const std::string* id) {
  auto basic = parse_basic_credentials(authorization);
  if (!basic) return refuse_client("Authorization header");
  if (id != nullptr && *id != basic->id) return refuse_client("two client ids");
  return Presented{Kind::secret_basic, std::move(basic->id), std::move(basic->secret)};
}

// RFC 6749 2.3: not more than one method in a request.
Result<Presented> read_credentials(const ClientCredentials& credentials) {
  const auto& form = credentials.form;
  const auto* id = form.get("client_id");
  const auto* secret = form.get("client_secret");
  const auto* assertion = form.get("client_assertion");
  const bool header = credentials.authorization.has_value();
  if (int{header} + int{secret != nullptr} + int{assertion != nullptr} > 1)
    return refuse("invalid_request", "more than one client authentication method");
  if (assertion != nullptr) return read_assertion(form, *assertion);
  if (header) return read_basic(*credentials.authorization, id);
  if (id == nullptr) return refuse_client("no credentials");
  if (secret != nullptr) return Presented{Kind::secret_post, *id, *secret};
  return Presented{Kind::nothing, *id, {}};
}

// The method that a request of this kind uses with this client. The two ways to send a secret count
// as one, because libraries differ in which they try first; a profile that lists only one takes
// one. nullopt: not the registered method (RFC 7591 2).
std::optional<ClientAuthMethod> method_of(Kind kind, ClientAuthMethod registered) {
  using enum ClientAuthMethod;
  const bool secret = registered == client_secret_basic || registered == client_secret_post;
  switch (kind) {
    case Kind::secret_basic:
      return secret ? std::optional(client_secret_basic) : std::nullopt;
    case Kind::secret_post:
      return secret ? std::optional(client_secret_post) : std::nullopt;
    case Kind::assertion:
      return registered == private_key_jwt ? std::optional(registered) : std::nullopt;
    case Kind::nothing:
      break;
  }
  return secret || registered == private_key_jwt ? std::nullopt : std::optional(registered);
}

bool in_profile(const ClientEntry& client, ClientAuthMethod method) {
  const auto& methods = client.profile.auth_methods;
  return std::ranges::find(methods, to_string(method)) != methods.end();
}

jose::JwsRules assertion_rules(const ClientEntry& client) {
  jose::JwsRules rules;
  const auto& registered = client.client.registration.token_endpoint_auth_signing_alg;
  std::ranges::copy_if(client.request_algs, std::back_inserter(rules.algorithms),
                       [&](auto alg) { return !registered || alg == *registered; });
  return rules;
}

class Authenticator final : public ClientAuthenticator {
 public:
  Authenticator(std::string issuer, ClientDirectory& clients, ReplayStore& replays,
                ClientKeys& keys, ClientRevocation* revocation)
      : issuer_(std::move(issuer)),
        clients_(clients),
        replays_(replays),
        keys_(keys),
        revocation_(revocation) {}

  Task<Result<AuthenticatedClient>> authenticate(const ClientCredentials& credentials,
                                                 const RequestContext& context) override {
    const auto presented = read_credentials(credentials);
    if (!presented) co_return std::unexpected(presented.error());
    const auto snapshot = co_await clients_.current();
    const auto client = snapshot->find(presented->id);
    if (!client) {
      (void)crypto::sha256(as_bytes(presented->proof));  // as much work as for a wrong secret
      co_return refuse_client("unknown client");
    }
    if (!client->serves(context.received)) co_return refuse_client("client is not approved");
    const auto method =
        method_of(presented->kind, client->client.registration.token_endpoint_auth_method);
    if (!method) co_return refuse_client("not the registered method");
    if (*method != ClientAuthMethod::none && !in_profile(*client, *method))
      co_return refuse_client("method not in the client's profile");
    const auto why = co_await prove(client, *method, *presented, credentials, context.received);
    if (!why.empty()) co_return refuse_client(why);
    co_return AuthenticatedClient{client, *method};
  }

 private:
  // "" if the proof is good, else what is wrong with it.
  [[nodiscard]] Task<std::string> prove(const ClientRef& client, ClientAuthMethod method,
                                        const Presented& presented,
                                        const ClientCredentials& credentials, TimePoint now) {
    switch (method) {
      case ClientAuthMethod::client_secret_basic:
      case ClientAuthMethod::client_secret_post:
        co_return holds_secret(*client, presented.proof, now) ? "" : "wrong secret";
      case ClientAuthMethod::private_key_jwt:
        co_return co_await prove_by_assertion(client, presented.proof, credentials.sender.url, now);
      case ClientAuthMethod::tls_client_auth:
      case ClientAuthMethod::self_signed_tls_client_auth:
        co_return co_await prove_by_certificate(client, method, credentials.sender.certificate,
                                                now);
      case ClientAuthMethod::none:
        break;
    }
    co_return "";
  }

  // RFC 7523 3.
  [[nodiscard]] Task<std::string> prove_by_assertion(const ClientRef& client,
                                                     const std::string& assertion,
                                                     const std::string& endpoint, TimePoint now) {
    const auto jws = co_await keys_.verify(client, assertion, assertion_rules(*client), now);
    if (!jws) co_return jws.error().id;
    const auto claims = jose::parse_claims(jws->payload);
    if (!claims) co_return claims.error().id;
    const auto good = check_assertion(*claims, *client, issuer_, endpoint, now);
    if (!good) co_return good.error().id;
    const auto key = client->client_id + "\n" + claims->jti;
    const auto life = std::max<Duration>(*claims->exp + kAssertionLeeway - now, seconds{1});
    if (!co_await replays_.first_use("assertion", key, life)) co_return "assertion.replayed";
    co_return "";
  }

  // RFC 8705 2.1 and 2.2.
  [[nodiscard]] Task<std::string> prove_by_certificate(const ClientRef& client,
                                                       ClientAuthMethod method,
                                                       const PeerCertificateRef& certificate,
                                                       TimePoint now) {
    if (!certificate) co_return "no certificate";
    const auto identity = certificates_.read(*certificate);
    if (!identity) co_return "malformed certificate";
    if (method == ClientAuthMethod::self_signed_tls_client_auth) {
      co_return co_await keys_.holds_key(client, identity->spki, now) ? "" : "not a registered key";
    }
    if (!certificate->trusted || !is_in_force(*identity, now)) co_return "certificate not trusted";
    const bool matches =
        matches_registration(*identity, client->client.registration, client->tls_subject_dn);
    if (!matches) co_return "not the registered subject";
    co_return revocation_ == nullptr ? "" : co_await revocation_->refusal_of(certificate, now);
  }

  std::string issuer_;
  ClientDirectory& clients_;
  ReplayStore& replays_;
  ClientKeys& keys_;
  ClientRevocation* revocation_;
  CertificateCache certificates_;
};

}  // namespace

std::optional<BasicCredentials> parse_basic_credentials(std::string_view authorization) {
  if (!has_scheme(authorization, kScheme)) return std::nullopt;
  const auto decoded = codec::from_base64(authorization.substr(kScheme.size()));
  if (!decoded) return std::nullopt;
  const auto text = as_text(*decoded);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto id = form_decode(text.substr(0, colon));
  auto secret = form_decode(text.substr(colon + 1));
  if (!id || !secret || id->empty()) return std::nullopt;
  return BasicCredentials{std::move(*id), std::move(*secret)};
}

std::unique_ptr<ClientAuthenticator> make_client_authenticator(std::string issuer,
                                                               ClientDirectory& clients,
                                                               ReplayStore& replays,
                                                               ClientKeys& keys,
                                                               ClientRevocation* revocation) {
  return std::make_unique<Authenticator>(std::move(issuer), clients, replays, keys, revocation);
}

}  // namespace tessera::oauth
