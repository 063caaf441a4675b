#include "app/commands/configuration.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <set>

#include <boost/json/serialize.hpp>

#include <tessera/codec/form.hpp>
#include <tessera/codec/json.hpp>

#include "app/commands/configuration_plan.hpp"
#include "app/commands/configuration_text.hpp"
#include "app/commands/yaml_text.hpp"
#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

namespace json = boost::json;

constexpr std::size_t kLargest = 64 << 20;

void show(const std::string& output, const json::value& value, const std::string& table) {
  if (output == "json")
    std::cout << json::serialize(value) << '\n';
  else if (output == "yaml")
    std::cout << render_yaml(value);
  else
    std::cout << table;
}

bool is_to_do(const json::object& change) {
  static constexpr std::array<std::string_view, 5> kDone{"create", "update", "claim", "remove",
                                                         "release"};
  return std::ranges::find(kDone, codec::text_of(change, "action")) != kDone.end();
}

int show_drift(const AdminTransport& server, const ConfigurationOptions& options) {
  const auto manager = manager_of(options, "");
  if (manager.empty()) {
    std::cerr << "tessera: whose? --manager NAME\n";
    return kFailed;
  }
  const auto reply = server.send(
      {.method = "GET",
       .target = codec::with_query("/api/admin/v1/configuration/objects", {{"manager", manager}}),
       .body = {}});
  const auto told = codec::parse_json_object(reply.body, kLargest);
  if (!reply.good() || !told) {
    (void)tell_refusal(reply);
    return kFailed;
  }
  const auto text = render_drift(told->at("items").as_array());
  show(options.output, *told, text.empty() ? "nothing was changed since it was applied\n" : text);
  return text.empty() ? kOk : kWouldChange;
}

// One change as the server wants it.
json::object step_of(const ConfigurationPlan& plan, const json::object& change) {
  json::object out{{"manager", plan.manager}, {"force_conflicts", plan.force_conflicts}};
  for (const auto* name : {"action", "kind", "key", "object", "version", "record_version"}) {
    if (const auto* value = change.if_contains(name)) out[name] = *value;
  }
  if (out["object"] == json::value("")) out.erase("object");
  // A key's own record says which object it is; only what is taken over is named.
  if (const auto* record = change.if_contains("record_version");
      record != nullptr && *record != json::value(0))
    out.erase("object");
  if (const auto* wanted = change.if_contains("wanted")) out["fields"] = *wanted;
  return out;
}

class Applier {
 public:
  Applier(const AdminTransport& server, const ConfigurationPlan& plan,
          const ConfigurationOptions& options)
      : server_(server), plan_(plan), options_(options) {}

  int run() {
    int code = kOk;
    for (const auto& item : plan_.changes) {
      const auto& change = item.as_object();
      if (!is_to_do(change)) continue;
      if (code == kOk)
        code = one(change);
      else
        ++not_done_;
    }
    std::cout << (options_.dry_run ? "checked: " : "applied: ") << done_;
    if (waiting_ > 0) std::cout << ", waiting for approval: " << waiting_;
    if (code != kOk) std::cout << ", refused: 1, not done: " << not_done_;
    std::cout << '\n';
    if (code != kOk && !options_.dry_run)
      std::cerr
          << "what was applied stays; correct the cause and apply again, which goes on here\n";
    return code;
  }

 private:
  int one(const json::object& change) {
    const auto name = codec::text_of(change, "kind") + ' ' + codec::text_of(change, "key");
    if (options_.dry_run && waits_for_new(change)) {
      std::cout << name << ": not checked, it needs what would be created first\n";
      return kOk;
    }
    AdminCall call{.method = "POST",
                   .target = "/api/admin/v1/configuration/changes",
                   .body = json::serialize(step_of(plan_, change))};
    if (options_.dry_run) call.target += "?dry_run=true";
    const auto reply = server_.send(call);
    if (!reply.good()) {
      std::cerr << name << ": ";
      return tell_refusal(reply);
    }
    ++done_;
    return told(name, change, reply);
  }

  int told(const std::string& name, const json::object& change, const AdminReply& reply) {
    const auto answer = codec::parse_json_object(reply.body).value_or(json::object{});
    const auto action = codec::text_of(change, "action");
    std::cout << name << ": " << action << (options_.dry_run ? " would do\n" : " done\n");
    const auto unfinished = codec::text_of(answer, "unfinished");
    if (unfinished == "approval.requested" || unfinished == "approval.open") {
      ++waiting_;
      std::cout
          << "  waits for approval: its status is set when others agreed (tessera approval list)\n";
    } else if (!unfinished.empty()) {
      std::cerr << "  its status could not be set: " << unfinished << '\n';
      return kConflict;
    }
    const auto secret = codec::text_of(answer, "client_secret");
    return secret.empty() ? kOk : hand_over(codec::text_of(change, "key"), secret);
  }

  // Shown once, or written where only the caller reads it; never into a file that is kept as code.
  int hand_over(const std::string& key, const std::string& secret) {
    if (options_.secrets.empty()) {
      std::cout << "  client_secret (shown once): " << secret << '\n';
      return kOk;
    }
    const auto path = (std::filesystem::path(options_.secrets) / (key + ".secret")).string();
    if (save_private(path, secret + '\n')) {
      std::cout << "  client_secret: " << path << '\n';
      return kOk;
    }
    std::cerr << "  the secret is lost; make another: tessera client rotate-secret\n";
    return kFailed;
  }

  // In a dry run nothing is created, so what stands on it cannot be checked.
  bool waits_for_new(const json::object& change) {
    if (codec::text_of(change, "action") == "create")
      new_.insert(codec::text_of(change, "kind") + ' ' + codec::text_of(change, "key"));
    const auto* wanted = change.if_contains("wanted");
    if (wanted == nullptr || !wanted->is_object()) return false;
    const auto& fields = wanted->get_object();
    if (new_.contains("unit " + codec::text_of(fields, "parent"))) return true;
    const auto* parents = fields.if_contains("parents");
    return parents != nullptr && parents->is_array() &&
           std::ranges::any_of(parents->get_array(), [&](const json::value& parent) {
             return parent.is_string() && new_.contains("role " + std::string(parent.get_string()));
           });
  }

  const AdminTransport& server_;
  const ConfigurationPlan& plan_;
  const ConfigurationOptions& options_;
  std::set<std::string> new_;
  int done_ = 0;
  int waiting_ = 0;
  int not_done_ = 0;
};

bool agreed(const ConfigurationOptions& options) {
  if (options.yes || options.dry_run) return true;
  if (isatty(STDIN_FILENO) == 0) {
    std::cerr << "tessera: nobody to ask here; give --yes, or apply a plan that was saved\n";
    return false;
  }
  std::cerr << "apply this? [y/N] ";
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

}  // namespace

int run_configuration_plan(const ConfigurationOptions& options) {
  const auto server = AdminTransport::find(options.server);
  if (!server) return kFailed;
  if (options.drift) return show_drift(*server, options);
  if (options.paths.empty()) {
    std::cerr << "tessera: name the files or the folder\n";
    return kFailed;
  }
  const auto plan = plan_files(*server, options);
  if (!plan) return kFailed;
  show(options.output, to_json(*plan), render_plan(plan->changes));
  if (!options.save.empty() && !save_private(options.save, json::serialize(to_json(*plan)) + '\n'))
    return kFailed;
  const auto counts = count_changes(plan->changes);
  if (counts.blocked > 0) return kFailed;
  return counts.anything() ? kWouldChange : kOk;
}

int run_configuration_apply(const ConfigurationOptions& options) {
  const auto server = AdminTransport::find(options.server);
  if (!server) return kUsage;
  if (options.paths.empty()) {
    std::cerr << "tessera: name the files, the folder, or a saved plan\n";
    return kUsage;
  }
  const bool saved = options.paths.size() == 1 && is_saved_plan(options.paths.front());
  const auto plan = saved ? load_plan(options.paths.front()) : plan_files(*server, options);
  if (!plan) return kUsage;
  const auto counts = count_changes(plan->changes);
  std::cout << render_plan(plan->changes);
  if (counts.blocked > 0) {
    std::cerr << "tessera: nothing was applied; settle the conflicts, or --force-conflicts\n";
    return kConflict;
  }
  if (!counts.anything()) return kOk;
  if (!saved && !agreed(options)) return kFailed;
  return Applier(*server, *plan, options).run();
}

}  // namespace tessera::app
