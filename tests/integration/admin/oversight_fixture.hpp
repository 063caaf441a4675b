// Emergencies and reviews of role grants over a real database: people in units beside each other,
// and sessions whose proofs the test makes.
#pragma once

#include "tests/integration/admin/fixture.hpp"

namespace tessera::endpoints {

class OversightTest : public AdminTest {
 protected:
  OversightTest() {
    tax_ = unit("Tax");
    audit_ = unit("Oversight");
    duty_ = staff("duty@example.gov", tax_);
    overseer_ = staff("overseer@example.gov", audit_);
    grant(duty_, "duty_officer");
    grant(overseer_, "overseer");
  }
  Uuid unit(const std::string& name, const Uuid& parent = access::kRootUnit) {
    const auto context = fresh_context();
    const auto system = access::system_actor();
    return run([&] { return units_.create(system, parent, name, context); })->id;
  }
  Uuid staff(const std::string& login, const Uuid& where,
             std::optional<TimePoint> ends = std::nullopt,
             std::optional<Uuid> sponsor = std::nullopt) {
    people::NewPerson wish{.citizen = false, .ial = Ial::ial2};
    wish.affiliation = people::Affiliation{.employer = "Ministry",
                                           .unit = where,
                                           .post = "clerk",
                                           .sponsor = sponsor,
                                           .starts = clock.now() - hours{1},
                                           .ends = ends};
    wish.logins = {login};
    const auto context = fresh_context();
    const people::ActingAs by;
    const auto made = run([&] { return people_->create(wish, by, context); });
    EXPECT_TRUE(made);
    run([&] {
      return people_->change_state(made->id, people::PersonState::active, "test", by, context);
    });
    return made->id;
  }
  // A session of an hour ago, with one proof more just now.
  authn::Session session(const Uuid& person, Duration ago = seconds{0}) {
    authn::Session made{.id = make_uuid4(random),
                        .person = person,
                        .acr = Acr::aal2_phr,
                        .auth_time = clock.now() - ago,
                        .created = clock.now() - hours{1}};
    made.proofs = {{.method = authn::Method::passkey,
                    .authenticator = make_uuid4(random),
                    .at = clock.now() - ago,
                    .user_verified = true}};
    return made;
  }
  access::Actor actor_in(const authn::Session& session) {
    const auto now = clock.now();
    auto actor = run([&] { return access_->load_actor(session.person, now); });
    actor.acr = session.acr;
    actor.session = session.id;
    return actor;
  }
  oversight::EmergencyWish wish(std::vector<std::string> permissions = {"person.suspend"}) {
    return {.permissions = std::move(permissions),
            .unit = access::kRootUnit,
            .subject = citizen_,
            .reason = "the register is under attack"};
  }
  Result<oversight::Emergency> open(const authn::Session& session, oversight::EmergencyWish wish) {
    const auto context = fresh_context();
    const auto actor = actor_in(session);
    return run([&] { return break_glass_.open(actor, session, wish, context); });
  }
  Result<oversight::Reviewed> review(const authn::Session& session, const Uuid& id) {
    const auto context = fresh_context();
    const auto actor = actor_in(session);
    return run([&] {
      return break_glass_.review(actor, session, id, oversight::ReviewVerdict::justified,
                                 "it was needed", context);
    });
  }
  // What the actor of this session is answered.
  Result<access::Decision> require(const authn::Session& session, const std::string& permission,
                                   const Uuid& person) {
    const auto context = fresh_context();
    const auto actor = actor_in(session);
    const access::Resource resource{.type = "person", .id = to_string(person), .person = person};
    return run([&] { return access_->require(actor, permission, resource, context); });
  }
  int suspend_overdue() {
    const auto now = clock.now();
    return run([&] { return break_glass_.suspend_overdue(now); });
  }
  std::string state_of(const Uuid& person) {
    return sql("select state from person where id = '" + to_string(person) + "'")[0].string(0);
  }
  std::int64_t count(const std::string& query) { return sql(query)[0].integer(0); }
  // Kinds of the notices that the messages of this kind lead to.
  std::vector<std::pair<Uuid, std::string>> told(const std::string& kind) {
    std::vector<std::pair<Uuid, std::string>> all;
    const auto rows = sql("select payload from outbox where kind = '" + kind + "' order by id");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto payload = rows[i].bytes(0);
      const auto context = fresh_context();
      const auto messages = run([&]() -> Task<Result<std::vector<OutboxMessage>>> {
        if (kind == "campaign") co_return co_await campaigns_.deliver(payload, context);
        co_return co_await break_glass_.deliver(payload, context);
      });
      EXPECT_TRUE(messages);
      for (const auto& message : *messages) {
        const auto text = keyring().get()->open(crypto::kPurposeSecretBox, message.payload,
                                                outbox_context(message.id));
        const auto o = *codec::parse_json_object(as_text(*text));
        all.emplace_back(*parse_uuid(codec::text_of(o, "person")), codec::text_of(o, "kind"));
      }
    }
    return all;
  }

  Uuid tax_, audit_, duty_, overseer_;
};

}  // namespace tessera::endpoints
