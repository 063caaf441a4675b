#include "jose/public_key.hpp"

#include <algorithm>
#include <array>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::jose {
namespace {

namespace json = boost::json;

// RFC 7518 6.2.2, 6.3.2 and 6.4: what only a private or symmetric key carries.
constexpr std::array<std::string_view, 8> kPrivateMembers{"d",  "p",  "q",   "dp",
                                                          "dq", "qi", "oth", "k"};

// An optional member must be a string when it is there.
bool is_absent_or_text(const json::object& jwk, std::string_view name) {
  return !has(jwk, name) || codec::find_string(jwk, name) != nullptr;
}

// Errors of crypto::Key keep their reason and get this room's name.
Result<Key> rename(Result<Key> key) {
  if (key) return key;
  auto reason = key.error().id;
  return refuse_jwk(reason.substr(reason.find('.') + 1));
}

Result<Key> parse_rsa(const json::object& jwk) {
  const auto n = codec::from_base64url(codec::text_of(jwk, "n"));
  const auto e = codec::from_base64url(codec::text_of(jwk, "e"));
  if (!n || !e || n->empty() || e->empty()) return refuse_jwk("malformed");
  return rename(Key::from_rsa_public(*n, *e));
}

Result<Key> parse_ec(const json::object& jwk) {
  if (codec::text_of(jwk, "crv") != "P-256") return refuse_jwk("unsupported");
  const auto x = codec::from_base64url(codec::text_of(jwk, "x"));
  const auto y = codec::from_base64url(codec::text_of(jwk, "y"));
  if (!x || !y) return refuse_jwk("malformed");
  return rename(Key::from_ec_public(*x, *y));
}

Result<Key> parse_okp(const json::object& jwk) {
  const auto curve = codec::text_of(jwk, "crv");  // RFC 8037 2
  if (curve != "Ed25519" && curve != "X25519") return refuse_jwk("unsupported");
  const auto x = codec::from_base64url(codec::text_of(jwk, "x"));
  if (!x) return refuse_jwk("malformed");
  return rename(curve == "X25519" ? Key::from_x25519_public(*x) : Key::from_ed25519_public(*x));
}

Result<Key> parse_key(const json::object& jwk) {
  const auto kty = codec::text_of(jwk, "kty");
  if (kty == "RSA") return parse_rsa(jwk);
  if (kty == "EC") return parse_ec(jwk);
  if (kty == "OKP") return parse_okp(jwk);
  return kty.empty() ? refuse_jwk("malformed") : refuse_jwk("unsupported");
}

}  // namespace

std::unexpected<Error> refuse_jwk(std::string_view id) {
  return fail(Errc::invalid, "jwk." + std::string(id));
}

bool has(const json::object& jwk, std::string_view name) {
  return jwk.contains({name.data(), name.size()});
}

Result<Key> parse_public_key(const json::object& jwk) {
  for (const auto name : kPrivateMembers) {
    if (has(jwk, name)) return refuse_jwk("private");
  }
  return parse_key(jwk);
}

Result<void> check_purpose(const json::object& jwk, std::string_view use,
                           std::initializer_list<std::string_view> operations) {
  if (!is_absent_or_text(jwk, "use") || !is_absent_or_text(jwk, "alg") ||
      !is_absent_or_text(jwk, "kid")) {
    return refuse_jwk("malformed");
  }
  if (has(jwk, "use") && codec::text_of(jwk, "use") != use) return refuse_jwk("unsupported");
  const auto* named = jwk.if_contains("key_ops");
  if (named == nullptr) return {};
  const auto* list = named->if_array();
  if (list == nullptr) return refuse_jwk("malformed");
  const bool serves = std::ranges::any_of(operations, [&](std::string_view operation) {
    return std::ranges::find(*list, json::value(operation)) != list->end();
  });
  if (!serves) return refuse_jwk("unsupported");
  return {};
}

}  // namespace tessera::jose
