#include "app/commands/refusal_text.hpp"

#include <boost/json/array.hpp>

#include <tessera/codec/json.hpp>

#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

std::string_view next_step(long status, std::string_view id) {
  if (id.starts_with("approval.") || id == "access.approval")
    return "others have to agree first; it takes effect when they did";
  if (id == "access.step_up")
    return "sign in at the higher level that it asks for, and take a new token";
  if (id == "configuration.moved" || id == "configuration.conflict")
    return "look at `tessera plan` again; --force-conflicts takes fields over";
  switch (status) {
    case 400:
    case 415:
    case 422:
      return "correct what is named above; `tessera help` shows the words";
    case 401:
      return "give a token that is still good, by --token-file FILE";
    case 403:
      return "ask for a role with this permission, or `tessera explain` why it is denied";
    case 404:
      return "look for the id with the verb list";
    case 409:
      return "look at it with the verb get; it cannot be done in this state";
    case 412:
      return "get it again, then repeat with --if-match and the version that you saw";
    case 429:
    case 503:
      return "try again in a moment";
    default:
      return status >= 500 ? "look at the server's log with the trace id" : "";
  }
}

std::string lines_of(const boost::json::object& problem) {
  std::string out;
  const auto* errors = problem.if_contains("errors");
  if (errors == nullptr || !errors->is_array()) return out;
  for (const auto& item : errors->get_array()) {
    const auto* error = item.if_object();
    if (error == nullptr) continue;
    auto where = codec::text_of(*error, "pointer");
    if (where.empty()) where = codec::text_of(*error, "field");
    const auto text = codec::text_of(*error, "detail");
    out += "  " + where + ": " + codec::text_of(*error, "id") + (text.empty() ? "" : " ") + text +
           '\n';
  }
  return out;
}

}  // namespace

std::string refusal_text(long status, std::string_view text) {
  const auto problem = codec::parse_json_object(text);
  const auto id = problem ? codec::text_of(*problem, "id") : std::string{};
  std::string out = "refused (" + std::to_string(status) + (id.empty() ? "" : ", ") + id + ")";
  if (problem) {
    const auto title = codec::text_of(*problem, "title");
    out += (title.empty() || title == id ? "" : ": " + title) + '\n' + lines_of(*problem);
  } else {
    out += '\n';
  }
  if (const auto next = next_step(status, id); !next.empty())
    out += "  next: " + std::string(next) + '\n';
  const auto trace = problem ? codec::text_of(*problem, "trace_id") : std::string{};
  if (!trace.empty()) out += "  trace id: " + trace + '\n';
  return out;
}

int exit_code_of(long status) {
  if (status >= 200 && status < 300) return kOk;
  if (status == 401 || status == 403) return kNotAllowed;
  if (status == 404) return kNotFound;
  return status == 409 || status == 412 ? kConflict : kFailed;
}

}  // namespace tessera::app
