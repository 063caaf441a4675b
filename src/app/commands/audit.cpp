#include "app/commands/audit.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>

#include <boost/json/serialize.hpp>

#include <tessera/audit/export.hpp>
#include <tessera/audit/verifier.hpp>

#include "app/exit_code.hpp"
#include "app/node/offline.hpp"
#include "endpoints/admin/json.hpp"

namespace tessera::app {
namespace {

constexpr std::size_t kPage = 500;

// The last line that is not empty: the file may be one head or the log of all of them.
Result<std::optional<audit::SignedHead>> read_head(const std::string& path) {
  if (path.empty()) return std::optional<audit::SignedHead>{};
  std::ifstream file(path);
  if (!file) return fail(Errc::not_found, "audit.head_file", path + ": cannot be read");
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) last = line;
  }
  auto head = audit::parse_saved_head(last);
  if (!head)
    return fail(Errc::invalid, "audit.head_file",
                path + ": is not a signed head: " + head.error().id);
  return std::optional(std::move(*head));
}

void print(const audit::Report& report) {
  std::printf(
      "leaves %llu, rows %llu, heads %llu, not yet sequenced %llu, void %llu, lost in a crash "
      "%llu, "
      "months dropped %llu, subjects erased %llu\n",
      static_cast<unsigned long long>(report.leaves), static_cast<unsigned long long>(report.rows),
      static_cast<unsigned long long>(report.heads),
      static_cast<unsigned long long>(report.unsequenced),
      static_cast<unsigned long long>(report.voids), static_cast<unsigned long long>(report.lost),
      static_cast<unsigned long long>(report.dropped),
      static_cast<unsigned long long>(report.blinded));
  for (const auto& finding : report.findings) {
    std::printf("%s: %s: %s\n", finding.kind.c_str(), finding.where.c_str(),
                finding.detail.c_str());
  }
  if (report.good())
    std::puts("the journal is whole");
  else
    std::printf("%llu findings\n", static_cast<unsigned long long>(report.finding_count));
}

}  // namespace

int run_audit_verify(const ConfigSource& source, const std::string& head_file) {
  return run_offline(source, [&head_file](Backends& backends, Rooms& rooms) -> Task<int> {
    auto saved = read_head(head_file);
    if (!saved) co_return complain(saved.error());
    const auto keys = backends.keyring.get();
    const auto report =
        co_await audit::verify_journal(rooms.journal.reader, keys.get(),
                                       {.saved = std::move(*saved), .now = backends.clock->now()});
    print(report);
    co_return report.good() ? kOk : kFailed;
  });
}

int run_audit_tail(const ConfigSource& source, int count) {
  return run_offline(source, [count](Backends&, Rooms& rooms) -> Task<int> {
    audit::EventQuery query{.limit = static_cast<std::size_t>(std::clamp(count, 1, 10'000))};
    auto rows = co_await rooms.journal.reader.find_events(query);
    std::ranges::reverse(rows);
    for (const auto& row : rows)
      std::cout << boost::json::serialize(endpoints::admin::to_json(row)) << '\n';
    co_return kOk;
  });
}

int run_audit_export(const ConfigSource& source) {
  return run_offline(source, [](Backends&, Rooms& rooms) -> Task<int> {
    const auto saved = co_await rooms.journal.sequencer.saved_head();
    if (!saved) co_return kOk;  // nothing is sequenced yet
    std::cout << *saved << '\n';
    const auto size = audit::parse_saved_head(*saved).value().head.size;
    for (std::uint64_t from = 0; from < size;) {
      const auto page = co_await rooms.journal.reader.load_leaves(from, kPage);
      for (const auto& entry : page) {
        if (entry.leaf.leaf >= size || !entry.row) continue;
        std::cout << co_await audit::render_proven(rooms.journal.reader, entry, size) << '\n';
      }
      if (page.empty()) break;
      from = page.back().leaf.leaf + 1;
    }
    co_return std::cout.flush() ? kOk : kFailed;
  });
}

}  // namespace tessera::app
