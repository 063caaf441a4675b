#include "app/commands/configuration_plan.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

#include "app/commands/configuration_files.hpp"
#include "app/commands/refusal_text.hpp"
#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "tessera-plan/1";
constexpr std::size_t kLargest = 16 << 20;

json::array documents_of(const ConfigurationFiles& files) {
  json::array out;
  for (const auto& document : files.documents) {
    json::object item{{"kind", document.kind}, {"key", document.key}, {"fields", document.fields}};
    if (!document.object.empty()) item["object"] = document.object;
    out.push_back(std::move(item));
  }
  return out;
}

// What the server found wrong, with the places in the files.
void tell_wrong(const AdminReply& reply, const ConfigurationFiles& files) {
  const auto problem = codec::parse_json_object(reply.body, kLargest);
  const auto* errors = problem ? problem->if_contains("errors") : nullptr;
  if (errors == nullptr || !errors->is_array()) return;
  for (const auto& item : errors->get_array()) {
    const auto* error = item.if_object();
    if (error == nullptr) continue;
    const auto pointer = codec::text_of(*error, "pointer");
    const auto place = origin_of(files, pointer);
    if (place.empty()) continue;
    const auto field = pointer.substr(pointer.rfind('/') + 1);
    const auto detail = codec::text_of(*error, "detail");
    std::cerr << place << ": " << field << ": " << codec::text_of(*error, "id")
              << (detail.empty() ? "" : " (" + detail + ')') << '\n';
  }
}

void add_wanted(json::array& changes, const ConfigurationFiles& files) {
  std::map<std::pair<std::string, std::string>, const FileDocument*> wanted;
  for (const auto& document : files.documents) wanted[{document.kind, document.key}] = &document;
  for (auto& item : changes) {
    auto& change = item.as_object();
    const auto found = wanted.find({codec::text_of(change, "kind"), codec::text_of(change, "key")});
    if (found != wanted.end()) change["wanted"] = found->second->fields;
  }
}

}  // namespace

std::string manager_of(const ConfigurationOptions& options, const std::string& in_files) {
  if (!options.manager.empty()) return options.manager;
  if (const char* named = std::getenv("TESSERA_MANAGER")) return named;
  return in_files;
}

int tell_refusal(const AdminReply& reply) {
  if (!reply.error.empty()) {
    std::cerr << "tessera: the server cannot be reached: " << reply.error << '\n';
    return kFailed;
  }
  std::cerr << "tessera: " << refusal_text(reply.status, reply.body);
  return exit_code_of(reply.status);
}

std::optional<ConfigurationPlan> plan_files(const AdminTransport& server,
                                            const ConfigurationOptions& options) {
  const auto files = read_configuration(options.paths);
  for (const auto& problem : files.problems) std::cerr << problem << '\n';
  if (!files.problems.empty()) return std::nullopt;
  ConfigurationPlan plan{.manager = manager_of(options, files.manager),
                         .force_conflicts = options.force_conflicts,
                         .changes = {}};
  if (plan.manager.empty()) {
    std::cerr << "tessera: who keeps these files? Write manager = \"NAME\" into one, or give "
                 "--manager NAME\n";
    return std::nullopt;
  }
  const json::object wish{{"manager", plan.manager},
                          {"documents", documents_of(files)},
                          {"prune", options.prune},
                          {"force_conflicts", options.force_conflicts}};
  const auto reply = server.send({.method = "POST",
                                  .target = "/api/admin/v1/configuration/plan",
                                  .body = json::serialize(wish)});
  if (!reply.good()) {
    (void)tell_refusal(reply);
    tell_wrong(reply, files);
    return std::nullopt;
  }
  auto told = codec::parse_json_object(reply.body, kLargest);
  if (!told || !told->contains("changes") || !told->at("changes").is_array()) {
    std::cerr << "tessera: the server answered something else\n";
    return std::nullopt;
  }
  plan.changes = std::move(told->at("changes").as_array());
  add_wanted(plan.changes, files);
  return plan;
}

json::object to_json(const ConfigurationPlan& plan) {
  return {{"format", kFormat},
          {"manager", plan.manager},
          {"force_conflicts", plan.force_conflicts},
          {"changes", plan.changes}};
}

bool is_saved_plan(const std::string& path) {
  return path.ends_with(".json");
}

std::optional<ConfigurationPlan> load_plan(const std::string& path) {
  const auto read = codec::parse_json_object(read_all(path), kLargest);
  const auto* changes = read ? read->if_contains("changes") : nullptr;
  const auto* force = read ? read->if_contains("force_conflicts") : nullptr;
  if (changes == nullptr || !changes->is_array() || force == nullptr || !force->is_bool() ||
      codec::text_of(*read, "format") != kFormat) {
    std::cerr << "tessera: " << path << " is no plan that `tessera plan --save` wrote\n";
    return std::nullopt;
  }
  return ConfigurationPlan{.manager = codec::text_of(*read, "manager"),
                           .force_conflicts = force->get_bool(),
                           .changes = changes->get_array()};
}

bool save_private(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  bool done = file >= 0 && fchmod(file, 0600) == 0;
  std::size_t written = 0;
  while (done && written < text.size()) {
    const auto count = write(file, text.data() + written, text.size() - written);
    done = count > 0;
    if (done) written += static_cast<std::size_t>(count);
  }
  if (file >= 0) done = close(file) == 0 && done;
  if (!done) std::cerr << "tessera: " << path << " cannot be written\n";
  return done;
}

}  // namespace tessera::app
