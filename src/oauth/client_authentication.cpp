#include <algorithm>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/token_service.hpp>

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

bool in_profile(const ClientEntry& client, ClientAuthMethod method) {
  const auto& methods = client.profile.auth_methods;
  return std::ranges::find(methods, to_string(method)) != methods.end();
}

// RFC 7591 2: a client authenticates as it registered. The two ways to send the same secret count
// as one, because libraries differ in which they try first; a profile that lists only one takes
// one.
enum class Family { nothing, secret };
Family family_of(ClientAuthMethod method) {
  switch (method) {
    case ClientAuthMethod::client_secret_basic:
    case ClientAuthMethod::client_secret_post:
      return Family::secret;
    case ClientAuthMethod::private_key_jwt:
    case ClientAuthMethod::tls_client_auth:
    case ClientAuthMethod::self_signed_tls_client_auth:
    case ClientAuthMethod::none:
      break;
  }
  return Family::nothing;
}

struct Presented {
  std::string id;
  std::string secret;
  ClientAuthMethod method = ClientAuthMethod::none;
};

Result<Presented> read_credentials(const ClientCredentials& credentials) {
  const auto* id = credentials.form.get("client_id");
  const auto* secret = credentials.form.get("client_secret");
  if (!credentials.authorization) {
    if (id == nullptr) return refuse_client("no credentials");
    if (secret == nullptr) return Presented{*id, {}, ClientAuthMethod::none};
    return Presented{*id, *secret, ClientAuthMethod::client_secret_post};
  }
  if (secret != nullptr)
    return refuse("invalid_request", "more than one client authentication method");
  auto basic = parse_basic_credentials(*credentials.authorization);
  if (!basic) return refuse_client("Authorization header");
  if (id != nullptr && *id != basic->id) return refuse_client("two client ids");
  return Presented{std::move(basic->id), std::move(basic->secret),
                   ClientAuthMethod::client_secret_basic};
}

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

Result<ClientRef> authenticate_client(const ClientCredentials& credentials,
                                      const ClientSnapshot& clients, TimePoint now) {
  const auto presented = read_credentials(credentials);
  if (!presented) return std::unexpected(presented.error());
  auto client = clients.find(presented->id);
  if (!client) {
    (void)crypto::sha256(as_bytes(presented->secret));  // as much work as for a known client
    return refuse_client("unknown client");
  }
  if (!client->serves(now)) return refuse_client("client is not approved");
  const auto registered = client->client.registration.token_endpoint_auth_method;
  if (family_of(presented->method) != family_of(registered))
    return refuse_client("not the registered method");
  if (client->is_public()) return client;
  if (!in_profile(*client, presented->method))
    return refuse_client("method not in the client's profile");
  if (!holds_secret(*client, presented->secret, now)) return refuse_client("wrong secret");
  return client;
}

}  // namespace tessera::oauth
