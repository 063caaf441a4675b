// A plan as it is made of files, saved, and read again.
#pragma once

#include <optional>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "app/commands/admin_transport.hpp"
#include "app/commands/options.hpp"

namespace tessera::app {

// changes: as the server told them, each with the fields that its document wants.
struct ConfigurationPlan {
  std::string manager;
  bool force_conflicts = false;
  boost::json::array changes;
};

// Says what is wrong on stderr, with the lines of files.
[[nodiscard]] std::optional<ConfigurationPlan> plan_files(const AdminTransport& server,
                                                          const ConfigurationOptions& options);
// --manager, TESSERA_MANAGER, or what the files say.
[[nodiscard]] std::string manager_of(const ConfigurationOptions& options,
                                     const std::string& in_files);

[[nodiscard]] boost::json::object to_json(const ConfigurationPlan& plan);
[[nodiscard]] bool is_saved_plan(const std::string& path);
[[nodiscard]] std::optional<ConfigurationPlan> load_plan(const std::string& path);
// Only its owner may read it. False after saying why.
[[nodiscard]] bool save_private(const std::string& path, const std::string& text);

// Says on stderr what the server refused, with the lines of files.
int tell_refusal(const AdminReply& reply);

}  // namespace tessera::app
