// An application for a digital identity, as it is loaded for a decision. No personal value is in
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/uuid.hpp>
#include <tessera/enrol/state_table.hpp>

namespace tessera::enrol {

enum class ApplicationKind { citizen, staff, bootstrap };
[[nodiscard]] std::string_view to_string(ApplicationKind kind);
[[nodiscard]] std::optional<ApplicationKind> parse_application_kind(std::string_view text);

struct Application {
  Uuid id;
  ApplicationKind kind = ApplicationKind::citizen;
  State state = State::draft;
  Uuid person;                   // reserved at the start, made at approval
  bool existing_person = false;  // a citizen who adds the staff persona
  std::optional<Uuid> invitation;
  std::string tracking;     // "7K4Q-93QM-XF2C", 60 random bits; empty before submission
  Bytes continuation_hash;  // SHA-256 of the code
  TimePoint continuation_expires;
  std::string locale;
  TimePoint created;
  TimePoint entered;  // the state it is in
  std::optional<TimePoint> timer_due;
  int timer_step = 0;
  std::optional<TimePoint> deletion_due;
  std::optional<Uuid> assignee;
  bool duplicate = false;  // for officers only
  bool escalated = false;
  bool contact_verified = false;
  std::string notice_version;
  std::string consent_version;  // empty: not given
  std::optional<TimePoint> consented;
  std::vector<std::string> reasons;  // codes of the latest officer's step
  bool may_edit = false;
  bool supplied = false;  // something new came since more was asked for
  std::int64_t version = 0;
};

// One step that was taken: what the status page and the registrar see, and what the journal says
// too.
struct HistoryStep {
  Uuid id;  // version 7
  State from = State::none;
  Event event = Event::start;
  State to = State::draft;
  Who who = Who::system;
  std::optional<Uuid> officer;
  std::vector<std::string> reasons;
  std::string rule_version;
  TimePoint at;
};

// Values of an application: core attributes by catalogue name, and "document_issued",
// "document_expires", "document_country".
struct Value {
  std::string name;
  std::string value;
  std::optional<TimePoint> verified;
};

struct DuplicateHit {
  std::string kind;                 // "document_number", "email"
  std::optional<Uuid> application;  // the other one
  std::optional<Uuid> person;
};

}  // namespace tessera::enrol
