// The checks of `tessera doctor`, one function per subject. None of them changes anything.
#pragma once

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

}  // namespace tessera::app
