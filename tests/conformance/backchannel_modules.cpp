// Back-Channel Logout OP: a client with a server of its own is told that a session ended.
#include <algorithm>

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <tessera/codec/form.hpp>
#include <tessera/jose/jws.hpp>

#include "app/cluster/child.hpp"
#include "tests/conformance/modules.hpp"

namespace tessera::conformance {
namespace {

namespace json = boost::json;
using ::testing::AnyOf;
using ::testing::StartsWith;

constexpr const char* kPostLogout = "https://suite.test/test/a/tessera/post_logout_redirect";
constexpr const char* kEvent = "http://schemas.openid.net/event/backchannel-logout";

class BackChannel : public Modules {
 protected:
  BackChannel() {
    receiver.serve(path_, {.status = 200});
    auto registration = registration_for(variant);
    registration["backchannel_logout_uri"] = receiver.url(path_);
    registration["backchannel_logout_session_required"] = true;
    client = provider.add_client(registration);
  }
  Answer log_out(const Login& login) {
    return browser->follow(
        browser->get("/oauth2/logout?" + Browser::encode({{"id_token_hint", login.id_token()},
                                                          {"post_logout_redirect_uri", kPostLogout},
                                                          {"state", "s1"}})));
  }
  [[nodiscard]] std::vector<Call> wait_for(std::size_t count) {
    return receiver.wait_for(path_, count);
  }
  // Until the failure is on record: before, the message is leased to the node that calls, and a
  // lease ends by the clock of the database.
  void await_put_off(int attempts) const {
    const auto written = [&] {
      return !provider
                  .sql(
                      "select 1 from outbox where kind = 'backchannel_logout' and done is null and"
                      " lease_until is null and attempts = " +
                      std::to_string(attempts) + " and convert_from(payload, 'UTF8') like '%" +
                      client.id + "%'")
                  .empty();
    };
    ASSERT_TRUE(app::wait_until(written, seconds{20}));
  }
  // Back-Channel Logout 2.4 and 2.5, of one call; the claims.
  json::object check_call(const Call& call, const Login& login) {
    EXPECT_EQ(call.method, "POST");
    EXPECT_THAT(call.headers.at("content-type"), StartsWith("application/x-www-form-urlencoded"));
    EXPECT_THAT(call.tls, AnyOf("TLSv1.2", "TLSv1.3"));
    const auto form = codec::Form::parse(call.body);
    if (!form || form->fields().size() != 1) {
      ADD_FAILURE() << "logout_token and nothing else: " << call.body;
      return {};
    }
    const auto keys = provider.keys();
    const auto jws = jose::verify_jws(
        form->value("logout_token"), {.algorithms = {jose::SignAlg::rs256}, .typ = "logout+jwt"},
        [&](const jose::JwsHeader& header) {
          const auto found = std::ranges::find(keys, header.kid, &jose::Jwk::kid);
          return found == keys.end() ? std::nullopt : std::optional(found->key);
        });
    if (!jws) {
      ADD_FAILURE() << jws.error().id << " " << call.body;
      return {};
    }
    auto claims = json::parse(jws->payload).as_object();
    EXPECT_EQ(claims.at("iss"), json::value(provider.issuer()));
    EXPECT_EQ(claims.at("aud"), json::value(client.id));
    EXPECT_EQ(claims.at("sub"), login.id.at("sub"));
    EXPECT_EQ(claims.at("sid"), login.id.at("sid"));
    EXPECT_EQ(claims.at("events"), json::value(json::object{{kEvent, json::object{}}}));
    EXPECT_FALSE(claims.contains("nonce"));
    EXPECT_NE(claims.at("jti").as_string(), "");
    const auto now = to_unix(provider.now());
    EXPECT_LE(std::abs(claims.at("iat").as_int64() - now), 60);
    EXPECT_GT(claims.at("exp").as_int64(), now);
    EXPECT_LE(claims.at("exp").as_int64(), now + 300);
    return claims;
  }

  Receiver& receiver = provider.receiver();
  const std::string path_ = "/backchannel_logout/" + random_text();
};

TEST_P(BackChannel, oidcc_backchannel_rp_initiated_logout) {
  const auto login = log_in();
  const auto answer = log_out(login);
  EXPECT_EQ(answer.header("location"), std::string(kPostLogout) + "?state=s1");
  const auto calls = wait_for(1);
  ASSERT_EQ(calls.size(), 1u);
  (void)check_call(calls[0], login);
  const auto response = visit(with(request(), "prompt", "none"));
  check_error(response, variant, state(), {"login_required"});
}

// A server that is down for a moment is called again (issue 3, point 6).
TEST_P(BackChannel, a_failed_call_is_made_again) {
  receiver.serve_first(path_, {{.status = 503}});
  const auto login = log_in();
  (void)log_out(login);
  const auto calls = wait_for(2);
  ASSERT_EQ(calls.size(), 2u);
  for (const auto& call : calls) (void)check_call(call, login);
}

// Back-Channel Logout 2.8: 400 is the client's word that the token is wrong.
TEST_P(BackChannel, a_refused_call_is_not_made_again) {
  receiver.serve_first(path_, {{.status = 400}});
  (void)log_out(log_in());
  ASSERT_EQ(wait_for(1).size(), 1u);
  provider.let_pass(seconds{30});
  EXPECT_EQ(receiver.wait_for(path_, 2, seconds{4}).size(), 1u);
}

// The outbox is in the database: whatever happens to the server, the client is told.
TEST_P(BackChannel, a_crash_loses_no_call) {
  receiver.serve_first(path_, {{.status = 503}, {.status = 502}});
  const auto login = log_in();
  (void)log_out(login);
  ASSERT_EQ(wait_for(1).size(), 1u);
  await_put_off(1);
  provider.crash();
  provider.let_pass(minutes{1});
  ASSERT_EQ(wait_for(2).size(), 2u) << "after a crash and a restart";
  await_put_off(2);
  provider.let_pass(minutes{1});
  const auto calls = wait_for(3);
  ASSERT_EQ(calls.size(), 3u);
  (void)check_call(calls.back(), login);
}

INSTANTIATE_TEST_SUITE_P(logout, BackChannel, ::testing::Values(Variant{.name = "code"}), name_of);

}  // namespace
}  // namespace tessera::conformance
