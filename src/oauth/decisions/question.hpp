// What a portal asks, read from the request of the AuthZEN Authorization API 1.0. Unknown members
// are ignored (10.1.1); everything that is read is bounded. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/error.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::oauth {

struct Question {
  std::string subject_type;
  std::string subject;  // as the portal knows the person
  std::string action;   // "" in a search for actions
  std::string resource_type;
  std::string resource;
  boost::json::object properties;  // of the resource: the short texts among them
  std::optional<Uuid> unit;        // of those: the organisational unit that it belongs to
  std::string sid;                 // of the context: the session that the portal was told of ...
  std::string acr;                 // ... or the level that the person signed in with there

  // A text among the properties, or "".
  [[nodiscard]] std::string property(std::string_view name) const;
};

// AuthZEN 7.1.2.1.
enum class Semantic { execute_all, deny_on_first_deny, permit_on_first_permit };

struct Questions {
  std::vector<Result<Question>> all;  // an error is one of that question alone (7.2.1)
  Semantic semantic = Semantic::execute_all;
};

// AuthZEN 6.1. Errc::invalid "authzen.request"; text says which member.
[[nodiscard]] Result<Question> read_question(const boost::json::object& request);
// AuthZEN 8.6.1: without an action.
[[nodiscard]] Result<Question> read_action_search(const boost::json::object& request);
// AuthZEN 7.1; nullopt: it is a single question (no evaluations).
[[nodiscard]] Result<std::optional<Questions>> read_questions(const boost::json::object& request);

}  // namespace tessera::oauth
