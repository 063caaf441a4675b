// FAPI-CIBA with pings: what the client's server answers, and that it changes nothing.
#include "tests/conformance/ciba.hpp"

namespace tessera::conformance {
namespace {

class CibaPing : public Ciba {};

TEST_P(CibaPing, ping_backchannel_notification_endpoint_response_has_body) {
  expect_tokens_after({.status = 200, .body = R"({"ok":true})"});
}

TEST_P(CibaPing, ping_backchannel_notification_endpoint_response_401) {
  expect_tokens_after({.status = 401});
}

TEST_P(CibaPing, ping_backchannel_notification_endpoint_response_403) {
  expect_tokens_after({.status = 403});
}

// CIBA 10.2: 401 is the client's final word, whatever it authenticates by.
TEST_P(CibaPing,
       ping_with_mtls_ciba_notification_endpoint_response_401_and_require_server_does_not_retry) {
  provider.receiver().serve(first.notified_at, {.status = 401});
  const auto id = started(first);
  answer(first, true);
  EXPECT_EQ(provider.receiver().wait_for(first.notified_at, 1).size(), 1u);
  provider.let_pass(minutes{1});  // when a call that is put off would be made again
  EXPECT_EQ(provider.receiver().wait_for(first.notified_at, 2, seconds{3}).size(), 1u);
  check_tokens_of(first, poll(first, id));
}

TEST_P(CibaPing, ping_backchannel_notification_endpoint_return_redirect_request) {
  auto& receiver = provider.receiver();
  expect_tokens_after({.status = 301, .location = receiver.url(first.notified_at + "/other")});
  EXPECT_EQ(receiver.calls(first.notified_at + "/other"), 0u) << "redirects are not followed";
}

// CIBA 10.2: a server that is down is called again.
TEST_P(CibaPing, a_failed_ping_is_made_again) {
  provider.receiver().serve_first(first.notified_at, {{.status = 503}});
  const auto id = started(first);
  answer(first, true);
  EXPECT_EQ(provider.receiver().wait_for(first.notified_at, 2).size(), 2u);
  check_tokens_of(first, poll(first, id));
}

INSTANTIATE_TEST_SUITE_P(fapi_ciba_id1, CibaPing, ::testing::Values(kKeyPing, kMtlsPing),
                         ciba_name);

}  // namespace
}  // namespace tessera::conformance
