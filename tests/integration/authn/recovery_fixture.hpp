// Recovery on real backends: what it mails is read from the outbox, as a mail server would get it.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>

#include <tessera/authn/device.hpp>
#include <tessera/authn/recovery_service.hpp>
#include <tessera/authn/recovery_setup.hpp>
#include <tessera/codec/form.hpp>

#include "tests/integration/authn/stack.hpp"

namespace tessera::authn {

class RecoveryStack : public Stack {
 protected:
  struct Sent {
    std::string kind;  // of a notice, or the template of a mail
    std::string to;
    boost::json::object data;
    [[nodiscard]] std::string text(const char* name) const {
      const auto* found = data.if_contains(name);
      return found == nullptr ? std::string() : std::string(found->as_string());
    }
  };
  struct Link {
    std::string id;
    std::string ticket;
  };

  Somebody make_reachable(const std::string& login, bool with_totp = true) {
    auto who = make_person(login, with_totp);
    const people::ActingAs system;
    const auto now = context();
    const people::Attribute mail{.name = "email",
                                 .value = login,
                                 .source = "applicant",
                                 .method = "code_mail",
                                 .verifier = std::nullopt,
                                 .verified = clock.now(),
                                 .recorded = clock.now()};
    EXPECT_TRUE(run([&] { return people_->set_attributes(who.id, {mail}, system, now); }));
    forget_mail();
    return who;
  }

  // The call with a context that outlives it.
  template <class F>
  auto act(F call, std::size_t thread = 0) {
    const auto now = context();
    return run([&] { return call(now); }, thread);
  }
  RecoveryService& recovery() { return authn_->recovery(); }
  RecoverySetup& setup() { return authn_->recovery_setup(); }

  std::string start(const std::string& login, std::string address = "203.0.113.7") {
    const auto now = context(std::move(address));
    const auto flow = run([&] { return recovery().start(login, browser, now); });
    EXPECT_TRUE(flow) << flow.error().id;
    deliver();
    return flow.value_or("");
  }
  Result<RecoveryView> prove(const std::string& flow, Method method, std::string_view typed,
                             std::size_t thread = 0) {
    return prove_by(flow, {.method = method, .fields = {}, .secret = Secret(typed)}, thread);
  }
  Result<RecoveryView> prove_by(const std::string& flow, const Answer& answer,
                                std::size_t thread = 0) {
    const auto now = context();
    return run([&] { return recovery().prove(flow, answer, browser, now); }, thread);
  }
  Result<RecoveryBegun> request_recovery(const std::string& flow) {
    const auto now = context();
    return run([&] { return recovery().request(flow, browser, now); });
  }
  Result<std::string> confirm(std::string_view secret) {
    const auto now = context();
    return run([&] { return recovery().confirm(secret, browser, now); });
  }
  Result<Recovered> complete(const std::string& binding, NewWays ways, std::size_t thread = 0) {
    const auto now = context();
    return run([&] { return recovery().complete(binding, std::move(ways), browser, now); }, thread);
  }
  int fire() {
    const auto now = clock.now();
    return run([&] { return recovery().fire_due(now); });
  }
  // Somebody who gave a mail code and the password, and waits.
  Secret wait_for(const Somebody& who) {
    const auto flow = start(who.login);
    EXPECT_TRUE(prove(flow, Method::mail_code, mail_code()));
    EXPECT_TRUE(prove(flow, Method::password, kPassword));
    const auto begun = request_recovery(flow);
    EXPECT_TRUE(begun) << begun.error().id;
    return *begun->secret;
  }
  NewWays new_device(Somebody& who) {
    const auto offer = authn_->binding().offer_totp(who.login);
    who.totp = offer.secret;
    return {
        .password = {}, .totp = offer.secret, .totp_code = code_of(who), .totp_label = "new phone"};
  }

  // What the worker does with messages of recovery.
  void deliver() {
    const auto rows = sql(
        "select id, payload from outbox where kind = 'recovery_code' and done is null order by id");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto id = rows[i].uuid(0);
      const auto payload = rows[i].bytes(1);
      run([&] { return recovery().deliver(id, payload); });
      sql("update outbox set done = now() where id = '" + to_string(id) + "'");
    }
  }
  std::vector<Sent> sent(const std::string& kind) {
    const auto rows = sql("select id, payload from outbox where kind = '" + kind +
                          "' and done is null order by id");
    std::vector<Sent> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto plain = keyring().get()->open(crypto::kPurposeSecretBox, rows[i].bytes(1),
                                               outbox_context(rows[i].uuid(0)));
      const auto json = boost::json::parse(std::string(as_text(*plain))).as_object();
      if (kind == "mail") {
        all.push_back({.kind = std::string(json.at("template").as_string()),
                       .to = std::string(json.at("to").as_string()),
                       .data = json.at("data").as_object()});
      } else {
        all.push_back({.kind = std::string(json.at("kind").as_string()), .to = {}, .data = json});
      }
    }
    return all;
  }
  void forget_mail() {
    sql("update outbox set done = now() where kind in ('mail', 'notice') and done is null");
  }
  Sent last_mail(const std::string& name) {
    Sent found;
    for (auto& each : sent("mail")) {
      if (each.kind == name) found = each;
    }
    return found;
  }
  std::string mail_code() { return last_mail("recovery_code").text("code"); }
  std::size_t mails(const std::string& name) {
    std::size_t n = 0;
    for (const auto& each : sent("mail")) n += each.kind == name ? 1 : 0;
    return n;
  }
  Link link_in(const std::string& url) {
    const auto query = codec::Form::parse(url.substr(url.find('?') + 1));
    return {query->value("id"), query->value("t")};
  }
  // Of the newest notice that has one.
  Link cancel_link() {
    std::string path;
    for (const auto& each : sent("notice")) {
      if (!each.text("cancel").empty()) path = each.text("cancel");
    }
    return link_in(path);
  }
  // The link "this was not me" of the newest notice; all are delivered.
  std::string report_token() {
    std::string token;
    const auto rows =
        sql("select id, payload from outbox where kind = 'notice' and done is null order by id");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto id = rows[i].uuid(0);
      const auto payload = rows[i].bytes(1);
      EXPECT_TRUE(run([&] { return authn_->notice_delivery().deliver(id, payload); }));
      const auto plain =
          keyring().get()->open(crypto::kPurposeSecretBox, payload, outbox_context(id));
      const auto json = boost::json::parse(std::string(as_text(*plain))).as_object();
      if (const auto* found = json.if_contains("token"); found != nullptr && found->is_string())
        token = std::string(found->as_string());
    }
    forget_mail();
    return token;
  }
  bool report(const std::string& token, std::size_t thread = 0) {
    return act([&](const RequestContext& now) { return authn_->freezing().repudiate(token, now); },
               thread)
        .has_value();
  }
  bool release(const Somebody& who) {
    const auto open = run([&] { return authn_->freezing().open_cases(std::nullopt, 50); });
    const auto mine = std::ranges::find(open, who.id, &AccountCase::person);
    if (mine == open.end()) return false;
    const people::ActingAs officer{
        .kind = "person", .id = make_uuid4(random), .role = "registrar", .purpose = "account_case"};
    return act([&](const RequestContext& now) {
             return authn_->freezing().release(mine->id, "called her", officer, now);
           })
        .has_value();
  }
  bool is_frozen(const Somebody& who) {
    return run([&] { return people_->load(who.id); })->freeze.has_value();
  }
  bool change_state(const Somebody& who, people::PersonState to) {
    const people::ActingAs system;
    return act([&](const RequestContext& now) {
             return people_->change_state(who.id, to, "test", system, now);
           })
        .has_value();
  }
  bool has_notice(const std::string& kind) {
    for (const auto& each : sent("notice")) {
      if (each.kind == kind) return true;
    }
    return false;
  }
  std::string state_of(const Somebody& who) {
    const auto rows = sql("select state from recovery where person = '" + to_string(who.id) +
                          "' order by requested desc, entered desc limit 1");
    return rows.empty() ? "" : rows[0].string(0);
  }
  std::int64_t active(const Somebody& who, const std::string& kind) {
    return count("select count(*) from authenticator where state = 'active' and kind = '" + kind +
                 "' and person = '" + to_string(who.id) + "'");
  }
  Session session_of(const Somebody& who, Acr acr = Acr::aal2) {
    Session session;
    session.id = make_uuid4(random);
    session.person = who.id;
    session.acr = acr;
    session.auth_time = clock.now();
    return session;
  }
};

}  // namespace tessera::authn
