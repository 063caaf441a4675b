#include "oauth/decisions/portal_decision.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include "oauth/clients/portal_permissions.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;
using access::Outcome;

// Somebody else than the actor, whoever it is.
constexpr Uuid kSomebodyElse{};

// What a portal may know of a refusal: that somebody is known here and lacks training, a level of
// identity or an end date is no business of it.
std::string told(const access::Decision& decision) {
  static constexpr std::array kTold{"outside_unit", "self", "not_assigned"};
  switch (decision.outcome) {
    case Outcome::allow:
      return {};
    case Outcome::needs_step_up:
      return "step_up";
    case Outcome::needs_approval:
      return "approval";
    case Outcome::deny:
      break;
  }
  const bool may = std::ranges::find(kTold, decision.reason) != kTold.end();
  return may ? decision.reason : "no_permission";
}

PortalDecision refuse_with(std::string reason) {
  return {.reason = std::move(reason)};
}

// The other one of two parties is compared by the portal's own names: it costs no look-up, and
// tells nothing.
std::optional<Uuid> party(const access::Actor& actor, const Question& question,
                          std::string_view property) {
  const auto named = question.property(property);
  if (named.empty()) return std::nullopt;
  return named == question.subject ? actor.id : kSomebodyElse;
}

struct Asked {
  const access::Actor& actor;
  const access::Resource& resource;
  const ClientEntry& client;
  const Question& question;
  TimePoint now;

  [[nodiscard]] PortalDecision decide(std::string_view suffix) const {
    const auto permission =
        permission_name(client.client.registration.permission_namespace, question.resource_type,
                        question.action + std::string(suffix));
    const auto decision = access::decide(actor, permission, resource, now);
    if (decision.outcome != Outcome::needs_step_up)
      return {.outcome = decision.outcome, .reason = told(decision)};
    // Worth saying only if a better sign-in would help.
    auto raised = actor;
    raised.acr = Acr::aal3;
    const auto then = access::decide(raised, permission, resource, now);
    if (!then.allowed()) return {.outcome = then.outcome, .reason = told(then)};
    return {.outcome = decision.outcome, .reason = told(decision), .wanted = decision.wanted};
  }
};

}  // namespace

PortalDecision decide_for_portal(const access::Actor& actor, const ClientEntry& client,
                                 const Question& question, TimePoint now) {
  const auto found = client.resource_types.find(question.resource_type);
  if (found == client.resource_types.end()) return refuse_with("not_registered");
  const auto& rules = found->second;
  const bool any = rules.actions.contains(question.action);
  const bool own = rules.own.contains(question.action);
  if (!any && !own) return refuse_with("not_registered");
  auto who = actor;
  if (rules.sign_in_assured) who.acr = std::max(who.acr, who.least);
  const access::Resource resource{.type = question.resource_type,
                                  .id = question.resource,
                                  .unit = question.unit,
                                  .person = party(actor, question, "person"),
                                  .assignee = party(actor, question, "assignee")};
  const Asked asked{who, resource, client, question, now};
  const auto plain = any ? asked.decide("") : refuse_with("no_permission");
  if (!own || plain.outcome != Outcome::deny) return plain;
  const auto with_own = asked.decide(kOwnSuffix);
  if (with_own.outcome == Outcome::deny) return plain.reason == "no_permission" ? with_own : plain;
  return question.property(rules.owner) == question.subject ? with_own : refuse_with("not_owner");
}

json::object to_json(const PortalDecision& decision) {
  json::object out{{"decision", decision.permits()}};
  if (decision.permits()) return out;
  json::object context{{"reason", decision.reason}};
  if (decision.outcome == Outcome::needs_step_up) {
    json::object step{{"error", "insufficient_user_authentication"},
                      {"acr_values", to_string(decision.wanted)}};
    context["obligations"] = json::array{json::object{{"id", "step-up"}, {"step-up", step}}};
  } else if (decision.outcome == Outcome::needs_approval) {
    context["obligations"] =
        json::array{json::object{{"id", "approval"}, {"approval", json::object{}}}};
  }
  out["context"] = std::move(context);
  return out;
}

json::object to_json(const Error& error) {
  return {{"decision", false},
          {"context", {{"error", {{"status", 400}, {"message", error.text}}}}}};
}

}  // namespace tessera::oauth
