// A portal that asks for decisions, and three people of the AuthZEN interoperability scenario
// "Todo".
#pragma once

#include <set>

#include "tests/integration/oauth/stack.hpp"

// Awaits within the full expression, so that temporary arguments live as long as the call.
#define AWAIT(...) run([&]() -> decltype(__VA_ARGS__) { co_return co_await __VA_ARGS__; })

namespace tessera::oauth {

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

}  // namespace tessera::oauth
