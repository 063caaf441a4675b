// Keys and algorithms of a registration: what it proves itself with, and how its answers are made.
#include <algorithm>
#include <array>

#include <tessera/base/ip_address.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/jose/encryption_jwk.hpp>

#include "oauth/clients/registration_check.hpp"

namespace tessera::oauth {
namespace {

using Alg = crypto::SignAlg;

bool has_keys(const ClientRegistration& r) {
  return !r.jwks.empty() || !r.jwks_uri.empty();
}

jose::KeySet keys_of(const ClientRegistration& r) {
  return jose::parse_key_set(r.jwks).value_or(jose::KeySet{});
}

// Whether one of the registered keys makes signatures that this client may make. Keys behind
// jwks_uri are seen when they are used.
bool can_sign(const ClientRegistration& r, const std::optional<Alg>& alg,
              const ClientProfile& profile) {
  if (!r.jwks_uri.empty()) return true;
  const auto fits = [&](const jose::Jwk& key, Alg one) {
    return crypto::fits(one, key.key.type()) && (!key.alg || *key.alg == one);
  };
  return std::ranges::any_of(keys_of(r).signing, [&](const jose::Jwk& key) {
    if (alg) return fits(key, *alg);
    return std::ranges::any_of(profile.request_algs, [&](const std::string& name) {
      const auto one = jose::parse_alg(name);
      return one && fits(key, *one);
    });
  });
}

void check_keys(const ClientRegistration& r, RegistrationCheck& check) {
  // RFC 7591 2: not both. Private parts and weak keys do not pass the reader of the set.
  check.require(r.jwks.empty() || r.jwks_uri.empty(), "jwks", "not_with_jwks_uri");
  check.require(r.jwks.empty() || jose::parse_key_set(r.jwks).has_value(), "jwks", "not_a_jwk_set");
  check.require(r.jwks_uri.empty() || is_page(r.jwks_uri), "jwks_uri", "not_https");
}

// RFC 8705 2.1.2: exactly one name of the certificate.
void check_certificate_name(const ClientRegistration& r, RegistrationCheck& check) {
  const std::array names{&r.tls_client_auth_subject_dn, &r.tls_client_auth_san_dns,
                         &r.tls_client_auth_san_uri, &r.tls_client_auth_san_ip,
                         &r.tls_client_auth_san_email};
  const auto given =
      std::ranges::count_if(names, [](const std::string* name) { return !name->empty(); });
  const bool by_name = r.token_endpoint_auth_method == ClientAuthMethod::tls_client_auth;
  check.require(given == (by_name ? 1 : 0), "tls_client_auth_subject_dn",
                by_name ? "exactly_one_name" : "only_with_tls_client_auth");
  check.require(r.tls_client_auth_san_ip.empty() || parse_ip_address(r.tls_client_auth_san_ip),
                "tls_client_auth_san_ip", "not_an_address");
  check.require(r.tls_client_auth_san_dns.find_first_of("* /:") == std::string::npos,
                "tls_client_auth_san_dns", "not_a_host");
}

void require_alg(const std::optional<Alg>& alg, const std::vector<std::string>& allowed,
                 const char* member, RegistrationCheck& check) {
  check.require(!alg || contains(allowed, jose::to_string(*alg)), member, "not_in_profile");
}

void check_encryption(const ClientRegistration& r, const ResponseEncryption& wish,
                      const std::string& prefix, RegistrationCheck& check) {
  const auto alg_member = prefix + "_encrypted_response_alg";
  const auto enc_member = prefix + "_encrypted_response_enc";
  if (!wish) return check.require(wish.enc.empty(), enc_member, "needs_alg");
  const auto alg = jose::parse_key_alg(wish.alg);
  check.require(alg.has_value(), alg_member, "unknown_value");
  check.require(jose::parse_content_alg(wish.enc).has_value(), enc_member, "unknown_value");
  const bool can =
      !alg || !r.jwks_uri.empty() || jose::choose_key(keys_of(r).encryption, *alg) != nullptr;
  check.require(can, alg_member, "needs_a_key");
}

}  // namespace

void check_credentials(const ClientRegistration& r, const ClientProfile& profile,
                       RegistrationCheck& check) {
  using enum ClientAuthMethod;
  const auto method = r.token_endpoint_auth_method;
  check.require(contains(profile.auth_methods, to_string(method)), "token_endpoint_auth_method",
                "not_in_profile");
  check_keys(r, check);
  check_certificate_name(r, check);
  require_alg(r.token_endpoint_auth_signing_alg, profile.request_algs,
              "token_endpoint_auth_signing_alg", check);
  // OpenID Connect Core 9, RFC 8705 2.2.2.
  const bool by_key = method == private_key_jwt || method == self_signed_tls_client_auth;
  check.require(!by_key || has_keys(r), "jwks", "required");
  if (method == private_key_jwt && !r.jwks.empty()) {
    check.require(can_sign(r, r.token_endpoint_auth_signing_alg, profile), "jwks",
                  "needs_a_signing_key");
  }
  const bool signs_requests = r.request_object_signing_alg || r.require_signed_request_object;
  if (signs_requests) {
    check.require(has_keys(r) && can_sign(r, r.request_object_signing_alg, profile), "jwks",
                  "needs_a_signing_key");
  }
  require_alg(r.request_object_signing_alg, profile.request_algs, "request_object_signing_alg",
              check);
  // RFC 9449 and RFC 8705 bind to different keys: a token has one.
  check.require(!r.dpop_bound_access_tokens || !r.tls_client_certificate_bound_access_tokens,
                "dpop_bound_access_tokens", "not_with_certificate");
}

void check_answers(const ClientRegistration& r, const ClientProfile& profile,
                   RegistrationCheck& check) {
  const auto& algs = profile.id_token_algs;
  require_alg(r.id_token_signed_response_alg, algs, "id_token_signed_response_alg", check);
  require_alg(r.access_token_signed_response_alg, algs, "access_token_signed_response_alg", check);
  require_alg(r.userinfo_signed_response_alg, algs, "userinfo_signed_response_alg", check);
  require_alg(r.introspection_signed_response_alg, algs, "introspection_signed_response_alg",
              check);
  require_alg(r.authorization_signed_response_alg, algs, "authorization_signed_response_alg",
              check);
  check_encryption(r, r.id_token_encrypted_response, "id_token", check);
  check_encryption(r, r.userinfo_encrypted_response, "userinfo", check);
  check_encryption(r, r.introspection_encrypted_response, "introspection", check);
  check_encryption(r, r.authorization_encrypted_response, "authorization", check);
}

}  // namespace tessera::oauth
