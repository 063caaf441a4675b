#include "tests/conformance/modules.hpp"

#include <algorithm>

namespace tessera::conformance {

std::string Login::subject() const {
  const auto* sub = id.if_contains("sub");
  return sub == nullptr ? "" : std::string(sub->as_string());
}

std::int64_t Login::auth_time() const {
  const auto* time = id.if_contains("auth_time");
  return time == nullptr ? 0 : time->as_int64();
}

std::string Login::access_token() const {
  const auto redeemed = tokens.text("access_token");
  return redeemed.empty() ? response.get("access_token") : redeemed;
}

std::string Login::id_token() const {
  const auto redeemed = tokens.text("id_token");
  return redeemed.empty() ? response.get("id_token") : redeemed;
}

Modules::Modules()
    : client(provider.add_client(registration_for(variant))),
      browser(provider.browser()),
      person(&provider.next_citizen()) {}

Fields Modules::request(const LoginSpec& spec) {
  state_ = random_text();
  nonce_ = spec.with_nonce ? random_text() : "";
  Fields out{{"client_id", client.id},
             {"response_type", variant.response_type},
             {"scope", spec.scope},
             {"redirect_uri", client.redirect_uri},
             {"state", state_}};
  if (spec.with_nonce) out.emplace_back("nonce", nonce_);
  if (!variant.response_mode.empty()) out.emplace_back("response_mode", variant.response_mode);
  out.insert(out.end(), spec.more.begin(), spec.more.end());
  if (spec.reversed) std::ranges::reverse(out);
  return out;
}

Response Modules::visit(const Fields& parameters, bool post) {
  return authorize({.browser = *browser, .person = *person, .post = post}, parameters);
}

Login Modules::log_in(const LoginSpec& spec) {
  return finish(visit(request(spec), spec.post));
}

Login Modules::finish(Response response) {
  Login out{.response = std::move(response)};
  check_response(out.response, variant, state_);
  if (::testing::Test::HasFatalFailure() || !out.response.error().empty()) return out;
  const IdTokenWish wish{.client = client, .nonce = nonce_};
  if (variant.has("id_token")) {
    out.id = read_id_token(out.response.get("id_token"), wish);
    // OpenID Connect Core 3.2.2.9, 3.3.2.11
    if (variant.has("token"))
      EXPECT_EQ(out.id["at_hash"], half_hash(out.response.get("access_token")).c_str());
    if (variant.has("code"))
      EXPECT_EQ(out.id["c_hash"], half_hash(out.response.get("code")).c_str());
  }
  if (!variant.has("code")) return out;
  out.tokens = redeem(*provider.browser(), client, out.response.get("code"));
  check_tokens(out.tokens);
  const auto front_subject = out.subject();
  out.id = read_id_token(out.tokens.text("id_token"), wish);
  if (variant.has("id_token")) EXPECT_EQ(out.subject(), front_subject);
  if (const auto* hash = out.id.if_contains("at_hash"))
    EXPECT_EQ(*hash, half_hash(out.tokens.text("access_token")).c_str());
  return out;
}

std::string name_of(const ::testing::TestParamInfo<Variant>& info) {
  return info.param.name;
}

Fields with(Fields fields, const std::string& name, const std::string& value) {
  fields = without(std::move(fields), name);
  fields.emplace_back(name, value);
  return fields;
}

Fields without(Fields fields, const std::string& name) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  return fields;
}

}  // namespace tessera::conformance
