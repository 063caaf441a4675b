#include <filesystem>

#include <tessera/codec/rfc3339.hpp>

#include "app/doctor/checks.hpp"
#include "app/node/passkey_options.hpp"
#include "store/postgres/passkey_store.hpp"

namespace tessera::app {
namespace {

using Level = Finding::Level;

constexpr auto kFetchWithin = days(7);
constexpr const char* kMend = "fetch the newest blob of the metadata service and restart the nodes";

TimePoint written(const std::string& path) {
  const auto age =
      std::filesystem::file_time_type::clock::now() - std::filesystem::last_write_time(path);
  return SystemClock().now() - std::chrono::duration_cast<Duration>(age);
}

}  // namespace

Finding judge_metadata(const MetadataFacts& facts, TimePoint now) {
  const auto number = std::to_string(facts.number);
  if (facts.kept && *facts.kept > facts.number) {
    return {Level::fault,
            "passkeys.metadata_file: number " + number + " is older than " +
                std::to_string(*facts.kept) + ", which was read before: no node starts with it",
            kMend};
  }
  const auto age = std::chrono::floor<days>(now - facts.written).count();
  auto what = "passkeys.metadata_file: number " + number + ", written " + std::to_string(age) +
              " days ago, next update by " +
              codec::render_rfc3339(facts.next_update - seconds{1}).substr(0, 10);
  if (facts.next_update <= now + kFetchWithin) return {Level::warning, std::move(what), kMend};
  return {Level::fine, std::move(what), ""};
}

Findings check_metadata(const Settings& settings, Backends& backends) {
  const auto now = backends.clock->now();
  try {
    const auto metadata = load_metadata(settings, now);
    if (!metadata) return {};
    const auto kept = backends.database.run_here(
        [](store::postgres::Connection& db) { return store::postgres::load_metadata(db); });
    return {judge_metadata({.number = metadata->number,
                            .next_update = metadata->next_update,
                            .written = written(settings.text("passkeys.metadata_file")),
                            .kept = kept ? std::optional(kept->number) : std::nullopt},
                           now)};
  } catch (const std::exception& error) {
    return {{Level::fault, error.what(), kMend}};
  }
}

}  // namespace tessera::app
