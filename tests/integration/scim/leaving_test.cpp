// What ends when the HR system says that somebody left, and what does not come back.
#include "tests/integration/scim/fixture.hpp"

namespace tessera::endpoints {
namespace {

constexpr auto kLeave = R"([{"op":"replace","path":"active","value":false}])";
constexpr auto kReturn = R"([{"op":"replace","path":"active","value":true}])";

class ScimLeavingTest : public ScimTest {
 protected:
  // Ada, in service in the tax office, with a record and a role.
  ScimLeavingTest() : ada_(make_clerk("ada", tax_)) {
    record_ = add_user("ada", R"(,"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                                 {"department":"Tax office"})");
    EXPECT_TRUE(link(record_, ada_.id));
    give_role();
  }
  void give_role() {
    const auto now = context();
    const access::NewRoleGrant wish{
        .person = ada_.id, .role = "staff", .unit = tax_, .reason = "test"};
    const auto made = run([&] { return role_grants_.create(system_, wish, now); });
    EXPECT_TRUE(made) << (made ? "" : made.error().id);
  }
  std::string target() const { return "/Users/" + record_; }
  bool works(const Uuid& who) {
    const auto now = clock.now();
    const auto actor = run([&] { return access_->load_actor(who, now); });
    return actor.staff_active && !actor.roles.empty();
  }

  bool gets_in(const Somebody& who) {
    auto step = password(who.login, kPassword);
    if (step && !step->signed_in) step = code(code_of(who));
    clock.advance(seconds{30});
    return step && step->signed_in.has_value();
  }

  Somebody ada_;
  std::string record_;
};

TEST_F(ScimLeavingTest, SessionsTokensAndRolesEndWithTheAnswer) {
  const auto in = sign_in(ada_);
  const auto portal = add_client();
  const auto tokens = flow(portal, in.session, {{"scope", "openid offline_access"}});
  const auto access_token = codec::text_of(tokens, "access_token");
  EXPECT_TRUE(is_active(portal, access_token));
  EXPECT_TRUE(lives(in.session_cookie));
  EXPECT_TRUE(works(ada_.id));

  const auto left = patch(target(), kLeave);
  ASSERT_EQ(left.status, 200) << left.body;
  EXPECT_EQ(parsed(left).at("active"), false);
  EXPECT_FALSE(lives(in.session_cookie)) << "the next request of the session";
  EXPECT_FALSE(is_active(portal, access_token)) << "introspection";
  EXPECT_FALSE(refresh(portal, codec::text_of(tokens, "refresh_token")));
  EXPECT_FALSE(works(ada_.id));
  EXPECT_EQ(grants_of(ada_.id), 0);
  EXPECT_FALSE(gets_in(ada_)) << "nobody signs in without a post";
  EXPECT_EQ(count("select count(*) from outbox where kind = 'affiliation_ended'"), 1)
      << "again, should the node die";
  EXPECT_EQ(events("scim.user_deactivated"), 1);

  const auto back = patch(target(), kReturn);
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_TRUE(person(ada_.id)->affiliation->in_force(clock.now()));
  EXPECT_TRUE(person(ada_.id)->affiliation->ends.has_value()) << "the end that was planned";
  EXPECT_EQ(grants_of(ada_.id), 0) << "without the roles";
  EXPECT_FALSE(lives(in.session_cookie));
  EXPECT_FALSE(is_active(portal, access_token));
  EXPECT_TRUE(sign_in(ada_).session.person == ada_.id);
}

TEST_F(ScimLeavingTest, TheMessageDoesItShouldTheNodeDie) {
  const auto in = sign_in(ada_);
  late_ = true;
  EXPECT_EQ(patch(target(), kLeave).status, 200);
  EXPECT_FALSE(person(ada_.id)->affiliation->in_force(clock.now()));
  const auto payload =
      sql("select payload from outbox where kind = 'affiliation_ended'")[0].bytes(0);
  run([&] { return authn_->ended_messages().on_affiliation_ended(payload); });
  EXPECT_FALSE(lives(in.session_cookie));
}

TEST_F(ScimLeavingTest, DeletingEndsTheSame) {
  const auto in = sign_in(ada_);
  EXPECT_EQ(send({.method = http::Method::del, .target = target()}).status, 204);
  EXPECT_FALSE(lives(in.session_cookie));
  EXPECT_EQ(grants_of(ada_.id), 0);
  EXPECT_FALSE(person(ada_.id)->affiliation->in_force(clock.now()));
  EXPECT_EQ(person(ada_.id)->state, people::PersonState::active) << "the person stays";
}

TEST_F(ScimLeavingTest, ACitizenStaysACitizen) {
  auto ben = make_clerk("ben", city_, true);
  const auto record = add_user("ben");
  ASSERT_TRUE(link(record, ben.id));
  EXPECT_EQ(patch("/Users/" + record, kLeave).status, 200);
  EXPECT_TRUE(person(ben.id)->citizen);
  EXPECT_EQ(person(ben.id)->state, people::PersonState::active);
  EXPECT_TRUE(sign_in(ben).session.person == ben.id) << "as a citizen";
}

TEST_F(ScimLeavingTest, ProofedAttributesAreNotOverwritten) {
  const auto now = context();
  const people::ActingAs system;
  const std::vector<people::Attribute> proofed{{.name = "family_name",
                                                .value = "Lindqvist",
                                                .source = "register:population",
                                                .method = "register",
                                                .verified = clock.now()}};
  ASSERT_TRUE(run([&] { return people_->set_attributes(ada_.id, proofed, system, now); }));
  EXPECT_EQ(patch(target(), R"([{"op":"replace","value":{"name":{"familyName":"Smith"},
                                "emails":[{"value":"mallory@evil.example"}],"userName":"mallory"}}])")
                .status,
            200);
  EXPECT_EQ(text_at(target(), "/name/familyName"), "Smith");
  const std::vector<std::string> names{"family_name", "email"};
  const auto held = run([&] { return people_->attributes(ada_.id, names); });
  ASSERT_EQ(held.size(), 1u) << "no address came with it";
  EXPECT_EQ(held[0].value, "Lindqvist");
  EXPECT_EQ(held[0].source, "register:population");
  EXPECT_EQ(person(ada_.id)->ial, Ial::ial2);
  EXPECT_TRUE(run([&] { return people_->find_by_login("ada"); }));
  EXPECT_FALSE(run([&] { return people_->find_by_login("mallory"); }));
}

TEST_F(ScimLeavingTest, APostElsewhereIsNotTheClients) {
  const auto now = context();
  const people::ActingAs system;
  const people::Affiliation elsewhere{
      .employer = "Port", .unit = port_, .post = "pilot", .starts = clock.now() - hours{1}};
  ASSERT_TRUE(run([&] { return people_->set_affiliation(ada_.id, elsewhere, system, now); }));
  const auto in = sign_in(ada_);
  EXPECT_EQ(patch(target(), kLeave).status, 200);
  EXPECT_TRUE(person(ada_.id)->affiliation->in_force(clock.now()));
  EXPECT_EQ(person(ada_.id)->affiliation->unit, port_);
  EXPECT_TRUE(lives(in.session_cookie));
}

TEST_F(ScimLeavingTest, AnInterventionOfAdministrationIsNotLifted) {
  const auto now = context();
  const people::ActingAs system;
  ASSERT_TRUE(run([&] {
    return people_->change_state(ada_.id, people::PersonState::suspended, "case", system, now);
  }));
  EXPECT_EQ(patch(target(), kLeave).status, 200);
  EXPECT_EQ(patch(target(), kReturn).status, 200);
  EXPECT_EQ(person(ada_.id)->state, people::PersonState::suspended);
}

TEST_F(ScimLeavingTest, AMoveTakesThePostAlong) {
  EXPECT_EQ(patch(target(), R"([{"op":"replace","value":{"title":"Head of tax",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"City"}}])")
                .status,
            200);
  const auto moved = person(ada_.id);
  EXPECT_EQ(moved->affiliation->unit, city_);
  EXPECT_EQ(moved->affiliation->post, "Head of tax");
  EXPECT_TRUE(moved->affiliation->in_force(clock.now()));
  EXPECT_EQ(count("select count(*) from campaign where kind = 'move'"), 1) << "R34: a review";
  EXPECT_EQ(count("select count(*) from role_grant where review_by is not null"), 1);
  // A unit that is not the client's is no unit: the post falls to the connection's own.
  EXPECT_EQ(patch(target(), R"([{"op":"replace","path":
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"Port"}])")
                .status,
            200);
  EXPECT_EQ(person(ada_.id)->affiliation->unit, city_);
}

TEST_F(ScimLeavingTest, WhoSignsInWhileLeavingIsOutAfterTheMessage) {
  authn::Stack::request.wanted = Acr::aal1;
  for (int round = 0; round < 4; ++round) {
    std::string cookie;
    const auto results = at_once(2, [&](std::size_t i) {
      if (i == 0) return patch(target(), kLeave, 0).status;
      const auto given = password(ada_.login, kPassword, 1);
      if (given && given->signed_in) cookie = given->signed_in->session_cookie;
      return 200;
    });
    EXPECT_EQ(results[0], 200);
    for (const auto& row : {sql("select payload from outbox where kind = 'affiliation_ended'")}) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const auto payload = row[i].bytes(0);
        run([&] { return authn_->ended_messages().on_affiliation_ended(payload); });
      }
    }
    if (!cookie.empty()) EXPECT_FALSE(lives(cookie));
    EXPECT_EQ(patch(target(), kReturn).status, 200);
    EXPECT_EQ(grants_of(ada_.id), 0);
    clock.advance(minutes{20});
  }
}

// A grant that is made at the very moment of leaving is not there after the return.
TEST_F(ScimLeavingTest, AGrantThatRacesWithLeavingDoesNotSurvive) {
  for (int round = 0; round < 6; ++round) {
    const auto now = context();
    const access::NewRoleGrant wish{
        .person = ada_.id, .role = "registrar", .unit = tax_, .reason = "race"};
    (void)at_once(2, [&](std::size_t i) {
      if (i == 0) return patch(target(), kLeave, 0).status;
      (void)run([&] { return role_grants_.create(system_, wish, now); }, 1);
      return 0;
    });
    EXPECT_FALSE(works(ada_.id));
    EXPECT_EQ(patch(target(), kReturn).status, 200);
    EXPECT_EQ(grants_of(ada_.id), 0);
  }
}

TEST_F(ScimLeavingTest, LeavingAndReturningAtOnceEndsInOneOfBoth) {
  for (int round = 0; round < 6; ++round) {
    const auto answers = at_once(4, [&](std::size_t i) {
      return patch(target(), i % 2 == 0 ? kLeave : kReturn, i % 2).status;
    });
    EXPECT_THAT(answers, ::testing::Each(200));
    const bool active = parsed(get(target())).at("active").as_bool();
    EXPECT_EQ(person(ada_.id)->affiliation->in_force(clock.now()), active);
    clock.advance(seconds{1});
  }
}

TEST_F(ScimLeavingTest, AnInvitationOfWhoLeftOpensNothing) {
  const auto record = add_user("carl", R"(,"emails":[{"value":"carl@city.example"}])");
  const auto invitation = make_uuid4(random);
  sql("insert into invitation (id, state, bootstrap, code_hash, employer, unit, post, starts, "
      "ends, "
      "locale, created, expires) values ('" +
      to_string(invitation) + "', 'open', false, '\\x01', 'City', '" + to_string(city_) +
      "', 'clerk', now(), now() + interval '1 year', 'en', now(), now() + interval '14 days')");
  EXPECT_TRUE(invite(record, invitation));
  EXPECT_EQ(patch("/Users/" + record, kLeave).status, 200);
  EXPECT_EQ(sql("select state from invitation")[0].string(0), "revoked");
}

TEST_F(ScimLeavingTest, WhoUsedTheInvitationIsWhomTheRecordEmploys) {
  auto dora = make_clerk("dora", city_);
  const auto record = add_user("dora");
  const auto invitation = make_uuid4(random);
  sql("insert into invitation (id, state, bootstrap, code_hash, employer, unit, post, starts, "
      "ends, "
      "locale, created, expires, person) values ('" +
      to_string(invitation) + "', 'used', false, '\\x02', 'City', '" + to_string(city_) +
      "', 'clerk', now(), now() + interval '1 year', 'en', now(), now() + interval '14 days', '" +
      to_string(dora.id) + "')");
  ASSERT_TRUE(invite(record, invitation));
  const auto in = sign_in(dora);
  EXPECT_EQ(patch("/Users/" + record, kLeave).status, 200);
  EXPECT_FALSE(lives(in.session_cookie));
  EXPECT_FALSE(person(dora.id)->affiliation->in_force(clock.now()));
}

}  // namespace
}  // namespace tessera::endpoints
