#include "tests/conformance/checks.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/jose/jws.hpp>

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using ::testing::AnyOfArray;
using ::testing::Contains;

constexpr std::int64_t kYear = 365 * 86400;

std::int64_t number(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr || !value->is_int64()) {
    ADD_FAILURE() << name << " is not a number";
    return 0;
  }
  return value->as_int64();
}

std::string text(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr || !value->is_string()) return "";
  return std::string(value->as_string());
}

Response::Where place_of(const Variant& variant) {
  if (variant.is_posted()) return Response::Where::posted;
  return variant.in_fragment() ? Response::Where::fragment : Response::Where::query;
}

// OpenID Connect Core 5.1: the types; no empty texts.
void check_claim_types(const json::object& claims) {
  for (const auto& [name, value] : claims) {
    if (value.is_string()) {
      EXPECT_NE(value.as_string(), "") << name;
      EXPECT_NE(value.as_string(), "null") << name;
    }
    EXPECT_FALSE(value.is_null()) << name;
  }
  for (const auto* name : {"email_verified", "phone_number_verified"}) {
    if (const auto* value = claims.if_contains(name)) EXPECT_TRUE(value->is_bool()) << name;
  }
  if (const auto* value = claims.if_contains("updated_at")) EXPECT_TRUE(value->is_number());
  if (const auto* value = claims.if_contains("address")) EXPECT_TRUE(value->is_object());
}

// RFC 6749 4.1.2.1: printable ASCII without quotation mark and backslash.
void check_description(const std::string& description) {
  EXPECT_TRUE(std::ranges::all_of(description, [](char c) {
    return c >= 0x20 && c <= 0x7E && c != '"' && c != '\\';
  })) << description;
}

}  // namespace

void check_response(const Response& response, const Variant& variant, const std::string& state) {
  ASSERT_EQ(response.where, place_of(variant))
      << response.last.status << response.last.header("location");
  EXPECT_FALSE(response.repeated);
  EXPECT_EQ(response.error(), "") << response.get("error_description");
  EXPECT_EQ(response.get("state"), state);
  EXPECT_EQ(response.get("iss"), Provider::instance().issuer());
  EXPECT_EQ(response.get("code").empty(), !variant.has("code"));
  EXPECT_EQ(response.get("id_token").empty(), !variant.has("id_token"));
  EXPECT_EQ(response.get("access_token").empty(), !variant.has("token"));
  if (variant.has("code")) EXPECT_GE(response.get("code").size(), 22u) << "128 bits";
  if (variant.has("token")) EXPECT_EQ(response.get("token_type"), "Bearer");
}

void check_error(const Response& response, const Variant& variant, const std::string& state,
                 const std::vector<std::string>& codes) {
  ASSERT_EQ(response.where, place_of(variant))
      << response.last.status << response.last.header("location");
  EXPECT_THAT(response.error(), AnyOfArray(codes)) << response.get("error_description");
  EXPECT_EQ(response.get("state"), state);
  EXPECT_EQ(response.get("iss"), Provider::instance().issuer());
  static const std::set<std::string> allowed{"error", "error_description", "error_uri",
                                             "state", "session_state",     "iss"};
  for (const auto& [name, value] : response.fields) EXPECT_TRUE(allowed.contains(name)) << name;
  check_description(response.get("error_description"));
}

void check_error_page(const Response& response) {
  EXPECT_EQ(response.where, Response::Where::page) << response.last.header("location");
  EXPECT_GE(response.last.status, 400);
  EXPECT_NE(response.last.body.find("<h1"), std::string::npos);
}

void check_tokens(const Tokens& tokens) {
  ASSERT_EQ(tokens.answer.status, 200) << tokens.answer.body;
  EXPECT_TRUE(tokens.answer.header("content-type").starts_with("application/json"));
  EXPECT_NE(tokens.answer.header("cache-control").find("no-store"), std::string::npos);
  EXPECT_NE(tokens.text("access_token"), "");
  EXPECT_EQ(tokens.text("token_type"), "Bearer");
  const auto life = number(tokens.body, "expires_in");
  EXPECT_GT(life, 0);
  EXPECT_LE(life, kYear);
}

void check_token_error(const Tokens& tokens, const std::vector<std::string>& codes) {
  EXPECT_TRUE(tokens.answer.status == 400 || tokens.answer.status == 401) << tokens.answer.status;
  EXPECT_THAT(tokens.text("error"), AnyOfArray(codes)) << tokens.answer.body;
  EXPECT_NE(tokens.answer.header("cache-control").find("no-store"), std::string::npos);
  EXPECT_TRUE(tokens.answer.header("content-type").starts_with("application/json"));
  check_description(tokens.text("error_description"));
}

json::object read_id_token(const std::string& token, const IdTokenWish& wish) {
  const auto& provider = Provider::instance();
  const auto keys = provider.keys();
  const auto jws =
      jose::verify_jws(token, {.algorithms = {wish.alg}}, [&](const jose::JwsHeader& header) {
        EXPECT_NE(header.kid, "");
        const auto found = std::ranges::find(keys, header.kid, &jose::Jwk::kid);
        return found == keys.end() ? std::nullopt : std::optional(found->key);
      });
  if (!jws) {
    ADD_FAILURE() << jws.error().id << " " << token;
    return {};
  }
  const auto claims = json::parse(jws->payload).as_object();
  EXPECT_EQ(text(claims, "iss"), provider.issuer());
  const auto& aud = claims.at("aud");
  if (aud.is_array()) {
    EXPECT_THAT(aud.as_array(), Contains(json::value(wish.client.id)));
  } else {
    EXPECT_EQ(text(claims, "aud"), wish.client.id);
  }
  const auto now = to_unix(provider.now());
  EXPECT_GT(number(claims, "exp"), now);
  EXPECT_LT(number(claims, "exp"), now + 50 * kYear);
  EXPECT_LE(std::abs(number(claims, "iat") - now), 300);
  EXPECT_NE(text(claims, "sub"), "");
  EXPECT_LE(text(claims, "sub").size(), 255u);
  EXPECT_EQ(text(claims, "nonce"), wish.nonce);
  EXPECT_NE(text(claims, "acr"), "");
  if (claims.contains("auth_time")) EXPECT_LE(number(claims, "auth_time"), now + 5);
  check_claim_types(claims);
  return claims;
}

json::object read_userinfo(const Answer& answer, const std::string& subject) {
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.header("content-type").starts_with("application/json"));
  boost::system::error_code ec;
  const auto value = json::parse(answer.body, ec);
  if (ec || !value.is_object()) {
    ADD_FAILURE() << answer.body;
    return {};
  }
  EXPECT_EQ(text(value.as_object(), "sub"), subject);
  check_claim_types(value.as_object());
  return value.as_object();
}

std::string half_hash(const std::string& of) {
  const auto digest = crypto::sha256(as_bytes(of));
  return codec::to_base64url(BytesView(digest).first(16));
}

}  // namespace tessera::conformance
