// Decisions for portals, end to end below HTTP: who may ask, about whom, and what the journal
// holds. The questions have the shapes of the AuthZEN interoperability scenario "Todo".
#include <algorithm>

#include <tessera/access/make.hpp>
#include <tessera/access/services.hpp>

#include "store/postgres/access_store.hpp"
#include "tests/integration/oauth/stack.hpp"

// Awaits within the full expression, so that temporary arguments live as long as the call.
#define AWAIT(...) run([&]() -> decltype(__VA_ARGS__) { co_return co_await __VA_ARGS__; })

namespace tessera::oauth {
namespace {

class Decisions : public Stack {
 protected:
  void SetUp() override {
    rick = somebody("rick@example.org", {"todo:user.can_read_user", "todo:todo.can_read_todos",
                                         "todo:todo.can_create_todo", "todo:todo.can_update_todo",
                                         "todo:todo.can_delete_todo"});
    morty =
        somebody("morty@example.org", {"todo:user.can_read_user", "todo:todo.can_read_todos",
                                       "todo:todo.can_create_todo", "todo:todo.can_update_todo:own",
                                       "todo:todo.can_delete_todo:own"});
    jerry = somebody("jerry@example.org", {"todo:user.can_read_user", "todo:todo.can_read_todos"});
    portal = add_client(todo());
    token_ = ticket(portal);
  }
  static ClientRegistration todo(std::string name = "todo") {
    auto r = registration();
    r.grant_types.emplace_back("client_credentials");
    r.scopes.emplace_back(kAuthzenScope);
    r.permission_namespace = std::move(name);
    r.resource_types = {
        {"user", "can_read_user", "", "assured"},
        {"todo",
         "can_read_todos can_create_todo can_update_todo can_update_todo:own can_delete_todo "
         "can_delete_todo:own",
         "ownerID", "assured"},
        {"vault", "open", "", ""}};
    return r;
  }
  Uuid somebody(const std::string& login, std::set<std::string> permissions) {
    const auto id = make_person(login).id;
    access::Actor actor{.id = id, .least = Acr::aal2, .staff_active = true};
    actor.roles.push_back(FixedRoles::held("role", std::move(permissions)));
    roles_.actors[id] = actor;
    return id;
  }
  std::string ticket(const Portal& of, std::string scope = std::string(kAuthzenScope)) {
    const auto answer =
        token(of, {{"grant_type", "client_credentials"}, {"scope", std::move(scope)}});
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().id);
    return answer ? text(*answer, "access_token") : "";
  }
  // As the portal knows the person.
  std::string name_of(const Uuid& person, const std::string& sector = "portal.test") {
    return AWAIT(subjects_.ensure(person, sector, "s-" + to_string(person) + sector, clock.now()));
  }

  Result<ClientRef> enter(const std::string& with) {
    const auto now = context();
    const PresentedToken presented{.text = with};
    return AWAIT(services_->decisions().authorize(presented, now));
  }
  using Verb = Task<Result<std::string>> (DecisionPoint::*)(const ClientEntry&,
                                                            const boost::json::object&,
                                                            const RequestContext&);
  Result<boost::json::object> ask(Verb verb, const boost::json::object& request,
                                  const std::string& with) {
    const auto client = enter(with);
    if (!client) return std::unexpected(client.error());
    const auto now = context();
    const auto answer = AWAIT((services_->decisions().*verb)(**client, request, now));
    if (!answer) return std::unexpected(answer.error());
    return *codec::parse_json_object(*answer);
  }
  boost::json::object question(const std::string& subject, const std::string& action,
                               boost::json::object properties = {}, std::string type = "todo") {
    return {{"subject", {{"type", "user"}, {"id", subject}}},
            {"action", {{"name", action}}},
            {"resource", {{"type", type}, {"id", "7"}, {"properties", std::move(properties)}}}};
  }
  // "permit", the reason of a denial, or the error.
  std::string said(const boost::json::object& request) {
    const auto answer = ask(&DecisionPoint::evaluate, request, token_);
    if (!answer) return answer.error().id;
    return word(*answer);
  }
  static std::string word(const boost::json::object& decision) {
    if (decision.at("decision").as_bool()) return "permit";
    const auto& context = decision.at("context").as_object();
    return context.contains("reason") ? std::string(context.at("reason").as_string()) : "error";
  }
  std::vector<std::string> words(boost::json::object request) {
    const auto answer = ask(&DecisionPoint::evaluate_all, request, token_);
    if (!answer) return {answer.error().id};
    std::vector<std::string> out;
    for (const auto& one : answer->at("evaluations").as_array())
      out.push_back(word(one.as_object()));
    return out;
  }

  Uuid rick, morty, jerry;
  Portal portal;
  std::string token_;
};
using Words = std::vector<std::string>;

TEST_F(Decisions, TheTodoScenario) {
  const auto [r, m, j] = std::tuple{name_of(rick), name_of(morty), name_of(jerry)};
  for (const auto& who : {r, m, j}) {
    EXPECT_EQ(said(question(who, "can_read_user", {}, "user")), "permit");
    EXPECT_EQ(said(question(who, "can_read_todos")), "permit");
  }
  EXPECT_EQ(said(question(r, "can_create_todo")), "permit");
  EXPECT_EQ(said(question(m, "can_create_todo")), "permit");
  EXPECT_EQ(said(question(j, "can_create_todo")), "no_permission");
  for (const auto* action : {"can_update_todo", "can_delete_todo"}) {
    EXPECT_EQ(said(question(r, action, {{"ownerID", m}})), "permit");
    EXPECT_EQ(said(question(m, action, {{"ownerID", m}})), "permit");
    EXPECT_EQ(said(question(m, action, {{"ownerID", r}})), "not_owner");
    EXPECT_EQ(said(question(j, action, {{"ownerID", j}})), "no_permission");
  }
}

// AuthZEN 7.1, 7.2.
TEST_F(Decisions, SeveralQuestionsAreAnsweredInTheirOrder) {
  const auto m = name_of(morty);
  auto request = question(m, "can_read_todos");
  request["evaluations"] = boost::json::array{
      boost::json::object{}, boost::json::object{{"action", {{"name", "can_update_todo"}}}},
      boost::json::object{{"action", {{"name", "can_create_todo"}}}},
      boost::json::object{{"resource", "x"}},
      boost::json::object{{"subject", {{"type", "user"}, {"id", name_of(jerry)}}}}};
  EXPECT_EQ(words(request), (Words{"permit", "not_owner", "permit", "error", "permit"}));
  request["options"] = {{"evaluations_semantic", "deny_on_first_deny"}};
  EXPECT_EQ(words(request), (Words{"permit", "not_owner"}));
  request["options"] = {{"evaluations_semantic", "permit_on_first_permit"}};
  EXPECT_EQ(words(request), Words{"permit"});
  request["evaluations"] = boost::json::array();
  const auto single = ask(&DecisionPoint::evaluate_all, request, token_);
  ASSERT_TRUE(single);
  EXPECT_TRUE(single->at("decision").as_bool()) << "backwards compatible";
}

// AuthZEN 8.6.
TEST_F(Decisions, ASearchNamesTheActionsThatWouldBePermitted) {
  const auto search = [&](const Uuid& who, boost::json::object properties) {
    auto request = question(name_of(who), "x", std::move(properties));
    request.erase("action");
    const auto answer = ask(&DecisionPoint::search_actions, request, token_);
    Words out;
    if (!answer) return Words{answer.error().id};
    for (const auto& one : answer->at("results").as_array())
      out.emplace_back(one.at("name").as_string());
    return out;
  };
  EXPECT_EQ(search(jerry, {}), Words{"can_read_todos"});
  EXPECT_EQ(search(morty, {}), (Words{"can_create_todo", "can_read_todos"}));
  EXPECT_EQ(search(morty, {{"ownerID", name_of(morty)}}),
            (Words{"can_create_todo", "can_delete_todo", "can_read_todos", "can_update_todo"}));
  auto unknown = question("nobody", "x", {}, "spaceship");
  unknown.erase("action");
  EXPECT_TRUE(
      ask(&DecisionPoint::search_actions, unknown, token_)->at("results").as_array().empty());
}

// Somebody else's name for a person, a person's id, somebody unknown: all are nobody.
TEST_F(Decisions, APortalKnowsPeopleByItsOwnNamesOnly) {
  const auto foreign = name_of(rick, "other.test");
  const auto own = name_of(rick);
  EXPECT_EQ(said(question(own, "can_read_todos")), "permit");
  const auto nobody = ask(&DecisionPoint::evaluate, question("nobody", "can_read_todos"), token_);
  for (const auto& name :
       {foreign, to_string(rick), std::string(), std::string("rick@example.org")})
    EXPECT_EQ(*ask(&DecisionPoint::evaluate, question(name, "can_read_todos"), token_), *nobody);
  auto machine = question(own, "can_read_todos");
  machine["subject"].as_object()["type"] = "machine";
  EXPECT_EQ(*ask(&DecisionPoint::evaluate, machine, token_), *nobody);
  EXPECT_EQ(word(*nobody), "no_permission");
}

TEST_F(Decisions, APortalAsksAboutItsOwnNamespaceOnly) {
  const auto other = add_client(todo("tasks"));
  token_ = ticket(other);
  EXPECT_EQ(said(question(name_of(rick), "can_read_todos")), "no_permission")
      << "of the same words in another namespace";
  const auto taken = [&] {
    const auto now = context();
    return AWAIT(services_->clients().create(todo(), {}, now));
  }();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().id, "client.namespace");
  const auto moved = [&] {
    const auto now = context();
    return AWAIT(services_->clients().update(other.uuid, todo("todos"), std::nullopt, {}, now));
  }();
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().id, "client.namespace") << "for ever";
  EXPECT_EQ(count("select count(*) from permission where namespace = 'tasks'"), 8);
  EXPECT_EQ(count("select count(*) from permission where namespace = 'tasks' and power"), 0);
}

TEST_F(Decisions, OnlyATokenOfThePortalItselfOpensTheDoor) {
  const auto id = [&](const Result<ClientRef>& who) { return who ? "in" : who.error().id; };
  EXPECT_EQ(id(enter(token_)), "in");
  EXPECT_EQ(id(enter("x.y.z")), "invalid_token");
  // In the name of somebody who signed in.
  const auto anna = make_person("anna@example.org");
  const auto answer =
      flow(portal, sign_in(anna).session, {{"scope", "openid " + std::string(kAuthzenScope)}});
  EXPECT_EQ(id(enter(text(answer, "access_token"))), "insufficient_scope");
  // Without the scope, and once it is no longer registered.
  auto r = todo("tasks");
  r.scopes.emplace_back("other");
  const auto second = add_client(r);
  EXPECT_EQ(id(enter(ticket(second, "other"))), "insufficient_scope");
  const auto before = ticket(second);
  std::erase(r.scopes, std::string(kAuthzenScope));
  const auto now = context();
  ASSERT_TRUE(AWAIT(services_->clients().update(second.uuid, r, std::nullopt, {}, now)));
  EXPECT_EQ(id(enter(before)), "insufficient_scope");
  // For somebody else's API.
  r = todo("books");
  r.audiences = {"https://api.test/"};
  EXPECT_EQ(id(enter(ticket(add_client(r)))), "invalid_token");
  EXPECT_GE(events("access.evaluation.refused"), 3);
}

// RFC 9470 3.
TEST_F(Decisions, TheLevelIsThatOfTheSessionOrWhatThePortalSays) {
  const auto anna = make_person("anna@example.org");
  access::Actor actor{.id = anna.id, .least = Acr::aal2, .staff_active = true};
  actor.roles.push_back(FixedRoles::held("role", {"todo:vault.open"}));
  roles_.actors[anna.id] = actor;
  const auto session = sign_in(anna).session;
  ASSERT_EQ(session.acr, Acr::aal2);
  const auto with = [&](boost::json::object context) {
    auto request = question(name_of(anna.id), "open", {}, "vault");
    request["context"] = std::move(context);
    return said(request);
  };
  EXPECT_EQ(with({}), "step_up");
  EXPECT_EQ(with({{"acr", kAcrAal1}}), "step_up");
  EXPECT_EQ(with({{"acr", "urn:unknown"}}), "step_up");
  EXPECT_EQ(with({{"acr", kAcrAal2}}), "permit");
  EXPECT_EQ(with({{"sid", to_string(session.id)}}), "permit");
  const auto stranger = sign_in(make_person("eve@example.org")).session;
  EXPECT_EQ(with({{"sid", to_string(stranger.id)}, {"acr", kAcrAal3}}), "step_up")
      << "a session of somebody else, whatever the portal says";
  const auto now = context();
  ASSERT_TRUE(AWAIT(authn_->sessions().end(session.id, anna.id, "test", now)));
  EXPECT_EQ(with({{"sid", to_string(session.id)}}), "step_up") << "it ended";
}

// R44: who was asked about, by whom, with what result; not what the portal calls its things.
TEST_F(Decisions, EveryAnswerIsInTheJournalOnce) {
  const auto m = name_of(morty);
  auto request = question(m, "can_read_todos");
  request["resource"].as_object()["id"] = "file of Anna Ek";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(said(request), "permit");
  EXPECT_EQ(events("access.evaluated"), 1) << "the same answer is not written again at once";
  clock.advance(seconds{61});
  token_ = ticket(portal);
  EXPECT_EQ(said(request), "permit");
  EXPECT_EQ(events("access.evaluated"), 2);
  EXPECT_EQ(
      count("select count(*) from journal_event where type = 'access.evaluated' and subject = '" +
            to_string(morty) + "' and actor = '" + portal.id + "'"),
      2);
  EXPECT_EQ(count("select count(*) from journal_event where type = 'access.evaluated' and "
                  "(body like '%Anna%' or body like '%" +
                  m + "%')"),
            0);
  // A batch is one event per person, and strangers are one together.
  request["evaluations"] =
      boost::json::array{boost::json::object{{"action", {{"name", "can_create_todo"}}}},
                         boost::json::object{{"action", {{"name", "can_update_todo"}}}},
                         boost::json::object{{"subject", {{"type", "user"}, {"id", "a"}}}},
                         boost::json::object{{"subject", {{"type", "user"}, {"id", "b"}}}}};
  EXPECT_EQ(words(request).size(), 4u);
  EXPECT_EQ(events("access.evaluated"), 4);
}

TEST_F(Decisions, AFloodOfQuestionsIsRefusedWithoutHarmToOthers) {
  const auto request = [&] {
    boost::json::array many(50);
    for (auto& one : many) one = boost::json::object{};
    auto out = question("nobody", "can_read_todos");
    out["evaluations"] = std::move(many);
    return out;
  }();
  int answered = 0;
  while (answered < 1000 && words(request).size() == 50) ++answered;
  EXPECT_EQ(answered, 200) << "10,000 decisions";
  EXPECT_EQ(words(request), Words{"rate_limited"});
  const auto other = add_client(todo("tasks"));
  const auto mine = token_;
  token_ = ticket(other);
  EXPECT_EQ(said(question("nobody", "can_read_todos")), "no_permission");
  token_ = mine;
  clock.advance(seconds{10});
  EXPECT_EQ(said(question("nobody", "can_read_todos")), "no_permission");
}

// With the real roles behind it.
class RealDecisions : public Decisions {
 protected:
  void SetUp() override {
    Decisions::SetUp();
    roles_.real = access_.get();
    clerk = make_person("clerk@example.gov");
    const auto now = context();
    const people::Affiliation post{.employer = "City",
                                   .unit = access::kRootUnit,
                                   .post = "clerk",
                                   .starts = clock.now() - hours{1}};
    ASSERT_TRUE(AWAIT(people_->set_affiliation(clerk.id, post, {}, now)));
    sql("update person set ial = 2 where id = '" + to_string(clerk.id) + "'");
    unit = make_unit("Parking");
    const access::NewRole reader{
        .name = "todo_reader",
        .title = "Reader",
        .permissions = {"todo:todo.can_read_todos", "todo:todo.can_update_todo:own"},
        .parents = {"staff"}};
    const auto role = AWAIT(role_service_.create(system, reader, now));
    ASSERT_TRUE(role) << role.error().id << role.error().detail;
  }
  Uuid make_unit(std::string name) {
    const auto now = context();
    return AWAIT(units_.create(system, access::kRootUnit, std::move(name), now))->id;
  }
  access::RoleGrant grant(const Uuid& where) {
    const auto now = context();
    const access::NewRoleGrant wish{
        .person = clerk.id, .role = "todo_reader", .unit = where, .reason = "test"};
    const auto made = AWAIT(grant_service_.create(system, wish, now));
    EXPECT_TRUE(made) << (made ? "" : made.error().id + made.error().detail);
    return made.value_or(access::RoleGrant{});
  }
  std::string may_read(std::optional<Uuid> where) {
    boost::json::object properties;
    if (where) properties["unit"] = to_string(*where);
    return said(question(name_of(clerk.id), "can_read_todos", std::move(properties)));
  }

  const access::Actor system = access::system_actor();
  store::postgres::ActorStore actor_store_{pool(), keyring()};
  store::postgres::UnitStore unit_store_{pool(), journal_};
  store::postgres::RoleStore role_store_{pool(), journal_};
  store::postgres::RoleGrantStore grant_store_{pool(), journal_};
  std::unique_ptr<access::AccessService> access_ =
      access::make_access_service(actor_store_, journal_, {});
  access::UnitService units_{unit_store_, *access_, random};
  access::RoleService role_service_{role_store_, *access_};
  access::RoleGrantService grant_service_{grant_store_, *access_, random, keyring()};
  Somebody clerk;
  Uuid unit;
};

TEST_F(RealDecisions, ARoleThatIsGivenHereDecidesThereUntilItEnds) {
  EXPECT_EQ(may_read(unit), "no_permission");
  const auto given = grant(unit);
  EXPECT_EQ(may_read(unit), "permit");
  EXPECT_EQ(may_read({}), "outside_unit") << "the root's";
  EXPECT_EQ(may_read(make_unit("Taxes")), "outside_unit");
  const auto own = [&](const std::string& owner) {
    return said(question(name_of(clerk.id), "can_update_todo",
                         {{"ownerID", owner}, {"unit", to_string(unit)}}));
  };
  EXPECT_EQ(own(name_of(clerk.id)), "permit");
  EXPECT_EQ(own("somebody"), "not_owner");
  const auto now = context();
  ASSERT_TRUE(
      AWAIT(grant_service_.revoke(system, given.id, "the post changed", std::nullopt, now)));
  EXPECT_EQ(may_read(unit), "no_permission") << "at the next question";
}

TEST_F(RealDecisions, ARowThatSomebodyWroteByHandIsNoGrant) {
  sql("insert into role_grant (id, person, role, unit, starts, reason, created) values ('" +
      to_string(make_uuid4(random)) + "', '" + to_string(clerk.id) + "', 'todo_reader', '" +
      to_string(unit) + "', now() - interval '1 year', 'x', now())");
  EXPECT_EQ(may_read(unit), "no_permission");
}

TEST_F(RealDecisions, WhoLeavesOrIsSuspendedLosesItAtOnce) {
  (void)grant(unit);
  EXPECT_EQ(may_read(unit), "permit");
  const auto now = context();
  ASSERT_TRUE(
      AWAIT(people_->change_state(clerk.id, people::PersonState::suspended, "test", {}, now)));
  EXPECT_EQ(may_read(unit), "no_permission");
  ASSERT_TRUE(AWAIT(people_->change_state(clerk.id, people::PersonState::active, "test", {}, now)));
  EXPECT_EQ(may_read(unit), "permit");
  sql("update affiliation set ends = now() - interval '20 years', starts = now() - interval '21 "
      "years' where person = '" +
      to_string(clerk.id) + "'");
  EXPECT_EQ(may_read(unit), "no_permission");
}

// RFC 9068 2.2.3.1.
TEST_F(RealDecisions, TokensSayWhatIsHeldAndWhereAsRegistered) {
  const auto given = grant(unit);
  auto r = todo();
  r.roles_claim = true;
  r.role_claims = {"roles", "groups", "entitlements"};
  r.role_claims_in = {"access_token", "userinfo"};
  const auto now = context();
  ASSERT_TRUE(AWAIT(services_->clients().update(portal.uuid, r, std::nullopt, {}, now)));
  auto session = sign_in(clerk).session;
  session.acr = Acr::aal2_phr;
  const auto tokens = flow(portal, session, {{"scope", "openid offline_access"}});
  const auto access = claims_of(text(tokens, "access_token"));
  EXPECT_EQ(access.at("roles"), (boost::json::array{"todo_reader"}));
  EXPECT_EQ(access.at("groups"), (boost::json::array{to_string(unit)}));
  EXPECT_EQ(access.at("entitlements").as_array().size(), 3u);
  EXPECT_EQ(access.at("entitlements").at(0).at("value").as_string(), "todo.can_read_todos");
  EXPECT_FALSE(claims_of(text(tokens, "id_token")).contains("roles"));
  EXPECT_EQ(userinfo(text(tokens, "access_token"))->at("roles"), access.at("roles"));
  // What changes shows at the next token, and in userinfo at once.
  ASSERT_TRUE(
      AWAIT(grant_service_.revoke(system, given.id, "the post changed", std::nullopt, now)));
  EXPECT_FALSE(userinfo(text(tokens, "access_token"))->contains("roles"));
  const auto next = refresh(portal, text(tokens, "refresh_token"));
  ASSERT_TRUE(next) << next.error().id;
  EXPECT_FALSE(claims_of(text(*next, "access_token")).contains("roles"));
}

}  // namespace
}  // namespace tessera::oauth
