// The checks of `tessera doctor`, one function per subject. None of them changes anything.
#pragma once

#include <cstdint>
#include <optional>

#include "app/config/settings.hpp"
#include "app/doctor/finding.hpp"
#include "app/node/backends.hpp"

namespace tessera::app {

// What would stop `tessera serve`.
[[nodiscard]] Findings check_configuration(const Settings& settings);
// Certificates of every TLS listener: readable, matching key, not about to expire, right name.
[[nodiscard]] Findings check_certificates(const Settings& settings, TimePoint now);
// Secrets on disk: readable by their owner only; the file of signed heads: writable.
[[nodiscard]] Findings check_permissions(const Settings& settings);
[[nodiscard]] Findings check_mail(const Settings& settings);
// A sandbox that anybody may fill.
[[nodiscard]] Findings check_registration_settings(const Settings& settings);
[[nodiscard]] Findings check_client_certificates(const Settings& settings);
// Authorities of smart cards and their revocation lists, as far as they are files.
[[nodiscard]] Findings check_smartcard_files(const Settings& settings, TimePoint now);
// Version, durability, role, schema, clock.
[[nodiscard]] Findings check_database(Backends& backends);
// Persistence, eviction, clock.
[[nodiscard]] Findings check_redis(Backends& backends);
// Every purpose has a key that this master key opens.
[[nodiscard]] Findings check_keys(Backends& backends);
// Role grants that count for nothing, and duties that nobody could do.
[[nodiscard]] Findings check_access(const Settings& settings, Backends& backends);
struct AccessFacts {
  std::int64_t unsealed = 0;          // role grants without a seal
  std::int64_t approvals_needed = 0;  // the most that anything asks for
  std::int64_t approvers = 0;         // people in each of these duties
  std::int64_t duty_officers = 0;
  std::int64_t overseers = 0;
  std::int64_t reviewers = 0;
};
// reviews: whether role grants are reviewed by schedule.
[[nodiscard]] Findings judge_access(const AccessFacts& facts, bool reviews);
// The list of models of passkeys, if there is a file: its number, its age, when the next is due.
[[nodiscard]] Findings check_metadata(const Settings& settings, Backends& backends);
struct MetadataFacts {
  std::int64_t number = 0;
  TimePoint next_update;
  TimePoint written;                 // the file
  std::optional<std::int64_t> kept;  // the highest number that was ever read
};
[[nodiscard]] Finding judge_metadata(const MetadataFacts& facts, TimePoint now);

}  // namespace tessera::app
