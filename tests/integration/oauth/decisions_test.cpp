// Decisions for portals, end to end below HTTP: who may ask, about whom, and what the journal
// holds. The questions have the shapes of the AuthZEN interoperability scenario "Todo".
#include "tests/integration/oauth/decisions.hpp"

namespace tessera::oauth {
namespace {

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

}  // namespace
}  // namespace tessera::oauth
