// The client and the person of FAPI-CIBA. The person answers on the pages of the account, in a
// browser that the client never sees; the suite's hook for automatic approval does the same.
#pragma once

#include <gmock/gmock.h>
#include <algorithm>

#include <boost/json/parse.hpp>

#include "tests/conformance/fapi.hpp"

namespace tessera::conformance {

inline constexpr const char* kCibaGrant = "urn:openid:params:grant-type:ciba";

class Ciba : public Fapi {
 protected:
  // The parameters of an ordinary request; an empty value takes one out.
  [[nodiscard]] Fields parameters(const Fields& more = {}) {
    notification_token_ = random_text(32);
    Fields out{{"scope", "openid"}, {"login_hint", person->login}};
    if (variant.delivery == "ping")
      out.emplace_back("client_notification_token", notification_token_);
    for (const auto& [name, value] : more) {
      std::erase_if(out, [&](const auto& field) { return field.first == name; });
      if (!value.empty()) out.emplace_back(name, value);
    }
    return out;
  }
  Answer send(const Party& party, Fields form, const TokenWish& wish = {}) {
    const auto client_id = wish.client_id.value_or(party.client.id);
    form.emplace_back("client_id", client_id);
    return party.back->post(endpoint(party, "backchannel_authentication_endpoint"),
                            authenticated(party, std::move(form), wish));
  }
  Answer start(const Party& party, const Fields& more = {}, const JwtWish& object = {},
               const TokenWish& wish = {}) {
    return send(party, {{"request", signed_object(party, parameters(more), object)}}, wish);
  }
  // auth_req_id of a request that must be taken.
  std::string started(const Party& party, const Fields& more = {}) {
    const auto answer = start(party, more);
    EXPECT_EQ(answer.status, 200) << answer.body;
    if (answer.status != 200) return "";
    EXPECT_NE(answer.header("cache-control").find("no-store"), std::string::npos);
    const auto body = boost::json::parse(answer.body).as_object();
    EXPECT_GE(body.at("expires_in").as_int64(), 1);
    EXPECT_GE(body.at("interval").as_int64(), 1);
    const std::string id(body.at("auth_req_id").as_string());
    EXPECT_GE(id.size(), 27u) << "160 bits (CIBA 7.3)";
    return id;
  }
  void expect_refused_object(const JwtWish& object) {
    expect_refused(start(first, {}, object), {"invalid_request", "invalid_request_object"});
  }
  [[nodiscard]] Tokens poll(const Party& party, const std::string& id, const TokenWish& wish = {}) {
    return ask(party, {{"grant_type", kCibaGrant}, {"auth_req_id", id}}, wish);
  }
  // The person's own device: signs in, opens what waits for the party, and answers.
  void answer(const Party& party, bool yes) {
    if (browser->get("/account").status != 200)
      ASSERT_TRUE(test::sign_in(*browser, *person, provider.codes).done);
    const auto list = browser->get("/account/requests");
    const auto path = link_of(list.body, party.name);
    ASSERT_NE(path, "") << list.body;
    const auto page = browser->get(path);
    const auto form = test::find_form(page.body, "consent");
    ASSERT_TRUE(form) << page.status << page.body;
    const auto done = browser->post(form->action, test::fill(*form, {}, yes ? "accept" : "cancel"));
    EXPECT_EQ(done.status, 200) << done.body;
    EXPECT_NE(done.body.find("pending-done"), std::string::npos);
  }
  // The page of the request that names the client.
  [[nodiscard]] static std::string link_of(const std::string& html, const std::string& name) {
    const auto card = html.find(name);
    const auto mark = card == std::string::npos ? card : html.find("href=\"", card);
    if (mark == std::string::npos) return "";
    auto path = html.substr(mark + 6, html.find('"', mark + 6) - mark - 6);
    for (auto at = path.find("&amp;"); at != std::string::npos; at = path.find("&amp;"))
      path.replace(at, 5, "&");
    return path;
  }
  // Everything up to tokens that work.
  Tokens whole_flow(const Party& party, const Fields& more = {}) {
    const auto id = started(party, more);
    answer(party, true);
    if (variant.delivery == "ping") check_ping(party, id);
    auto tokens = poll(party, id);
    check_tokens_of(party, tokens);
    return tokens;
  }
  void check_tokens_of(const Party& party, const Tokens& tokens) {
    ASSERT_EQ(tokens.answer.status, 200) << tokens.answer.body;
    EXPECT_EQ(tokens.text("token_type"), variant.mtls_bound ? "Bearer" : "DPoP");
    (void)read_id_token(tokens.text("id_token"), {.client = party.client, .alg = party.alg});
    EXPECT_EQ(resource(party, tokens.text("access_token")).status, 200);
  }
  // CIBA 10.2: the first call, authenticated by the client's own token.
  void check_ping(const Party& party, const std::string& id) {
    const auto calls = provider.receiver().wait_for(party.notified_at, 1);
    ASSERT_EQ(calls.size(), 1u);
    EXPECT_EQ(calls[0].method, "POST");
    EXPECT_EQ(calls[0].headers.at("content-type"), "application/json");
    EXPECT_EQ(calls[0].headers.at("authorization"), "Bearer " + notification_token_);
    EXPECT_EQ(boost::json::parse(calls[0].body),
              boost::json::value(boost::json::object{{"auth_req_id", id}}));
  }
  // What the client's server answers to a ping changes nothing for the client that polls.
  void expect_tokens_after(const Reply& reply) {
    provider.receiver().serve(first.notified_at, reply);
    (void)whole_flow(first);
    EXPECT_EQ(provider.receiver().wait_for(first.notified_at, 2, seconds{3}).size(), 1u)
        << "not called again";
  }
  [[nodiscard]] std::int64_t at(seconds offset) const { return to_unix(provider.now() + offset); }

 private:
  std::string notification_token_;
};

inline const FapiVariant kKeyPoll{
    .name = "private_key_poll", .mtls_bound = true, .delivery = "poll"};
inline const FapiVariant kKeyPing{
    .name = "private_key_ping", .mtls_bound = true, .delivery = "ping"};
inline const FapiVariant kMtlsPoll{
    .name = "mtls_poll", .mtls_auth = true, .mtls_bound = true, .delivery = "poll"};
inline const FapiVariant kMtlsPing{
    .name = "mtls_ping", .mtls_auth = true, .mtls_bound = true, .delivery = "ping"};

[[nodiscard]] inline std::string ciba_name(const ::testing::TestParamInfo<FapiVariant>& info) {
  return info.param.name;
}

}  // namespace tessera::conformance
