// The room on real PostgreSQL and Redis, with the real people service and journal.
#pragma once

#include <future>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>

#include <tessera/audit/node_journal.hpp>
#include <tessera/authn/make.hpp>
#include <tessera/crypto/totp.hpp>
#include <tessera/people/make.hpp>

#include "store/postgres/authenticator_store.hpp"
#include "store/postgres/freeze_store.hpp"
#include "store/postgres/inbox_store.hpp"
#include "store/postgres/journal_store.hpp"
#include "store/postgres/passkey_store.hpp"
#include "store/postgres/people_store.hpp"
#include "store/postgres/recovery_store.hpp"
#include "store/postgres/session_store.hpp"
#include "store/redis/flow_store.hpp"
#include "store/redis/session_store.hpp"
#include "store/redis/stuffing_store.hpp"
#include "store/redis/throttle_store.hpp"
#include "tests/support/backends.hpp"

namespace tessera::authn {

class Stack : public test::Backends {
 protected:
  explicit Stack(AuthnOptions options = cheap(), CertificateReader* cards = nullptr)
      : authn_(make_authn(std::move(options), cards)) {}

  static constexpr std::string_view kPassword = "nine lakes and a boat";

  struct Somebody {
    Uuid id;
    std::string login;
    Secret totp;
  };

  // An active citizen with a password and, unless told otherwise, one-time codes.
  Somebody make_person(const std::string& login, bool with_totp = true) {
    const auto now = context();
    const people::ActingAs system;
    people::NewPerson wanted;
    wanted.citizen = true;
    wanted.logins = {login};
    const auto created = run([&] { return people_->create(wanted, system, now); });
    EXPECT_TRUE(created);
    Somebody who{.id = created->id, .login = login, .totp = {}};
    EXPECT_TRUE(run([&] {
      return people_->change_state(who.id, people::PersonState::active, "bound", system, now);
    }));
    EXPECT_TRUE(run(
        [&] { return authn_->binding().set_password(who.id, Secret(kPassword), false, {}, now); }));
    if (with_totp) bind_totp(who);
    return who;
  }
  void bind_totp(Somebody& who) {
    const auto offer = authn_->binding().offer_totp(who.login);
    who.totp = offer.secret;
    const auto code = code_of(who);
    const auto now = context();
    EXPECT_TRUE(
        run([&] { return authn_->binding().bind_totp(who.id, who.totp, code, "phone", now); }));
    clock.advance(seconds{30});
  }
  std::string code_of(const Somebody& who) {
    return crypto::totp_code(who.totp.reveal_bytes(), crypto::totp_step(clock.now()));
  }

  RequestContext context(std::string address = "203.0.113.7") {
    RequestContext context;
    context.received = clock.now();
    context.request_id = make_uuid7(clock.now(), random);
    context.address = std::move(address);
    context.address_class = "public";
    return context;
  }
  Result<StepResult> password(const std::string& login, std::string_view text,
                              std::size_t thread = 0, std::string address = "203.0.113.7") {
    return answer(
        {.method = Method::password, .fields = {{"username", login}}, .secret = Secret(text)},
        thread, std::move(address));
  }
  Result<StepResult> code(const std::string& digits, std::size_t thread = 0) {
    return answer({.method = Method::totp, .fields = {}, .secret = Secret(digits)}, thread);
  }
  Result<StepResult> answer(const Answer& given, std::size_t thread = 0,
                            std::string address = "203.0.113.7") {
    const auto now = context(std::move(address));
    return run([&] { return authn_->sign_in().answer(request, given, browser, now); }, thread);
  }
  SignedIn sign_in(const Somebody& who) {
    const auto first = password(who.login, kPassword);
    EXPECT_TRUE(first);
    if (first->next == SignInStep::done) return *first->signed_in;
    const auto done = code(code_of(who));
    EXPECT_TRUE(done);
    clock.advance(seconds{30});
    return *done->signed_in;
  }
  bool lives(const std::string& cookie, std::size_t thread = 0) {
    const auto now = clock.now();
    return run([&] { return authn_->sessions().load(cookie, now); }, thread).has_value();
  }
  std::int64_t count(const std::string& query) { return sql(query)[0].integer(0); }

  // What the gateway of the operator would get.
  std::vector<boost::json::object> sent_to_gateway() {
    const auto rows = sql("select id, payload from outbox where kind = 'gateway_code' order by id");
    std::vector<boost::json::object> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto plain = keyring().get()->open(crypto::kPurposeSecretBox, rows[i].bytes(1),
                                               outbox_context(rows[i].uuid(0)));
      all.push_back(boost::json::parse(std::string(as_text(*plain))).as_object());
    }
    return all;
  }

  // The same call from n plain threads at once, over both io threads.
  template <class F>
  std::vector<std::invoke_result_t<F, std::size_t>> at_once(std::size_t n, F call) {
    std::vector<std::future<std::invoke_result_t<F, std::size_t>>> running;
    for (std::size_t i = 0; i < n; ++i) running.push_back(std::async(std::launch::async, call, i));
    std::vector<std::invoke_result_t<F, std::size_t>> results;
    for (auto& each : running) results.push_back(each.get());
    return results;
  }

  static AuthnOptions cheap() {
    AuthnOptions options;
    options.hashing.params = {.memory_kib = 64, .passes = 1};
    options.passkeys.party = {.id = "login.example.gov", .origins = {"https://login.example.gov"}};
    return options;
  }

  store::postgres::JournalStore journal_store_{pool()};
  audit::NodeJournal journal_{journal_store_, keyring(), clock, random};
  store::postgres::PeopleStore people_store_{pool(), journal_};
  std::unique_ptr<people::PeopleService> people_ =
      people::make_people_service(people_store_, clock, random, keyring());
  store::postgres::SessionStore session_store_{pool(), journal_};
  store::redis::SessionCache cache_{redis()};
  store::postgres::AuthenticatorStore authenticators_{pool(), journal_};
  store::redis::ThrottleStore throttle_{redis()};
  store::postgres::InboxStore inbox_{pool()};
  store::postgres::FreezeStore freezes_{pool(), journal_};
  store::redis::FlowStore flows_{redis()};
  store::redis::StuffingStore stuffing_{redis()};
  store::postgres::RecoveryStore recoveries_{pool(), journal_};
  store::postgres::PasskeyStore passkeys_{pool(), journal_};
  std::unique_ptr<people::PersonBox> box_ =
      people::make_person_box(people_store_, keyring(), random);
  std::unique_ptr<Authn> make_authn(AuthnOptions options = cheap(),
                                    CertificateReader* cards = nullptr) {
    return std::make_unique<Authn>(
        AuthnPorts{session_store_, cache_, authenticators_, throttle_, *people_, journal_,
                   keyring(), clock, random, inbox_, *box_, freezes_, flows_, stuffing_,
                   recoveries_, passkeys_, cards},
        std::move(options));
  }
  std::unique_ptr<Authn> authn_;
  SignInRequest request{.return_to = "/account", .wanted = Acr::aal2, .flow = "flow-0"};
  Browser browser{
      .session_cookie = {}, .device_cookie = {}, .binding = "b1", .user_agent = "Firefox Linux"};
};

}  // namespace tessera::authn
