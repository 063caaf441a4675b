// The room over ports in memory, with one person who has a password.
#pragma once

#include <gtest/gtest.h>

#include <tessera/crypto/totp.hpp>

#include "tests/unit/authn/fakes.hpp"
#include "tests/unit/authn/flow_fakes.hpp"
#include "tests/unit/authn/notice_fakes.hpp"
#include "tests/unit/authn/passkey_fakes.hpp"
#include "tests/unit/authn/recovery_fakes.hpp"
#include "tests/unit/authn/stuffing_fakes.hpp"

namespace tessera::authn {

inline constexpr std::string_view kPassword = "nine lakes and a boat";
inline constexpr std::string_view kLogin = "anna@example.org";

class SignInTest : public testing::Test {
 protected:
  SignInTest() {
    authenticators_.holder_of = [this](const std::string& login) {
      return people_.holder_of(login);
    };
    people::Person person;
    person.id = person_;
    person.state = people::PersonState::active;
    person.citizen = true;
    people_.by_login[std::string(kLogin)] = person;
    const auto set =
        await(authn_.binding().set_password(person_, Secret(kPassword), false, {}, context()));
    EXPECT_TRUE(set);
    authenticators_.events.clear();
  }

  AuthnOptions options() {
    AuthnOptions options;
    options.hashing.params = {.memory_kib = 64, .passes = 1};
    options.hashing.threads = 2;
    return options;
  }
  void bind_totp() {
    const auto offer = authn_.binding().offer_totp("anna");
    totp_ = offer.secret;
    const auto code = crypto::totp_code(totp_.reveal_bytes(), crypto::totp_step(clock_.now()));
    EXPECT_TRUE(await(authn_.binding().bind_totp(person_, totp_, code, "phone", context())));
    clock_.advance(seconds{90});
    authenticators_.events.clear();
  }
  std::string code() {
    return crypto::totp_code(totp_.reveal_bytes(), crypto::totp_step(clock_.now()));
  }
  RequestContext context(std::string address = "203.0.113.7") {
    RequestContext context;
    context.received = clock_.now();
    context.address = std::move(address);
    context.address_class = "public";
    return context;
  }
  Result<StepResult> password(std::string_view text, std::string_view login = kLogin,
                              std::string address = "203.0.113.7") {
    Answer answer{.method = Method::password,
                  .fields = {{"username", std::string(login)}},
                  .secret = Secret(text)};
    return await(authn_.sign_in().answer(request_, std::move(answer), browser_,
                                         context(std::move(address))));
  }
  Result<StepResult> answer(std::string_view text, Method method = Method::totp) {
    Answer answer{.method = method, .fields = {}, .secret = Secret(text)};
    return await(authn_.sign_in().answer(request_, std::move(answer), browser_, context()));
  }
  // A whole ceremony of its own.
  Result<StepResult> both(std::string_view text) {
    new_flow();
    EXPECT_TRUE(password(kPassword));
    return answer(text);
  }
  StepResult begin() { return await(authn_.sign_in().begin(request_, browser_, context())); }
  void new_flow() { request_.flow = "flow-" + std::to_string(++flows_begun_); }
  void keep(const StepResult& result) {
    browser_.session_cookie = result.signed_in->session_cookie;
    browser_.device_cookie = result.signed_in->device_cookie;
  }
  int failures_of(AuthenticatorKind kind) {
    for (const auto& record : authenticators_.records) {
      if (record.authenticator.kind == kind) return record.consecutive_failures;
    }
    return -1;
  }

  SeededRandom random_{5};
  FakeClock clock_;
  crypto::KeyringHolder keys_{make_ring()};
  FakeSessionStore session_store_;
  FakeSessionCache cache_;
  FakeAuthenticators authenticators_{session_store_};
  FakeThrottle throttle_;
  FakePeople people_;
  FakeJournal journal_;
  FakeInbox inbox_;
  FakePersonBox box_;
  FakeFreezes freezes_{inbox_};
  FakeFlows flows_;
  FakeStuffing stuffing_;
  NoRecoveries recoveries_;
  FakePasskeys passkeys_;
  Uuid person_ = make_uuid4(random_);
  Authn authn_{{session_store_, cache_, authenticators_, throttle_, people_, journal_, keys_,
                clock_, random_, inbox_, box_, freezes_, flows_, stuffing_, recoveries_, passkeys_},
               options()};
  SignInRequest request_{.return_to = "/account", .flow = "flow-0"};
  int flows_begun_ = 0;
  Browser browser_{
      .session_cookie = {}, .device_cookie = {}, .binding = "b1", .user_agent = "Firefox Linux"};
  Secret totp_;
};

}  // namespace tessera::authn
