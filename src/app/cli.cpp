#include "app/cli.hpp"

#include <iostream>
#include <set>

#include <CLI/CLI.hpp>

#include "app/commands/admin_client.hpp"
#include "app/commands/audit.hpp"
#include "app/commands/bootstrap.hpp"
#include "app/commands/command_tree.hpp"
#include "app/commands/config.hpp"
#include "app/commands/configuration.hpp"
#include "app/commands/dev.hpp"
#include "app/commands/doctor.hpp"
#include "app/commands/healthcheck.hpp"
#include "app/commands/keys.hpp"
#include "app/commands/migrate.hpp"
#include "app/commands/purpose_keys.hpp"
#include "app/commands/seal_grants.hpp"
#include "app/commands/serve.hpp"
#include "app/exit_code.hpp"

namespace tessera::app {
namespace {

// The options every local verb shares: where the configuration comes from.
class ConfigOptions {
 public:
  void add_to(CLI::App& verb) {
    verb.add_option("-c,--config", file_, "configuration file (TOML)");
    verb.add_option("--set", settings_, "override one key: --set log.level=debug");
  }
  [[nodiscard]] ConfigSource source() const {
    ConfigSource source;
    if (!file_.empty()) source.file = file_;
    for (const auto& entry : settings_) {
      const auto equals = entry.find('=');
      source.flags[entry.substr(0, equals)] =
          equals == std::string::npos ? "" : entry.substr(equals + 1);
    }
    return source;
  }

 private:
  std::string file_;
  std::vector<std::string> settings_;
};

// The command line as data.
CommandOption describe(const CLI::Option& option) {
  static const std::set<std::string> kPaths{"config", "file",    "socket", "token-file",
                                            "ca",     "data",    "head",   "new-master",
                                            "save",   "secrets", "paths"};
  CommandOption out{.names = {}, .help = option.get_description()};
  for (const auto& name : option.get_snames()) out.names.push_back('-' + name);
  for (const auto& name : option.get_lnames()) {
    out.names.push_back("--" + name);
    out.is_path = out.is_path || kPaths.contains(name);
    if (name == "output") out.values = {"json", "yaml", "table"};
  }
  if (option.get_items_expected_max() > 0) out.value = out.is_path ? "FILE" : "TEXT";
  return out;
}

CommandNode describe(const CLI::App& app) {
  CommandNode out{.name = app.get_name(), .help = app.get_description()};
  for (const auto* option : app.get_options()) {
    if (!option->get_positional())
      out.options.push_back(describe(*option));
    else
      out.words = option->get_name() == "words" ? option->get_description() : option->get_name();
  }
  for (const auto* child : app.get_subcommands({})) out.children.push_back(describe(*child));
  return out;
}

class Cli {
 public:
  Cli() : app_("tessera: digital identity and authentication for governments") {
    app_.set_version_flag("--version", TESSERA_VERSION);
    app_.require_subcommand(1);
    add_dev();
    add_serve();
    add_migrate();
    add_bootstrap();
    add_doctor();
    add_keys();
    add_config();
    add_audit();
    add_healthcheck();
    add_admin_nouns();
    add_configuration();
    add_help();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      const auto is_named = [&](CLI::App* sub) { return sub->get_name() == argv[1]; };
      const bool unknown = argc > 1 && argv[1][0] != '-' && app_.get_subcommands(is_named).empty();
      if (unknown) std::cerr << "tessera: there is no verb \"" << argv[1] << "\"\n";
      const bool asked = app_.exit(error) == 0;
      // A pipeline that reads 2 as "something would change" must not read a typing error so.
      const bool plans = argc > 1 && std::string_view(argv[1]) == "plan";
      return asked ? kOk : plans ? kFailed : kUsage;
    }
    return action_ ? action_() : kUsage;
  }

 private:
  CLI::App* verb(CLI::App& parent, const std::string& name, const std::string& help,
                 std::function<int()> action) {
    auto* sub = parent.add_subcommand(name, help);
    sub->callback([this, action = std::move(action)] { action_ = action; });
    return sub;
  }
  CLI::App* local_verb(CLI::App& parent, const std::string& name, const std::string& help,
                       std::function<int()> action) {
    auto* sub = verb(parent, name, help, std::move(action));
    config_.add_to(*sub);
    return sub;
  }
  CLI::App& group(const std::string& name, const std::string& help) {
    auto* sub = app_.add_subcommand(name, help);
    sub->require_subcommand(1);
    return *sub;
  }

  void add_dev() {
    auto* sub = verb(app_, "dev", "run everything here, with demo data: databases, people, portals",
                     [this] { return run_dev(dev_); });
    sub->add_option("--data", dev_.data, "private data folder")->capture_default_str();
    sub->add_option("--listen", dev_.listen, "HOST:PORT of the pages")->capture_default_str();
    sub->add_option("--management", dev_.management, "HOST:PORT of health and metrics")
        ->capture_default_str();
    sub->add_option("--people", dev_.people, "demo people to enrol")
        ->capture_default_str()
        ->check(CLI::Range(0, 1'000'000));
    sub->add_flag("--fresh", dev_.fresh, "remove the data folder first");
  }
  void add_serve() {
    local_verb(app_, "serve", "run a node", [this] { return run_serve(config_.source()); });
  }
  void add_migrate() {
    auto& migrate = group("migrate", "database schema");
    local_verb(migrate, "status", "what is applied",
               [this] { return run_migrate_status(config_.source()); });
    local_verb(migrate, "plan", "what `up` would do",
               [this] { return run_migrate_plan(config_.source()); });
    local_verb(migrate, "up", "apply what is missing",
               [this] { return run_migrate_up(config_.source()); });
  }
  void add_bootstrap() {
    auto& bootstrap = group("bootstrap", "the first administrator");
    local_verb(bootstrap, "admin", "print a one-time enrolment link",
               [this] { return run_bootstrap_admin(config_.source()); });
  }
  void add_doctor() {
    local_verb(app_, "doctor", "check this installation and say how to mend it",
               [this] { return run_doctor(config_.source()); });
  }
  void add_keys() {
    auto& keys = group("keys", "keys that sign tokens, keys by purpose, and the master key");
    local_verb(keys, "list", "keys and their states",
               [this] { return run_keys_list(config_.source()); });
    auto* rotate = local_verb(
        keys, "rotate", "publish and activate signing keys as soon as the rules allow", [this] {
          return purpose_.empty() ? run_keys_rotate(config_.source())
                                  : run_keys_rotate_purpose(config_.source(), purpose_);
        });
    rotate->add_option("--purpose", purpose_, "announce a new key of this purpose instead");
    auto* withdraw =
        local_verb(keys, "withdraw", "after a compromise: nothing this key signed is good any more",
                   [this] { return run_keys_withdraw(config_.source(), kid_, reason_); });
    withdraw->add_option("kid", kid_, "the key, as `tessera keys list` names it")->required();
    withdraw->add_option("--reason", reason_, "why, for the journal")->required();
    local_verb(keys, "purposes", "keys by purpose and their states",
               [this] { return run_keys_purposes(config_.source()); });
    auto* retire = local_verb(keys, "retire", "after a compromise: replaced keys open nothing more",
                              [this] { return run_keys_retire(config_.source(), purpose_); });
    retire->add_option("--purpose", purpose_, "which keys")->required();
    auto* rewrap = local_verb(keys, "rewrap", "wrap the keys by another master key",
                              [this] { return run_keys_rewrap(config_.source(), new_master_); });
    rewrap->add_option("--new-master", new_master_, "file of the new master key")->required();
    auto* seal = local_verb(keys, "seal-grants", "role grants from before there were seals",
                            [this] { return run_keys_seal_grants(config_.source(), all_); });
    seal->add_flag("--all", all_, "seal every one that is listed");
    auto* mark =
        local_verb(keys, "not-before", "after a restore: refuse what was issued before now",
                   [this] { return run_keys_not_before(config_.source()); });
    mark->add_flag("--now", now_, "the only mark there is")->required();
  }
  void add_config() {
    auto& config = group("config", "configuration");
    local_verb(config, "validate", "say every mistake",
               [this] { return run_config_validate(config_.source()); });
    auto* show = local_verb(config, "show", "the values in force and where each comes from",
                            [this] { return run_config_show(config_.source(), redact_); });
    show->add_flag("--effective", effective_, "after all sources (the only view there is)");
    show->add_flag("--redact", redact_, "hide secrets");
    verb(config, "schema", "JSON Schema of the file", [] { return run_config_schema(); });
  }
  void add_audit() {
    auto& audit = group("audit", "the journal");
    auto* verify =
        local_verb(audit, "verify", "prove that no row was altered, removed or reordered",
                   [this] { return run_audit_verify(config_.source(), head_file_); });
    verify->add_option("--head", head_file_, "a signed head saved earlier");
    auto* tail = local_verb(audit, "tail", "the latest events",
                            [this] { return run_audit_tail(config_.source(), tail_count_); });
    tail->add_option("-n", tail_count_, "how many")->capture_default_str();
    local_verb(audit, "export", "events as JSON lines",
               [this] { return run_audit_export(config_.source()); });
  }
  void add_healthcheck() {
    auto* sub = verb(app_, "healthcheck", "exit 0 if the node is ready (for containers)",
                     [this] { return run_healthcheck(management_url_); });
    sub->add_option("--url", management_url_, "management listener")->capture_default_str();
  }
  // These act on a running server, over its admin API.
  void add_admin_nouns() {
    for (const auto& [name, help] : admin_nouns()) {
      auto* noun = app_.add_subcommand(name, help);
      bool alone = false;
      for (const auto& verb : admin_verbs()) {
        if (verb.noun != name) continue;
        alone = alone || verb.verb.empty();
        auto* sub = verb.verb.empty() ? noun : noun->add_subcommand(std::string(verb.verb));
        if (!verb.verb.empty())
          sub->description(std::string(verb.method) + " /api/admin/v1" + std::string(verb.path));
        add_admin_options(*sub, verb);
        sub->callback(
            [this, &verb] { action_ = [this, &verb] { return run_admin_verb(verb, admin_); }; });
      }
      if (!alone) noun->require_subcommand(1);
    }
  }
  void add_admin_options(CLI::App& sub, const AdminVerb& verb) {
    sub.add_option("words", admin_.words, words_of(verb));
    add_output(sub, admin_.output);
    sub.add_flag("--wide", admin_.wide, "whole values in tables, however wide the terminal is");
    add_server(sub, admin_.server);
    const bool reads = verb.method == "GET";
    if (reads) {
      if (verb.verb == "list") sub.add_flag("--all", admin_.all, "every page, not the first alone");
      return;
    }
    sub.add_option("--file", admin_.file, "the body as JSON; - for stdin");
    sub.add_option("--if-match", admin_.if_match, "only if it is still of this version");
    sub.add_option("--idempotency-key", admin_.idempotency_key, "sent again, it is done once");
    sub.add_flag("--dry-run", admin_.dry_run, "the server checks everything and changes nothing");
    if (is_drastic(verb)) sub.add_flag("-y,--yes", admin_.yes, "do not ask");
  }
  static void add_output(CLI::App& sub, std::string& output) {
    sub.add_option("-o,--output", output, "json, yaml or table")
        ->check(CLI::IsMember(std::vector<std::string>{"json", "yaml", "table"}));
  }
  static void add_server(CLI::App& sub, AdminServer& server) {
    sub.add_option("--socket", server.socket, "socket of the server (or TESSERA_ADMIN_SOCKET)");
    sub.add_option("--url", server.url, "or its address");
    sub.add_option("--token-file", server.token_file, "file with an access token, for --url");
    sub.add_option("--ca", server.ca, "certificates to trust, for --url");
  }

  void add_configuration() {
    auto& o = configuration_;
    auto* plan = verb(app_, "plan", "what an apply of configuration files would do",
                      [this] { return run_configuration_plan(configuration_); });
    plan->add_option("paths", o.paths, "files and folders");
    plan->add_option("--save", o.save, "keep the plan in this file (.json), to apply exactly it");
    plan->add_flag("--drift", o.drift, "what was changed since it was applied, without files");
    auto* apply = verb(app_, "apply", "bring a server to what configuration files, or a plan, say",
                       [this] { return run_configuration_apply(configuration_); });
    apply->add_option("paths", o.paths, "files and folders, or one saved plan (.json)");
    apply->add_option("--secrets", o.secrets, "folder for the secrets of new clients");
    apply->add_flag("--dry-run", o.dry_run, "the server checks every change and keeps none");
    apply->add_flag("-y,--yes", o.yes, "do not ask");
    auto* exported =
        verb(app_, "export", "units, roles, clients and policies of a server as a file",
             [this] { return run_configuration_export(configuration_); });
    for (auto* sub : {plan, apply}) {
      add_output(*sub, o.output);
      sub->add_flag("--prune", o.prune, "remove what this manager made and no file names any more");
      sub->add_flag("--force-conflicts", o.force_conflicts,
                    "take fields over from whoever set them");
    }
    for (auto* sub : {plan, apply, exported}) {
      sub->add_option("--manager", o.manager, "who keeps these files (or TESSERA_MANAGER)");
      add_server(*sub, o.server);
    }
  }
  void add_help() {
    auto* help = verb(app_, "help", "all commands with their options", [this] {
      std::cout << (markdown_ ? render_reference(describe(app_))
                              : app_.help("", CLI::AppFormatMode::All));
      return kOk;
    });
    help->add_flag("--markdown", markdown_, "as docs/reference/command-line.md");
    auto* completion = verb(app_, "completion", "a script that completes words in a shell", [this] {
      std::cout << render_completion(describe(app_), shell_);
      return kOk;
    });
    completion->add_option("shell", shell_, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>{"bash", "zsh", "fish"}));
  }

  CLI::App app_;
  AdminOptions admin_;
  ConfigurationOptions configuration_;
  bool markdown_ = false;
  std::string shell_;
  std::function<int()> action_;
  ConfigOptions config_;
  DevOptions dev_;
  bool redact_ = false;
  bool effective_ = false;
  bool now_ = false;
  bool all_ = false;
  std::string purpose_;
  std::string kid_;
  std::string reason_;
  std::string new_master_;
  std::string head_file_;
  int tail_count_ = 20;
  std::string management_url_ = "http://127.0.0.1:9000";
};

}  // namespace

int run_cli(int argc, char** argv) {
  return Cli().run(argc, argv);
}

}  // namespace tessera::app
