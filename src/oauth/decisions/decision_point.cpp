#include <tessera/oauth/decision_point.hpp>

#include <map>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/oauth/errors.hpp>
#include <tessera/oauth/make.hpp>
#include <tessera/oauth/protected_resource.hpp>

#include "oauth/decisions/decision_log.hpp"
#include "oauth/decisions/evaluation_meter.hpp"
#include "oauth/decisions/portal_decision.hpp"
#include "oauth/refusal_log.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

// AuthZEN leaves the types of subjects to us: people it is.
constexpr std::string_view kPeople = "user";

class Point final : public DecisionPoint {
 public:
  Point(const OauthParts& parts, TokenVerifier& verifier)
      : parts_(parts), verifier_(verifier), log_(parts.journal), refusals_(parts.journal) {}

  Task<Result<ClientRef>> authorize(const PresentedToken& presented,
                                    const RequestContext& context) override {
    const auto token = co_await verifier_.verify_presented(presented, context.received);
    if (!token) co_return std::unexpected(token.error());
    const auto client = co_await parts_.clients.find((*token)->client_id);
    if (!client) co_return refuse("invalid_token", "the access token is not valid", "no client");
    const auto& resource = decision_resource();
    const bool for_us = (*token)->is_for(parts_.issuer) ||
                        (*token)->is_for(parts_.issuer + std::string(resource.path));
    if (!for_us) co_return refuse("invalid_token", "the access token is not for decisions");
    // A portal asks as itself, not in the name of whoever signed in, and only while it is
    // registered for it.
    const bool itself = (*token)->is_machine() && (*token)->act.empty();
    if (!itself || !(*token)->has_scope(kAuthzenScope) || !client->scopes.contains(kAuthzenScope)) {
      co_await note_refusal("insufficient_scope", *client, context);
      co_return refuse("insufficient_scope",
                       "decisions need a token of client_credentials with the "
                       "scope authzen:evaluate");
    }
    co_return client;
  }

  Task<Result<std::string>> evaluate(const ClientEntry& client, const json::object& request,
                                     const RequestContext& context) override {
    const auto question = read_question(request);
    if (!question) co_return std::unexpected(question.error());
    if (auto good = co_await admit(client, 1, context); !good)
      co_return std::unexpected(good.error());
    Hearing hearing{client, context};
    const auto decision = co_await decide(hearing, *question);
    co_await log_.write(client, hearing.notes, context);
    co_return json::serialize(to_json(decision));
  }

  Task<Result<std::string>> evaluate_all(const ClientEntry& client, const json::object& request,
                                         const RequestContext& context) override {
    const auto questions = read_questions(request);
    if (!questions) co_return std::unexpected(questions.error());
    if (!*questions) co_return co_await evaluate(client, request, context);  // 7.1
    if (auto good = co_await admit(client, (*questions)->all.size(), context); !good)
      co_return std::unexpected(good.error());
    Hearing hearing{client, context};
    auto answers = co_await answer(hearing, **questions);
    co_await log_.write(client, hearing.notes, context);
    co_return json::serialize(json::object{{"evaluations", std::move(answers)}});
  }

  Task<Result<std::string>> search_actions(const ClientEntry& client, const json::object& request,
                                           const RequestContext& context) override {
    const auto question = read_action_search(request);
    if (!question) co_return std::unexpected(question.error());
    const auto type = client.resource_types.find(question->resource_type);
    std::set<std::string> actions;
    if (type != client.resource_types.end()) {
      actions.insert(type->second.actions.begin(), type->second.actions.end());
      actions.insert(type->second.own.begin(), type->second.own.end());
    }
    if (auto good = co_await admit(client, actions.size() + 1, context); !good)
      co_return std::unexpected(good.error());
    Hearing hearing{client, context};
    std::vector<Question> asked;
    for (const auto& action : actions) {
      asked.push_back(*question);
      asked.back().action = action;
    }
    json::array results;
    for (const auto& one : asked) {
      if ((co_await decide(hearing, one)).permits())
        results.push_back(json::object{{"name", one.action}});
    }
    co_await log_.write(client, hearing.notes, context);
    co_return json::serialize(json::object{{"results", std::move(results)}});
  }

 private:
  struct Known {
    std::optional<Uuid> person;
    access::Actor actor;
    std::vector<authn::Session> sessions;
    bool sessions_loaded = false;
  };
  // What one request has been told so far.
  struct Hearing {
    const ClientEntry& client;
    const RequestContext& context;
    std::map<std::string, Known> people;
    DecisionNotes notes;
  };

  Task<Result<void>> admit(const ClientEntry& client, std::size_t evaluations,
                           const RequestContext& context) {
    if (meter_.admit(client.client.id, evaluations, context.received)) co_return Result<void>{};
    co_await note_refusal("rate_limited", client, context);
    Error error{.code = Errc::rate_limited, .id = "rate_limited", .text = "too many evaluations"};
    error.retry_after_seconds = static_cast<int>(EvaluationMeter::kWindow.count());
    co_return std::unexpected(std::move(error));
  }

  Task<> note_refusal(std::string reason, const ClientEntry& client,
                      const RequestContext& context) {
    co_await refusals_.note({.type = "access.evaluation.refused",
                             .object = "client",
                             .reason = std::move(reason),
                             .client = &client,
                             .object_id = client.client_id},
                            context);
  }

  Task<json::array> answer(Hearing& hearing, const Questions& questions) {
    json::array out;
    for (const auto& question : questions.all) {
      PortalDecision decision;
      if (question) {
        decision = co_await decide(hearing, *question);
        out.push_back(to_json(decision));
      } else {
        out.push_back(to_json(question.error()));
      }
      // 7.1.2.1: a failure counts as a denial.
      if (questions.semantic == Semantic::deny_on_first_deny && !decision.permits()) break;
      if (questions.semantic == Semantic::permit_on_first_permit && decision.permits()) break;
    }
    co_return out;
  }

  Task<PortalDecision> decide(Hearing& hearing, const Question& question) {
    auto& known = *co_await meet(hearing, question);
    auto actor = known.actor;
    actor.acr = co_await level_of(known, question, hearing.context.received);
    auto decision = decide_for_portal(actor, hearing.client, question, hearing.context.received);
    hearing.notes.add(known.person, question, decision);
    co_return decision;
  }

  // The same look-ups for a subject that nobody has: the time does not tell.
  Task<Known*> meet(Hearing& hearing, const Question& question) {
    const auto key = question.subject_type + ':' + question.subject;
    if (const auto found = hearing.people.find(key); found != hearing.people.end())
      co_return &found->second;
    Known known;
    known.person = co_await person_of(hearing.client, question);
    const auto id = known.person.value_or(make_uuid4(parts_.random));
    known.actor = co_await parts_.access.load_actor(id, hearing.context.received);
    co_return &hearing.people.emplace(key, std::move(known)).first->second;
  }

  Task<std::optional<Uuid>> person_of(const ClientEntry& client, const Question& question) {
    auto person = co_await parts_.subjects.person_in(question.subject, client.sector);
    if (client.client.registration.subject_type == SubjectType::public_id)
      person = parse_uuid(question.subject);
    co_return question.subject_type == kPeople ? person : std::nullopt;
  }

  // A session that the portal names counts as what it is now; else its word does.
  Task<Acr> level_of(Known& known, const Question& question, TimePoint now) {
    if (question.sid.empty()) co_return parse_assurance(question.acr).value_or(Assurance{}).acr;
    if (!known.sessions_loaded) {
      const auto id = known.person.value_or(make_uuid4(parts_.random));
      known.sessions = co_await parts_.sessions.list(id);
      known.sessions_loaded = true;
    }
    for (const auto& session : known.sessions) {
      if (to_string(session.id) == question.sid && now < session.expires) co_return session.acr;
    }
    co_return Acr::none;
  }

  OauthParts parts_;
  TokenVerifier& verifier_;
  DecisionLog log_;
  RefusalLog refusals_;
  EvaluationMeter meter_;
};

}  // namespace

std::string decision_point_document(std::string_view issuer) {
  const std::string base(issuer);
  return json::serialize(
      json::object{{"policy_decision_point", base},
                   {"access_evaluation_endpoint", base + "/access/v1/evaluation"},
                   {"access_evaluations_endpoint", base + "/access/v1/evaluations"},
                   {"search_action_endpoint", base + "/access/v1/search/action"}});
}

std::unique_ptr<DecisionPoint> make_decision_point(const OauthParts& parts,
                                                   TokenVerifier& verifier) {
  return std::make_unique<Point>(parts, verifier);
}

}  // namespace tessera::oauth
