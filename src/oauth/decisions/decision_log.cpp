#include "oauth/decisions/decision_log.hpp"

#include <boost/json/array.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/people/acting_event.hpp>

#include "oauth/clients/portal_permissions.hpp"

namespace tessera::oauth {
namespace {

namespace json = boost::json;

// Whoever has the id finds it again.
std::string digest_of(const Question& question) {
  const auto hash = crypto::sha256(as_bytes(question.resource_type + '\0' + question.resource));
  return codec::to_base64url(BytesView(hash).first(16));
}

std::string permission_of(const ClientEntry& client, const Question& question) {
  // What is not registered is anybody's text.
  const auto type = client.resource_types.find(question.resource_type);
  if (type == client.resource_types.end() || (!type->second.actions.contains(question.action) &&
                                              !type->second.own.contains(question.action)))
    return {};
  return permission_name(client.client.registration.permission_namespace, question.resource_type,
                         question.action);
}

std::string_view word_of(const PortalDecision& decision) {
  return decision.permits() ? std::string_view("permit") : std::string_view(decision.reason);
}

}  // namespace

bool DecisionLog::is_new(const ClientEntry& client, const std::optional<Uuid>& person,
                         const DecisionNotes::Line& line, TimePoint now) {
  std::string text = client.client_id;
  for (const auto& part :
       {person ? to_string(*person) : std::string(), line.question->resource_type,
        line.question->resource, line.question->action, std::string(word_of(line.decision))}) {
    text += std::to_string(part.size());
    text += ':';
    text += part;
  }
  const auto key = crypto::sha256(as_bytes(text));
  const auto written = recent_.find(key);
  if (written && now - *written < kAgain) return false;
  recent_.put(key, now);
  return true;
}

Task<> DecisionLog::write(const ClientEntry& client, const DecisionNotes& notes,
                          const RequestContext& context) {
  std::vector<audit::Event> events;
  for (const auto& [person, lines] : notes.lines_) {
    json::array decisions;
    bool permits = false;
    for (const auto& line : lines) {
      if (!is_new(client, person, line, context.received)) continue;
      permits |= line.decision.permits();
      decisions.push_back(json::object{{"permission", permission_of(client, *line.question)},
                                       {"resource", digest_of(*line.question)},
                                       {"decision", word_of(line.decision)}});
    }
    if (decisions.empty()) continue;
    auto event =
        people::acting_event("access.evaluated", people::as_client(client.client.id), context);
    event.outcome = permits ? audit::Outcome::success : audit::Outcome::denied;
    event.subject = person;
    event.object_type = "client";
    event.object_id = client.client_id;
    if (!person) event.reason = "unknown_subject";
    event.details["decisions"] = std::move(decisions);
    events.push_back(std::move(event));
  }
  if (!events.empty()) co_await journal_.append(std::move(events));
}

}  // namespace tessera::oauth
