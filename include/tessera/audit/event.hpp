// One event of the journal: who did what with whose data, and with what result. Never personal
// data, never a secret: ids, stable words and counts only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/base/clock.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/uuid.hpp>

namespace tessera::audit {

enum class Outcome { success, failure, denied };

struct Event {
  std::string type;  // dotted, lower case: "user.login.succeeded"
  Outcome outcome = Outcome::success;
  std::optional<Uuid> actor;    // person or client that acted
  std::string actor_kind;       // "person", "client", "system", "anonymous"
  std::string actor_role;       // role used ("registrar"), or empty
  std::optional<Uuid> subject;  // the person whose data it is
  std::string purpose;          // purpose code, or empty
  std::string object_type;      // "application", "client", "role_grant", "session" ...
  std::string object_id;        // its id, or empty
  std::string reason;           // stable word for failures ("wrong_password")
  boost::json::object details;  // small; no personal data
  // From the request; `context_of` fills them.
  Uuid request_id;
  std::string trace_id;
  std::string address_class;
  // A change that carries this event is checked and rolled back (base/dry_run.hpp); an event that
  // stands alone, a refusal or a look, is written all the same.
  bool dry_run = false;
};

// An event with request id, trace id and address class filled in.
[[nodiscard]] Event make_event(std::string type, const RequestContext& context);

}  // namespace tessera::audit
